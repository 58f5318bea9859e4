import { assertOptions, CastbufError, shownValue } from '../errors/index.js';
import {
  recordFailureOf,
  type Engine,
  type Program,
  type RecordSetProgram,
  type RecordsMachine,
} from '../plan/index.js';
import { Printed } from '../printing/index.js';
import { cursorFactory, exactOutcome, recordTypeReader } from '../reference/index.js';
import type { AnyType } from '../schema/index.js';
import {
  batchBytes,
  codecOf,
  compiledOf,
  MAX_ROWS,
  type BatchReadOptions,
  type Codec,
  type SetCodecOptions,
} from './codec.js';
import { assertCount } from './given-bytes.js';
import { joinRecords, type Encoder } from './join-records.js';
import { compileSet, type RecordDefinitions, type RecordInput, type RecordSet } from './record-set.js';
import { SetBatch, type SetMember } from './set-batch.js';
import { STREAM_OPTIONS, streamParts, type StreamOptions, type StreamSource } from './stream.js';

/** Reads and writes streams in which records of several types lie one behind the other. */
export interface SetCodec<D extends RecordDefinitions> {
  /** A codec for each type by itself. */
  readonly codecs: { readonly [N in keyof D]: Codec<D[N][1]> };
  /**
   * Routes each record to the columns of its type, in one pass. Stops at the first record that is wrong, or whose discriminator
   * says no type (ERR_UNKNOWN_MESSAGE): `batch.error` says why, and every record before it is there. A small batch lies in memory that the next
   * batch reuses: `batch.copy()` keeps it.
   */
  decodeBatch(stream: Uint8Array, options?: Pick<BatchReadOptions, 'maxRows'>): SetBatch<D>;
  /**
   * Records one behind the other, as `batch.value` has them.
   * @throws CastbufError as encode does; ERR_DISAGREE where a value's discriminator says another type
   */
  encodeBatch(records: readonly RecordInput<D>[]): Uint8Array;
  /** Batches from a source that comes in pieces. Records may be cut anywhere between pieces. */
  stream(source: StreamSource, options?: StreamOptions): AsyncGenerator<SetBatch<D>, void, undefined>;
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

class EngineSetCodec<D extends RecordDefinitions> extends Printed implements SetCodec<D> {
  readonly codecs: SetCodec<D>['codecs'];
  private readonly program: RecordSetProgram;
  private readonly members: readonly (SetMember & { readonly codec: AnyCodec })[];
  private readonly typeNames: readonly string[];
  private readonly discriminator: string;
  private readonly typeOf: (view: DataView, record: number) => number;
  private loaded: RecordsMachine | undefined;

  constructor(
    engine: Engine,
    private readonly open: (set: RecordSetProgram) => RecordsMachine,
    records: RecordSet<D>,
    options: SetCodecOptions,
  ) {
    super();
    this.program = compileSet(records, options);
    this.discriminator = records.discriminator;
    this.typeOf = recordTypeReader(this.program);
    this.typeNames = Object.keys(records.definitions);
    this.members = this.program.types.map((program, type) => {
      const name = this.typeNames[type] as string;
      return { name, program, codec: codecOf(engine, program), cursors: cursorFactory(program) };
    });
    this.codecs = Object.fromEntries(this.members.map(({ name, codec }) => [name, codec])) as SetCodec<D>['codecs'];
  }

  get [Symbol.toStringTag](): string {
    return 'SetCodec';
  }

  /** The discriminator and the types. */
  toJSON(): object {
    const types = this.members.map(({ name, program: { layout } }) => [name, `${layout.name}, ${layout.size} bytes`]);
    const abi = this.program.types[0]?.layout.abi;
    return { discriminator: this.discriminator, abi, types: Object.fromEntries(types) };
  }

  decodeBatch(stream: Uint8Array, options: Pick<BatchReadOptions, 'maxRows'> = {}): SetBatch<D> {
    assertOptions('decodeBatch of a set codec', options, { maxRows: 'number' });
    const { maxRows = MAX_ROWS } = options;
    assertCount('maxRows', maxRows, MAX_ROWS);
    const bytes = batchBytes(this.program, stream);
    const { machine, members, typeNames } = this;
    const data = machine.readBatch(bytes, maxRows);
    return new SetBatch<D>({ members, typeNames, machine, data, error: this.failure(stream), byteOffset: 0 });
  }

  encodeBatch(records: readonly RecordInput<D>[]): Uint8Array {
    if (!Array.isArray(records))
      throw new CastbufError('ERR_TYPE', `give an array of { type, value }, not ${shownValue(records)}`);
    const values = records.map((record: { value?: unknown } | undefined) => record?.value);
    return joinRecords(values, (row) => this.encoderOf(records[row] as Partial<RecordInput<D>> | undefined));
  }

  stream(source: StreamSource, options: StreamOptions = {}): AsyncGenerator<SetBatch<D>, void, undefined> {
    assertOptions('stream of a set codec', options, STREAM_OPTIONS);
    const program = this.mostPatient;
    const decode = (bytes: Uint8Array): SetBatch<D> => this.decodeBatch(bytes);
    return streamParts({ program, decode, need: () => this.machine.outcome.need }, source, options);
  }

  private get machine(): RecordsMachine {
    this.loaded ??= this.open(this.program);
    return this.loaded;
  }

  /** The type that needs most of a stream to be there before it is read. */
  private get mostPatient(): Program {
    const { types } = this.program;
    const isChain = ({ layout }: Program): boolean => layout.root.node.options.next !== undefined;
    return types.find(isChain) ?? types.find(({ takesRest }) => takesRest) ?? (types[0] as Program);
  }

  private encoderOf(record: { readonly type?: string } | undefined): Encoder {
    const type = this.members.findIndex(({ name }) => name === record?.type);
    const codec = this.members[type]?.codec;
    if (codec === undefined) {
      const names = this.members.map(({ name }) => name).join(', ');
      const hint = `a record is { type, value } with a type of ${names}, not ${shownValue(record?.type)}`;
      throw new CastbufError('ERR_USAGE', hint);
    }
    const encode = (value: unknown): Uint8Array => this.assertType(codec.encode(value as never), type);
    return { program: compiledOf(codec), sizeOf: (value) => codec.sizeOf(value as never), encode };
  }

  /** Decoding it would find the same type. */
  private assertType(bytes: Uint8Array, type: number): Uint8Array {
    const found = this.typeOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
    if (found === type) return bytes;
    const [given, said] = [this.members[type]?.name, this.members[found]?.name ?? 'no type of this set'];
    const hint = `a record of type ${given} is given, and this value says ${said}`;
    throw new CastbufError('ERR_DISAGREE', hint, { path: this.discriminator });
  }

  private failure(stream: Uint8Array): CastbufError | undefined {
    const { outcome, refused } = this.machine;
    const { program } = this;
    const type = program.types[Math.max(0, refused)] as Program;
    const exact = exactOutcome(type, outcome, stream, program.tag);
    return recordFailureOf(program, this.discriminator, exact, refused);
  }
}
