import {
  allocateBytes,
  asBytes,
  assertAttached,
  assertRoom,
  copyInto,
  mayOverlap,
  type Bytes,
} from '../bytes/index.js';
import { CastbufError, messageLimitHint } from '../errors/index.js';
import { alignUp, type ListColumn } from '../schema/index.js';
import { assertListInside, givenRows, type GivenRows } from './given-columns.js';
import { joinedValues } from './joined-values.js';
import { atRow } from './row-errors.js';
import type { Given, RowWords } from './row-type.js';

/** The streams that a compiled type is written as. */
export class BatchWriter {
  /** @param words @internal */
  constructor(private readonly words: RowWords) {}

  /** Columns, or an array of values, as records one after the other. @throws CastbufError as encode does, with the row */
  encode(rows: unknown): Uint8Array<ArrayBuffer> {
    if (Array.isArray(rows)) return joinedValues(this.words, rows) as Uint8Array<ArrayBuffer>;
    return new Writing(this.words, givenRows(this.words, rows)).write() as Uint8Array<ArrayBuffer>;
  }

  /**
   * The same at the start of `target`, without memory of its own; returns the bytes of the stream. When a row is wrong, rows before it may have
   * been written. @throws CastbufError ERR_TARGET_TOO_SMALL, and as encode does
   */
  encodeInto(rows: unknown, given: Bytes): number {
    const target = asBytes(given, 'the target');
    if (Array.isArray(rows)) return copyInto(target, joinedValues(this.words, rows), 'stream');
    const writing = new Writing(this.words, givenRows(this.words, rows));
    const stream = writing.write(target);
    if (stream !== target) return copyInto(target, stream, 'stream');
    assertAttached('the target', target);
    assertRoom('stream', writing.written, target);
    return writing.written;
  }
}

/** One call: rows from columns. */
class Writing {
  written = 0;
  private readonly given: readonly Given[];
  private readonly rows: number;
  private readonly list: ListColumn | undefined;

  constructor(
    private readonly words: RowWords,
    { columns, rows }: GivenRows,
  ) {
    this.given = columns;
    this.rows = rows;
    this.list = columns.find((column) => column !== undefined && 'data' in column) as ListColumn | undefined;
  }

  /** The stream: the target with the stream at its start, where that is long enough and shares no bytes with a column. */
  write(target?: Uint8Array): Uint8Array {
    assertListInside(this.words, this.given);
    const bytes = this.streamBytes();
    const isDirect = target !== undefined && bytes <= target.length && !this.overlaps(target);
    const stream = isDirect ? target : allocateBytes(bytes);
    this.writeRows(stream, 0, this.rows);
    return stream;
  }

  /** Bytes of the stream, whose list is honest. */
  private streamBytes(): number {
    const { list, rows, words } = this;
    const { fixedBytes, align } = words;
    if (rows === 0) return 0;
    if (list === undefined) return (rows - 1) * alignUp(fixedBytes, align) + fixedBytes;
    let bytes = 0;
    for (let row = 0; row < rows; row++) bytes = alignUp(bytes, align) + fixedBytes + (list.lengths[row] as number);
    return bytes;
  }

  /** Rows one by one. */
  private writeRows(stream: Uint8Array, first: number, end: number): void {
    const { words, given, list, rows } = this;
    const { fixedBytes, mostBytes, align } = words;
    const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
    let row = first;
    try {
      for (; row < end; row++) {
        const at = this.written;
        const length = fixedBytes + (list === undefined ? 0 : (list.lengths[row] as number));
        if (length > mostBytes)
          throw new CastbufError('ERR_LIMIT_MESSAGE_BYTES', messageLimitHint(length, mostBytes), {
            fieldOffset: 0,
            want: length,
            have: mostBytes,
          });
        const step = row === rows - 1 ? 0 : alignUp(length, align);
        const next = at + (step || length);
        stream.fill(0, at, next);
        words.writeRow(given, row, view, at, length, step);
        this.written = next;
      }
    } catch (error) {
      throw atRow(error, row, this.written);
    }
  }

  private overlaps(target: Uint8Array): boolean {
    return this.given.some((column) => {
      if (column === undefined) return false;
      const parts = 'data' in column ? [column.data, column.offsets, column.lengths] : [column];
      return parts.some((part) => mayOverlap(part, target));
    });
  }
}
