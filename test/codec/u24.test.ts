import * as assert from 'uvu/assert';
import {
  array,
  be,
  bits,
  bool,
  enumeration,
  flags,
  fromJson,
  i24,
  layoutOf,
  magic,
  range,
  split,
  struct,
  tagged,
  toJson,
  u24,
  u8,
  union,
  type AnyType,
} from '../../src/surface.js';
import { engineSuite, suite } from '../harness/index.js';
import { decodeBatch, encodeBatch, filter, packed, summarize } from '../harness/batches.js';
import { refusalOf } from '../pack/codec-error.js';

/** The bytes of a number, written out. */
function bytesOf(value: number, isBig: boolean): number[] {
  const little = [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff];
  return isBig ? little.toReversed() : little;
}

const UNSIGNED = [0, 1, 0x7f_ffff, 0x80_0000, 0xff_ffff, 0x01_02_03, 0xfe_dc_ba];
const SIGNED = [0, 1, -1, 0x7f_ffff, -0x80_0000, 0x01_02_03, -0x01_02_03];
/** Without windows, and with them. */
const ROWS = [3, 50];

const KINDS = [
  { name: 'u24', type: u24, isBig: false, values: UNSIGNED, least: 0, most: 0xff_ffff, array: Uint32Array },
  { name: 'be(u24)', type: be(u24), isBig: true, values: UNSIGNED, least: 0, most: 0xff_ffff, array: Uint32Array },
  { name: 'i24', type: i24, isBig: false, values: SIGNED, least: -0x80_0000, most: 0x7f_ffff, array: Int32Array },
  {
    name: 'be(i24)',
    type: be(i24),
    isBig: true,
    values: SIGNED,
    least: -0x80_0000,
    most: 0x7f_ffff,
    array: Int32Array,
  },
] as const;

suite('integers of 3 bytes', (test) => {
  test('they have an alignment of 1, so that no padding stands before or behind them', () => {
    const layout = layoutOf(struct('T', { a: u8, b: u24, c: u8, d: array(i24, 2) }));
    assert.equal([layout.size, layout.align, layout.offsetOf('d')], [11, 1, 5]);
  });

  test('bit-fields and bools are not declared of them: C has no unit of 3 bytes', () => {
    for (const base of [u24, i24]) {
      const { code, message } = refusalOf(() => bits(base, 4));
      assert.is(code, 'ERR_SCHEMA');
      assert.match(message, /a bit-field takes an integer type of a fixed size, such as u32/);
    }
    assert.is(refusalOf(() => bool(u24)).code, 'ERR_SCHEMA');
  });
});

engineSuite('integers of 3 bytes', (test, { createCodec }) => {
  for (const { name, type, isBig, values, least, most, array: Kind } of KINDS) {
    const pick = (at: number): number => values[at % values.length] as number;
    /** `three` is looked at beside others that share its bytes' neighbourhood; `list` is counted. */
    const codec = createCodec(struct('T', { a: u8, three: type, pair: array(type, 2), n: u8, list: array(type, 'n') }));
    const value = (row: number) => ({
      a: row,
      three: pick(row),
      pair: [pick(row + 1), pick(row + 2)],
      n: row % 3,
      list: Array.from({ length: row % 3 }, (_, index) => pick(row + index)),
    });
    const recordOf = (row: number): number[] => {
      const { a, three, pair, n, list } = value(row);
      const of = (one: number): number[] => bytesOf(one, isBig);
      return [a, ...of(three), ...pair.flatMap(of), n, ...list.flatMap(of)];
    };

    test(`${name}: decode, encode, view and JSON`, () => {
      for (let row = 0; row < 9; row++) {
        const record = Uint8Array.from(recordOf(row));
        assert.equal(codec.decode(record), value(row));
        assert.equal(codec.encode(value(row)), record);
        assert.equal(fromJson(codec, toJson(codec, value(row))), value(row));
        const cursor = codec.view(record);
        assert.is(cursor.three, pick(row));
        cursor.three = pick(row + 3);
        assert.equal([...record.subarray(1, 4)], bytesOf(pick(row + 3), isBig));
        assert.equal([...record.subarray(4)], recordOf(row).slice(4), 'its neighbours stay');
      }
    });

    test(`${name}: what does not fit is refused`, () => {
      for (const wrong of [least - 1, most + 1, 0.5]) {
        const text = new RegExp(`${wrong} is no whole number from ${least} to ${most}`);
        assert.match(refusalOf(() => codec.encode({ ...value(0), three: wrong })).message, text);
        assert.match(refusalOf(() => (codec.view(Uint8Array.from(recordOf(0))).three = wrong)).message, text);
      }
    });

    for (const rows of ROWS) {
      test(`${name}: columns, packed parts, figures and filters of ${rows} rows`, () => {
        const all = Array.from({ length: rows }, (_, row) => value(row));
        const stream = Uint8Array.from(all.flatMap((_, row) => recordOf(row)));
        const batch = decodeBatch(codec, stream).copy();
        assert.equal(batch.columns.three, Kind.from(all.map(({ three }) => three)));
        assert.equal(batch.columns.pair, Kind.from(all.flatMap(({ pair }) => pair)));
        const listed = packed(batch, 'list');
        assert.equal(listed.data, Kind.from(all.flatMap(({ list }) => list)));
        const { min, max, sum } = summarize(codec, stream, { columns: ['three'] }).columns['three']!;
        const threes = all.map(({ three }) => three);
        assert.equal([min, max, sum], [Math.min(...threes), Math.max(...threes), threes.reduce((a, b) => a + b, 0)]);
        const where = filter(['three', '>=', 1]);
        const kept = [...threes.keys()].filter((row) => (threes[row] as number) >= 1);
        assert.equal([...(decodeBatch(codec, stream, { where }).selection ?? [])], kept);
        assert.equal(encodeBatch(codec, batch.columns), stream);
        assert.equal(encodeBatch(codec, { ...batch.columns, list: listed }), stream);
        assert.equal(encodeBatch(codec, all), stream);
      });

      test(`${name}: a column of ${rows} rows with a value that does not fit`, () => {
        const plain = createCodec(struct('P', { three: type, a: u8 }));
        for (const wrong of [least - 1, most + 1]) {
          if (wrong < 0 && Kind === Uint32Array) continue; // no element of such a column
          const three = new Kind(rows);
          three[rows - 1] = wrong;
          const error = refusalOf(() => encodeBatch(plain, { three, a: new Uint8Array(rows) }));
          assert.equal([error.code, error.path], ['ERR_OUT_OF_RANGE', 'three']);
          const offsets = Int32Array.of(0, 1);
          const list = { offsets, data: Kind.of(wrong) };
          const columns = { a: Uint8Array.of(0), three: new Kind(1), pair: new Kind(2), list };
          assert.match(refusalOf(() => encodeBatch(codec, columns)).message, new RegExp(`list: ${wrong} does not fit`));
        }
      });
    }
  }

  test('they count, say a length, a tag and an offset, in both byte orders', () => {
    for (const [type, isBig] of [
      [u24, false],
      [be(u24), true],
    ] as const) {
      const counted = createCodec(struct('C', { n: type, data: array(u8, 'n') }));
      const long = Array.from({ length: 300 }, (_, index) => index & 0xff);
      const record = Uint8Array.from([...bytesOf(300, isBig), ...long]);
      assert.equal(counted.encode({ data: long }), record);
      assert.equal(counted.decode(record), { n: 300, data: long });
      const many = Uint8Array.from(Array.from({ length: 20 }, () => [...record]).flat());
      assert.equal(encodeBatch(counted, decodeBatch(counted, many).copy().columns), many);
      const sized = createCodec(struct('S', { size: type, rest: array(u8) }, { length: 'size' }));
      assert.equal([...sized.encode({ rest: [9] })], [...bytesOf(4, isBig), 9]);
      const arms = createCodec(struct('A', { tag: type, body: tagged('tag', { one: [0x010203, u8] }) }));
      assert.equal(arms.decode(Uint8Array.of(...bytesOf(0x010203, isBig), 7)).body, { one: 7 });
      assert.is(
        refusalOf(() => counted.decode(Uint8Array.from([...bytesOf(0xff_ffff, isBig), 1]))).code,
        'ERR_DATA_OVERRUN',
      );
    }
  });

  test('magic values, ranges, names and flags', () => {
    const decoded = (type: AnyType, ...record: number[]): unknown =>
      createCodec(struct('T', { a: type })).decode(Uint8Array.from(record)).a;
    assert.is(decoded(magic(u24, 0x010203), 3, 2, 1), 0x010203);
    assert.is(decoded(magic(be(u24), 0x010203), 1, 2, 3), 0x010203);
    assert.is(refusalOf(() => decoded(magic(be(u24), 0x010203), 3, 2, 1)).code, 'ERR_MAGIC');
    assert.is(decoded(range(i24, -2, -1), 0xfe, 0xff, 0xff), -2);
    assert.is(refusalOf(() => decoded(range(be(i24), -2, -1), 0xfe, 0xff, 0xff)).code, 'ERR_OUT_OF_RANGE');
    assert.is(refusalOf(() => magic(u24, 0x0100_0000)).code, 'ERR_SCHEMA');
    const names = enumeration('E', u24, { LAST: -1 }, { strict: true });
    assert.is(names.nameOf(0xff_ffff), 'LAST');
    assert.is(decoded(names, 0xff, 0xff, 0xff), 0xff_ffff);
    assert.is(refusalOf(() => decoded(names, 0xff, 0xff, 0x7f)).code, 'ERR_UNKNOWN_ENUM');
    assert.is(flags('F', be(u24), { TOP: 0x80_0000, LOW: 1 }).nameOf(0x80_0001), 'TOP | LOW');
  });

  test('parts of a split, and arms that show the same bytes', () => {
    const parts = createCodec(struct('S', { high: u8, low: be(u24), whole: split('high', 'low') }));
    assert.is(parts.decode(Uint8Array.of(1, 2, 3, 4)).whole, 0x01020304);
    const both = createCodec(union('U', { little: u24, big: be(u24), bytes: array(u8, 3) }));
    assert.equal(both.decode(Uint8Array.of(1, 2, 3)), { little: 0x030201, big: 0x010203, bytes: [1, 2, 3] });
    assert.equal([...both.encode({ big: 0x010203 })], [1, 2, 3]);
  });
});
