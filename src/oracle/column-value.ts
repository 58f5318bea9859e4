import * as K from '../../assembly/core/layout.js';
import type { Column, Program } from '../program/index.js';
import type { ArmGuards } from '../columns/index.js';
import { readSplit, type Code, type Op, readLeaf, readWideLeaf } from '../cursor/index.js';

/** The number of the record at an offset, of so many bytes: a bigint for columns of 64 bits; undefined where its tag selects another arm. */
export type ReadValue = (record: number, bytes: number) => number | bigint | undefined;

/** Reads a column of one number a record: bigints for columns that show 64-bit integers, numbers for integers of such a column that do not. */
export function valueReader(
  { columns }: Program,
  code: Code,
  guards: ArmGuards,
  index: number,
  view: DataView,
): ReadValue {
  const { op: opIndex, kind, guard, start, isTrailing } = columns[index] as Column;
  const op = code.ops[opIndex] as Op;
  const read = (origin: number): number | bigint => {
    const at = origin + start;
    if (op.kind === K.OP_SPLIT) return readSplit(view, at, op);
    if (kind === 'u64' || kind === 'i64') return readWideLeaf(view, at + op.offset, op);
    const value = readLeaf(view, at + op.offset, op);
    return value;
  };
  return (record, bytes) =>
    guards.isOpen(guard, view, record) ? read(isTrailing ? record + bytes : record) : undefined;
}
