import * as K from '../../assembly/core/layout.js';
import { readInteger, type Op, readWideLeaf } from '../cursor/index.js';
import type { Verdict } from './verdict.js';

/** What the count leaf of a range or array says, in units. `frame` is where the leaf's offset counts from. */
export function unitsCountedBy(op: Op, view: DataView, frame: number, fieldOffset: number, verdict: Verdict): number {
  const leaf = op.ref as Op;
  const count = readInteger(view, frame + leaf.offset, leaf);
  if (count < 0) verdict.stop(K.LENGTH_FIELD, op.index, fieldOffset, 0, count);
  if ((op.flags & K.F_COUNTS_BYTES) === 0) return count;
  if (countRemainder(op, view, frame, count) !== 0)
    verdict.stop(K.LENGTH_FIELD, op.index, fieldOffset, op.bytes, count);
  return count / op.bytes;
}

/** The remainder of a count by the unit: of the exact count, where a number is not exact any more. */
function countRemainder(op: Op, view: DataView, frame: number, count: number): number {
  const leaf = op.ref as Op;
  if (Number.isSafeInteger(count) || leaf.kind === K.OP_MEASURE) return count % op.bytes;
  return Number(readWideLeaf(view, frame + leaf.offset, leaf) % BigInt(op.bytes));
}

/** Bytes of so many units, as the kernel has them: it multiplies exactly where 64 bits are enough. */
export function bytesCountedBy(op: Op, view: DataView, frame: number, units: number): number {
  const bytes = units * op.bytes;
  if (Number.isSafeInteger(bytes)) return bytes;
  const leaf = op.ref as Op;
  const isWide = leaf.kind === K.OP_WIDE;
  const counted = isWide ? readWideLeaf(view, frame + leaf.offset, leaf) : BigInt(units);
  const exact = isWide && (op.flags & K.F_COUNTS_BYTES) !== 0 ? counted : counted * BigInt(op.bytes);
  return exact < 2n ** 64n ? Number(exact) : bytes;
}
