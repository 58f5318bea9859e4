import { alignUp, type ColumnArray } from '../schema/index.js';
import type { Slot } from './batch-type.js';
import { bytesAfter, consumedBytes, endLease, INPUT_PTR, LINEAR, linearBytes, setColumn } from './linear-memory.js';
import type { RowKernel, Span } from './row-type.js';
import type { Writing } from './writing.js';

/*
 * Columns to records on a kernel, which stops before four rows of which one is not plainly right: these are then written one by one.
 */

/** A compiled kernel: rows at the columns of the control block to memory; answers bytes, `consumedBytes` are the rows. */
export type EncodeRows = (rows: number, data: number, dataBytes: number, to: number, room: number) => number;

/** Rows that the kernel writes at once. */
const FOUR = 4;

const NOT_GIVEN: Span = { ptr: 0, step: 0 };

/**
 * Writes rows to the stream, whose whole length is known, a piece at a time: columns and records of so many bytes, and as much again for the data of lists, which a
 * second-level cache holds. Answers the first row that is still to be written.
 *
 *   | INPUT_PTR: columns, each at a multiple of 8 | data of lists | records |
 */
export function encodePieces(writing: Writing, kernel: EncodeRows, stream: Uint8Array, workBytes: number): number {
  writing.leave(linearBytes(INPUT_PTR).buffer);
  endLease(LINEAR);
  const { words, rows, data } = writing;
  const { fixedBytes, align, columns, slots } = words;
  const { slack } = words.kernel as RowKernel;
  const rowBytes = columns.reduce((sum, [, slot]) => sum + stepOf(slots[slot] as Slot) + 4, 0);
  const recordBytes = fixedBytes + align + (data?.length ?? 0) / rows;
  const most = Math.max(FOUR, Math.floor(workBytes / (rowBytes + recordBytes)) & -FOUR);
  const last = plainRows(writing);
  let row = 0;
  while (last - row >= FOUR) {
    const wanted = Math.min(most, (last - row) & -FOUR);
    const dataPtr = alignUp(INPUT_PTR + rowBytes * wanted + 16 * columns.length, 16);
    const spans = copyColumns(writing, linearBytes(dataPtr), row, wanted);
    const { count, from, end, bytes } = writing.stage(spans, dataPtr, wanted, workBytes);
    const to = alignUp(dataPtr + end - from + slack, 16);
    const room = bytes + count * (fixedBytes + align) + 4 * align + slack;
    const memory = linearBytes(to + room + slack);
    const first = row;
    while (row < first + count) {
      pointTo(spans, row - first);
      const length = kernel(first + count - row, dataPtr - from, end, to, room);
      stream.set(memory.subarray(to, to + length), writing.written);
      writing.written += length;
      row = oddRows(writing, stream, row + consumedBytes(), first + count);
    }
  }
  return row;
}

/**
 * Writes rows where columns and target lie in linear memory. False, with nothing done, where a column lies elsewhere. `writing.written` is then what the stream has
 * whole, also where the target has less room.
 */
export function encodeInPlace(writing: Writing, kernel: EncodeRows, target: Uint8Array): boolean {
  const { words, given, rows, data } = writing;
  const { slack, derive } = words.kernel as RowKernel;
  const memory = linearBytes(INPUT_PTR);
  const { byteOffset, length } = target;
  const spans: Span[] = [];
  for (const [index, [, slot]] of words.columns.entries()) {
    const column = given[index];
    const isNear = writing
      .parts(column)
      .every((part) => part.buffer === memory.buffer && part.byteOffset + part.byteLength <= byteOffset);
    if (!isNear || (column === undefined && derive?.(index) !== undefined)) return false;
    const step = stepOf(words.slots[slot] as Slot);
    for (const array of writing.arrays(index))
      spans.push(array === undefined ? NOT_GIVEN : { ptr: array.byteOffset, step });
  }
  const room = length + bytesAfter(target, slack);
  const end = plainRows(writing);
  for (let row = 0; ;) {
    if (end - row >= FOUR) {
      pointTo(spans, row);
      const { written } = writing;
      writing.written += kernel(
        end - row,
        data?.byteOffset ?? 0,
        data?.length ?? 0,
        byteOffset + written,
        room - written,
      );
      row += consumedBytes();
    }
    if (row === rows) return true;
    const next = Math.min(rows, row + FOUR);
    if (!hasRoom(writing, target, row, next)) {
      writing.assertInside();
      writing.written = writing.streamBytes();
      return true;
    }
    writing.writeRows(target, row, next);
    row = next;
  }
}

/** Whether rows fit, and their lists lie in their data. */
function hasRoom(writing: Writing, target: Uint8Array, row: number, end: number): boolean {
  let at = writing.written;
  for (let one = row; one < end; one++) {
    const length = writing.lengthOf(one);
    at += one === writing.rows - 1 ? length : alignUp(length, writing.words.align);
    if (at > target.length || writing.reachesPast(one)) return false;
  }
  return true;
}

/** Rows that a kernel may write: what the last record has after it is another than all others have. */
function plainRows({ words, rows }: Writing): number {
  return words.align === 1 && words.withNext === undefined ? rows : rows - 1;
}

/** Writes four rows before which a kernel stopped. Answers the row after them. */
function oddRows(writing: Writing, stream: Uint8Array, row: number, end: number): number {
  if (row === end) return row;
  writing.writeRows(stream, row, row + FOUR);
  return row + FOUR;
}

function stepOf([Kind, repeat]: Slot): number {
  return (Kind as unknown as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT * repeat;
}

function pointTo(spans: readonly Span[], row: number): void {
  spans.forEach(({ ptr, step }, word) => setColumn(word, ptr + row * step));
}

/** Copies rows of each column to linear memory. */
function copyColumns(
  writing: Writing,
  { buffer }: Uint8Array<ArrayBuffer>,
  row: number,
  count: number,
): readonly Span[] {
  const { columns, slots, kernel } = writing.words;
  const known = new Map<ColumnArray, Span>();
  let at = INPUT_PTR;
  return columns.flatMap(([, slot], index) =>
    writing.arrays(index).map((array) => {
      const old = array && known.get(array);
      if (old !== undefined) return old;
      const derive = array === undefined ? kernel?.derive?.(index) : undefined;
      if (array === undefined && derive === undefined) return NOT_GIVEN;
      const [Kind, repeat] = slots[slot] as Slot;
      const column = new Kind(buffer, at, count * repeat);
      const span = { ptr: at, step: column.BYTES_PER_ELEMENT * repeat };
      at = alignUp(at + column.byteLength, 8);
      derive?.(writing, column, row);
      if (array === undefined) return span;
      (column as Uint8Array).set(array.subarray(row * repeat, (row + count) * repeat) as Uint8Array);
      known.set(array, span);
      return span;
    }),
  );
}
