import * as assert from 'uvu/assert';
import type { CompiledSetBatch, SetTypes } from '../../src/compiled/index.js';
import { createReferenceEngine, ReferenceRecords } from '../../src/oracle/index.js';
import type { Limits } from '../../src/program/index.js';
import { createSetCodecWith } from '../../src/record-sets/index.js';
import { array, be, bytes, packedAbi, recordSet, struct, u16, u32, u8, type Abi } from '../../src/surface.js';
import { decodeBatch } from '../harness/batches.js';
import { rounds, suite } from '../harness/index.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { drawRecords, drawSet, onReference, type AnySet } from '../robustness/random-record-set.js';
import { difference } from '../robustness/same-value.js';
import { drawWideSet } from './random-sets.js';
import { compiledSets, type AnySetBatches } from './compiled-sets.js';

type AnyBatch = CompiledSetBatch<SetTypes>;

const engine = createReferenceEngine();

/** Of one call of asc. */
const SETS = 40;

interface Drawn {
  readonly seed: number;
  readonly abi: Abi;
  readonly limits: Partial<Limits>;
  readonly startAlign: number;
  readonly set: ReturnType<typeof recordSet>;
  readonly records: readonly Uint8Array[];
}

/** Of every fifth set other limits. */
function limitsOf(seed: number): Partial<Limits> {
  return SMALL_LIMITS[Math.floor(seed / 2) % SMALL_LIMITS.length] as Partial<Limits>;
}

const SMALL_LIMITS: readonly Partial<Limits>[] = [{}, {}, { messageBytes: 64 }, { count: 3 }, { messageBytes: 17 }];

/** Sets with a header that is usual, and with all others; before them those that are seldom drawn. */
function drawnSets(count: number, firstSeed: number): Drawn[] {
  const sets: Drawn[] = plainSets();
  for (let seed = firstSeed; sets.length < count; seed++) {
    const made = seed % 2 === 0 ? usualSet(seed) : wideSet(seed);
    if (made !== undefined) sets.push(made);
  }
  return sets;
}

/** Records that need no walk, with tags that follow one another. */
function plainSets(): Drawn[] {
  // Eight bytes are fixed, or a walk would be needed.
  const head = { tag: u8, size: u16, stamp: u32 };
  const small = struct('SMALL', { ...head, a: u8 });
  const counted = struct('COUNTED', { ...head, n: u8, data: bytes('n') });
  const pairs = struct('PAIRS', { ...head, n: be(u16), data: array(u16, 'n') });
  const inner = struct('INNER', { ...head, n: u8, data: array(u16, 'n') }, { length: 'size' });
  const open = struct('OPEN', { ...head, a: u16, data: bytes() }, { length: 'size' });
  const few = struct('FEW', { ...head, a: u32 }, { length: 'size' });
  const sets = [
    { Small: [0, small], Counted: [1, counted], Rest: ['otherwise', pairs] },
    { Inner: [3, inner], Open: [4, open], Few: ['otherwise', few] },
    { Inner: [3, inner], Open: [4, open], Small: [5, small] },
  ] as const;
  return [...sets, ...sets].map((definitions, number) => {
    const set = recordSet('tag', definitions as never);
    const choices = new SeededChoices(number);
    const records = Array.from({ length: 60 }, () => {
      const tag = choices.pick([0, 1, 3, 4, 5, 9]);
      const tail = choices.below(choices.pick([1, 8, 40]));
      const record = new Uint8Array(12 + tail);
      record[0] = tag;
      new DataView(record.buffer).setUint16(1, choices.chance(90) ? record.length : choices.below(60), true);
      // Some count more than there is room for after what is fixed.
      record.fill(choices.pick([0, 1, 2, tail >> 1, tail >> 1, (tail + 6) >> 1]), 7, 9);
      return record;
    });
    const limits = number < sets.length ? {} : { count: 3 };
    return { seed: -1 - number, abi: packedAbi(1), limits, startAlign: 1, set, records };
  });
}

function usualSet(seed: number): Drawn | undefined {
  const choices = new SeededChoices(seed);
  const drawn = drawSet(choices);
  if (drawn === undefined) return undefined;
  const { abi } = drawn;
  const set = recordSet('head.tag', drawn.definitions);
  const records = drawRecords(choices, drawn, onReference(set, { abi })).filter(({ length }) => length < 2048);
  return { seed, abi, limits: limitsOf(seed), set, startAlign: 1, records };
}

function wideSet(seed: number): Drawn | undefined {
  const choices = new SeededChoices(seed);
  const drawn = drawWideSet(choices);
  if (drawn === undefined) return undefined;
  const records: Uint8Array[] = [];
  for (let count = 0; count < 40; count++) {
    const record = drawn.record(choices);
    if (record !== undefined && record.length < 2048) records.push(record);
  }
  return {
    seed,
    abi: drawn.abi,
    limits: limitsOf(seed),
    startAlign: drawn.startAlign,
    set: recordSet('head.tag', drawn.definitions),
    records,
  };
}

/** Records one after the other, and what becomes of them when they are damaged. */
function* streamsOf(records: readonly Uint8Array[], align: number, choices: SeededChoices): Generator<Uint8Array> {
  for (const count of [1, 3, 4, 9, 40, 300]) {
    const bytes: number[] = [];
    for (let row = 0; row < count && records.length > 0; row++) {
      while (bytes.length % align !== 0) bytes.push(choices.below(256));
      bytes.push(...choices.pick(records));
    }
    const stream = Uint8Array.from(bytes);
    yield stream;
    yield stream.slice(0, choices.below(stream.length + 1));
    yield stream.slice(0, Math.max(0, stream.length - choices.below(40)));
    for (let damage = 0; damage < 4 && stream.length > 0; damage++) {
      const changed = stream.slice();
      changed[choices.below(changed.length)] = choices.pick([0, 1, 0xff, 0x80, choices.below(256)]);
      yield changed;
    }
  }
  yield Uint8Array.from({ length: choices.below(300) }, () =>
    choices.chance(70) ? choices.below(4) : choices.below(256),
  );
}

function errorOf(error: AnyBatch['error']): unknown {
  if (error === undefined) return undefined;
  const { code, message, hint, path, offset, fieldOffset, want, have } = error;
  return { code, message, hint, path, offset, fieldOffset, want, have };
}

function described(batch: AnyBatch | ReturnType<typeof ofReference>): unknown {
  const { rowCount, consumedBytes, error, order, typeNames, byteOffset } = batch;
  const types = (typeNames as readonly string[]).map((name) => {
    const one = (batch.of as Record<string, AnyBatch['of'][string]>)[name] as AnyBatch['of'][string];
    const { offsets, lengths, rowIndex, columns, rowCount: rows, consumedBytes: consumed } = one;
    return { name, rows, consumed, offsets, lengths, rowIndex, columns: { ...columns } };
  });
  const records = Array.from({ length: Math.min(rowCount, 20) }, (_, row) => batch.value(rowCount - 1 - row));
  const rows: unknown[] = [];
  if (rowCount < 50) for (const { type, view } of batch.rows()) rows.push([type, JSON.stringify(view)]);
  return { rowCount, consumedBytes, byteOffset, error: errorOf(error), order, typeNames, types, records, rows };
}

function ofReference(codec: AnySet, bytes: Uint8Array, options: object) {
  return decodeBatch(codec, bytes, options);
}

class Comparison {
  private last: AnyBatch | undefined;
  rows = 0;
  errors = 0;

  constructor(
    private readonly one: Drawn,
    private readonly batches: AnySetBatches,
    private readonly codec: AnySet,
    private readonly choices: SeededChoices,
  ) {}

  /** Owned, into an earlier one, borrowed, copied; to the end or not; whole or in pieces of any length. */
  compare(bytes: Uint8Array): void {
    const { choices, batches } = this;
    const query = choices.chance(30) ? { maxRows: choices.below(24) } : {};
    const how = choices.pick(['owned', 'owned', 'into', 'borrow', 'copy', 'input'] as const);
    batches.pieceBytes = choices.pick([1 << 18, 1 << 18, 1, 7, 16, 64, choices.between(1, 300), 2000]);
    batches.columnBytes = choices.pick([1 << 26, 1, 2000]);
    const into = how === 'into' && this.last !== undefined ? { into: this.last } : {};
    const decode = (): AnyBatch => {
      if (how !== 'input') return batches.decode(bytes, { ...query, ...into, borrow: how === 'borrow' });
      const input = batches.inputOf(bytes.length);
      input.set(bytes);
      return batches.decode(input, { ...query, borrow: choices.chance(50) });
    };
    const found = this.differenceOf(decode, bytes, query, how);
    if (found !== undefined) {
      const { seed } = this.one;
      const { pieceBytes, columnBytes } = batches;
      const call = JSON.stringify({ seed, how, query, pieceBytes, columnBytes });
      throw new Error(`${found}\n${call}\n[${bytes}]`);
    }
  }

  private differenceOf(decode: () => AnyBatch, bytes: Uint8Array, query: object, how: string): string | undefined {
    try {
      const decoded = ofReference(this.codec, bytes, query);
      const want = how === 'copy' ? decoded.copy() : decoded;
      const batch = decode();
      this.rows += batch.rowCount;
      if (batch.error !== undefined) this.errors++;
      if (how === 'owned' || how === 'into') this.last = batch;
      return difference(described(want), described(how === 'copy' ? batch.copy() : batch));
    } catch (error) {
      return (error as Error).stack;
    }
  }
}

suite('batches of compiled record sets', (test) => {
  const calls = rounds(8, 1);
  for (let call = 0; call < calls; call++) {
    test(`${SETS} sets, ${call + 1} of ${calls}: columns, places, order and errors are those of the reference engine`, async () => {
      const choices = new SeededChoices(call);
      const drawn = drawnSets(SETS, call * 10_000);
      const all = await compiledSets(drawn.map(({ set, abi, limits }) => ({ set, options: { abi, limits } })));
      const seen = { rows: 0, errors: 0 };
      drawn.forEach((one, index) => {
        const codec = createSetCodecWith(engine, (set) => new ReferenceRecords(set), one.set, {
          abi: one.abi,
          limits: one.limits,
        });
        const comparison = new Comparison(one, all[index] as AnySetBatches, codec, choices);
        for (const bytes of streamsOf(one.records, one.startAlign, choices)) comparison.compare(bytes);
        seen.rows += comparison.rows;
        seen.errors += comparison.errors;
      });
      assert.ok(seen.rows > SETS * 100 && seen.errors > SETS / 2, JSON.stringify(seen));
    });
  }

  test('a small batch fills the arrays that the earlier one gave; nobody else has them', async () => {
    const set = recordSet('Kind', {
      A: [1, struct('A', { Kind: u8, X: u8, N: u16, Data: bytes('N') })],
      B: [2, struct('B', { Kind: u8, Y: u8 })],
    });
    const [batches] = (await compiledSets([{ set, options: {} }])) as [AnySetBatches];
    const decode = (stream: readonly number[], into?: unknown) => batches.decode(Uint8Array.from(stream), { into });
    const columnsOf = (batch: AnyBatch, type: 'A' | 'B') => batch.of[type]?.columns as Record<string, Uint8Array>;
    const first = decode([1, 5, 0, 0, 2, 6, 1, 7, 1, 0, 9]);
    const { X } = columnsOf(first, 'A');
    const second = decode([2, 3, 1, 8, 0, 0], first);
    assert.equal([columnsOf(second, 'A')['X'], X], [Uint8Array.of(8), Uint8Array.of(8, 7)]);
    assert.is(columnsOf(second, 'A')['X']?.buffer, X?.buffer);
    const third = decode([1, 1, 0, 0, 1, 2, 1, 0, 4, 2, 3], second);
    assert.is(columnsOf(third, 'A')['X'], X);
    const { offsets } = columnsOf(third, 'A')['Data'] as unknown as { offsets: Uint32Array };
    offsets.fill(0);
    assert.equal(third.value(1), { type: 'A', value: { Kind: 1, X: 2, Data: Uint8Array.of(4), N: 1 } });
    assert.equal(offsets, new Uint32Array(2));
    structuredClone(X, { transfer: [(X as Uint8Array).buffer as ArrayBuffer] });
    assert.equal(columnsOf(third, 'B')['Y'], Uint8Array.of(3));
    assert.equal(columnsOf(decode([1, 4, 0, 0, 1, 6, 0, 0], third), 'A')['X'], Uint8Array.of(4, 6));
  });
});
