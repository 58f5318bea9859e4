import { UNKNOWN_MESSAGE } from '../../assembly/core/layout.js';
import { CastbufError, recordsHint, SET_HAS_NO_COLUMNS, SET_HAS_NO_OUTPUT, shownValue } from '../errors/index.js';
import { asBytes, assertCount, copyInto, type Bytes } from '../bytes/index.js';
import {
  recordFailureOf,
  routedColumns,
  type RoutedData,
  RoutedStore,
  type RecordsMachine,
  mostPatient,
} from './record-set-program.js';
import {
  type Engine,
  codecOf,
  type Codec,
  type SetCodecOptions,
  CODEC,
  Features,
  featuresOf,
} from '../message/index.js';
import {
  emptyOutcome,
  isWaiting,
  neededBytes,
  type FoundRecords,
  type Outcome,
  type OwnSums,
  type Program,
  type WrongSum,
} from '../program/index.js';
import { Printed } from '../printing/index.js';
import { cursorFactory, exactOutcome, readTag } from '../cursor/index.js';
import type { AnyType } from '../schema/index.js';
import {
  BATCH_OPTIONS,
  type BatchData,
  batchBytes,
  BATCHES,
  GapPlaces,
  MAX_ROWS,
  recordOf,
  type BatchMemory,
  type BatchReadOptions,
  type BatchSource,
  type RecordProbe,
  type OpenColumns,
  freshData,
  noEarlierBatch,
} from '../columns/index.js';
import { ROW_SINK, type OpenRows, type RowSink, joinRecords, type Encoder } from '../rows-out/index.js';
import {
  compileSet,
  recordTypeReader,
  type RecordDefinitions,
  type RecordInput,
  type RecordSet,
  type RecordSetProgram,
  type RecordValue,
  type RecordView,
} from '../record-types/index.js';
import { SetBatch, setBatchPartsOf, type SetMember } from './set-batch.js';
import type { StreamOptions, StreamSource } from '../stream/index.js';

/** Reads and writes records of several types, each of which says its type; streams of them go through functions beside it, such as `decodeBatch`. */
export interface SetCodec<D extends RecordDefinitions> {
  /** What functions beside the codec reach it by. */
  readonly [CODEC]: Features;
  /** A codec for each type by itself. */
  readonly codecs: { readonly [N in keyof D]: Codec<D[N][1]> };
  /** The record at the start of `message`, as the name of its type and an object. @throws CastbufError as the codec of its type does; ERR_UNKNOWN_MESSAGE */
  decode(message: Bytes): RecordValue<D>;
  /** The same as a cursor over the bytes. @throws CastbufError as decode does */
  view(message: Bytes): RecordView<D>;
  /** The record as bytes of its own. @throws CastbufError as encode of its type does; ERR_DISAGREE where its value says another type */
  encode(record: RecordInput<D>): Uint8Array<ArrayBuffer>;
  /** The same at the start of `target`; returns its bytes. @throws CastbufError ERR_TARGET_TOO_SMALL */
  encodeInto(record: RecordInput<D>, target: Bytes): number;
  /** Bytes that `encode` would return. @throws CastbufError as encode does */
  sizeOf(record: RecordInput<D>): number;
}

/** Rows of a set's batches. */
export type SetReadOptions<B = unknown> = Pick<BatchReadOptions, 'maxRows' | 'onBadRecord'> & BatchMemory<B>;

/** `decodeBatch` for a codec of a record set. */
export interface DecodeSetBatch {
  /**
   * Routes each record to the columns of its type, in one pass. Stops at the first record that is wrong, or whose discriminator
   * says no type (ERR_UNKNOWN_MESSAGE): `batch.error` says why, and every record before it is there.
   * @throws CastbufError ERR_USAGE
   */
  <D extends RecordDefinitions>(codec: SetCodec<D>, bytes: Bytes, options?: SetReadOptions<SetBatch<D>>): SetBatch<D>;
}

/** `encodeBatch` for a codec of a record set. */
export interface EncodeSetBatch {
  /**
   * Records one after the other, as `batch.value` has them.
   * @throws CastbufError as encode does; ERR_DISAGREE where a value's discriminator says another type
   */
  <D extends RecordDefinitions>(codec: SetCodec<D>, records: readonly RecordInput<D>[]): Uint8Array<ArrayBuffer>;
}

/** `encodeBatchInto` for a codec of a record set. */
export interface EncodeSetBatchInto {
  /** The same at the start of `target`; returns the bytes of the stream. @throws CastbufError ERR_TARGET_TOO_SMALL, and as encodeBatch does */
  <D extends RecordDefinitions>(codec: SetCodec<D>, records: readonly RecordInput<D>[], target: Bytes): number;
}

/** `stream` for a codec of a record set. */
export interface StreamSetBatches {
  /** Batches from a source that comes in pieces. Records may be cut anywhere between pieces. */
  <D extends RecordDefinitions>(
    codec: SetCodec<D>,
    source: StreamSource,
    options?: StreamOptions,
  ): AsyncGenerator<SetBatch<D>, void, undefined>;
}

/** A set codec on an engine, of which `open` starts the part that routes. @throws CastbufError ERR_SCHEMA, ERR_LIMIT_NESTING */
export function createSetCodecWith<D extends RecordDefinitions>(
  engine: Engine,
  open: (set: RecordSetProgram) => RecordsMachine,
  records: RecordSet<D>,
  options: SetCodecOptions = {},
): SetCodec<D> {
  return new EngineSetCodec<D>(engine, open, records, options);
}

type AnyCodec = Codec<AnyType>;

interface Member extends SetMember {
  readonly codec: AnyCodec;
}

class EngineSetCodec<D extends RecordDefinitions> extends Printed implements SetCodec<D> {
  // Bundlers keep a class whose members have names that are made at run time.
  declare readonly [CODEC]: Features;
  readonly codecs: SetCodec<D>['codecs'];
  /** The type that needs most of a stream to be there before it is read. */
  readonly program: Program;
  private readonly set: RecordSetProgram;
  private readonly members: readonly Member[];
  private readonly typeNames: readonly string[];
  private readonly discriminator: string;
  private readonly typeOf: (view: DataView, record: number) => number;
  /** What has shown that it is of this engine. */
  private readonly openers = new Set<OpenColumns | OpenRows>();
  private readonly newStore: () => RoutedStore;
  private loaded: RecordsMachine | undefined;
  /** Of the types that have checksums by functions; undefined: none has. */
  private readonly own: OwnSums | undefined;
  /** What checksums by functions found in the last stream. */
  private wrong: WrongSum | undefined;

  constructor(
    engine: Engine,
    private readonly open: (set: RecordSetProgram) => RecordsMachine,
    records: RecordSet<D>,
    options: SetCodecOptions,
  ) {
    super();
    this[CODEC] = new Features();
    this.set = compileSet(records, options);
    this.program = mostPatient(this.set.types);
    this.own = this.set.types.find(({ own }) => own !== undefined)?.own?.sums;
    this.discriminator = records.discriminator;
    this.typeOf = recordTypeReader(this.set);
    this.typeNames = Object.keys(records.definitions);
    this.members = this.set.types.map((program, type) => {
      const name = this.typeNames[type] as string;
      const [, schema] = records.definitions[name] as D[string];
      const paths = program.columns.map(({ path }) => path);
      return { name, program, paths, codec: codecOf(engine, schema, program), cursors: cursorFactory(program) };
    });
    this.codecs = Object.fromEntries(this.members.map(({ name, codec }) => [name, codec])) as SetCodec<D>['codecs'];
    const stored = this.set.types.map(routedColumns);
    this.newStore = () => new RoutedStore(stored);
    this[CODEC].give(BATCHES, this.batches());
    this[CODEC].give(ROW_SINK, this.rows());
  }

  get [Symbol.toStringTag](): string {
    return 'SetCodec';
  }

  /** The discriminator and the types. */
  toJSON(): object {
    const types = this.members.map(({ name, program: { layout } }) => [name, `${layout.name}, ${layout.size} bytes`]);
    const { abi } = this.program.layout;
    return { discriminator: this.discriminator, abi, types: Object.fromEntries(types) };
  }

  decode(message: Bytes): RecordValue<D> {
    const { name, codec } = this.memberAt(message);
    return { type: name, value: codec.decode(message) } as RecordValue<D>;
  }

  view(message: Bytes): RecordView<D> {
    const { name, codec } = this.memberAt(message);
    return { type: name, view: codec.view(message) } as RecordView<D>;
  }

  encode(record: RecordInput<D>): Uint8Array<ArrayBuffer> {
    return this.encoderOf(record).encode((record as { readonly value: unknown }).value);
  }

  encodeInto(record: RecordInput<D>, given: Bytes): number {
    const target = asBytes(given, 'the target');
    return copyInto(target, this.encode(record), 'message');
  }

  sizeOf(record: RecordInput<D>): number {
    return this.encoderOf(record).sizeOf((record as { readonly value: unknown }).value);
  }

  private batches(): BatchSource {
    return {
      program: this.program,
      options: {},
      batchOptions: BATCH_OPTIONS,
      decode: (bytes, _, options, isOpen) => this.decodeBatch(bytes, options, isOpen),
      assertEngine: (open) => this.assertEngine(open),
      need: () => neededBytes(this.outcome),
      input: (bytes) => this.machine.input(bytes),
      probe: this.probe(),
    };
  }

  private probe(): RecordProbe {
    const { set, members, typeOf } = this;
    const types = members.map(({ codec }) => recordOf(featuresOf(codec)));
    return { leastBytes: set.leastBytes, typeAt: (view, at) => types[typeOf(view, at)] };
  }

  private decodeBatch(
    stream: Bytes,
    { maxRows = MAX_ROWS, borrow = false, into, onBadRecord }: BatchReadOptions,
    isOpen = false,
  ): SetBatch<D> {
    assertCount('maxRows', maxRows, MAX_ROWS);
    const bytes = batchBytes(this.set, stream);
    const { machine, members, typeNames, newStore } = this;
    const { given, places } = onBadRecord === 'skip' ? this.skipping(bytes, maxRows) : { given: bytes };
    const data = this.readBatch(given, maxRows, borrow ? undefined : this.storeOf(into, newStore), places);
    const waits = isOpen && isWaiting(this.outcome, this.program.limits.messageBytes);
    const error = waits ? undefined : this.failure(data.bytes);
    const source = machine;
    const gaps = places && { places, explain: (record: Uint8Array) => this.refusalOf(record) };
    return new SetBatch<D>({
      members,
      typeNames,
      source,
      newStore,
      data,
      error,
      gaps,
      isBorrowed: borrow,
      byteOffset: 0,
    });
  }

  /** The rows before the first record that is wrong. Where checksums by functions find one, all before it is read once more. */
  private readBatch(bytes: Uint8Array, maxRows: number, given?: RoutedStore, places?: GapPlaces): RoutedData {
    const { machine, own, newStore } = this;
    const store = given ?? (own && newStore()); // functions may use the engine's memory
    const data = machine.readBatch(bytes, maxRows, store, places);
    this.wrong = places === undefined ? own?.firstWrong(this.foundIn(data)) : undefined;
    if (this.wrong === undefined) return data;
    return machine.readBatch(data.bytes.subarray(0, this.wrong.outcome.recordOffset), maxRows, store);
  }

  /** The records that will be passed over, where checksums by functions say so: enough of them to find `most` others. */
  private skipping(given: Uint8Array, most: number): { readonly given: Uint8Array; readonly places: GapPlaces } {
    if (this.own === undefined) return { given, places: new GapPlaces() };
    const data = this.machine.readBatch(given, MAX_ROWS, this.newStore(), new GapPlaces());
    return { given: data.bytes, places: new GapPlaces(this.own.allWrong(this.foundIn(data), most)) };
  }

  private foundIn({ bytes, types }: RoutedData): FoundRecords[] {
    return this.set.types.map((program, type) => {
      const { offsets, lengths } = types[type] as BatchData;
      return { program, bytes, offsets, lengths };
    });
  }

  private get outcome(): Outcome {
    return this.wrong?.outcome ?? this.machine.outcome;
  }

  /** The arrays of an earlier batch, or new ones. @throws CastbufError ERR_USAGE, ERR_STALE_BATCH */
  private storeOf(into: unknown, newStore: () => RoutedStore): RoutedStore {
    if (into === undefined) return newStore();
    const { data, members, isBorrowed = true } = setBatchPartsOf(into) ?? {};
    const owner = data?.owner;
    if (data === undefined || members !== this.members || isBorrowed || !(owner instanceof RoutedStore))
      throw noEarlierBatch();
    freshData(data);
    return owner;
  }

  private rows(): RowSink {
    return {
      written: 0,
      assertEngine: (open) => this.assertEngine(open),
      encode: (records) => {
        if (!Array.isArray(records)) throw new CastbufError('ERR_TYPE', recordsHint(shownValue(records)));
        const values = records.map((record: { value?: unknown } | undefined) => record?.value);
        return joinRecords(values, (row) => this.encoderOf(records[row]));
      },
      edit: () => {
        throw new CastbufError('ERR_USAGE', SET_HAS_NO_COLUMNS);
      },
      output: () => {
        throw new CastbufError('ERR_USAGE', SET_HAS_NO_OUTPUT);
      },
    };
  }

  /** @throws CastbufError ERR_USAGE where `open` is of another engine */
  private assertEngine(open: OpenColumns | OpenRows): void {
    if (this.openers.has(open)) return;
    const [{ codec }] = this.members as readonly [Member];
    open(recordOf(featuresOf(codec)).machine);
    this.openers.add(open);
  }

  /** @throws CastbufError as decode does */
  private memberAt(given: Bytes): Member {
    const message = asBytes(given);
    const { buffer, byteOffset, byteLength } = message;
    const { offset, bytes } = this.set.tag;
    const type = byteLength < offset + bytes ? -1 : this.typeOf(new DataView(buffer, byteOffset, byteLength), 0);
    const member = this.members[type];
    if (member !== undefined) return member;
    this.readBatch(message, 1);
    throw this.failure(message) ?? nothingThere(offset + bytes);
  }

  private get machine(): RecordsMachine {
    this.loaded ??= this.open(this.set);
    return this.loaded;
  }

  private memberNamed(record: unknown): { readonly member: Member; readonly type: number } {
    const named = (record as { readonly type?: unknown } | undefined | null)?.type;
    const type = this.members.findIndex(({ name }) => name === named);
    const member = this.members[type];
    if (member !== undefined) return { member, type };
    const names = this.members.map(({ name }) => name).join(', ');
    const hint = `a record is { type, value } with a type of ${names}, not ${shownValue(named)}`;
    throw new CastbufError('ERR_USAGE', hint);
  }

  private encoderOf(record: unknown): Encoder {
    const { member, type } = this.memberNamed(record);
    const { codec, program } = member;
    const encode = (value: unknown): Uint8Array<ArrayBuffer> => this.assertType(codec.encode(value as never), type);
    return { program, sizeOf: (value) => codec.sizeOf(value as never), encode };
  }

  /** Decoding it would find the same type. */
  private assertType(bytes: Uint8Array<ArrayBuffer>, type: number): Uint8Array<ArrayBuffer> {
    const found = this.typeOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
    if (found === type) return bytes;
    const [given, said] = [this.members[type]?.name, this.members[found]?.name ?? 'no type of this set'];
    const hint = `a record of type ${given} is given, and this value says ${said}`;
    throw new CastbufError('ERR_DISAGREE', hint, { path: this.discriminator });
  }

  /** What is wrong with a record that is all of the bytes. Batches that lie in memory of the engine stay there. */
  private refusalOf(record: Uint8Array): CastbufError | undefined {
    const { set, discriminator } = this;
    const view = new DataView(record.buffer, record.byteOffset, record.length);
    const type = this.typeOf(view, 0);
    if (type < 0) {
      const outcome = { ...emptyOutcome(), status: UNKNOWN_MESSAGE, fieldOffset: set.tag.offset };
      return recordFailureOf(set, discriminator, { ...outcome, have: readTag(view, 0, set.tag) }, type);
    }
    const { machine } = recordOf(featuresOf((this.members[type] as Member).codec));
    if (machine.check(record)) return undefined;
    const exact = exactOutcome(set.types[type] as Program, machine.outcome, record);
    return recordFailureOf(set, discriminator, exact, type);
  }

  private failure(stream: Uint8Array): CastbufError | undefined {
    const { set, outcome, wrong } = this;
    const refused = wrong?.type ?? this.machine.refused;
    const type = set.types[Math.max(0, refused)] as Program;
    const exact = exactOutcome(type, outcome, stream, set.tag);
    return recordFailureOf(set, this.discriminator, exact, refused);
  }
}

function nothingThere(want: number): CastbufError {
  return new CastbufError('ERR_TRUNCATED_HEADER', `a record has ${want} bytes at least, and there are none`, {
    offset: 0,
    want,
    have: 0,
  });
}
