import { joinBytes } from '../bytes/index.js';
import { type BatchSource, batchesOf, type OpenColumns } from '../columns/index.js';
import { assertOptions, CastbufError, movedBy, shownValue, type OptionRules } from '../errors/index.js';
import type { AnyFeatured } from '../message/index.js';
import { type OpenRows, type RowSink, rowSinkOf } from '../rows-out/index.js';
import { alignUp } from '../schema/index.js';
import { assertStreamOptions, END, givenPieces, Input, type Pieces, type ReadableSource } from '../stream/index.js';

/** Options of `encodeStream` and `encodeTransform`. */
export interface EncodeStreamOptions {
  /** Ends the stream, also while it waits for rows: the source is closed, then the generator throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Where rows come from: a web ReadableStream, or pieces one after the other, as arrays, generators and Node's streams of objects give them. */
export type RowSource<Rows> = ReadableSource<Rows> | AsyncIterable<Rows> | Iterable<Rows>;

export const ENCODE_STREAM_OPTIONS: OptionRules = { signal: 'object' };

/** A codec whose records may be read again. */
export type StreamedCodec = AnyFeatured & { decode(message: Uint8Array): unknown };

export function encodeStreamWith(
  openRows: OpenRows,
  openColumns: OpenColumns,
  codec: StreamedCodec,
  source: RowSource<unknown>,
  options: EncodeStreamOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  assertOptions('encodeStream', options, ENCODE_STREAM_OPTIONS);
  assertStreamOptions(options);
  const rows = new RowPieces(codec, rowSinkOf(openRows, codec), batchesOf(openColumns, codec));
  return encodedPieces(new Input(piecesOf(source), options.signal), rows);
}

/** @throws CastbufError ERR_TYPE for what gives no rows */
function piecesOf(source: unknown): Pieces<unknown> {
  const found = typeof source === 'object' && source !== null ? givenPieces(source) : undefined;
  if (found !== undefined && !ArrayBuffer.isView(source)) return found;
  const what = 'a ReadableStream, or what gives arrays of values, or columns, one after the other';
  throw new CastbufError('ERR_TYPE', `a source of rows is ${what}, not ${shownValue(source)}`);
}

async function* encodedPieces(
  input: Input<unknown>,
  rows: RowPieces,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  try {
    for (let piece = await input.next(Infinity); piece !== END; piece = await input.next(Infinity)) {
      const bytes = rows.add(piece);
      if (bytes.length > 0) yield bytes;
    }
    const last = rows.end();
    if (last.length > 0) yield last;
  } catch (error) {
    await input.close(error).catch(() => undefined); // what ended the stream is told, not what follows from it
    throw error;
  } finally {
    await input.close();
  }
}

const NONE = new Uint8Array(0);

/** The last record of a chain, until it is known whether another follows. */
interface KeptRecord {
  /** As the last one. */
  readonly asLast: Uint8Array<ArrayBuffer>;
  /** As one that another follows. @throws CastbufError where it cannot be that, as a checksum is given that is another one */
  asFollowed(): Uint8Array<ArrayBuffer>;
}

/**
 * The bytes of rows that come in pieces, as those of all rows together:
 *
 *   apart      |rec 0|rec 1|         |rec 2|rec 3|         as they are
 *   padded     |rec 0|..|rec 1|   |..|rec 2|               padding goes before the next piece, as none stands after the last record
 *   chained    |rec 0 ->|            |rec 1 ->|rec 2 ->|   the last record is kept back until the distance to the next is known
 */
class RowPieces {
  /** Of a chain, but before its first record. */
  private kept: KeptRecord | undefined;
  /** Bytes of all rows before the piece. */
  private bytes = 0;
  private pieces = 0;
  private readonly startAlign: number;
  private readonly isChain: boolean;

  constructor(
    private readonly codec: StreamedCodec,
    private readonly sink: RowSink,
    private readonly source: BatchSource,
  ) {
    const { next, startAlign } = source.program.layout.root.node.options;
    this.startAlign = startAlign;
    this.isChain = next !== undefined;
  }

  /** What can be written of the rows so far. @throws CastbufError as encodeBatch does, with the piece */
  add(rows: unknown): Uint8Array<ArrayBuffer> {
    const piece = this.pieces++;
    const before = alignUp(this.bytes, this.startAlign);
    const stream = inPiece(piece, before, () => this.sink.encode(rows) as Uint8Array<ArrayBuffer>);
    if (stream.length === 0) return NONE;
    const between = this.kept?.asFollowed() ?? new Uint8Array(this.isChain ? 0 : before - this.bytes);
    this.bytes = before + stream.length;
    if (!this.isChain) return joined(between, stream);
    const start = this.lastStart(rows, stream);
    this.kept = this.keep(rows, stream.slice(start), piece, before + start);
    return joined(between, stream.subarray(0, start));
  }

  /** What was kept back. */
  end(): Uint8Array<ArrayBuffer> {
    return this.kept?.asLast ?? NONE;
  }

  /** Where the last record of a stream begins. Batches of a set have no offsets, and its rows are values. */
  private lastStart(rows: unknown, stream: Uint8Array): number {
    if (Array.isArray(rows)) return stream.length - this.sink.encode(rows.slice(-1)).length;
    const { offsets } = this.source.decode(stream, 0, { columns: [] }) as unknown as { readonly offsets: Uint32Array };
    return offsets.at(-1) ?? 0;
  }

  /** Both of its forms are made now: what was given may change before the next piece is there. */
  private keep(rows: unknown, asLast: Uint8Array<ArrayBuffer>, piece: number, offset: number): KeptRecord {
    const known = this.codec.decode(asLast);
    const given: unknown = Array.isArray(rows) ? rows.at(-1) : membersOf(known as object, rows as object, '');
    try {
      const two = inPiece(piece, offset, () => this.sink.encode([given, known]) as Uint8Array<ArrayBuffer>);
      const asFollowed = two.slice(0, two.length - asLast.length);
      return { asLast, asFollowed: () => asFollowed };
    } catch (error) {
      const asFollowed = (): never => {
        throw error;
      };
      return { asLast, asFollowed };
    }
  }
}

/** Runs what encodes rows. @throws its error, with the piece and the place in all bytes */
function inPiece(piece: number, bytes: number, encode: () => Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  try {
    return encode();
  } catch (error) {
    if (!(error instanceof CastbufError) || error.code === 'ERR_KERNEL') throw error;
    const { code, hint, offset, fieldOffset, path, want, have } = movedBy(error, bytes);
    throw new CastbufError(code, `${hint}, in piece ${piece} of the rows`, { offset, fieldOffset, path, want, have });
  }
}

/** The members of a record that columns were given for, by path: others follow from them, and from where the record stands. */
function membersOf(value: object, columns: object, prefix: string): object {
  const members = Object.entries(value).flatMap(([name, member]: [string, unknown]): [string, unknown][] => {
    const path = prefix + name;
    if ((columns as Readonly<Record<string, unknown>>)[path] !== undefined) return [[name, member]];
    const isRecord = typeof member === 'object' && member !== null && !ArrayBuffer.isView(member);
    if (!isRecord) return [];
    return [[name, Array.isArray(member) ? member : membersOf(member, columns, `${path}.`)]];
  });
  return Object.fromEntries(members);
}

function joined(before: Uint8Array<ArrayBuffer>, after: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (before.length === 0) return after;
  return joinBytes([before, after], before.length + after.length) as Uint8Array<ArrayBuffer>;
}
