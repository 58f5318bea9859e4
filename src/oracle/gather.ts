import * as K from '../../assembly/core/layout.js';
import { ARRAY_OF, elementPlace, type Column } from '../program/index.js';
import { type ColumnArray, type ListColumn } from '../schema/index.js';
import type { ArmGuards } from '../columns/index.js';
import {
  readInteger,
  readSplit,
  type Code,
  type Op,
  isLittle,
  floatOfLeaf,
  readLeaf,
  readWideLeaf,
  type LeafBits,
} from '../cursor/index.js';

/** Framed records. */
export interface Records {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
}

/** One column of the records. Rows that its guard is closed to have 0 in it. */
export function gatherColumn(
  column: Column,
  code: Code,
  guards: ArmGuards,
  records: Records,
): ColumnArray | ListColumn {
  const op = code.ops[column.op] as Op;
  const { guard, repeat, isTrailing } = column;
  const { view, offsets, lengths } = records;
  if (column.kind === 'list') {
    const isOpen = (record: number): boolean => guards.isOpen(guard, view, record);
    return gatherList(op, records, code.word(K.P_TRAILING_BYTES), isOpen);
  }
  const target = new ARRAY_OF[column.kind](offsets.length * repeat);
  const gatherRow = rowGatherer(column, op, records, target);
  offsets.forEach((record, row) => {
    const base = isTrailing ? record + (lengths[row] as number) : record;
    if (guards.isOpen(guard, view, record)) gatherRow(base, row * repeat);
  });
  return target;
}

type GatherRow = (record: number, index: number) => void;

function rowGatherer(column: Column, op: Op, records: Records, target: ColumnArray): GatherRow {
  const { bytes, view } = records;
  const { kind, repeat, run, start, runStep } = column;
  if (kind === 'bytes') {
    const raw = target as Uint8Array;
    return (record, index) => {
      for (let done = 0, at = record + start + op.offset; done < repeat; done += run, at += runStep)
        raw.set(bytes.subarray(at, at + run), index + done);
    };
  }
  const gather = elementGatherer(kind, op, view, target);
  return (record, index) => {
    for (let element = 0; element < repeat; element++) gather(record + elementPlace(column, element), index + element);
  };
}

/** Gathers one element; `base` is where the op's offset counts from. */
function elementGatherer(kind: Column['kind'], op: Op, view: DataView, target: ColumnArray): GatherRow {
  if (op.kind !== K.OP_SPLIT) return leafGatherer(kind, op, view, target);
  const numbers = target as Float64Array;
  return (base, index) => void (numbers[index] = readSplit(view, base, op));
}

/** A number that begins `offset` bytes after its base. */
interface PlacedLeaf extends LeafBits {
  readonly offset: number;
}

/** Gathers one number as an element of its column. */
export function leafGatherer(kind: Column['kind'], op: PlacedLeaf, view: DataView, target: ColumnArray): GatherRow {
  const { offset } = op;
  if ((op.flags & K.F_FLOAT) !== 0) return floatGatherer(op, view, target);
  if (kind === 'u64' || kind === 'i64') {
    const wides = target as BigUint64Array;
    return (base, index) => void (wides[index] = readWideLeaf(view, base + offset, op));
  }
  const numbers = target as Float64Array;
  return (base, index) => void (numbers[index] = readLeaf(view, base + offset, op));
}

/** As bits: a float that passes through a variable may lose those of a NaN. */
function floatGatherer(leaf: PlacedLeaf, view: DataView, target: ColumnArray): GatherRow {
  const elements = new DataView(target.buffer, target.byteOffset, target.byteLength);
  const little = isLittle(leaf);
  const format = floatOfLeaf(leaf);
  const { offset } = leaf;
  const size = target.BYTES_PER_ELEMENT;
  return (base, index) => format.toColumn(view, base + offset, little, elements, index * size);
}

/** Where a part of varying length lies: as long as its count says, up to a NUL, or up to the record's end. Records that are not open have none of it. */
function gatherList(
  op: Op,
  { bytes, view, offsets, lengths }: Records,
  trailing: number,
  isOpen: (record: number) => boolean,
): ListColumn {
  const leaf = (op.flags & K.F_COUNTED) === 0 ? undefined : op.ref;
  const countedBytes = (op.flags & K.F_COUNTS_BYTES) === 0 ? op.bytes : 1;
  const open = Array.from(offsets, isOpen);
  const partBytes = offsets.map((record, row) => {
    if (!open[row]) return 0;
    if (leaf !== undefined) return readInteger(view, record + leaf.offset, leaf) * countedBytes;
    if ((op.flags & K.F_TERMINATED) !== 0) return bytesToNul(bytes, record + op.offset, op.bytes);
    return Math.floor(((lengths[row] as number) - op.offset - trailing) / op.bytes) * op.bytes;
  });
  const starts = offsets.map((record, row) => record + (open[row] ? op.offset : 0));
  return { data: bytes, offsets: starts, lengths: partBytes };
}

/** Bytes before the first NUL unit, which framing has found. */
function bytesToNul(bytes: Uint8Array, from: number, unit: number): number {
  let at = from;
  while (bytes.subarray(at, at + unit).some((byte) => byte !== 0)) at += unit;
  return at - from;
}
