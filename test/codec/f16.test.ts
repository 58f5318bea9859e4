import * as assert from 'uvu/assert';
import {
  array,
  be,
  bits,
  enumeration,
  f16,
  fromJson,
  layoutOf,
  le,
  magic,
  range,
  struct,
  toJson,
  u16,
  u8,
  union,
} from '../../src/surface.js';
import { engineSuite, suite } from '../harness/index.js';
import { decodeBatch, encodeBatch, filter, packed, summarize } from '../harness/batches.js';
import { refusalOf } from '../pack/codec-error.js';

/*
 * All 65,536 halves. What each of them is, is written here as IEEE 754 has it, with nothing of what the engines do: 2^-24 units below 2^-14,
 * then 2^(exponent - 15) times one and a fraction of 1024ths.
 */
const ALL = Array.from({ length: 0x1_0000 }, (_, half) => half);

function valueOf(half: number): number {
  const sign = half < 0x8000 ? 1 : -1;
  const [exponent, fraction] = [(half >> 10) % 32, half % 1024];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : 2 ** (exponent - 15) * (1 + fraction / 1024));
}

/** The f32 that is the half; of a NaN with the bits that it has. */
function singleOf(half: number): number {
  const value = valueOf(half);
  if (Number.isNaN(value)) return (half >= 0x8000 ? 0xff80_0000 : 0x7f80_0000) + (half % 1024) * 2 ** 13;
  return new Uint32Array(Float32Array.of(value).buffer)[0] as number;
}

function isNaNHalf(half: number): boolean {
  return Number.isNaN(valueOf(half));
}

function bytesOf(halves: readonly number[], isBig: boolean): Uint8Array {
  return Uint8Array.from(halves.flatMap((half) => (isBig ? [half >> 8, half & 0xff] : [half & 0xff, half >> 8])));
}

function bitsOf(floats: Float32Array): Uint32Array {
  return new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
}

/** Names the first difference: a list of all of them takes minutes. */
function assertSame(actual: ArrayLike<number>, wanted: ArrayLike<number>): void {
  assert.is(actual.length, wanted.length);
  for (let index = 0; index < wanted.length; index++) {
    if (!Object.is(actual[index], wanted[index])) assert.is(actual[index], wanted[index], `element ${index}`);
  }
}

/** The double next to a number, away from 0 or towards it. */
function beside(value: number, step: 1n | -1n): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + step);
  return view.getFloat64(0);
}

/** Numbers between neighbours, and the bits that they are rounded to: a tie to the even one, what lies beside it to the nearer one. */
const BETWEEN = ALL.slice(0, 0x7bff).flatMap((half): [value: number, half: number][] => {
  const tie = (valueOf(half) + valueOf(half + 1)) / 2;
  return [
    [beside(tie, -1n), half],
    [tie, half + (half % 2)],
    [beside(tie, 1n), half + 1],
  ];
});

suite('floats of 2 bytes', (test) => {
  test('they are aligned to 2, and have no names, magic values or bit-fields', () => {
    const layout = layoutOf(struct('T', { a: u8, b: f16, c: u8 }));
    assert.equal([layout.size, layout.align, layout.offsetOf('b')], [6, 2, 2]);
    for (const make of [() => bits(f16, 4), () => magic(f16, 1), () => enumeration('E', f16, { A: 1 })])
      assert.is(refusalOf(make).code, 'ERR_SCHEMA');
  });
});

engineSuite('floats of 2 bytes', (test, { createCodec }) => {
  for (const [name, type, isBig] of [
    ['f16', le(f16), false],
    ['be(f16)', be(f16), true],
  ] as const) {
    const one = createCodec(struct('ONE', { h: type }));
    const list = createCodec(struct('LIST', { n: u16, pair: array(type, 2), list: array(type, 'n') }));
    const stream = bytesOf(ALL, isBig);
    const singles = Uint32Array.from(ALL, singleOf);
    /** A record of the first `n` of some halves. */
    const recordOf = (halves: readonly number[]): Uint8Array =>
      Uint8Array.of(
        halves.length & 0xff,
        halves.length >> 8,
        ...bytesOf([halves[0] as number, 0x3c00], isBig),
        ...bytesOf(halves, isBig),
      );

    test(`${name}: columns of all bit patterns, there and back`, () => {
      const { columns } = decodeBatch(one, stream).copy();
      assert.instance(columns['h'], Float32Array);
      assertSame(bitsOf(columns['h'] as Float32Array), singles);
      assertSame(encodeBatch(one, columns), stream);
      // A NaN whose bits a half does not have stays one.
      const nan = new Float32Array(Uint32Array.of(0x7f80_0001, 0xff80_1fff).buffer);
      assertSame(encodeBatch(one, { h: nan }), bytesOf([0x7e00, 0xfe00], isBig));
      // Rows by themselves, and arrays, take another way than blocks do.
      for (const half of ALL.filter((_, index) => index % 97 === 0)) {
        const few = decodeBatch(one, bytesOf([half], isBig)).copy().columns;
        assert.is(bitsOf(few['h'] as Float32Array)[0], singleOf(half));
        assertSame(encodeBatch(one, few), bytesOf([half], isBig));
      }
    });

    test(`${name}: values and packed parts of all bit patterns`, () => {
      for (const halves of [ALL.slice(0, 0x8000), ALL.slice(0x8000)]) {
        const record = recordOf(halves);
        const wanted = halves.map(valueOf);
        assertSame(list.decode(record).list, wanted);
        const view = list.view(record);
        assert.ok(halves.every((_, index) => Object.is(view.list.at(index), wanted[index])));
        const batch = decodeBatch(list, record).copy();
        const listed = packed(batch, 'list');
        assert.instance(listed.data, Float32Array);
        assertSame(bitsOf(listed.data as Float32Array), Uint32Array.from(halves, singleOf));
        assertSame(encodeBatch(list, { ...batch.columns, list: listed }), record);
        const plain = recordOf(halves.map((half) => (isNaNHalf(half) ? 0x7e00 : half)));
        assertSame(list.encode({ pair: [wanted[0] as number, 1], list: wanted }), plain);
      }
    });

    test(`${name}: numbers between two halves go to the nearer one, ties to the even one, by every way`, () => {
      for (let from = 0; from < BETWEEN.length; from += 60_000) {
        const part = BETWEEN.slice(from, from + 60_000);
        const values = part.map(([value]) => value);
        const halves = part.map(([, half]) => half);
        assertSame(list.encode({ pair: [0, -0], list: values }).subarray(6), bytesOf(halves, isBig));
        const negative = list.encode({ pair: [0, -0], list: values.map((value) => -value) }).subarray(6);
        assertSame(
          negative,
          bytesOf(
            halves.map((half) => half + 0x8000),
            isBig,
          ),
        );
      }
      const cursor = one.view(new Uint8Array(2));
      for (const [value, half] of BETWEEN.filter((_, index) => index % 31 === 0)) {
        cursor.h = value;
        assert.is(cursor.h, valueOf(half));
      }
      // Ties are exact in an f32, too.
      const ties = BETWEEN.filter(([value]) => Math.fround(value) === value);
      assert.ok(ties.length > 30_000);
      const column = Float32Array.from(ties, ([value]) => value);
      assertSame(
        encodeBatch(one, { h: column }),
        bytesOf(
          ties.map(([, half]) => half),
          isBig,
        ),
      );
    });

    test(`${name}: what would become an infinity is refused by every way, and infinities are not`, () => {
      const most = beside(65_520, -1n);
      assert.equal(one.encode({ h: most }), bytesOf([0x7bff], isBig));
      assert.equal(one.encode({ h: -Infinity }), bytesOf([0xfc00], isBig));
      const cursor = one.view(new Uint8Array(2));
      for (const wrong of [65_520, -65_520, 1e300]) {
        const text = `${wrong} does not fit f16; its largest is 65504`;
        for (const run of [
          () => one.encode({ h: wrong }),
          () => (cursor.h = wrong),
          () => list.encode({ pair: [0, 0], list: [1, wrong] }),
        ]) {
          const error = refusalOf(run);
          assert.is(error.code, 'ERR_OUT_OF_RANGE');
          assert.ok(error.message.includes(text), error.message);
        }
        assert.match(refusalOf(() => fromJson(one, { h: wrong })).message, /above 65504, the largest f16/);
      }
      for (const rows of [1, 40]) {
        const h = new Float32Array(rows);
        h[rows - 1] = 65_520;
        const error = refusalOf(() => encodeBatch(one, { h }));
        assert.equal([error.code, error.path], ['ERR_OUT_OF_RANGE', 'h']);
        h[rows - 1] = Infinity;
        assert.equal(encodeBatch(one, { h }).subarray(-2), bytesOf([0x7c00], isBig));
      }
      const wrong = { offsets: Int32Array.of(0, 1), data: Float32Array.of(-65_520) };
      assert.match(
        refusalOf(() => encodeBatch(list, { pair: new Float32Array(2), list: wrong })).message,
        /list: -65520 does not fit/,
      );
    });

    test(`${name}: figures, filters, ranges and JSON`, () => {
      const halves = Array.from({ length: 50 }, (_, index) => 0x3c00 + index * 7);
      const input = bytesOf([...halves, 0x7e01], isBig);
      const values = halves.map(valueOf);
      const figures = summarize(one, input).columns['h'];
      const sum = values.reduce((a, b) => a + b, 0);
      assert.equal([figures?.min, figures?.max, figures?.sum, figures?.nanCount], [values[0], values.at(-1), sum, 1]);
      const bound = values[20] as number;
      const kept = decodeBatch(one, input, { where: filter(['h', '<=', bound]) });
      assert.equal([...(kept.selection ?? [])], [...halves.keys()].slice(0, 21));
      const bounded = createCodec(struct('R', { h: range(type, -1, 0.5) }));
      assert.is(bounded.decode(bytesOf([0x3800], isBig)).h, 0.5);
      assert.is(refusalOf(() => bounded.decode(bytesOf([0x3801], isBig))).code, 'ERR_OUT_OF_RANGE');
      // As it is held: this one is rounded to the bound.
      assert.equal(bounded.encode({ h: 0.5001 }), bytesOf([0x3800], isBig));
      for (const h of [0.5, -0, NaN, Infinity]) assert.equal(fromJson(one, toJson(one, { h })), { h });
    });

    test(`${name}: beside other members, where windows and zips could take it`, () => {
      const among = createCodec(struct('AMONG', { a: u16, h: type, b: u16, c: u16 }));
      const halves = Array.from({ length: 50 }, (_, index) => index * 1310);
      const records = Uint8Array.from(halves.flatMap((half) => [1, 0, ...bytesOf([half], isBig), 2, 0, 3, 0]));
      const { columns } = decodeBatch(among, records).copy();
      assertSame(bitsOf(columns['h'] as Float32Array), Uint32Array.from(halves, singleOf));
      assertSame(encodeBatch(among, columns), records);
    });

    test(`${name}: another arm that shows its bytes`, () => {
      const both = createCodec(union('U', { h: type, raw: isBig ? be(u16) : u16 }));
      const batch = decodeBatch(both, stream).copy();
      assertSame(encodeBatch(both, batch.columns), stream);
      assert.equal(both.encode({ h: 0.1 }), bytesOf([0x2e66], isBig));
      // What is given to both is compared as the member holds it.
      assert.equal(both.encode({ h: 0.1, raw: 0x2e66 }), bytesOf([0x2e66], isBig));
      const columns = { h: Float32Array.of(0.1), raw: Uint16Array.of(0x2e66) };
      assert.equal(encodeBatch(both, columns), bytesOf([0x2e66], isBig));
      columns.raw[0] = 0x2e67;
      assert.is(refusalOf(() => encodeBatch(both, columns)).code, 'ERR_DISAGREE');
    });
  }
});
