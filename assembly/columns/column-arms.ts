import { armNumberAt } from '../core/arms';
import { word } from '../core/memory';
import * as K from './layout';

/** Whether a row has a value in a column of one arm of a tagged union. */
export function isSelected(program: usize, column: usize, record: usize): bool {
  const union = word(column, K.C_UNION);
  return union < 0 || armNumberAt(program, union, record) == word(column, K.C_ARM);
}
