import { alignUp, type ColumnArray } from '../schema/index.js';
import type { Slot } from './batch-type.js';
import { assertListInside, reachesPast } from './given-columns.js';
import { consumedBytes, INPUT_PTR, LINEAR, linearBytes, setColumn } from './linear-memory.js';
import type { Given, RowKernel, RowWords } from './row-type.js';
import type { Writing } from './writing.js';

/*
 * Columns to records on a kernel, which stops before four rows of which one is not plainly right: these are then written one by one.
 */

/** A compiled kernel: rows at the columns of the control block to memory; answers bytes, `consumedBytes` are the rows. */
export type EncodeRows = (rows: number, data: number, dataBytes: number, to: number, room: number) => number;

/** Rows that the kernel writes at once. */
const FOUR = 4;

/** An array in linear memory: where its rows begin, and bytes of a row. The kernel does not look at one that begins at 0. */
interface Span {
  readonly ptr: number;
  readonly step: number;
}

const NOT_GIVEN: Span = { ptr: 0, step: 0 };

/**
 * Writes rows to the stream, whose whole length is known, a piece at a time: columns and records of so many bytes, and as much again for the data of lists, which a
 * second-level cache holds. Answers the first row that is still to be written.
 *
 *   | INPUT_PTR: columns, each at a multiple of 8 | data of lists | records |
 */
export function encodePieces(writing: Writing, kernel: EncodeRows, stream: Uint8Array, workBytes: number): number {
  writing.leave(linearBytes(INPUT_PTR).buffer);
  LINEAR.epoch++;
  const { words, rows, list, given } = writing;
  const { fixedBytes, align } = words;
  const { slack } = words.kernel as RowKernel;
  const data = list?.data;
  const rowBytes = words.columns.reduce((sum, [, slot]) => sum + stepOf(words.slots[slot] as Slot) + 4, 0);
  const recordBytes = fixedBytes + align + (data === undefined ? 0 : data.length / rows);
  const most = Math.max(FOUR, Math.floor(workBytes / (rowBytes + recordBytes)) & -FOUR);
  const end = plainRows(writing);
  const listWord = words.columns.findIndex(([, , lengths]) => lengths !== undefined);
  let row = 0;
  while (end - row >= FOUR) {
    const first = row;
    let count = Math.min(most, (end - row) & -FOUR);
    const dataPtr = alignUp(INPUT_PTR + rowBytes * count + 16 * given.length, 16);
    let memory = linearBytes(dataPtr);
    const spans = copyColumns(writing, given, memory, row, count);
    let part = { from: 0, end: 0, bytes: 0 };
    if (data !== undefined) {
      for (;;) {
        part = partOf(memory, spans, data.length, count, listWord);
        if (count === FOUR || part.end - part.from + part.bytes <= 2 * workBytes) break;
        count = Math.max(FOUR, (count >> 1) & -FOUR);
      }
    }
    const to = alignUp(dataPtr + part.end - part.from + slack, 16);
    const room = part.bytes + count * (fixedBytes + align) + 4 * align + slack;
    memory = linearBytes(to + room + slack);
    if (data !== undefined) memory.set(data.subarray(part.from, part.end), dataPtr);
    while (row < first + count) {
      pointTo(spans, row - first);
      const bytes = kernel(first + count - row, dataPtr - part.from, part.end, to, room);
      stream.set(memory.subarray(to, to + bytes), writing.written);
      writing.written += bytes;
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
  const { words, given, rows, list } = writing;
  const { slack, derived } = words.kernel as RowKernel;
  const memory = linearBytes(INPUT_PTR);
  const { buffer } = memory;
  const { byteOffset, length } = target;
  const spans: Span[] = [];
  for (const [index, [, slot, lengths]] of words.columns.entries()) {
    const column = given[index];
    const step = stepOf(words.slots[slot] as Slot);
    if (column === undefined) {
      if (derived.some(([one]) => one === index)) return false;
      spans.push(NOT_GIVEN);
      if (lengths !== undefined) spans.push(NOT_GIVEN);
      continue;
    }
    if (!('data' in column)) {
      if (column.buffer !== buffer || column.byteOffset >= byteOffset) return false;
      spans.push({ ptr: column.byteOffset, step });
      continue;
    }
    for (const part of [column.data, column.offsets, column.lengths]) {
      if (part.buffer !== buffer || part.byteOffset + part.byteLength > byteOffset) return false;
      if (part !== column.data) spans.push({ ptr: part.byteOffset, step });
    }
  }
  // After the target there is room that is nobody's.
  const room = byteOffset + length + slack <= memory.length ? length + slack : length;
  const end = plainRows(writing);
  for (let row = 0; ;) {
    if (end - row >= FOUR) {
      pointTo(spans, row);
      const { written } = writing;
      writing.written += kernel(
        end - row,
        list?.data.byteOffset ?? 0,
        list?.data.length ?? 0,
        byteOffset + written,
        room - written,
      );
      row += consumedBytes();
    }
    if (row === rows) return true;
    const next = Math.min(rows, row + FOUR);
    if (!hasRoom(writing, target, row, next)) {
      assertListInside(words, given);
      writing.written = writing.streamBytes();
      return true;
    }
    writing.writeRows(target, row, next);
    row = next;
  }
}

/** Whether rows fit, and their lists lie in their data. */
function hasRoom(writing: Writing, target: Uint8Array, row: number, end: number): boolean {
  const { list, rows, words } = writing;
  let at = writing.written;
  for (let one = row; one < end; one++) {
    const length = writing.lengthOf(one);
    at += one === rows - 1 ? length : alignUp(length, words.align);
    if (at > target.length || (list !== undefined && reachesPast(list, one))) return false;
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
  { words, list }: Writing,
  given: readonly Given[],
  memory: Uint8Array<ArrayBuffer>,
  row: number,
  count: number,
): Span[] {
  let at = INPUT_PTR;
  const known = new Map<ColumnArray, Span>();
  const copy = (array: ColumnArray, [Kind, repeat]: Slot): Span => {
    const old = known.get(array);
    if (old !== undefined) return old;
    const step = stepOf([Kind, repeat, 0]);
    const span = { ptr: at, step };
    const part = array.subarray(row * repeat, (row + count) * repeat);
    (new Kind(memory.buffer, at, count * repeat) as Uint8Array).set(part as Uint8Array);
    at = alignUp(at + step * count, 8);
    known.set(array, span);
    return span;
  };
  return words.columns.flatMap(([, slot, lengths], index) => {
    const column = given[index];
    const type = words.slots[slot] as Slot;
    if (column !== undefined && 'data' in column) return [copy(column.offsets, type), copy(column.lengths, type)];
    if (lengths !== undefined) return [NOT_GIVEN, NOT_GIVEN];
    if (column !== undefined) return [copy(column, type)];
    const follows = (words.kernel as RowKernel).derived.find(([one]) => one === index);
    if (follows === undefined) return [NOT_GIVEN];
    const [Kind] = type;
    const span = { ptr: at, step: stepOf(type) };
    fillDerived(words, list?.lengths, follows, new Kind(memory.buffer, at, count), row);
    at = alignUp(at + span.step * count, 8);
    return [span];
  });
}

/** Fills in what a column that is left out has. */
function fillDerived(
  { fixedBytes, align }: RowWords,
  lengths: Uint32Array | undefined,
  [, kind, unit]: RowKernel['derived'][number],
  column: ColumnArray,
  row: number,
): void {
  for (let index = 0; index < column.length; index++) {
    const listBytes = lengths === undefined ? 0 : (lengths[row + index] as number);
    const length = fixedBytes + listBytes;
    const value = kind === 0 ? listBytes / unit : kind === 1 ? length : alignUp(length, align);
    column[index] = (
      column instanceof BigUint64Array || column instanceof BigInt64Array ? BigInt(Math.floor(value)) : value
    ) as never;
  }
}

/** Which bytes of their data lists that lie in linear memory take, and how many bytes they are. What is empty may lie after the data: the kernel leaves it out. */
function partOf(
  { buffer }: Uint8Array<ArrayBuffer>,
  spans: readonly Span[],
  dataBytes: number,
  count: number,
  list: number,
): { from: number; end: number; bytes: number } {
  const offsets = new Uint32Array(buffer, spans[list]?.ptr, count);
  const lengths = new Uint32Array(buffer, spans[list + 1]?.ptr, count);
  let from = dataBytes;
  let end = 0;
  let bytes = 0;
  for (let row = 0; row < count; row++) {
    const offset = offsets[row] as number;
    if (offset > dataBytes) continue;
    const length = lengths[row] as number;
    bytes += length;
    from = Math.min(from, offset);
    end = Math.max(end, offset + length);
  }
  return { from: Math.min(from, end), end, bytes };
}
