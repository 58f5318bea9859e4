import { hasGuarded } from '../core/arms';
import { word } from '../core/memory';
import * as K from './layout';

/** Whether a row has a value in a column of one arm of a tagged union, or of a member that a versioned record may end before. */
export function isSelected(program: usize, column: usize, record: usize): bool {
  return hasGuarded(program, word(column, K.C_UNION), word(column, K.C_ARM), record);
}
