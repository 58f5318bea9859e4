import { allocateBytes, asBytes, assertAttached, assertCount, assertRoom, type Bytes } from '../bytes/index.js';
import { columnTypes, givenRows, type ColumnType } from './given-columns.js';
import { joinedValues } from './joined-values.js';
import { isOutput, issueOutput } from './linear-memory.js';
import { encodeInPlace, encodePieces, type EncodeRows } from './row-pieces.js';
import type { RowWords } from './row-type.js';
import { Writing } from './writing.js';

const MAX_OUTPUT_BYTES = 1024 * 1024 * 1024;
/** Fewer rows are written sooner than a kernel is called. */
const LEAST_KERNEL_ROWS = 8;

/** The streams that a compiled type is written as. */
export class BatchWriter {
  /** Bytes of a piece's columns and records. @internal */
  workBytes = 256 * 1024;
  readonly #words: RowWords;
  readonly #types: readonly ColumnType[];

  constructor(words: RowWords) {
    this.#words = words;
    this.#types = columnTypes(words);
  }

  /** Columns, or an array of values, as records one after the other. @throws CastbufError as encode does, with the row */
  encode(rows: unknown): Uint8Array<ArrayBuffer> {
    return this.#write(rows).stream as Uint8Array<ArrayBuffer>;
  }

  /**
   * The same at the start of `target`, without memory of its own; returns the bytes of the stream. When a row is wrong, rows before it may have
   * been written. @throws CastbufError ERR_TARGET_TOO_SMALL, and as encode does
   */
  encodeInto(rows: unknown, given: Bytes): number {
    const target = asBytes(given, 'the target');
    const { stream, bytes } = this.#write(rows, target);
    assertAttached('the target', target);
    assertRoom('stream', bytes, target);
    if (stream !== target) target.set(stream);
    return bytes;
  }

  /**
   * Linear memory for a stream of `bytes` bytes: columns of a borrowed batch are written there by `encodeInto` without being copied, and the batch stays good. Other
   * calls that need more memory end views of it: ask once before `inputOf`, and again after it.
   */
  outputOf(bytes: number): Uint8Array {
    assertCount('outputOf', bytes, MAX_OUTPUT_BYTES);
    return issueOutput(bytes, this.#words.kernel?.slack ?? 0);
  }

  /** The stream, and its bytes: the target with the stream at its start, where that is long enough and shares no bytes with a column. */
  #write(given: unknown, target?: Uint8Array): { stream: Uint8Array; bytes: number } {
    const words = this.#words;
    if (Array.isArray(given)) {
      const stream = joinedValues(given, () => words);
      return { stream, bytes: stream.length };
    }
    const writing = new (words.lists?.Writing ?? Writing)(words, givenRows(words, this.#types, given));
    const { rows } = writing;
    // Without a kernel, and where the host forbids it, rows are written one by one.
    const encode = rows < LEAST_KERNEL_ROWS ? undefined : words.kernel;
    const kernel = encode?.module.callIfAny(encode.encode) as EncodeRows | undefined;
    const isLinear = target !== undefined && isOutput(target);
    if (isLinear && kernel !== undefined && encodeInPlace(writing, kernel, target))
      return { stream: target, bytes: writing.written };
    writing.assertInside();
    const bytes = writing.streamBytes();
    const isDirect = target !== undefined && !isLinear && bytes <= target.length && !writing.overlaps(target);
    const stream = isDirect ? target : allocateBytes(bytes);
    writing.writeRows(stream, kernel === undefined ? 0 : encodePieces(writing, kernel, stream, this.workBytes), rows);
    return { stream, bytes };
  }
}
