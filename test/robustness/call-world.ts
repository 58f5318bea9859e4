import { createCodecWith, type Codec, type Engine } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import {
  array,
  be,
  bool32,
  bool8,
  bytes,
  CastbufError,
  f64,
  recordSet,
  struct,
  u16,
  u32,
  type AnyType,
  type Batch,
  type BatchReadOptions,
  type CodecOptions,
  type Filter,
  type RecordDefinitions,
  type RecordSet,
  type SetBatch,
  type SetCodec,
} from '../../src/surface.js';
import { drawExpression, valuesOf } from '../filter/random-filter.js';
import type { Choices } from './choices.js';
import { dirtyMemory, type Pattern } from './dirty-memory.js';
import { drawRecords, drawSet, onReference, type AnySet, type DrawnSet } from './random-record-set.js';
import { drawSchema, type DrawnSchema } from './random-schema.js';
import { drawBytes, same } from './random-values.js';
import { decodeBatch, encodeBatch, filter } from '../harness/batches.js';

export type AnyCodec = Codec<AnyType>;
export type AnyBatch = Batch<AnyType>;
export type AnySetBatch = SetBatch<RecordDefinitions>;

/** A type of a world, and values and streams of it. */
export interface WorldType {
  readonly schema: DrawnSchema;
  /** Reads and writes what calls are given, and takes no part in them. */
  readonly maker: AnyCodec;
  readonly values: readonly unknown[];
  readonly queries: Queries;
}

/** Few of each, so that calls ask for the same in other words. */
interface Queries {
  readonly columns: readonly (readonly string[])[];
  readonly filters: readonly Filter[];
}

/** Types that live on one engine, so that a call for one may find what a call for another has left. */
export interface World {
  readonly types: readonly WorldType[];
  readonly set: { readonly drawn: DrawnSet; readonly records: readonly Uint8Array[] } | undefined;
}

const reference = createReferenceEngine();
const MOST_TYPES = 4;
const VALUES = 6;

export function drawWorld(choices: Choices): World {
  const types: WorldType[] = [];
  for (let left = choices.between(2, MOST_TYPES); left > 0;) {
    const schema = choices.chance(25) ? choices.pick(KNOWN) : drawSchema(choices);
    const maker = codecIfAny(schema);
    if (maker === undefined) continue;
    left--;
    const values = Array.from({ length: VALUES }, () => schema.value(choices).given);
    types.push({ schema, maker, values, queries: drawQueries(choices, maker, values) });
  }
  return { types, set: choices.chance(40) ? drawWorldSet(choices) : undefined };
}

function drawQueries(choices: Choices, maker: AnyCodec, values: readonly unknown[]): Queries {
  const paths = maker.columns.map(({ path }) => path);
  const columns = Array.from({ length: 2 }, () => paths.filter(() => choices.chance(50)));
  const compared = valuesOf(maker, decodeBatch(maker, encodeBatch(maker, values as never)));
  const count = compared.size === 0 ? 0 : 2;
  return { columns, filters: Array.from({ length: count }, () => filter(drawExpression(choices, compared, 2))) };
}

function drawWorldSet(choices: Choices): World['set'] {
  const drawn = drawSet(choices);
  if (drawn === undefined) return undefined;
  const codec = onReference(recordSet('head.tag', drawn.definitions), { abi: drawn.abi });
  const records = drawRecords(choices, drawn, codec);
  return records.length === 0 ? undefined : { drawn, records };
}

function codecIfAny({ type, abi }: DrawnSchema): AnyCodec | undefined {
  try {
    return createCodecWith(reference, type, { abi });
  } catch (error) {
    if (error instanceof CastbufError && error.code === 'ERR_SCHEMA') return undefined;
    throw error;
  }
}

function known(source: string, type: AnyType, value: (choices: Choices) => unknown): DrawnSchema {
  const flags = { takesRest: false, isChain: false, hasChecksum: false, isLossy: false, settable: [] };
  return { type, abi: 'msvc-x64', source, ...flags, value: (choices) => same(value(choices)) };
}

/** What random schemas seldom are: wide rows of values that have many forms, one small member, messages that outgrow their region. */
const KNOWN: readonly DrawnSchema[] = [
  known('{ A: u16 }', struct('SMALL', { A: u16 }), (choices) => ({ A: choices.below(65_536) })),
  known('{ D: bytes(512) }', struct('OPAQUE', { D: bytes(512) }), (choices) => ({ D: drawBytes(choices, 512) })),
  known(
    '{ A: array(bool32, 40), B: array(bool8, 9) }',
    struct('FLAGS', { A: array(bool32, 40), B: array(bool8, 9) }),
    (choices) => ({
      A: Array.from({ length: 40 }, () => choices.chance(50)),
      B: Array.from({ length: 9 }, () => choices.chance(50)),
    }),
  ),
  known('{ A: u32, F: array(be(f64), 5) }', struct('FLOATS', { A: u32, F: array(be(f64), 5) }), (choices) => ({
    A: choices.below(2 ** 32),
    F: Array.from({ length: 5 }, () => choices.pick([NaN, -0, 1.5, Infinity])),
  })),
  known(`{ N: u32, D: bytes('N') }`, struct('LONG', { N: u32, D: bytes('N') }), (choices) => ({
    D: new Uint8Array(choices.pick([0, 7, 64, 65, 600, 70_000, 300_000])).fill(choices.below(256)),
  })),
];

/** An engine that calls are made on, with the codecs of a world, and what its memory is filled with before every call. */
export class Side {
  private readonly codecs: (AnyCodec | undefined)[] = [];
  private setCodec: AnySet | undefined;
  /** Batches that a later call looks at again. */
  readonly kept: KeptBatch[] = [];
  readonly batches = new SideBatches();
  /** What calls inside a call gave. */
  nested: unknown[] = [];

  constructor(
    private readonly world: World,
    private readonly under: Under,
    private readonly pattern: Pattern | undefined,
  ) {}

  codec(type: number): AnyCodec {
    const { type: schema, abi } = (this.world.types[type] as WorldType).schema;
    return (this.codecs[type] ??= this.under.createCodec(schema, { abi }));
  }

  get set(): AnySet {
    const { drawn } = this.world.set as NonNullable<World['set']>;
    return (this.setCodec ??= this.under.createSetCodec(recordSet('head.tag', drawn.definitions), { abi: drawn.abi }));
  }

  /** Where a call inside a call is made: on this side; for the one without a past, where no codec is busy with the outer call. */
  get forNested(): Side {
    return this.pattern === undefined ? new Side(this.world, this.under, undefined) : this;
  }

  /** Leaves nothing in memory but the pattern, and with `alsoBatches` no batch either. */
  dirty(alsoBatches: boolean): void {
    if (this.pattern !== undefined) dirtyMemory(this.under.engine, this.pattern, alsoBatches);
  }
}

/** Where the rows of a batch go. */
export type Memory = 'own' | 'borrow' | 'into';

/** The last batch of each codec that owns its columns: a later one may have them. Where there is none, as without a past, a batch has its own. */
class SideBatches {
  private readonly last = new Map<number, AnyBatch>();
  private lastOfSet: AnySetBatch | undefined;

  read(
    type: number,
    codec: AnyCodec,
    bytes: Uint8Array,
    query: BatchReadOptions<AnyType, AnyBatch>,
    memory: Memory,
  ): AnyBatch {
    const into = memory === 'into' ? this.last.get(type) : undefined;
    const batch = decodeBatch(codec, bytes, { ...query, borrow: memory === 'borrow', into });
    if (memory !== 'borrow') this.last.set(type, batch);
    return batch;
  }

  readSet(codec: AnySet, bytes: Uint8Array, memory: Memory): AnySetBatch {
    const into = memory === 'into' ? this.lastOfSet : undefined;
    const batch = decodeBatch(codec, bytes, { borrow: memory === 'borrow', into });
    if (memory !== 'borrow') this.lastOfSet = batch;
    return batch;
  }
}

/** What a side needs of an engine: an EngineUnderTest has it. */
export interface Under {
  readonly engine: Engine;
  readonly createCodec: (type: AnyType, options?: CodecOptions) => AnyCodec;
  readonly createSetCodec: <D extends RecordDefinitions>(set: RecordSet<D>, options?: CodecOptions) => SetCodec<D>;
}

export interface KeptBatch {
  /** Reads it; @throws CastbufError ERR_STALE_BATCH where its memory was used again. */
  readonly look: () => unknown;
  readonly was: unknown;
}

/** The reference engine, which has no memory between calls. */
export const REFERENCE: Under = {
  engine: reference,
  createCodec: (type, options) => createCodecWith(reference, type, options),
  createSetCodec: (set, options) => onReference(set as never, options as never) as never,
};
