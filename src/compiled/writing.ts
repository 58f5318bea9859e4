import { mayOverlap } from '../bytes/index.js';
import { CastbufError, messageLimitHint } from '../errors/index.js';
import { alignUp, type ColumnArray, type ListColumn } from '../schema/index.js';
import { assertListInside, type GivenRows } from './given-columns.js';
import { atRow } from './row-errors.js';
import type { Given, RowWords } from './row-type.js';

/** One call: rows from columns, one by one. */
export class Writing {
  /** Bytes of the stream that are there. */
  written = 0;
  given: readonly Given[];
  readonly rows: number;
  list: ListColumn | undefined;

  constructor(
    readonly words: RowWords,
    { columns, rows }: GivenRows,
  ) {
    this.given = columns;
    this.rows = rows;
    this.list = listOf(columns);
  }

  /** Copies columns out of a buffer that is to be overwritten. */
  leave(buffer: ArrayBuffer): void {
    this.given = this.given.map((column) => outside(buffer, column));
    this.list = listOf(this.given);
  }

  /** Bytes of the stream, whose list is honest. */
  streamBytes(): number {
    const { list, rows, words } = this;
    const { fixedBytes, align } = words;
    if (rows === 0) return 0;
    if (list === undefined) return (rows - 1) * alignUp(fixedBytes, align) + fixedBytes;
    let bytes = 0;
    for (let row = 0; row < rows; row++) bytes = alignUp(bytes, align) + fixedBytes + (list.lengths[row] as number);
    return bytes;
  }

  /** Rows one by one, which there is room for. */
  writeRows(stream: Uint8Array, first: number, end: number): void {
    const { words, given, rows } = this;
    const { mostBytes, align } = words;
    const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
    let row = first;
    try {
      for (; row < end; row++) {
        const at = this.written;
        const length = this.lengthOf(row);
        if (length > mostBytes) {
          const place = { fieldOffset: 0, want: length, have: mostBytes };
          throw new CastbufError('ERR_LIMIT_MESSAGE_BYTES', messageLimitHint(length, mostBytes), place);
        }
        const step = row === rows - 1 ? 0 : alignUp(length, align);
        const next = at + (step || length);
        stream.fill(0, at, next);
        words.writeRow(given, row, view, at, length, step);
        this.written = next;
      }
    } catch (error) {
      assertListInside(words, given);
      throw atRow(error, row, this.written);
    }
  }

  /** Bytes of a row's record. */
  lengthOf(row: number): number {
    return this.words.fixedBytes + (this.list === undefined ? 0 : (this.list.lengths[row] as number));
  }

  /** Whether a write to the target may change a column. */
  overlaps(target: Uint8Array): boolean {
    return this.given.some((column) => partsOf(column).some((part) => mayOverlap(part, target)));
  }
}

/** The arrays of a column. */
export function partsOf(column: Given): readonly ArrayBufferView[] {
  if (column === undefined) return [];
  return 'data' in column ? [column.data, column.offsets, column.lengths] : [column];
}

function listOf(columns: readonly Given[]): ListColumn | undefined {
  return columns.find((column) => column !== undefined && 'data' in column) as ListColumn | undefined;
}

/** The column where writing does not overwrite it. Not by slice() for bytes: that of a Buffer shows the same memory. */
function outside(buffer: ArrayBuffer, column: Given): Given {
  if (!partsOf(column).some((part) => part.buffer === buffer)) return column;
  if (column === undefined || !('data' in column)) return column && ownArray(column);
  return { data: ownArray(column.data), offsets: column.offsets.slice(), lengths: column.lengths.slice() };
}

function ownArray<T extends ColumnArray>(array: T): T {
  return (array instanceof Uint8Array ? new Uint8Array(array) : array.slice()) as T;
}
