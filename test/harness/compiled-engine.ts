import { assemblyText } from '../../src/compile/assembly/assembly-text.js';
import { emitCodec, type EmittedCodec } from '../../src/compile/compile-codec.js';
import { emitSetCodec } from '../../src/compile/compile-set.js';
import { CompiledBatch, CompiledSetBatch, type CompiledCodec } from '../../src/compiled/index.js';
import { recordOf } from '../../src/columns/index.js';
import {
  CODEC,
  createCodecWith,
  featuresOf,
  type AnyFeatured,
  type Codec,
  type CodecOptions,
  type Feature,
  Features,
  RECORD,
  type SetCodecOptions,
} from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { type SetCodec } from '../../src/record-sets/index.js';
import { compileSet, type RecordSet } from '../../src/record-types/index.js';
import type { AnyType } from '../../src/schema/index.js';
import { schemaHash } from '../../src/written-schema/index.js';
import { evaluate } from '../compile/evaluate.js';
import { host } from './host.js';
import { lacks } from './lacks.js';
import { rounds } from './rounds.js';

/*
 * Codecs as `castbuf compile` makes them, for tests that run on every engine. Their JavaScript is emitted when it is first asked for. Their kernels are
 * compiled by the hundred: those that the reference engine's turn at the same suite wanted batches of, before the compiled engine's turn.
 */

/** Kernels of one call of asc: it needs 0.1 s by itself, and 10 ms for each type. */
const TYPES_A_CALL = 200;
/** Kernels that one file may have compiled; `npm test` takes a sample. */
const MOST_KERNELS = rounds(4000, 150);

const reference = createReferenceEngine();

/** What is emitted for one schema. */
class Emission {
  readonly #name: string;
  readonly #emitted: EmittedCodec;
  #text: string | undefined;
  #kernel: WebAssembly.Module | undefined;

  constructor(name: string, emitted: EmittedCodec) {
    this.#name = name;
    this.#emitted = emitted;
  }

  get kernels(): EmittedCodec['kernels'] {
    return this.#emitted.kernels;
  }

  get hasKernel(): boolean {
    return this.#kernel !== undefined;
  }

  useKernel(module: WebAssembly.Module): void {
    this.#kernel = module;
  }

  /** Runs the module: the object that has all functions of the codec. */
  newCodec(): unknown {
    const made = evaluate((this.#text ??= this.#emitted.javascript("''")));
    if (this.#kernel !== undefined) (made[`useKernel${this.#name}`] as (module: object) => void)(this.#kernel);
    return made[this.#name];
  }
}

/** By what they are of: schema, ABI and limits. */
const emissions = new Map<string, Emission>();
/** What has batches, and how its emission is made; codecs of the reference engine too. */
const emissionOf = new WeakMap<object, () => Emission>();
const wanted = new Set<() => Emission>();

function emission(key: string, emit: (name: string) => EmittedCodec): Emission {
  const known = emissions.get(key);
  if (known !== undefined) return known;
  const name = `T${emissions.size}_`; // types of a set have names that begin so
  const made = new Emission(name, emit(name));
  emissions.set(key, made);
  return made;
}

function keyOf(type: AnyType, { abi, limits = {} }: SetCodecOptions): string {
  return `${schemaHash(type, abi === undefined ? {} : { abi })} ${JSON.stringify(limits)}`;
}

function emitterOf(type: AnyType, options: SetCodecOptions, codec: AnyFeatured): () => Emission {
  const { program } = recordOf(featuresOf(codec));
  return () => emission(keyOf(type, options), (name) => emitCodec(program, name));
}

function setEmitterOf(set: RecordSet, options: SetCodecOptions): () => Emission {
  const types = Object.entries(set.definitions).map(([name, [, type]]) => `${name} ${keyOf(type as AnyType, options)}`);
  const tags = JSON.stringify(Object.values(set.definitions).map(([tag]) => String(tag)));
  const key = `${set.discriminator} ${tags} ${types.join(' ')}`;
  return () =>
    emission(key, (name) => {
      const { kernels, javascript } = emitSetCodec(set, compileSet(set, options), name);
      return { kernels, javascript: (wasm) => javascript(wasm, wasm) };
    });
}

// --- what the reference engine's turn tells ---------------------------------------------------------------------------

/** Notes how a codec of the reference engine would be compiled. */
export function noteCodec(codec: AnyFeatured, type: AnyType, options: CodecOptions = {}): void {
  const { names = false, wide = 'bigint' } = options;
  if (!names && wide === 'bigint' && !hasOwnSums(codec)) emissionOf.set(codec, emitterOf(type, options, codec));
}

function hasOwnSums(codec: AnyFeatured): boolean {
  return recordOf(featuresOf(codec)).program.own !== undefined;
}

export function noteSetCodec(codec: AnySetCodec, set: RecordSet, options: SetCodecOptions = {}): void {
  if (!hasPlainNames(set) || setHasOwnSums(set, options)) return;
  const emitter = setEmitterOf(set, options);
  for (const one of [codec, ...Object.values(codec.codecs)]) emissionOf.set(one, emitter);
}

/** Called before batches of a codec: one of the reference engine has its kernel compiled, one that is compiled has to have it. */
export function needsKernel(codec: object): void {
  const emitter = emissionOf.get(codec);
  if (emitter === undefined) return;
  if (!isCompiled(codec)) wanted.add(emitter);
  else if (!emitter().hasKernel) lacks('kernel, which this run did not compile');
}

/** Compiles all kernels that batches were wanted of, as far as there is a compiler. */
export async function compileWanted(): Promise<void> {
  const compile = host().compile;
  const missing = new Set([...wanted].map((emitter) => emitter()).filter(({ hasKernel }) => !hasKernel));
  wanted.clear();
  if (compile === undefined) return;
  const left = [...missing].slice(0, Math.max(0, MOST_KERNELS - compiledCount));
  compiledCount += left.length;
  while (left.length > 0) {
    const some = left.splice(0, TYPES_A_CALL);
    const wasm = await compile(assemblyText(some.flatMap(({ kernels }) => kernels)));
    const module = new WebAssembly.Module(wasm);
    for (const one of some) one.useKernel(module);
  }
}

let compiledCount = 0;

// --- codecs -----------------------------------------------------------------------------------------------------------

type AnyCompiled = CompiledCodec<unknown>;
interface AnySetCodec {
  readonly codecs: Readonly<Record<string, object>>;
}

/** @throws CastbufError as createCodec does */
export function createCompiledCodec(type: AnyType, options: CodecOptions = {}): Codec<AnyType, unknown> {
  const interpreted = createCodecWith(reference, type, options);
  const { names = false, wide = 'bigint' } = options;
  if (names || wide !== 'bigint') return new Proxy({}, { get: () => lacks('names and wide of createCodec') }) as never;
  if (hasOwnSums(interpreted)) return new Proxy({}, { get: () => lacks('checksums by functions: sumBy(…)') }) as never;
  const emitter = emitterOf(type, options, interpreted);
  const codec = new CodecOfTest(() => emitter().newCodec() as AnyCompiled);
  emissionOf.set(codec, emitter);
  return codec as never;
}

export function createCompiledSetCodec(set: RecordSet, options: SetCodecOptions = {}): SetCodec<never> {
  compileSet(set, options);
  if (!hasPlainNames(set)) return new Proxy({}, { get: () => lacks('names of sets that are no identifiers') }) as never;
  if (setHasOwnSums(set, options))
    return new Proxy({}, { get: () => lacks('checksums by functions: sumBy(…)') }) as never;
  const emitter = setEmitterOf(set, options);
  const codec = new SetCodecOfTest(Object.keys(set.definitions), () => emitter().newCodec() as AnyCompiledSet);
  for (const one of [codec, ...Object.values(codec.codecs)]) emissionOf.set(one, emitter);
  return codec as never;
}

function setHasOwnSums(set: RecordSet, options: SetCodecOptions): boolean {
  return compileSet(set, options).types.some(({ own }) => own !== undefined);
}

function hasPlainNames({ definitions }: RecordSet): boolean {
  return Object.keys(definitions).every((name) => /^[\w$]+$/.test(name));
}

/** What functions reach a compiled codec by: those that ask for its program are told that there is none. */
class WithoutRecord extends Features {
  readonly #features: Features;

  constructor(features: Features) {
    super();
    this.#features = features;
  }

  override give<F>(feature: Feature<F>, value: F): void {
    this.#features.give(feature, value);
  }

  override find<F>(feature: Feature<F>): F | undefined {
    if ((feature as unknown) === RECORD) lacks('program, which toJson, fromJson and others ask for');
    return this.#features.find(feature);
  }
}

/** What the codecs of types and of sets have, which a module exports. */
type AnyCalls = Pick<AnyCompiled, typeof CODEC | 'sizeOf' | 'decode' | 'encode' | 'encodeInto' | 'view'>;

/** The calls of an interpreted codec, as far as a compiled one has them. */
abstract class CallsOfTest<C extends AnyCalls> {
  readonly #make: () => C;
  #compiled: C | undefined;

  constructor(make: () => C) {
    this.#make = make;
  }

  get compiled(): C {
    return (this.#compiled ??= this.#make());
  }

  get [CODEC](): Features {
    return new WithoutRecord(this.compiled[CODEC]);
  }

  sizeOf(value: unknown): number {
    return this.compiled.sizeOf(value);
  }

  decode(message: never): unknown {
    return this.compiled.decode(message);
  }

  encode(value: unknown): Uint8Array {
    return this.compiled.encode(value);
  }

  encodeInto(value: unknown, target: never): number {
    return this.compiled.encodeInto(value, target);
  }

  view(message: never): unknown {
    return this.compiled.view(message);
  }

  get [Symbol.toStringTag](): string {
    return lacks('printing of codecs');
  }

  toJSON(): never {
    return lacks('printing of codecs');
  }
}

class CodecOfTest extends CallsOfTest<AnyCompiled> {
  get type(): never {
    return lacks('codec.type');
  }

  get layout(): object {
    const { layout } = this.compiled;
    const noTree = { get: () => lacks('layout.root and layout.flat') };
    return Object.defineProperties({ ...layout }, { root: noTree, flat: noTree });
  }

  get columns(): AnyCompiled['columns'] {
    return this.compiled.columns;
  }
}

type AnyCompiledSet = AnyCalls & { readonly codecs: Readonly<Record<string, AnyCompiled>> };

class SetCodecOfTest extends CallsOfTest<AnyCompiledSet> {
  readonly codecs: Readonly<Record<string, CodecOfTest>>;

  constructor(names: readonly string[], make: () => AnyCompiledSet) {
    super(make);
    const codecOf = (name: string): CodecOfTest => new CodecOfTest(() => this.compiled.codecs[name] as AnyCompiled);
    this.codecs = Object.fromEntries(names.map((name) => [name, codecOf(name)]));
  }
}

export function isCompiledSet(codec: unknown): boolean {
  return codec instanceof SetCodecOfTest;
}

export function isCompiled(codec: unknown): boolean {
  return codec instanceof CallsOfTest;
}

export function isCompiledBatch(batch: unknown): boolean {
  return batch instanceof CompiledBatch || batch instanceof CompiledSetBatch;
}
