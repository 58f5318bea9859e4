import { assertOptions, CastbufError, withoutOffset, type OptionRules } from '../errors/index.js';
import {
  compile,
  failureOf,
  limitsOf,
  type Column,
  type Limits,
  type Outcome,
  type Program,
} from '../program/index.js';
import { isShared, asBytes, copyInto, type Bytes } from '../bytes/index.js';
import type { Engine, Machine } from './engine.js';
import { Printed } from '../printing/index.js';
import { cursorFactory, exactOutcome, type CursorFactory } from '../cursor/index.js';
import {
  layoutOf,
  memberTypes,
  type Abi,
  type AnyType,
  type Decoded,
  type Infer,
  type InferInput,
  type InferView,
  type Layout,
  type MemberPath,
} from '../schema/index.js';
import { CODEC, Feature, Features } from './features.js';
import { RecordReader } from './record-reader.js';
import { NOTATION_OPTIONS, withNotation, type ValueNotation, type WideNotation } from './value-notation.js';
import { ValueWriter } from './value-writer.js';

/** Options of `createSetCodec`. */
export interface SetCodecOptions {
  /** The ABI that gives offsets and sizes; `msvc-x64` by default. */
  readonly abi?: Abi;
  readonly limits?: Partial<Limits>;
}

export interface CodecOptions<Names extends boolean = boolean, Wide extends WideNotation = WideNotation>
  extends SetCodecOptions, ValueNotation<Names, Wide> {}

/**
 * Reads and writes single messages of one type under one ABI. Functions beside it, such as `decodeBatch`, take it for streams of them. `Value` is what
 * is decoded, as the codec's options have it.
 */
export interface Codec<T extends AnyType, Value = Infer<T>> {
  /** What functions beside the codec reach it by. */
  readonly [CODEC]: Features;
  readonly type: T;
  readonly layout: Layout<MemberPath<T>>;
  /** Paths and kinds of the columns that batches have. */
  readonly columns: readonly Column[];
  /** Bytes that `encode` would return. @throws CastbufError as encode does */
  sizeOf(value: InferInput<T>): number;
  /**
   * The message at the start of `message` as an object; bytes after it are left alone.
   * @throws CastbufError with the failing field's path and offset
   */
  decode(message: Bytes): Value;
  /** The message as bytes of its own, padding zero. @throws CastbufError with the path of the member that is wrong */
  encode(value: InferInput<T>): Uint8Array<ArrayBuffer>;
  /** Writes the message to the start of `target` and returns its bytes. @throws CastbufError ERR_TARGET_TOO_SMALL */
  encodeInto(value: InferInput<T>, target: Bytes): number;
  /**
   * A cursor over the bytes: getters and setters by member, nothing is copied and no object is built.
   * The message is checked once, here. @throws CastbufError as decode does
   */
  view(message: Bytes): InferView<T>;
}

/** What functions beside a codec know of it, where it was made for one type and runs on an engine. */
export interface RecordCodec {
  readonly program: Program;
  readonly machine: Machine;
  readonly cursors: CursorFactory;
  sizeOf(value: unknown): number;
  encode(value: unknown): Uint8Array<ArrayBuffer>;
}

/** Codecs that have it were made by createCodec. */
export const RECORD = /* @__PURE__ */ new Feature<RecordCodec>('a codec of createCodec');

/** A codec on a given engine. @throws CastbufError ERR_SCHEMA, ERR_LIMIT_NESTING */
export function createCodecWith<
  T extends AnyType,
  const N extends boolean = false,
  const W extends WideNotation = 'bigint',
>(engine: Engine, type: T, options?: CodecOptions<N, W>): Codec<T, Decoded<T, N, W>> {
  assertOptions('createCodec', options, CODEC_OPTIONS);
  return codecOf(engine, type, withNotation(compiled(type, options ?? {}), options ?? {}));
}

/** The codec of a program that is compiled already. */
export function codecOf<T extends AnyType, Value = Infer<T>>(
  engine: Engine,
  type: T,
  program: Program,
): Codec<T, Value> {
  return new EngineCodec<T, Value>(engine, type, program);
}

const SET_CODEC_OPTIONS: OptionRules = { abi: 'any', limits: 'object' };
const CODEC_OPTIONS: OptionRules = /* @__PURE__ */ Object.assign({}, SET_CODEC_OPTIONS, NOTATION_OPTIONS);

/** The program of one type of a set. @throws CastbufError ERR_SCHEMA, ERR_LIMIT_NESTING, ERR_USAGE */
export function programOf(type: AnyType, options: SetCodecOptions): Program {
  assertOptions('createSetCodec', options, SET_CODEC_OPTIONS);
  return compiled(type, options);
}

function compiled(type: AnyType, options: SetCodecOptions): Program {
  return compile(layoutOf(type, options.abi), limitsOf(options.limits));
}

class EngineCodec<T extends AnyType, Value> extends Printed implements Codec<T, Value>, RecordCodec {
  readonly [CODEC]: Features;
  // The engine is started by the first call that needs it, not by the schema.
  private loaded: Machine | undefined;
  /** Undefined while a value is written: a getter of the value may encode, too, and then gets a writer of its own. */
  private writer: ValueWriter | undefined;
  /** What `decode` reads with. */
  private reader: RecordReader | undefined;
  private factory: CursorFactory | undefined;

  constructor(
    private readonly engine: Engine,
    readonly type: T,
    readonly program: Program,
  ) {
    super();
    this[CODEC] = new Features();
    this[CODEC].give(RECORD, this);
  }

  get layout(): Layout<MemberPath<T>> {
    return this.program.layout;
  }

  get columns(): readonly Column[] {
    return this.program.columns;
  }

  get [Symbol.toStringTag](): string {
    return 'Codec';
  }

  /** The type and where its members lie. */
  toJSON(): object {
    const { name: type, kind, abi, size, align, root } = this.layout;
    return { type, kind, abi, size, align, members: memberTypes(root.members) };
  }

  decode(given: Bytes): Value {
    const message = asBytes(given);
    if (isShared(message.buffer)) return this.decode(new Uint8Array(message));
    if (!this.machine.check(message)) throw this.failureIn(message);
    const reader = (this.reader ??= new RecordReader(this.program)).open(message);
    try {
      return reader.value(0, this.machine.outcome.length, true) as Value;
    } finally {
      reader.close();
    }
  }

  encode(value: InferInput<T>): Uint8Array<ArrayBuffer> {
    return this.written(value).slice();
  }

  encodeInto(value: InferInput<T>, given: Bytes): number {
    const target = asBytes(given, 'the target');
    return copyInto(target, this.written(value), 'message');
  }

  sizeOf(value: InferInput<T>): number {
    return this.written(value).length;
  }

  view(given: Bytes): InferView<T> {
    const message = asBytes(given);
    if (!this.machine.check(message)) throw this.failureIn(message);
    const { length } = this.machine.outcome;
    return this.cursors.over(message, 0, length) as InferView<T>;
  }

  get machine(): Machine {
    this.loaded ??= machineOf(this.engine, this.program);
    return this.loaded;
  }

  get cursors(): CursorFactory {
    this.factory ??= cursorFactory(this.program);
    return this.factory;
  }

  /** The encoded message, in the engine's memory until its next call. */
  private written(value: unknown): Uint8Array {
    const writer = this.writer ?? new ValueWriter(this.program, () => this.machine);
    this.writer = undefined;
    let message: Uint8Array | undefined;
    try {
      message = writer.write(value);
    } finally {
      this.writer = writer;
    }
    if (message === undefined) throw this.failureToWrite(writer.failure);
    return message;
  }

  private failureIn(message: Uint8Array): CastbufError {
    return failureAfter(this.program, this.machine.outcome, message, 0) ?? withoutReason();
  }

  /** What is written has no place in the caller's bytes. */
  private failureToWrite(outcome: Outcome): CastbufError {
    return withoutOffset(failureOf(this.program, outcome) ?? withoutReason());
  }
}

function machineOf(engine: Engine, program: Program): Machine {
  const machine = engine.load(program);
  return program.own === undefined ? machine : program.own.sums.machineOf(program, machine);
}

/** Why reading `bytes` ended; undefined when all was good. They begin at `byteOffset` of all input, and end with it. */
export function failureAfter(
  program: Program,
  outcome: Outcome,
  bytes: Uint8Array,
  byteOffset: number,
): CastbufError | undefined {
  return failureOf(program, exactOutcome(program, outcome, bytes), byteOffset + bytes.length);
}

export function withoutReason(): CastbufError {
  return new CastbufError('ERR_KERNEL', 'the engine gave up without a reason; this is a bug in castbuf');
}
