import { assertRoom, mayOverlap } from '../bytes/index.js';
import { armReader, batchPartsOf, freshData } from '../columns/index.js';
import { isSum, opOf, type Op } from '../cursor/index.js';
import { CastbufError } from '../errors/index.js';
import type { RecordCodec } from '../message/index.js';
import type { Column } from '../program/index.js';
import type { ColumnArray, ListColumn } from '../schema/index.js';
import { copyColumn, isCopied } from './copied-columns.js';
import { isChecked, RecordDraft, type EditedColumn } from './record-draft.js';
import { assertColumns, ownColumn, type ColumnOrder } from './given-columns.js';

/**
 * Writes columns over the members that they are of, in the records of `batch`, which lie in `target` as in the bytes that it was read from. All else in the
 * target stays, but for checksums, which are filled in anew. Returns the bytes up to the end of the last record. When it throws, it has written nothing.
 * @throws CastbufError ERR_USAGE for another type's batch and for lists, ERR_DISAGREE where a record would be made of other parts, and as encodeBatch does
 */
export function editRecords(
  record: RecordCodec,
  order: ColumnOrder,
  columns: unknown,
  target: Uint8Array,
  batch: unknown,
): number {
  const { program } = record;
  const { program: read, data } = batchPartsOf(batch);
  if (read !== program)
    throw new CastbufError('ERR_USAGE', 'at is a batch of another type, or of another ABI; give one of this codec');
  const { rows, consumed, stride } = freshData(data);
  const given = order.some(assertColumns(columns) as Readonly<Record<string, unknown>>, rows);
  freshData(data); // getters among the columns may have used it again
  assertRoom('stream', consumed, target);
  const edited = program.columns.flatMap((column, index): EditedColumn | [] => {
    const values = given[index];
    if (values === undefined) return [];
    const isThere = column.guard && armReader(program, column.guard);
    return { column, op: opOf(program, column.op), values: numbersOf(column, values), isThere };
  });
  const decides = (op: Op): boolean => program.ops.some(({ ref }) => ref === op.index);
  const isFree = ({ column, op }: EditedColumn): boolean =>
    isCopied(column, op) && !column.shared && !isChecked(column, op) && !decides(op);
  const isSummed = program.ops.some(({ kind }) => isSum(kind));
  if (isSummed || !edited.every(isFree)) new RecordDraft(record, edited, data).write(target);
  else {
    const places = { rows, stride: stride ?? 0, offsets: stride === undefined ? data.offsets : undefined };
    for (const one of edited) {
      // A column that lies in the target is copied before that changes it.
      const values = mayOverlap(one.values, target) ? ownColumn(one.values) : one.values;
      copyColumn({ ...one, values }, target, places, one.isThere);
    }
  }
  return consumed;
}

/** @throws CastbufError ERR_USAGE for a part of varying length */
function numbersOf({ path }: Column, values: ColumnArray | ListColumn): ColumnArray {
  if (!('data' in values)) return values;
  const hint =
    'it varies in length, and its records with it; leave this column out, or write whole records without `at`';
  throw new CastbufError('ERR_USAGE', hint, { path });
}
