import * as K from '../../assembly/core/layout.js';
import { heldNumber } from '../cursor/index.js';
import { differingElement, fieldOf, storeRow, type GivenColumn, type RowPlace } from '../rows-out/index.js';
import type { Verdict } from './verdict.js';

/** Writes one row of a column, or stops the verdict where a value does not fit. */
export function scatterRow(given: GivenColumn, place: RowPlace, verdict: Verdict): void {
  const element = storeRow(given, place);
  if (element < 0) return;
  const { column, op, values } = given;
  const field = fieldOf(given, element, place);
  verdict.stop(K.OUT_OF_RANGE, op.index, field, 0, Number(values[place.row * column.repeat + element]));
}

/** Stops the verdict where the bytes do not hold what the row says: another column showed them otherwise. */
export function compareRow(given: GivenColumn, place: RowPlace, verdict: Verdict): void {
  const element = differingElement(given, place);
  if (element < 0) return;
  const { column, op, values } = given;
  const field = fieldOf(given, element, place);
  if (column.kind === 'bytes') verdict.stop(K.DISAGREE, op.index, field, 0, 0);
  const held = heldNumber(place.view, place.record + field - op.offset, op);
  verdict.stop(K.DISAGREE, op.index, field, held, Number(values[place.row * column.repeat + element]));
}
