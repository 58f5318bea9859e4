import * as K from '../../../assembly/core/layout.js';
import type { CodecText } from '../codec-text.js';
import { isConvertedFloat } from '../../program/index.js';
import type { Op } from '../../cursor/index.js';
import { bytesOfLeaf, type LeafBytes } from './assembly-leaf.js';
import type { Slot, SlotPlan } from './column-slots.js';

/*
 * Which bytes of four records are taken at once. MIRACAST_CHUNK_DATA has two windows of 16 bytes, the second of which ends after its fixed part:
 *
 *   offset     0           4           8                       16          20          24          28
 *   record     | ChunkType | (padding) | ChunkId               | Processing| EncodeRate| Size      |
 *   window 0   | quad 0    |           | wide 1                |
 *   window 16                                                  | quad 0    | quad 1    | quad 2    |           |
 */

/** A column that is one number in the fixed part of every record. */
export interface Field extends LeafBytes {
  readonly op: Op;
  readonly slot: Slot;
  /** What the slot has elements of. */
  readonly kind: string;
}

export interface WindowPlan {
  readonly windows: readonly Window[];
  /** Fields that are read one by one. */
  readonly single: readonly Field[];
}

export interface Window {
  readonly offset: number;
  /** 16, or 8 where one half has all that is wanted. */
  readonly bytes: 8 | 16;
  readonly fields: readonly Field[];
}

/** Fields that windows may take, of all that a type's columns are. */
export function fieldsOf({ code, program }: CodecText, { columns }: SlotPlan): Field[] {
  const fixed = program.layout.root.fixedBytes;
  return columns.flatMap(({ column, slot }): Field[] => {
    const op = code.ops[column.op] as Op;
    const isNumber = op.kind === K.OP_NUMBER || op.kind === K.OP_WIDE;
    const isAlone = column.kind !== 'bytes' && column.kind !== 'list' && column.repeat === 1 && column.step === 0;
    if (!isNumber || !isAlone || column.isTrailing || column.guard !== undefined || isConvertedFloat(op)) return [];
    const isLongFloat = column.kind === 'f64' && (op.flags & K.F_FLOAT) === 0 && op.width > 52;
    const leaf = bytesOfLeaf(op);
    if (isLongFloat || leaf.bytes > 8 || leaf.first + leaf.bytes > fixed) return [];
    return [{ ...leaf, op, slot, kind: column.kind }];
  });
}

export function planWindows(fields: readonly Field[]): WindowPlan {
  const windows: Window[] = [];
  const single: Field[] = [];
  for (let left = fields.toSorted((a, b) => a.first - b.first); left.length > 0;) {
    const window = bestWindow(left);
    left = left.filter((field) => !window.fields.includes(field));
    if (window.fields.length === 1) single.push(...window.fields);
    else windows.push(narrowed(window));
  }
  return { windows, single };
}

/** The window with the first field that takes the most others; of several the one that begins at a word. */
function bestWindow(left: readonly Field[]): Window {
  const [first] = left as [Field];
  let best: Window | undefined;
  let most = -1;
  for (let offset = Math.max(0, first.first - 15); offset <= first.first; offset++) {
    const fields = left.filter((field) => laneOf(field, offset) !== undefined);
    const worth = fields.length * 4 + (offset % 4 === 0 ? 2 : 0) + (offset % 8 === 0 ? 1 : 0);
    if (!fields.includes(first) || worth < most) continue;
    best = { offset, bytes: 16, fields };
    most = worth;
  }
  return best as Window;
}

function narrowed(window: Window): Window {
  const { offset, fields } = window;
  const [low, high] = [
    fields.every(({ first, bytes }) => first + bytes <= offset + 8),
    fields.every(({ first }) => first >= offset + 8),
  ];
  if (!low && !high) return window;
  return { offset: high ? offset + 8 : offset, bytes: 8, fields };
}

/** The 4 or 8 bytes of a window that a field lies in. */
export interface Lane {
  readonly index: number;
  readonly bytes: 4 | 8;
}

export function laneOf(
  { first, bytes, width }: Pick<Field, 'first' | 'bytes' | 'width'>,
  offset: number,
): Lane | undefined {
  const [from, last] = [first - offset, first + bytes - 1 - offset];
  if (from < 0 || last > 15) return undefined;
  if (width <= 32 && from >> 2 === last >> 2) return { index: from >> 2, bytes: 4 };
  return from >> 3 === last >> 3 ? { index: from >> 3, bytes: 8 } : undefined;
}

/** Bits from the least significant of a lane, whose bytes are reversed for a big-endian field, to the field's. */
export function shiftIn({ first, bytes, shift, isBig }: Field, offset: number, lane: Lane): number {
  const start = offset + lane.index * lane.bytes;
  return (isBig ? start + lane.bytes - first - bytes : first - start) * 8 + shift;
}
