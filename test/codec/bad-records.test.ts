import * as assert from 'uvu/assert';
import {
  array,
  bytes,
  type CastbufError,
  checksum,
  enumeration,
  magic,
  range,
  recordSet,
  struct,
  tagged,
  u16,
  u8,
  type AnyType,
} from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch, filter, inputOf, stream } from '../harness/batches.js';

/* `onBadRecord: 'skip'`: which records are passed over, which still end a batch, and what a batch then says. */

const Level = enumeration('LEVEL', u8, { low: 1, high: 2 }, { strict: true });

/** States its length, and has something of each kind that can be wrong. */
const Entry = struct(
  'ENTRY',
  {
    Bytes: u8,
    Kind: u8,
    Level,
    Percent: range(u8, 0, 100),
    Body: tagged('Kind', { small: [1, struct('SMALL', { a: u8 })], none: [2, struct('NONE', { b: u8 })] }),
    n: u8,
    Data: bytes('n'),
  },
  { length: 'Bytes', pack: 1 },
);
const entry = (...rest: number[]): number[] => [rest.length + 1, ...rest];
const GOOD = entry(1, 1, 50, 7, 2, 8, 9);

interface Told {
  readonly gaps: readonly { readonly from: number; readonly to: number; readonly reason: CastbufError }[];
}
const told = ({ gaps }: Told): unknown =>
  gaps.map(({ from, to, reason: { code, path, offset } }) => [from, to, code, path, offset]);

engineSuite('bad records', (test, { name, createCodec, createSetCodec }) => {
  const batchOf = (type: AnyType, records: readonly (readonly number[])[], options: object = {}) =>
    decodeBatch(createCodec(type), Uint8Array.from(records.flat()), { onBadRecord: 'skip', ...options });

  test('each kind of what is wrong inside a length that is good is a gap', () => {
    const bad = [
      [entry(1, 3, 50, 7, 0), 'ERR_UNKNOWN_ENUM', 'Level'],
      [entry(1, 1, 101, 7, 0), 'ERR_OUT_OF_RANGE', 'Percent'],
      [entry(1, 1, 50, 7, 9), 'ERR_DATA_OVERRUN', 'Data'],
    ] as const;
    const records = bad.flatMap(([record]) => [GOOD, [...record]]);
    const batch = batchOf(Entry, [...records, GOOD]);
    const { length } = GOOD;
    assert.is(batch.error, undefined);
    assert.equal(
      told(batch),
      bad.map(([, code, path], index) => {
        const from = length + index * (length + 6);
        return [from, from + 6, code, path, from];
      }),
    );
    assert.equal([...batch.offsets], [0, length + 6, 2 * (length + 6), 3 * (length + 6)]);
    assert.equal([...batch.lengths], [length, length, length, length]);
    assert.is(batch.consumedBytes, 4 * length + 18);
    assert.is(batch.recordCount, 4);
    if (name !== 'compiled') assert.equal(JSON.parse(JSON.stringify(batch)).gaps, 3);
    assert.equal(JSON.parse(JSON.stringify(batch.gaps[0])), { from: length, to: length + 6 });
  });

  test('without the option the first ends the batch, and there are no gaps', () => {
    const records = Uint8Array.from([GOOD, entry(1, 3, 50, 7, 0), GOOD].flat());
    for (const options of [{}, { onBadRecord: 'stop' } as const]) {
      const batch = decodeBatch(createCodec(Entry), records, options);
      assert.equal([batch.rowCount, batch.error?.code, batch.consumedBytes], [1, 'ERR_UNKNOWN_ENUM', GOOD.length]);
      assert.equal(batch.gaps, []);
    }
  });

  test('a length that is wrong, or cut, ends the batch', () => {
    const cases = [
      [entry(1, 3, 50, 7, 0).with(0, 2), 'ERR_LENGTH_FIELD'],
      [entry(1, 1, 50, 7, 0).with(0, 99), 'ERR_DATA_OVERRUN'],
      [[6, 1, 3, 50], 'ERR_TRUNCATED_HEADER'],
    ] as const;
    for (const [record, code] of cases) {
      const batch = batchOf(Entry, [GOOD, entry(1, 3, 1, 7, 0), GOOD, [...record]]);
      assert.equal([batch.rowCount, batch.gaps.length, batch.error?.code], [2, 1, code]);
      assert.is(batch.error?.offset, batch.consumedBytes);
    }
  });

  test('what the length follows from has to be good itself', () => {
    const Ranged = struct('R', { n: range(u8, 1, 4), mark: magic(u8, 9), d: bytes('n') });
    const batch = batchOf(Ranged, [
      [1, 9, 0],
      [2, 8, 0, 0],
      [5, 9, 0, 0, 0, 0, 0],
      [1, 9, 0],
    ]);
    assert.equal([batch.rowCount, told(batch)], [1, [[3, 7, 'ERR_MAGIC', 'mark', 3]]]);
    assert.equal([batch.error?.code, batch.error?.path, batch.error?.offset], ['ERR_OUT_OF_RANGE', 'n', 7]);
    const Sized = struct('S', { length: range(u8, 2, 4), mark: magic(u8, 9) }, { length: 'length' });
    const sized = batchOf(Sized, [
      [3, 8, 0],
      [2, 9],
      [5, 9, 0, 0, 0],
      [2, 9],
    ]);
    assert.equal([sized.rowCount, sized.gaps.length, sized.error?.path], [1, 1, 'length']);
  });

  test('a union that says how long the record is: an unknown tag ends the batch, and is passed over in a stated length', () => {
    const arms = { one: [1, struct('A', { a: u8 })], two: [2, struct('B', { b: u16 })] } as const;
    const Unstated = struct('U', { tag: u8, mark: magic(u8, 9), body: tagged('tag', arms, { sized: true }) });
    const batch = batchOf(Unstated, [
      [1, 8, 0],
      [1, 9, 5],
      [7, 9, 0],
    ]);
    assert.equal([batch.rowCount, told(batch)], [1, [[0, 3, 'ERR_MAGIC', 'mark', 0]]]);
    assert.is(batch.error?.code, 'ERR_UNKNOWN_TAG');
  });

  test('a wrong checksum of one length each, with padding between records', () => {
    const Summed = struct(
      'S',
      { a: u16, sum: checksum(u8, 'sum-8', { from: 'a', to: 'sum' }) },
      { startAlign: 4, pack: 1 },
    );
    const codec = createCodec(Summed);
    const good = codec.encode({ a: 0x0102 });
    const input = new Uint8Array(16);
    for (const at of [0, 4, 8, 12]) input.set(good, at);
    input[4] = 0xee;
    const batch = decodeBatch(codec, input, { onBadRecord: 'skip' });
    assert.equal(told(batch), [[4, 7, 'ERR_CHECKSUM', 'sum', 4]]);
    assert.equal(
      [[...batch.offsets], [...batch.lengths]],
      [
        [0, 8, 12],
        [3, 3, 3],
      ],
    );
    assert.equal([...batch.columns.a], [0x0102, 0x0102, 0x0102]);
  });

  test('maxRows ends after the row that fills the batch; where chooses among good records', () => {
    const bad = entry(1, 3, 50, 7, 0);
    const few = batchOf(Entry, [bad, GOOD, bad, GOOD, bad], { maxRows: 2 });
    assert.equal([few.rowCount, few.gaps.length, few.consumedBytes], [2, 2, 2 * (GOOD.length + bad.length)]);
    const other = entry(1, 1, 60, 7, 0);
    const chosen = batchOf(Entry, [GOOD, bad, other, bad, GOOD], { where: filter(['Percent', '=', 50]) });
    assert.equal([chosen.rowCount, chosen.recordCount, [...(chosen.selection ?? [])]], [2, 3, [0, 2]]);
    assert.equal([...chosen.offsets], [0, GOOD.length + 3 * bad.length]);
    assert.is(chosen.gaps.length, 2);
  });

  test('some columns only, and memory that the codec lent', () => {
    const records = Uint8Array.from([GOOD, entry(1, 3, 50, 7, 0), GOOD].flat());
    const codec = createCodec(Entry);
    const some = decodeBatch(codec, records, { columns: ['Percent'], onBadRecord: 'skip' });
    assert.equal([[...some.columns.Percent], Object.keys(some.columns)], [[50, 50], ['Percent']]);
    const input = inputOf(codec, records.length);
    input.set(records);
    const batch = decodeBatch(codec, input, { onBadRecord: 'skip' });
    assert.equal([batch.rowCount, told(batch)], [2, told(some)]);
  });

  test('the bytes of a reason are those of the batch', () => {
    const records = Uint8Array.from([GOOD, entry(1, 3, 50, 7, 0), GOOD].flat());
    const codec = createCodec(Entry);
    const early = decodeBatch(codec, records, { onBadRecord: 'skip' });
    const late = decodeBatch(codec, records, { onBadRecord: 'skip' });
    const copy = late.copy();
    assert.is(early.gaps[0]?.reason.code, 'ERR_UNKNOWN_ENUM');
    records[GOOD.length + 2] = 1;
    assert.is(early.gaps[0]?.reason.code, 'ERR_UNKNOWN_ENUM');
    assert.is(copy.gaps[0]?.reason.code, 'ERR_UNKNOWN_ENUM');
    assert.throws(
      () => late.gaps[0]?.reason,
      (error: CastbufError) => error.code === 'ERR_STALE_BATCH',
    );
  });

  test('record sets: a type that nobody knows is passed over where all state their length alike', () => {
    const A = struct('A', { size: u8, tag: u8, a: range(u8, 0, 9) }, { length: 'size' });
    const B = struct('B', { size: u8, tag: u8, b: array(u8, 2) }, { length: 'size' });
    const input = Uint8Array.of(3, 1, 5, 2, 7, 4, 2, 1, 2, 3, 1, 50, 5, 9, 0, 0, 0, 3, 1, 6);
    const batch = decodeBatch(createSetCodec(recordSet('tag', { A: [1, A], B: [2, B] })), input, {
      onBadRecord: 'skip',
    });
    assert.equal(told(batch), [
      [3, 5, 'ERR_UNKNOWN_MESSAGE', 'tag', 3],
      [9, 12, 'ERR_OUT_OF_RANGE', 'a', 9],
      [12, 17, 'ERR_UNKNOWN_MESSAGE', 'tag', 12],
    ]);
    assert.equal(
      [[...batch.order], [...batch.of.A.columns.a], [...batch.of.A.rowIndex]],
      [
        [0, 1, 0],
        [5, 6],
        [0, 2],
      ],
    );
    assert.equal(
      [[...batch.of.A.offsets], [...batch.of.A.lengths]],
      [
        [0, 17],
        [3, 3],
      ],
    );
    assert.equal([batch.error, batch.consumedBytes, batch.of.A.gaps], [undefined, input.length, []]);
    assert.equal(batch.value(2), { type: 'A', value: { size: 3, tag: 1, a: 6 } });

    const Unstated = struct('C', { size: u8, tag: u8, c: u8 });
    const mixed = createSetCodec(recordSet('tag', { A: [1, A], C: [2, Unstated] }));
    const ended = decodeBatch(mixed, input, { onBadRecord: 'skip' });
    assert.equal([ended.rowCount, ended.gaps.length, ended.error?.code], [1, 0, 'ERR_UNKNOWN_MESSAGE']);
  });

  // What is wrong with the second type is found before it is known that the record is cut.
  const Marked = struct('MARKED', { mark: magic(u8, 9), n: u8, Data: bytes('n') });
  for (const [what, type, good, bad] of [
    ['a stated length', Entry, GOOD, entry(1, 3, 50, 7, 0)],
    ['a counted part', Marked, [9, 2, 1, 1], [8, 4, 0, 0, 0, 0]],
  ] as [string, AnyType, number[], number[]][]) {
    test(`streams of ${what}: offsets from the start of the source, in batches of any size`, async () => {
      const records = Uint8Array.from(Array.from({ length: 40 }, (_, index) => (index % 3 === 1 ? bad : good)).flat());
      const codec = createCodec(type);
      const whole = decodeBatch(codec, records, { onBadRecord: 'skip' });
      assert.equal([whole.rowCount, whole.gaps.length], [27, 13]);
      for (const size of [1, 5, 13, 64]) {
        const pieces = Array.from({ length: Math.ceil(records.length / size) }, (_, index) =>
          records.slice(index * size, (index + 1) * size),
        );
        const gaps: unknown[] = [];
        let rows = 0;
        for await (const batch of stream(codec, pieces, { batchBytes: 1, onBadRecord: 'skip' })) {
          gaps.push(...(told(batch) as unknown[]));
          rows += batch.rowCount;
        }
        assert.equal([rows, gaps], [whole.rowCount, told(whole)], `pieces of ${size}`);
      }
    });
  }

  test('more input than a piece: every other record bad, and all of them', () => {
    const Wide = struct('W', { mark: magic(u16, 0x4d57), n: u16, d: bytes('n') });
    const count = 30_000;
    const input = new Uint8Array(count * 24);
    const view = new DataView(input.buffer);
    const fill = (isGood: (record: number) => boolean): void => {
      for (let record = 0; record < count; record++) {
        view.setUint16(record * 24, isGood(record) ? 0x4d57 : 0, true);
        view.setUint16(record * 24 + 2, 20, true);
      }
    };
    const codec = createCodec(Wide);
    for (const [isGood, rows] of [
      [(record: number) => record % 2 === 0, count / 2],
      [() => false, 0],
      [(record: number) => record === count - 1, 1],
    ] as const) {
      fill(isGood);
      for (const borrow of [false, true]) {
        const batch = decodeBatch(codec, input, { borrow, onBadRecord: 'skip' });
        assert.equal([batch.rowCount, batch.gaps.length, batch.consumedBytes], [rows, count - rows, input.length]);
        assert.ok(batch.gaps.every(({ from, to }) => to - from === 24 && !isGood(from / 24)));
        assert.ok(
          batch.offsets.every((offset, row) => offset % 24 === 0 && isGood(offset / 24) && batch.lengths[row] === 24),
        );
      }
    }
  });

  test('another word is refused', () => {
    const codec = createCodec(Entry);
    const wrong = (error: CastbufError): boolean => error.code === 'ERR_USAGE' && error.message.includes('onBadRecord');
    assert.throws(() => decodeBatch(codec, new Uint8Array(0), { onBadRecord: 'ignore' as never }), wrong);
    assert.throws(() => stream(codec, [], { onBadRecord: true as never }), wrong);
  });
});
