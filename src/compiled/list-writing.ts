import { assertAttached, isBytes } from '../bytes/index.js';
import { CastbufError, messageLimitHint } from '../errors/index.js';
import { alignUp, type ColumnArray, type ListColumn } from '../schema/index.js';
import { wrongColumn, type ColumnType, type GivenRows } from './given-columns.js';
import { linearBytes } from './linear-memory.js';
import type { Given, RowLists, RowWords, Span, Staged } from './row-type.js';
import { ownArray, Writing } from './writing.js';

/* Rows of a type with a list, whose records are as long as their parts of it. */

class ListWriting extends Writing {
  private list: ListColumn | undefined;
  /** The column of the list. */
  private readonly index: number;

  constructor(words: RowWords, given: GivenRows) {
    super(words, given);
    this.index = words.columns.findIndex(([, , lengths]) => lengths !== undefined);
    this.take();
  }

  override leave(buffer: ArrayBuffer): void {
    super.leave(buffer);
    this.take();
  }

  override streamBytes(): number {
    const { list, rows } = this;
    if (list === undefined) return super.streamBytes();
    const { fixedBytes, align } = this.words;
    const { lengths } = list;
    let bytes = 0;
    if (align === 1) {
      for (let row = 0; row < rows; row++) bytes += lengths[row] as number;
      return rows * fixedBytes + bytes;
    }
    for (let row = 0; row < rows; row++) bytes = alignUp(bytes, align) + fixedBytes + (lengths[row] as number);
    return bytes;
  }

  override lengthOf(row: number): number {
    return this.words.fixedBytes + (this.list === undefined ? 0 : (this.list.lengths[row] as number));
  }

  override parts(column: Given): readonly (ColumnArray | Uint8Array)[] {
    return isList(column) ? [column.data, column.offsets, column.lengths] : super.parts(column);
  }

  override arrays(index: number): readonly (ColumnArray | undefined)[] {
    return index === this.index ? [this.list?.offsets, this.list?.lengths] : super.arrays(index);
  }

  /** As much data as a second-level cache holds beside the columns, or that of four rows. */
  override stage(spans: readonly Span[], dataPtr: number, rows: number, workBytes: number): Staged {
    const { data } = this;
    if (data === undefined) return super.stage(spans, dataPtr, rows, workBytes);
    for (let count = rows; ; count = Math.max(4, (count >> 1) & -4)) {
      const { from, end, bytes } = this.partOf(spans, count);
      if (count > 4 && end - from + bytes > 2 * workBytes) continue;
      linearBytes(dataPtr + end - from).set(data.subarray(from, end), dataPtr);
      return { count, from, end, bytes };
    }
  }

  override assertInside(): void {
    const { list, index } = this;
    if (list === undefined) return;
    const { data, offsets, lengths } = list;
    for (let row = 0; row < offsets.length; row++) {
      if (!this.reachesPast(row)) continue;
      const have = Math.max(0, data.length - (offsets[row] as number));
      const want = lengths[row] as number;
      const hint = `row ${row} has ${want} bytes, its data ${have} from there on`;
      throw new CastbufError('ERR_DATA_OVERRUN', hint, { path: this.words.columns[index]?.[0], want, have });
    }
  }

  /** What is empty may lie anywhere. */
  override reachesPast(row: number): boolean {
    const { list } = this;
    if (list === undefined) return false;
    const bytes = list.lengths[row] as number;
    return bytes > 0 && bytes > list.data.length - (list.offsets[row] as number);
  }

  protected override assertLength(length: number): void {
    const { mostBytes } = this.words;
    if (length <= mostBytes) return;
    const place = { fieldOffset: 0, want: length, have: mostBytes };
    throw new CastbufError('ERR_LIMIT_MESSAGE_BYTES', messageLimitHint(length, mostBytes), place);
  }

  protected override copyOf(column: Given): Given {
    if (!isList(column)) return super.copyOf(column);
    return { data: ownArray(column.data), offsets: column.offsets.slice(), lengths: column.lengths.slice() };
  }

  private take(): void {
    this.list = this.given[this.index] as ListColumn | undefined;
    this.data = this.list?.data;
  }

  /** Which bytes of their data lists that lie in linear memory take, and how many bytes they are. What is empty may lie after the data: the kernel leaves it out. */
  private partOf(spans: readonly Span[], count: number): { from: number; end: number; bytes: number } {
    const { buffer } = linearBytes(0);
    const offsets = new Uint32Array(buffer, spans[this.index]?.ptr, count);
    const lengths = new Uint32Array(buffer, spans[this.index + 1]?.ptr, count);
    const dataBytes = (this.data as Uint8Array).length;
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
}

function isList(column: Given): column is ListColumn {
  return column !== undefined && 'data' in column;
}

function givenList(column: ColumnType, given: unknown): ListColumn | undefined {
  if (typeof given !== 'object' || given === null || ArrayBuffer.isView(given)) return undefined;
  const { data, offsets, lengths } = given as Partial<Record<keyof ListColumn, unknown>>;
  const isGood = isBytes(data) && offsets instanceof Uint32Array && lengths instanceof Uint32Array;
  return isGood && column.isList ? { data, offsets, lengths } : undefined;
}

function listRows(column: ColumnType, array: Given): number | undefined {
  if (!isList(array)) {
    if (column.isList) throw wrongColumn(column, array);
    return undefined;
  }
  if (array.offsets.length !== array.lengths.length) throw wrongColumn(column, array);
  for (const part of [array.data, array.offsets, array.lengths]) assertAttached('this column', part, column.path);
  return array.offsets.length;
}

/** For types with a list, and those that may be longer than messages may be. */
export const rowLists: RowLists = {
  Writing: ListWriting,
  want: '{ data, offsets, lengths }, with as many offsets as lengths,',
  given: givenList,
  rowsOf: listRows,
};
