import type { Bytes } from '../bytes/index.js';
import { CastbufError, SET_HAS_NO_COLUMNS, SET_HAS_NO_OUTPUT, suggest, type PlainRules } from '../errors/index.js';
import type { ColumnKind } from '../program/index.js';
import {
  BATCH_OPTIONS,
  BATCHES,
  QUERY_OPTIONS,
  type BatchSource,
  type SourceBatch,
  type StreamedRecords,
} from '../columns/index.js';
import { CODEC, Features } from '../message/index.js';
import { ROW_SINK, type RowSink } from '../rows-out/index.js';
import type { BatchWriter } from './batch-writer.js';
import type { CompiledBatch } from './batch.js';
import { decodeOptions, type Batches, type CompiledBatchOptions } from './batches.js';
import { neededBytes } from './failures.js';
import type { CompiledSetOptions, SetBatches } from './set-batches.js';
import type { SetTypes } from './set-batch.js';
import type { SetWriter } from './set-writer.js';

/** Where the members of a compiled type lie. */
export interface CompiledLayout<Path extends string = string> {
  readonly name: string;
  readonly kind: 'struct' | 'union';
  readonly abi: string;
  /** `sizeof`, in bytes. */
  readonly size: number;
  readonly align: number;
  /** Byte offset of a member; for a bit-field the byte of its first bit. @throws CastbufError ERR_USAGE when there is no such member */
  offsetOf(path: Path): number;
}

/** A column, as a compiled codec knows it. */
export interface CompiledColumn {
  readonly path: string;
  readonly kind: ColumnKind;
  /** Elements a row. */
  readonly repeat: number;
}

/** A codec that was made for one type ahead of time. */
export interface CompiledCodec<Value, Input = Value, View = Value, Columns = object, Path extends string = string> {
  /** What functions beside the codec reach it by. */
  readonly [CODEC]: Features;
  readonly layout: CompiledLayout<Path>;
  readonly columns: readonly CompiledColumn[];
  /** Bytes that `encode` would return. @throws CastbufError as encode does */
  sizeOf(value: Input): number;
  /** The message at the start of `message` as an object. @throws CastbufError with the failing field's path and offset */
  decode(message: Bytes): Value;
  /** The message as bytes of its own, padding zero. @throws CastbufError with the path of the member that is wrong */
  encode(value: Input): Uint8Array<ArrayBuffer>;
  /** Writes the message to the start of `target` and returns its bytes. @throws CastbufError ERR_TARGET_TOO_SMALL */
  encodeInto(value: Input, target: Bytes): number;
  /** A cursor over the bytes: getters and setters by member. @throws CastbufError as decode does */
  view(message: Bytes): View;
  /** Records one after the other into columns. Stops at the first record that is wrong: `batch.error` says why. */
  decodeBatch(bytes: Bytes, options?: CompiledBatchOptions): CompiledBatch<Columns, Value, View>;
  /** Columns by path, or an array of values, as records one after the other. @throws CastbufError as encode does, with the row */
  encodeBatch(rows: Partial<Columns> | readonly Input[]): Uint8Array<ArrayBuffer>;
  /** The same at the start of `target`; returns the bytes of the stream. @throws CastbufError ERR_TARGET_TOO_SMALL, and as encode does */
  encodeBatchInto(rows: Partial<Columns> | readonly Input[], target: Bytes): number;
}

/** Which place a path is, and how many bytes after it. */
type ElementPlaces = (path: string) => readonly [known: string, bytes: number];

/** Of a type with arrays. @param strides bytes from one element of an array to the next */
export function elementPlaces(strides: Readonly<Record<string, number>>): ElementPlaces {
  return (path) => {
    let known = '';
    let elements = 0;
    const steps = path.split(/\[(\d+)\]/);
    for (let index = 0; index < steps.length; index += 2) {
      known += steps[index];
      if (index + 1 === steps.length) break;
      elements += Number(steps[index + 1]) * (strides[known] ?? 0);
      known += '[]';
    }
    return [known, elements];
  };
}

/**
 * A layout from what the compiler wrote of it.
 * @param places the first byte of each member, `[]` for the first element of an array
 * @param elementOf finds the place of an element's path
 */
export function compiledLayout(
  name: string,
  kind: 'struct' | 'union',
  abi: string,
  size: number,
  align: number,
  places: Readonly<Record<string, number>>,
  elementOf: ElementPlaces = (path) => [path, 0],
): CompiledLayout {
  const offsetOf = (given: string): number => {
    const path = String(given);
    const [known, elements] = elementOf(path);
    const first = Object.hasOwn(places, known) ? places[known] : undefined;
    if (first !== undefined) return first + elements;
    const hint = `${name || 'the record'} has no member ${path}; ${suggest(path, Object.keys(places))}`;
    throw new CastbufError('ERR_USAGE', hint, { path });
  };
  return { name, kind, abi, size, align, offsetOf };
}

/** Of streams: the limit of a message in bytes; whether a record may take the rest; where records may begin, and the member that says where the next one is. */
type StreamWords = [messageBytes: number, takesRest: boolean, startAlign: number, next?: string];

/**
 * A codec of its functions. What functions beside a codec, such as `stream`, reach its batches by is made of the batches, of what writes them, and of what is said of
 * streams.
 */
export function compiledCodec<Members extends object>(
  [batches, writer, ...records]: [
    batches: Batches<unknown, unknown, unknown>,
    writer: BatchWriter,
    ...records: StreamWords,
  ],
  members: Members,
): Members {
  const features = new Features();
  features.give(BATCHES, sourceOf(batches, streamed(...records), QUERY_OPTIONS, decodeOptions()));
  features.give(ROW_SINK, sinkOf(writer));
  return { [CODEC]: features, ...members };
}

/** The same for a record set. The words are those of the type whose records need the most bytes to be there. */
export function compiledSetCodec<Members extends object>(
  [batches, writer, ...records]: [batches: SetBatches<SetTypes>, writer: SetWriter, ...records: StreamWords],
  members: Members,
): Members {
  const features = new Features();
  const source = {
    decode: (bytes: Bytes, { maxRows, borrow, into, onBadRecord }: CompiledSetOptions) =>
      batches.decode(bytes, { maxRows, borrow, into, onBadRecord }),
    inputOf: (bytes: number) => batches.inputOf(bytes),
  };
  features.give(BATCHES, sourceOf(source, streamed(...records), {}, BATCH_OPTIONS));
  features.give(ROW_SINK, setSinkOf(writer));
  return { [CODEC]: features, ...members };
}

function streamed(...[messageBytes, takesRest, startAlign, next]: StreamWords): StreamedRecords {
  return { limits: { messageBytes }, takesRest, layout: { root: { node: { options: { next, startAlign } } } } };
}

/** What decodes streams, of one type or of several. */
interface Decoding {
  decode(bytes: Bytes, options: CompiledBatchOptions): SourceBatch;
  inputOf(bytes: number): Uint8Array;
}

function sourceOf(
  batches: Decoding,
  program: StreamedRecords,
  options: PlainRules,
  batchOptions: PlainRules,
): BatchSource {
  let need = 0;
  return {
    options,
    batchOptions,
    program,
    decode(bytes, _byteOffset, given: CompiledBatchOptions) {
      const batch = batches.decode(bytes, given);
      need = neededBytes(batch.error);
      return batch;
    },
    need: () => need,
    input: (bytes) => batches.inputOf(bytes),
    probe: undefined,
    assertEngine,
  };
}

function sinkOf(writer: BatchWriter): RowSink {
  let written = 0;
  return {
    get written() {
      return written;
    },
    encode(rows, target) {
      if (target === undefined) return writer.encode(rows);
      written = writer.encodeInto(rows, target);
      return target;
    },
    output: (bytes) => writer.outputOf(bytes),
    assertEngine,
  };
}

function setSinkOf(writer: SetWriter): RowSink {
  return {
    written: 0,
    encode: (records) => writer.encode(records),
    edit() {
      throw new CastbufError('ERR_USAGE', SET_HAS_NO_COLUMNS);
    },
    output() {
      throw new CastbufError('ERR_USAGE', SET_HAS_NO_OUTPUT);
    },
    assertEngine,
  };
}

function assertEngine(): void {
  // It is its own.
}
