import { movedBy, suggest, type CastbufError } from '../errors/index.js';
import type { BatchQuery, Gap, OnBadRecord } from '../columns/index.js';
import type { Codec } from '../message/index.js';
import type { StreamOptions } from '../stream/index.js';
import type { OnBadRecordAsked } from './bad-records.js';
import type { SetBatch, SetCodec } from '../record-sets/index.js';
import type { RecordSet } from '../record-types/index.js';
import type { Abi, AnyType, Layout } from '../schema/index.js';
import type { AnyBatch } from './cells.js';
import { createCodec, createSetCodec, decodeBatch, stream } from './engine.js';
import { usageError } from './exit-status.js';
import type { DataInput } from './data-input.js';
import { packetRecords } from './packet-records.js';
import type { TypeSource } from './types.js';

/** Records of one type, which a stream has by itself or among others. */
export interface RecordKind {
  readonly name: string;
  readonly codec: Codec<AnyType>;
}

/** What a row says of the packet that its record is of. */
export interface PacketPlace {
  /** Nanoseconds since 1970; undefined where the capture says none. */
  readonly timestamp: bigint | undefined;
  /** The same as rows have it. */
  readonly time: string | undefined;
  /** The interface's number in its section. */
  readonly id: number;
}

/** Some records of a stream, in its order: of one packet, where the input is a capture. */
export interface KindBatch {
  /** What the input is called. */
  readonly file: string;
  /** That its records are of, where the input is a capture. */
  readonly packet: PacketPlace | undefined;
  readonly rowCount: number;
  /** Records that were looked at: more than rows where a filter left some out. */
  readonly recordCount: number;
  readonly consumedBytes: number;
  /** Why the stream ends here; offsets count from the start of the input. */
  readonly error: CastbufError | undefined;
  /** Records that were passed over, in the order of the input. */
  readonly gaps: readonly Gap[];
  /** The rows of each kind, in the order of the kinds. */
  readonly batches: readonly AnyBatch[];
  /** Which kind a row is. */
  readonly kindAt: (row: number) => number;
  /** Which row of its kind it is. */
  readonly placeAt: (row: number) => number;
}

export type StreamQuery = Pick<BatchQuery, 'columns' | 'where'> & {
  readonly signal?: AbortSignal;
  readonly batchBytes?: number;
  readonly onBadRecord?: OnBadRecordAsked;
};

/** What the records of a stream may be: one type, or the types of a record set. */
export interface RecordKinds {
  /** As reports call them all. */
  readonly name: string;
  readonly kinds: readonly [RecordKind, ...RecordKind[]];
  /** Of a record set; undefined for a single type. */
  readonly set: SetCodec<RecordSet['definitions']> | undefined;
  stream(input: DataInput, query: StreamQuery): AsyncIterable<KindBatch>;
}

/** What the user says of the types. */
export interface KindsRequest {
  readonly command: string;
  readonly type: string | undefined;
  readonly set: string | undefined;
  readonly abi: Abi | undefined;
}

/**
 * The type of `--type`, the set of `--set`; where neither is given, the only set of the source, or its only type.
 * @throws CommandError (usage) that says what there is to choose from
 */
export function kindsOf(types: TypeSource, { command, type, set, abi }: KindsRequest): RecordKinds {
  if (type !== undefined) return oneKind(type, types, abi);
  const sets = types.sets(abi);
  if (set !== undefined) return setKinds(set, setNamed(set, sets), abi ?? types.abi);
  const [only, second] = sets;
  if (second !== undefined)
    throw usageError(`${command} needs --set or --type; there are the sets ${[...sets.keys()].join(', ')}`);
  return only === undefined ? oneKind(types.onlyName(abi, command), types, abi) : setKinds(...only, abi ?? types.abi);
}

/** Of a packet: records begin again in the next one. */
function packetQuery({ columns, where, onBadRecord = 'stop' }: StreamQuery): BatchQuery & { onBadRecord: OnBadRecord } {
  return { columns, where, onBadRecord: onBadRecord === 'stop' ? 'stop' : 'skip' };
}

function streamQuery({ signal, batchBytes, onBadRecord = 'stop' }: StreamQuery): StreamOptions {
  const on = onBadRecord === 'resync' ? { resync: true } : { onBadRecord };
  return { ...on, ...(signal && { signal }), ...(batchBytes !== undefined && { batchBytes }) };
}

export function layoutsOf({ kinds }: RecordKinds): readonly Layout[] {
  return kinds.map(({ codec }) => codec.layout);
}

function setNamed(name: string, sets: ReadonlyMap<string, RecordSet>): RecordSet {
  const found = sets.get(name);
  if (found !== undefined) return found;
  const names = [...sets.keys()];
  const none = 'a module exports record sets, and notes of a header (message=, discriminator=) make one';
  throw usageError(`no record set ${name}; ${names.length === 0 ? none : suggest(name, names)}`);
}

function oneKind(name: string, types: TypeSource, abi: Abi | undefined): RecordKinds {
  const codec = createCodec(types.type(abi, name), abi ?? types.abi);
  return {
    name,
    kinds: [{ name, codec }],
    set: undefined,
    async *stream(input, query) {
      const capture = await input.capture();
      if (capture !== undefined) {
        const decode = (bytes: Uint8Array): AnyBatch => decodeBatch(codec, bytes, packetQuery(query));
        return yield* packetRecords(input.name, capture, query, decode, (batch, packet) =>
          oneKindBatch(batch, input.name, packet),
        );
      }
      const { columns, where } = query;
      for await (const batch of stream(codec, input.pieces, { ...streamQuery(query), columns, where })) {
        yield oneKindBatch(movedBatch(batch, input.start), input.name);
      }
    },
  };
}

/** A batch of one type. */
export function oneKindBatch(batch: AnyBatch, file: string, packet?: PacketPlace): KindBatch {
  const { rowCount, recordCount, consumedBytes, error, gaps } = batch;
  const batches = [batch];
  const of = { file, packet, batches };
  return { ...of, rowCount, recordCount, consumedBytes, error, gaps, kindAt: () => 0, placeAt: (row) => row };
}

function setKinds(name: string, set: RecordSet, abi: Abi | undefined): RecordKinds {
  const codec = createSetCodec(set, abi);
  const kinds = Object.entries(codec.codecs).map(([kind, one]) => ({ name: kind, codec: one }));
  return {
    name,
    kinds: kinds as [RecordKind, ...RecordKind[]],
    set: codec,
    async *stream(input, query) {
      const capture = await input.capture();
      if (capture !== undefined) {
        const decode = (bytes: Uint8Array): SetBatch<RecordSet['definitions']> =>
          decodeBatch(codec as never, bytes, { onBadRecord: packetQuery(query).onBadRecord }) as never;
        return yield* packetRecords(
          input.name,
          capture,
          query,
          decode,
          (batch, packet) => new RoutedBatch(batch, input.name, packet),
        );
      }
      for await (const batch of stream(codec, input.pieces, streamQuery(query)))
        yield new RoutedBatch(movedBatch(batch, input.start), input.name);
    },
  };
}

/** A batch of a stream that begins after the start of its input. */
function movedBatch<B extends AnyBatch | SetBatch<RecordSet['definitions']>>(batch: B, start: number): B {
  if (start === 0) return batch;
  return batch.at(batch.byteOffset + start, batch.error && movedBy(batch.error, start)) as B;
}

/** Rows of several kinds. */
class RoutedBatch implements KindBatch {
  readonly rowCount: number;
  readonly consumedBytes: number;
  readonly error: CastbufError | undefined;
  readonly gaps: readonly Gap[];
  readonly batches: readonly AnyBatch[];
  private readonly kinds: Uint16Array;
  private readonly places: Uint32Array;

  constructor(
    batch: SetBatch<RecordSet['definitions']>,
    readonly file: string,
    readonly packet: PacketPlace | undefined = undefined,
  ) {
    this.rowCount = batch.rowCount;
    this.consumedBytes = batch.consumedBytes;
    this.error = batch.error;
    this.gaps = batch.gaps;
    this.batches = batch.typeNames.map((name) => batch.of[name] as AnyBatch);
    this.kinds = batch.order;
    const next = this.batches.map(() => 0);
    this.places = Uint32Array.from(this.kinds, (kind) => {
      const place = next[kind] as number;
      next[kind] = place + 1;
      return place;
    });
  }

  get recordCount(): number {
    return this.rowCount;
  }

  readonly kindAt = (row: number): number => this.kinds[row] as number;

  readonly placeAt = (row: number): number => this.places[row] as number;
}
