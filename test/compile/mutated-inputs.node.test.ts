// time-out: 600 s
import * as assert from 'uvu/assert';
import { checkFunction } from '../../src/compile/check-text.js';
import { decodeFunction } from '../../src/compile/read-text.js';
import { SIZES } from '../../src/compiled/reading.js';
import { neededBytes, type CompiledBatch } from '../../src/compiled/index.js';
import { validity, type Batch } from '../../src/columns/index.js';
import { codecOf, failureAfter, type Codec } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { ReferenceMachine } from '../../src/oracle/machine.js';
import type { Limits } from '../../src/program/index.js';
import { CastbufError, type AnyType } from '../../src/surface.js';
import { decodeBatch } from '../harness/batches.js';
import { isDeep, rounds, suite } from '../harness/index.js';
import { difference } from '../robustness/same-value.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { compiledModules, type AnyBatches } from './compiled-batches.js';
import { drawnMessages } from './drawn-messages.js';
import { measuredPrograms } from './measured-programs.js';
import { MutatedStreams } from './mutated-streams.js';
import { randomPrograms, type DrawnProgram } from './random-programs.js';

type AnyBatch = CompiledBatch<Record<string, unknown>, unknown, unknown>;

/** What a module has of one type. */
interface Emitted {
  readonly batches: AnyBatches;
  decode(message: Uint8Array): unknown;
  check(view: DataView, at: number, end: number): number;
}

/** Ten million in `npm run test:soak`. */
const INPUTS = rounds(500_000);
const INPUTS_EACH = isDeep ? 10_000 : 1000;
/** Of one call of asc, which takes seconds; as many of them have records that need no walk. */
const MOST_SCHEMAS = 50;
const MEASURED_SHARE = 0.4;

/** Long runs draw others each time, unless they are told to draw the same once more. */
const SEED = Number(process.env['CASTBUF_SEED'] ?? (isDeep ? Math.floor(Date.now() / 1000) : 5));

const SMALL_LIMITS: readonly Partial<Limits>[] = [
  {},
  {},
  {},
  { messageBytes: 64 },
  { count: 3 },
  { messageBytes: 200, amplification: 1, offset: 20 },
];

const engine = createReferenceEngine();

function membersOf(error: unknown): object {
  if (!(error instanceof CastbufError)) throw error;
  const { code, message, hint, path, offset, fieldOffset, want, have } = error;
  return { code, message, hint, path, offset, fieldOffset, want, have };
}

/** The members of all objects in a value, in their order, on one line. */
function orderOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return '';
  if (Array.isArray(value)) return `[${value.map(orderOf).join()}]`;
  return `{${Object.entries(value)
    .map(([name, member]) => name + orderOf(member))
    .join()}}`;
}

/** What a batch says in a word. */
const SAID = ['rowCount', 'recordCount', 'consumedBytes', 'byteOffset', 'offsets', 'lengths'] as const;

/** Where two batches differ. @param isWhole their rows, too, which takes longer */
function batchDifference(want: Batch<AnyType, unknown>, have: AnyBatch, isWhole: boolean): string | undefined {
  const columns = want.columns as Record<string, unknown>;
  const paths = Object.keys(columns);
  let found = difference(paths, Object.keys(have.columns), 'columns');
  for (const name of SAID) found ??= difference(want[name], have[name], name);
  for (const path of paths) found ??= difference(columns[path], have.columns[path], path);
  found ??= difference(want.error && membersOf(want.error), have.error && membersOf(have.error), 'error');
  if (!isWhole || found !== undefined) return found;
  for (const path of paths)
    found ??= difference(validity(want, path as never), have.validity(path), `validity ${path}`);
  for (let row = 0; row < want.rowCount; row++) found ??= difference(want.value(row), have.value(row), `row ${row}`);
  return found ?? difference(rowsOf(want), rowsOf(have), 'rows');
}

function rowsOf(batch: { rows(): Iterable<unknown> }): string[] {
  return Array.from(batch.rows(), (row) => JSON.stringify(row));
}

/** One type: what is emitted for it beside the reference engine. */
class Comparison {
  readonly #codec: Codec<AnyType, unknown>;
  readonly #machine: ReferenceMachine;
  #last: AnyBatch | undefined;
  good = 0;
  rows = 0;

  constructor(
    private readonly one: DrawnProgram,
    private readonly own: Emitted,
    private readonly choices: SeededChoices,
  ) {
    this.#codec = codecOf(engine, one.drawn.type, one.program) as Codec<AnyType, unknown>;
    this.#machine = new ReferenceMachine(one.program);
  }

  /** Where they disagree about the bytes, as one message or as a stream; undefined: nowhere. */
  disagreement(bytes: Uint8Array): string | undefined {
    return this.#ofMessage(bytes) ?? this.#ofBatch(bytes);
  }

  /** The value and the bytes that it used; or the error, and the bytes that there would have to be. */
  #ofMessage(bytes: Uint8Array): string | undefined {
    const machine = this.#machine;
    const { outcome } = machine;
    const error = machine.check(bytes) ? undefined : failureAfter(this.one.program, outcome, bytes, 0);
    let value: unknown;
    try {
      value = this.own.decode(bytes);
    } catch (thrown) {
      const have = { ...membersOf(thrown), need: neededBytes(thrown) };
      return difference(error && { ...membersOf(error), need: outcome.need }, have, 'error');
    }
    if (error !== undefined) return `decode gives a value where the engine has ${error.message}`;
    this.good++;
    const { length } = outcome;
    const want = this.#codec.decode(bytes);
    return (
      difference(length, this.own.check(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)) ??
      difference(want, value) ??
      difference(orderOf(want), orderOf(value), 'order of members')
    );
  }

  /** Owned, into an earlier one, borrowed; to the end or not; whole or in pieces of any length. */
  #ofBatch(bytes: Uint8Array): string | undefined {
    const { choices, own } = this;
    const query = choices.chance(10) ? { maxRows: choices.below(9) } : {};
    const how = choices.pick(['owned', 'into', 'into', 'borrow'] as const);
    SIZES.piece = choices.chance(70) ? 1 << 18 : choices.between(1, 100);
    SIZES.columns = choices.chance(70) ? 1 << 19 : choices.pick([1, 2000]);
    const isWhole = choices.chance(10);
    const into = how === 'into' && this.#last !== undefined ? { into: this.#last } : {};
    const want = decodeBatch(this.#codec, bytes, query);
    const batch = own.batches.decode(bytes, { ...query, ...into, borrow: how === 'borrow' });
    this.rows += batch.rowCount;
    if (how !== 'borrow') this.#last = batch;
    const found = batchDifference(want, batch, isWhole);
    return found && `${found}, ${JSON.stringify({ how, ...query, ...SIZES })}`;
  }
}

/** Compares as many inputs as they say of each type. */
function compareAll(one: DrawnProgram, own: Emitted, seed: number, inputs: number): { good: number; rows: number } {
  const choices = new SeededChoices(seed ^ one.seed);
  const streams = new MutatedStreams(one.program, drawnMessages(one, choices, 8), choices);
  const comparison = new Comparison(one, own, choices);
  for (let count = 0; count < inputs; count++) {
    const bytes = streams.next();
    let found: string | undefined;
    try {
      found = comparison.disagreement(bytes);
    } catch (error) {
      found = String((error as Error).stack);
    }
    if (found === undefined) continue;
    const repeat = `CASTBUF_SEED=${seed} ${isDeep ? 'CASTBUF_ROUNDS=1 ' : ''}npm test -- mutated-inputs`;
    assert.unreachable(`${found}\ninput ${count} of schema ${one.seed}: [${bytes}]\n${one.drawn.source}\n${repeat}`);
  }
  return comparison;
}

function drawnPrograms(seed: number, schemas: number): DrawnProgram[] {
  const limits = (of: number): Partial<Limits> => SMALL_LIMITS[of % SMALL_LIMITS.length] as Partial<Limits>;
  const measured = Math.floor(schemas * MEASURED_SHARE);
  return [
    ...randomPrograms(schemas - measured, seed * 1000, limits),
    ...measuredPrograms(measured, seed * 1000, limits),
  ];
}

suite('compiled codecs and the reference engine on mutated inputs', (test) => {
  // Nobody looks at the stack of an error that is expected, and to note it takes longer than all else.
  test.before(() => void (Error.stackTraceLimit = 0));
  test.after(() => void (Error.stackTraceLimit = 10));
  const schemas = Math.ceil(INPUTS / INPUTS_EACH);
  const calls = Math.ceil(schemas / MOST_SCHEMAS);
  for (let call = 0; call < calls; call++) {
    const seed = SEED + call;
    const count = Math.min(MOST_SCHEMAS, schemas - call * MOST_SCHEMAS);
    test(`${count * INPUTS_EACH} inputs of ${count} schemas, seed ${seed}, ${call + 1} of ${calls}: they disagree nowhere`, async () => {
      const drawn = drawnPrograms(seed, count);
      const all = await compiledModules(
        drawn.map(({ program }) => program),
        (codec) => {
          const check = checkFunction(codec);
          codec.module.add(`export const decode = ${decodeFunction(codec, check)};\nexport const check = ${check};`);
        },
      );
      const seen = { good: 0, rows: 0 };
      drawn.forEach((one, index) => {
        const { good, rows } = compareAll(one, all[index] as unknown as Emitted, seed, INPUTS_EACH);
        seen.good += good;
        seen.rows += rows;
      });
      // Mutations that nobody survives would show that all engines refuse, and no more.
      assert.ok(seen.good > count * INPUTS_EACH * 0.1 && seen.rows > seen.good / 2, JSON.stringify(seen));
    });
  }
});
