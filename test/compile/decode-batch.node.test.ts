import * as assert from 'uvu/assert';
import { SIZES } from '../../src/compiled/reading.js';
import type { CompiledBatch } from '../../src/compiled/index.js';
import { validity, type Batch } from '../../src/columns/index.js';
import { codecOf, type Codec } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import type { Limits } from '../../src/program/index.js';
import type { CastbufError, AnyType } from '../../src/surface.js';
import { decodeBatch } from '../harness/batches.js';
import { rounds, suite } from '../harness/index.js';
import { outcomeOf } from '../robustness/round-trip.js';
import { difference } from '../robustness/same-value.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { compiledBatches, type AnyBatches } from './compiled-batches.js';
import { measuredPrograms } from './measured-programs.js';
import { randomPrograms, type DrawnProgram } from './random-programs.js';

type AnyCodec = Codec<AnyType, unknown>;
type AnyBatch = CompiledBatch<Record<string, unknown>, unknown, unknown>;

const engine = createReferenceEngine();
/** Of one call of asc. */
const SCHEMAS = 30;

const SMALL_LIMITS: readonly Partial<Limits>[] = [{}, {}, { messageBytes: 64 }, { count: 3 }, { messageBytes: 9 }];

/** Good records one after the other, and what becomes of them when they are damaged. */
function* streamsOf({ drawn, program }: DrawnProgram, codec: AnyCodec, choices: SeededChoices): Generator<Uint8Array> {
  const align = program.layout.root.node.options.startAlign;
  const messages: Uint8Array[] = [];
  for (let round = 0; round < 6; round++) {
    const encoded = outcomeOf(() => codec.encode(drawn.value(choices).given as never));
    if ('value' in encoded && encoded.value.length < 2048) messages.push(encoded.value);
  }
  for (const rows of [1, 3, 4, 5, 21]) {
    const bytes: number[] = [];
    for (let row = 0; row < rows && messages.length > 0; row++) {
      while (bytes.length % align !== 0) bytes.push(choices.below(256));
      bytes.push(...choices.pick(messages));
    }
    const stream = Uint8Array.from(bytes);
    yield stream;
    yield stream.slice(0, choices.below(stream.length + 1));
    for (let damage = 0; damage < 3 && stream.length > 0; damage++) {
      const changed = stream.slice();
      const at = choices.below(changed.length);
      const old = changed[at] as number;
      changed[at] = choices.pick([0, 1, 0xff, 0x80, old + 1, old - 1, choices.below(256)]);
      yield changed;
    }
  }
  yield Uint8Array.from({ length: choices.below(300) }, () =>
    choices.chance(70) ? choices.below(4) : choices.below(256),
  );
  yield Uint8Array.from({ length: choices.below(300) }, () => choices.below(256));
}

function describedError(error: CastbufError | undefined): unknown {
  if (error === undefined) return undefined;
  const { code, message, hint, path, offset, fieldOffset, want, have } = error;
  return { code, message, hint, path, offset, fieldOffset, want, have };
}

function described(batch: AnyBatch | Batch<AnyType, unknown>, validityOf: (path: string) => unknown): unknown {
  const { rowCount, recordCount, consumedBytes, error, offsets, lengths, columns, byteOffset } = batch;
  const paths = Object.keys(columns);
  return {
    rowCount,
    recordCount,
    consumedBytes,
    byteOffset,
    error: describedError(error),
    offsets,
    lengths,
    columns: { ...(columns as object) },
    validity: paths.map(validityOf),
    values: Array.from({ length: Math.min(rowCount, 6) }, (_, row) =>
      batch.value(row, row === 1 ? { slice: true } : {}),
    ),
    rows: Array.from(batch.rows(), (row) => JSON.stringify(row)),
  };
}

function ofReference(codec: AnyCodec, bytes: Uint8Array, options: object, isCopied: boolean): unknown {
  const decoded = decodeBatch(codec, bytes, options);
  const batch = isCopied ? decoded.copy() : decoded;
  return described(batch, (path) => validity(batch, path as never));
}

function ofCompiled(batch: AnyBatch): unknown {
  return described(batch, (path) => batch.validity(path));
}

class Comparison {
  private last: AnyBatch | undefined;
  rows = 0;
  errors = 0;

  constructor(
    private readonly one: DrawnProgram,
    private readonly batches: AnyBatches,
    private readonly codec: AnyCodec,
    private readonly choices: SeededChoices,
  ) {}

  /** Owned, into an earlier one, borrowed, copied; all columns or some; to the end or not; whole or in pieces of any length. */
  compare(bytes: Uint8Array): void {
    const { choices, batches, codec } = this;
    const { columns } = codec;
    const some = columns.filter(() => choices.chance(40)).map(({ path }) => path);
    const query = {
      ...(choices.chance(30) && { columns: some }),
      ...(choices.chance(40) && { maxRows: choices.pick([4, 8, 12, choices.below(24)]) }),
    };
    const how = choices.pick(['owned', 'owned', 'into', 'borrow', 'copy'] as const);
    SIZES.piece = choices.pick([1 << 18, 1 << 18, 1, 7, 16, 64, choices.between(1, 300)]);
    SIZES.columns = choices.pick([1 << 19, 1, 2000]);
    const into = how === 'into' && this.last !== undefined ? { into: this.last } : {};
    const batch = batches.decode(bytes, { ...query, ...into, borrow: how === 'borrow' });
    const found = this.differenceOf(batch, bytes, query, how === 'copy');
    if (found !== undefined) {
      const { seed, drawn } = this.one;

      const call = JSON.stringify({ seed, how, query, ...SIZES });
      throw new Error(`${found}\n${call}\n[${bytes}]\n${drawn.source}`);
    }
    this.rows += batch.rowCount;
    if (batch.error !== undefined) this.errors++;
    if (how === 'owned' || how === 'into') this.last = batch;
  }

  private differenceOf(batch: AnyBatch, bytes: Uint8Array, query: object, isCopied: boolean): string | undefined {
    try {
      const want = ofReference(this.codec, bytes, query, isCopied);
      return difference(want, ofCompiled(isCopied ? batch.copy() : batch));
    } catch (error) {
      return (error as Error).stack;
    }
  }
}

suite('batches of compiled codecs', (test) => {
  const calls = rounds(8);
  for (let call = 0; call < calls; call++) {
    test(`${2 * SCHEMAS} schemas, ${call + 1} of ${calls}: columns, places and errors are those of the reference engine`, async () => {
      const choices = new SeededChoices(call);
      const limits = (seed: number): Partial<Limits> => SMALL_LIMITS[seed % SMALL_LIMITS.length] as Partial<Limits>;
      const first = call * 10_000;
      const drawn = [...randomPrograms(SCHEMAS, first, limits), ...measuredPrograms(SCHEMAS, first, limits)];
      const all = await compiledBatches(drawn.map(({ program }) => program));
      const seen = { rows: 0, errors: 0 };
      drawn.forEach((one, index) => {
        const codec = codecOf(engine, one.drawn.type, one.program) as AnyCodec;
        const comparison = new Comparison(one, all[index] as AnyBatches, codec, choices);
        for (const bytes of streamsOf(one, codec, choices)) comparison.compare(bytes);
        seen.rows += comparison.rows;
        seen.errors += comparison.errors;
      });
      assert.ok(seen.rows > SCHEMAS * 10 && seen.errors > SCHEMAS / 2, JSON.stringify(seen));
    });
  }
});
