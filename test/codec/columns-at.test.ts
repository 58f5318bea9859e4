import * as assert from 'uvu/assert';
import {
  array,
  be,
  bits,
  bool8,
  bytes,
  checksum,
  enumeration,
  f16,
  f32,
  f64,
  i24,
  magic,
  packedAbi,
  range,
  recordSet,
  struct,
  tagged,
  u16,
  u32,
  u64,
  u8,
  union,
  type AnyType,
  type Batch,
  type ColumnArray,
  type Columns,
  type InferInput,
} from '../../src/surface.js';
import { engineSuite, rounds } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';
import { drawSchema } from '../robustness/random-schema.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { decodeBatch, encodeBatch, encodeBatchInto, filter, inputOf, packed } from '../harness/batches.js';

/** 0 where both have the same bytes: an assertion that shows them would show thousands. */
function compared(one: Uint8Array, other: Uint8Array): number {
  return one.length === other.length && one.every((byte, at) => byte === other[at]) ? 0 : 1;
}

/* `encodeBatchInto(codec, columns, bytes, { at: batch })`: columns over the members of records that are there. */

const SCHEMAS = rounds(1500, 80);
const ROWS = 5;
/** What a column of good values of other rows may be in these. */
const REFUSALS = ['ERR_DISAGREE', 'ERR_OUT_OF_RANGE', 'ERR_MAGIC', 'ERR_UNKNOWN_ENUM', 'ERR_CHECKSUM'];

const Numbers = struct(
  'NUMBERS',
  {
    a: u8,
    b: be(u16),
    c: u32,
    d: u64,
    e: f32,
    f: be(f64),
    g: i24,
    h: f16,
    i: bool8,
    low: bits(u16, 5),
    high: bits(u16, 11),
    j: array(be(u32), 3),
    k: bytes(5),
    l: be(u64),
    m: array(u16, 1),
  },
  { pack: 1 },
);

const Event = struct('EVENT', {
  kind: u8,
  size: u8,
  body: tagged('kind', { level: [1, u16], rate: [2, be(u16)] }),
  data: bytes('size'),
});

engineSuite('columns over records that are there', (test, { createCodec, createSetCodec }) => {
  const numbers = createCodec(Numbers);
  const events = createCodec(Event, { abi: packedAbi(1) });

  const numberStream = (rows: number, first: number): Uint8Array => {
    const stream = new Uint8Array(rows * numbers.layout.size);
    for (let at = 0; at < stream.length; at++) stream[at] = (at * 37 + first) & 0x7b; // no NaN, no bool but 0 and others
    const { columns } = decodeBatch(numbers, stream);
    return encodeBatch(numbers, columns);
  };
  const eventStream = (rows: number): Uint8Array =>
    encodeBatch(
      events,
      Array.from({ length: rows }, (_, row) => {
        const data = new Uint8Array(row % 7).fill(row);
        return row % 3 === 0 ? { kind: 1, body: { level: row }, data } : { kind: 2, body: { rate: row }, data };
      }),
    );

  for (const rows of [0, 1, 7, 40_000]) {
    test(`each column of ${rows} records by itself, and all at once`, () => {
      const [before, after] = [numberStream(rows, 1), numberStream(rows, 90)];
      const batch = decodeBatch(numbers, before);
      const { columns } = decodeBatch(numbers, after);
      for (const path of Object.keys(columns) as (keyof typeof columns)[]) {
        const have = before.slice();
        assert.is(encodeBatchInto(numbers, { [path]: columns[path] }, have, { at: batch }), before.length);
        const want = encodeBatch(numbers, { ...batch.columns, [path]: columns[path] });
        assert.ok(compared(have, want) === 0, path);
      }
      const all = before.slice();
      encodeBatchInto(numbers, columns, all, { at: batch });
      assert.ok(compared(all, after) === 0);
      const none = before.slice();
      encodeBatchInto(numbers, {}, none, { at: batch });
      assert.ok(compared(none, before) === 0);
    });
  }

  test('records of varying length: what is around a member stays, bits beside bits too', () => {
    const stream = eventStream(1000);
    const batch = decodeBatch(events, stream, { columns: ['body.level', 'body.rate'] });
    const level = batch.columns['body.level'].map((value) => value + 7);
    const have = stream.slice();
    encodeBatchInto(events, { 'body.level': level }, have, { at: batch });
    const changed = decodeBatch(events, have);
    for (let row = 0; row < 1000; row++) {
      const data = new Uint8Array(row % 7).fill(row);
      const body = row % 3 === 0 ? { level: row + 7 } : { rate: row };
      assert.equal(changed.value(row), { kind: row % 3 === 0 ? 1 : 2, size: row % 7, body, data });
    }
  });

  test('at an odd address, in front of other bytes, and into linear memory', () => {
    const stream = numberStream(300, 1);
    const room = new Uint8Array(stream.length + 9).fill(0xee);
    const target = room.subarray(3);
    target.set(stream);
    const batch = decodeBatch(numbers, stream, { columns: ['c', 'e'] });
    const c = batch.columns.c.map((value) => value ^ 0xff);
    encodeBatchInto(numbers, { c }, target, { at: batch });
    assert.equal(
      [...room.subarray(0, 3), ...room.subarray(-6)],
      Array.from({ length: 9 }, () => 0xee),
    );
    assert.equal(decodeBatch(numbers, target.subarray(0, stream.length)).columns.c, c);
    const input = inputOf(numbers, stream.length);
    input.set(stream);
    encodeBatchInto(numbers, { c }, input, { at: batch });
    assert.ok(compared(input, target.subarray(0, stream.length)) === 0);
  });

  test('only the rows that a filter selected', () => {
    const stream = eventStream(100);
    const batch = decodeBatch(events, stream, { where: filter(['size', '>=', 4]), columns: ['body.level'] });
    const have = stream.slice();
    encodeBatchInto(events, { 'body.level': new Uint16Array(batch.rowCount).fill(9999) }, have, { at: batch });
    const level = decodeBatch(events, have).columns['body.level'];
    assert.equal(
      [...level],
      Array.from({ length: 100 }, (_, row) => (row % 3 > 0 ? 0 : row % 7 >= 4 ? 9999 : row)),
    );
  });

  test('columns that are borrowed, packed, or lie in the target', () => {
    const stream = numberStream(50, 1);
    const borrowed = decodeBatch(numbers, stream, { borrow: true });
    const copy = new Uint8Array(stream.length);
    copy.set(stream);
    encodeBatchInto(numbers, borrowed.columns, copy, { at: borrowed });
    assert.ok(compared(copy, stream) === 0);
    const batch = decodeBatch(numbers, stream);
    encodeBatchInto(numbers, { k: packed(batch, 'k') }, copy, { at: batch });
    assert.ok(compared(copy, stream) === 0);
    // The column is the target's first bytes, which change while it is written.
    const a = stream.slice(0, 50);
    encodeBatchInto(numbers, { a: stream.subarray(0, 50) }, stream, { at: batch });
    assert.equal(decodeBatch(numbers, stream).columns.a, a);
  });

  test('the batch of one type of a set, and of a stream that is a part of a longer one', () => {
    const Small = struct('SMALL', { tag: u8, n: u32 }, { pack: 1 });
    const Large = struct('LARGE', { tag: u8, n: u64 }, { pack: 1 });
    const set = createSetCodec(recordSet('tag', { Small: [1, Small], Large: [2, Large] }));
    const stream = encodeBatch(set, [
      { type: 'Large', value: { tag: 2, n: 1n } },
      { type: 'Small', value: { tag: 1, n: 2 } },
      { type: 'Small', value: { tag: 1, n: 3 } },
      { type: 'Large', value: { tag: 2, n: 4n } },
    ]);
    const batch = decodeBatch(set, stream);
    encodeBatchInto(set.codecs.Small, { n: Uint32Array.of(20, 30) }, stream, { at: batch.of.Small });
    const { of } = decodeBatch(set, stream);
    assert.equal(
      [[...of.Small.columns.n], [...of.Large.columns.n]],
      [
        [20, 30],
        [1n, 4n],
      ],
    );
    // @ts-expect-error -- it has no columns
    const error = codecError(() => encodeBatchInto(set, { n: Uint32Array.of(1, 2) }, stream, { at: batch }));
    assert.is(error?.code, 'ERR_USAGE');
  });

  test('checksums are filled in anew, and one that is given must be right', () => {
    const Summed = struct('SUMMED', { n: u16, data: bytes(3), sum: checksum(u32, 'crc-32') });
    const fixed = createCodec(Summed);
    const rowsTimes = (factor: number): InferInput<typeof Summed>[] =>
      Array.from({ length: 20 }, (_, row) => ({ n: row * factor, data: Uint8Array.of(row, 1, 2) }));
    const stream = encodeBatch(fixed, rowsTimes(1));
    const batch = decodeBatch(fixed, stream);
    const n = batch.columns.n.map((value) => value * 3);
    const have = stream.slice();
    encodeBatchInto(fixed, { n }, have, { at: batch });
    assert.ok(compared(have, encodeBatch(fixed, rowsTimes(3))) === 0);
    const kept = have.slice();
    const error = codecError(() =>
      encodeBatchInto(fixed, { n: batch.columns.n, sum: batch.columns.sum.fill(7) }, have, { at: batch }),
    );
    assert.equal([error?.code, error?.path, error?.offset], ['ERR_DISAGREE', 'sum', 0]);
    assert.match(error?.message ?? '', /\(row 0\)/);
    assert.ok(compared(have, kept) === 0);
  });

  test('what would make another record of it is refused with its row, and nothing is written', () => {
    const Kind = enumeration('KIND', u8, { A: 1, B: 2 }, { strict: true });
    const checked = createCodec(
      struct(
        'CHECKED',
        { id: magic(u16, 0x4d43), level: range(u8, 1, 7), kind: Kind, n: bits(u8, 3), flag: bool8, h: f16 },
        { pack: 1 },
      ),
    );
    const stream = encodeBatch(
      checked,
      Array.from({ length: 9 }, () => ({ level: 3, kind: 'A' as const, n: 5, flag: true, h: 2 })),
    );
    const batch = decodeBatch(checked, stream);
    const refused = (columns: Columns): unknown[] => {
      const have = stream.slice();
      const error = codecError(() => encodeBatchInto(checked, columns, have, { at: batch }));
      assert.ok(compared(have, stream) === 0);
      return [error?.code, error?.path, error?.offset, /\(row (\d)\)/.exec(error?.message ?? '')?.[1]];
    };
    const eighth = <T extends ColumnArray>(column: T, value: number): T => {
      const changed = column.slice() as T;
      changed[7] = value;
      return changed;
    };
    const { id, level, kind, n, h } = batch.columns;
    const { size } = checked.layout;
    assert.equal(refused({ id: eighth(id, 1) }), ['ERR_MAGIC', 'id', 7 * size, '7']);
    assert.equal(refused({ level: eighth(level, 8) }), ['ERR_OUT_OF_RANGE', 'level', 7 * size, '7']);
    assert.equal(refused({ kind: eighth(kind, 3) }), ['ERR_UNKNOWN_ENUM', 'kind', 7 * size, '7']);
    assert.equal(refused({ n: eighth(n, 8) }), ['ERR_OUT_OF_RANGE', 'n', 7 * size, '7']);
    assert.equal(refused({ h: eighth(h, 70_000) }), ['ERR_OUT_OF_RANGE', 'h', 7 * size, '7']);
    const good = stream.slice();
    encodeBatchInto(checked, { level: eighth(level, 7), n: eighth(n, 7) }, good, { at: batch });
    assert.equal(decodeBatch(checked, good).value(7), { id: 0x4d43, level: 7, kind: 1, n: 7, flag: true, h: 2 });
  });

  test('counts and tags stay as they are; lists, strangers and wrong rows are refused', () => {
    const stream = eventStream(30);
    const batch = decodeBatch(events, stream);
    const refused = (columns: object, target = stream, at: unknown = batch): unknown[] => {
      const kept = target.slice();
      const error = codecError(() =>
        encodeBatchInto(events, columns as Columns, target, { at: at as Batch<typeof Event> }),
      );
      assert.ok(compared(target, kept) === 0);
      return [error?.code, error?.path];
    };
    const { kind, size, data } = batch.columns;
    const level = batch.columns['body.level'];
    assert.equal(refused({ kind: kind.map((tag) => 3 - tag), 'body.level': level.map(() => 1) }), [
      'ERR_DISAGREE',
      'kind',
    ]);
    assert.equal(refused({ size: size.map((bytesThere) => bytesThere + 1) }), ['ERR_DISAGREE', 'size']);
    assert.equal(refused({ kind, size, 'body.level': level }), [undefined, undefined]);
    assert.equal(refused({ data }), ['ERR_USAGE', 'data']);
    assert.equal(refused({ level }), ['ERR_USAGE', 'level']);
    assert.equal(refused({ 'body.level': level.slice(1) }), ['ERR_LENGTH', 'body.level']);
    assert.equal(refused({ 'body.level': [...level] }), ['ERR_TYPE', 'body.level']);
    assert.equal(refused({ 'body.level': level }, stream.slice(1)), ['ERR_TARGET_TOO_SMALL', undefined]);
    assert.equal(refused({ 'body.level': level }, stream, null), ['ERR_USAGE', undefined]);
    const other = decodeBatch(createCodec(Numbers), stream);
    assert.equal(refused({ 'body.level': level }, stream, other), ['ERR_USAGE', undefined]);
    const earlier = decodeBatch(events, stream);
    decodeBatch(events, stream, { into: earlier });
    assert.equal(refused({ 'body.level': level }, stream, earlier), ['ERR_STALE_BATCH', undefined]);
  });

  test('arms of an untagged union: one is enough, several must say the same', () => {
    const Both = union('BOTH', { whole: u32, parts: struct('PARTS', { low: u16, high: u16 }) });
    const codec = createCodec(struct('SHARED', { n: u8, both: Both }));
    const stream = encodeBatch(codec, [
      { n: 1, both: { whole: 0x10002 } },
      { n: 2, both: { whole: 0x30004 } },
    ]);
    const batch = decodeBatch(codec, stream);
    encodeBatchInto(codec, { 'both.parts.high': Uint16Array.of(5, 6) }, stream, { at: batch });
    assert.equal([...decodeBatch(codec, stream).columns['both.whole']], [0x50002, 0x60004]);
    const kept = stream.slice();
    const columns = { 'both.whole': Uint32Array.of(0x50002, 7), 'both.parts.low': Uint16Array.of(2, 8) };
    const error = codecError(() => encodeBatchInto(codec, columns, stream, { at: batch }));
    assert.equal([error?.code, error?.path], ['ERR_DISAGREE', 'both.whole']);
    assert.equal(stream, kept);
  });

  test(`${SCHEMAS} schemas: one column of other rows is what encodeBatch writes, or refused; then what was there`, () => {
    let [written, compared, refused] = [0, 0, 0];
    for (let seed = 0; seed < SCHEMAS; seed++) {
      const choices = new SeededChoices(seed);
      const schema = drawSchema(choices);
      if (codecError(() => createCodec(schema.type, { abi: schema.abi })) !== undefined) continue;
      const codec = createCodec<AnyType>(schema.type, { abi: schema.abi });
      const count = schema.takesRest && !schema.isChain ? 1 : ROWS;
      const values = Array.from({ length: count }, () => schema.value(choices).given as InferInput<AnyType>);
      const stream = encodeBatch(codec, values);
      const batch = decodeBatch(codec, stream) as Batch<AnyType>;
      for (const { path, kind, repeat, shared, derived } of codec.columns) {
        if (kind === 'list') continue;
        const column = (batch.columns as Columns)[path] as ColumnArray;
        const turned = turnedRows(column, repeat);
        const have = stream.slice();
        const error = codecError(() => encodeBatchInto(codec, { [path]: turned }, have, { at: batch }));
        if (error !== undefined) {
          refused++;
          assert.ok(derived || shared || REFUSALS.includes(error.code), `${error.message}: ${schema.source}`);
          assert.equal(have, stream, schema.source);
          continue;
        }
        written++;
        const after = decodeBatch(codec, have) as Batch<AnyType>;
        assert.is(after.error, undefined, `${path}: ${schema.source}`);
        assert.equal([after.offsets, after.lengths], [batch.offsets, batch.lengths], schema.source);
        if (!shared && !schema.hasChecksum) {
          const want = codecError(() => {
            const whole = encodeBatch(codec, { ...batch.columns, [path]: turned });
            assert.equal(have, whole, `${path}: ${schema.source}`);
          });
          compared += Number(want === undefined);
        }
        encodeBatchInto(codec, { [path]: column }, have, { at: batch });
        if (!schema.isLossy) assert.equal(have, stream, `${path}: ${schema.source}`);
      }
    }
    assert.ok(
      written > SCHEMAS * 2 && compared > SCHEMAS / 2 && refused > SCHEMAS / 10,
      `${written} written, ${compared} compared, ${refused} refused`,
    );
  });
});

/** Each row has what the next one had, the last one what the first had. */
function turnedRows(column: ColumnArray, repeat: number): ColumnArray {
  const turned = column.slice() as Uint8Array;
  turned.set((column as Uint8Array).subarray(repeat));
  turned.set((column as Uint8Array).subarray(0, repeat), Math.max(0, turned.length - repeat));
  return turned;
}
