import { mayOverlap } from '../bytes/index.js';
import { alignUp, type ColumnArray } from '../schema/index.js';
import type { GivenRows } from './given-columns.js';
import { atColumnRow } from './row-errors.js';
import type { Given, RowWords, Span, Staged } from './row-type.js';

/** One call: rows from columns, one by one. Records are as long as each other; `ListWriting` has those that are not. */
export class Writing {
  /** Bytes of the stream that are there. */
  written = 0;
  given: readonly Given[];
  readonly rows: number;
  /** The bytes of the list, where there is one. */
  data: Uint8Array | undefined = undefined;

  constructor(
    readonly words: RowWords,
    { columns, rows }: GivenRows,
  ) {
    this.given = columns;
    this.rows = rows;
  }

  /** Copies columns out of a buffer that is to be overwritten. */
  leave(buffer: ArrayBuffer): void {
    this.given = this.given.map((column) =>
      this.parts(column).some((part) => part.buffer === buffer) ? this.copyOf(column) : column,
    );
  }

  /** Bytes of the stream, whose list is honest. */
  streamBytes(): number {
    const { fixedBytes, align } = this.words;
    return this.rows === 0 ? 0 : (this.rows - 1) * alignUp(fixedBytes, align) + fixedBytes;
  }

  /** Rows one by one, which there is room for. */
  writeRows(stream: Uint8Array, first: number, end: number): void {
    const { words, given, rows } = this;
    const { align } = words;
    const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
    let row = first;
    try {
      for (; row < end; row++) {
        const at = this.written;
        const length = this.lengthOf(row);
        this.assertLength(length);
        const step = row === rows - 1 ? 0 : alignUp(length, align);
        const next = at + (step || length);
        stream.fill(0, at, next);
        words.writeRow(given, row, view, at, length, step);
        this.written = next;
      }
    } catch (error) {
      this.assertInside();
      throw atColumnRow(error, row, this.written);
    }
  }

  /** Bytes of a row's record. */
  lengthOf(_row: number): number {
    return this.words.fixedBytes;
  }

  /** Whether a write to the target may change a column. */
  overlaps(target: Uint8Array): boolean {
    return this.given.some((column) => this.parts(column).some((part) => mayOverlap(part, target)));
  }

  /** All arrays of a column. */
  parts(column: Given): readonly (ColumnArray | Uint8Array)[] {
    return column === undefined ? [] : [column as ColumnArray];
  }

  /** The arrays of a column that have elements for each row; undefined for those that are not given. */
  arrays(index: number): readonly (ColumnArray | undefined)[] {
    return [this.given[index] as ColumnArray | undefined];
  }

  /** Brings what the list has of some rows to linear memory, for as many of them as there is room for. */
  stage(_spans: readonly Span[], _dataPtr: number, count: number, _workBytes: number): Staged {
    return { count, from: 0, end: 0, bytes: 0 };
  }

  /** Finds the list that reaches past its data. @throws CastbufError ERR_DATA_OVERRUN */
  assertInside(): void {
    // There is none.
  }

  /** Whether a row's list reaches past its data. */
  reachesPast(_row: number): boolean {
    return false;
  }

  /** @throws CastbufError ERR_LIMIT_MESSAGE_BYTES */
  protected assertLength(_length: number): void {
    // The compiler saw that it is below the limit.
  }

  protected copyOf(column: Given): Given {
    return ownArray(column as ColumnArray);
  }
}

/** Not by slice() for bytes: that of a Buffer shows the same memory. */
export function ownArray<T extends ColumnArray>(array: T): T {
  return (array instanceof Uint8Array ? new Uint8Array(array) : array.slice()) as T;
}
