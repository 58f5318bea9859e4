import * as assert from 'uvu/assert';
import { array, be, bf16, bits, f16, le, magic, range, struct, u16, union } from '../../src/surface.js';
import { engineSuite, suite } from '../harness/index.js';
import { decodeBatch, encodeBatch, packed } from '../harness/batches.js';
import { refusalOf } from '../pack/codec-error.js';

/*
 * All 65,536 brain floats. Each is the upper half of a single, which is what it is compared with: JavaScript's own singles, with nothing of what the
 * engines do.
 */
const ALL = Array.from({ length: 0x1_0000 }, (_, bits) => bits);
const INFINITY = 0x7f80;

function valueOf(bits: number): number {
  return new Float32Array(Uint32Array.of(bits * 0x1_0000).buffer)[0] as number;
}

function isNaNPattern(bits: number): boolean {
  return bits % 0x8000 > INFINITY;
}

function bytesOf(patterns: readonly number[], isBig: boolean): Uint8Array {
  return Uint8Array.from(patterns.flatMap((bits) => (isBig ? [bits >> 8, bits & 0xff] : [bits & 0xff, bits >> 8])));
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
const BETWEEN = ALL.slice(0, INFINITY - 1).flatMap((bits): [value: number, bits: number][] => {
  const tie = (valueOf(bits) + valueOf(bits + 1)) / 2;
  return [
    [beside(tie, -1n), bits],
    [tie, bits + (bits % 2)],
    [beside(tie, 1n), bits + 1],
  ];
});

/** Singles near ties, drawn by a fixed sequence: rounded as integers, half of the lower 16 bits added, a tie to the even one. */
const SINGLES = Array.from({ length: 20_000 }, (_, index): [single: number, bits: number] => {
  const random = Math.imul(index + 1, 0x9e37_79b1) >>> 0;
  const upper = (random >>> 16) % (INFINITY - 1);
  const lower = 0x8000 + ((random >>> 3) % 5) - 2;
  return [upper * 0x1_0000 + lower, upper + Number(lower > 0x8000 || (lower === 0x8000 && upper % 2 === 1))];
});

const TIE_TO_INFINITY = 2 ** 128 - 2 ** 119;

suite('brain floats', (test) => {
  test('they have no magic values or bit-fields', () => {
    for (const make of [() => bits(bf16, 4), () => magic(bf16, 1)]) assert.is(refusalOf(make).code, 'ERR_SCHEMA');
  });
});

engineSuite('brain floats', (test, { createCodec }) => {
  for (const [name, type, isBig] of [
    ['bf16', le(bf16), false],
    ['be(bf16)', be(bf16), true],
  ] as const) {
    const one = createCodec(struct('ONE', { b: type }));
    const list = createCodec(struct('LIST', { n: u16, list: array(type, 'n') }));
    const recordOf = (patterns: readonly number[]): Uint8Array =>
      Uint8Array.of(patterns.length & 0xff, patterns.length >> 8, ...bytesOf(patterns, isBig));

    test(`${name}: columns of all bit patterns, there and back`, () => {
      const stream = bytesOf(ALL, isBig);
      const { columns } = decodeBatch(one, stream).copy();
      assert.instance(columns['b'], Float32Array);
      assertSame(
        bitsOf(columns['b'] as Float32Array),
        ALL.map((bits) => bits * 0x1_0000),
      );
      assertSame(encodeBatch(one, columns), stream);
      // A NaN whose bits a brain float does not have stays one, and a quiet one.
      const nan = new Float32Array(Uint32Array.of(0x7f80_0001, 0xff80_ffff).buffer);
      assertSame(encodeBatch(one, { b: nan }), bytesOf([0x7fc0, 0xffc0], isBig));
      // Rows by themselves take another way than blocks do.
      for (const bits of ALL.filter((_, index) => index % 97 === 0)) {
        const few = decodeBatch(one, bytesOf([bits], isBig)).copy().columns;
        assert.is(bitsOf(few['b'] as Float32Array)[0], bits * 0x1_0000);
        assertSame(encodeBatch(one, few), bytesOf([bits], isBig));
      }
    });

    test(`${name}: values and packed parts of all bit patterns`, () => {
      for (const patterns of [ALL.slice(0, 0x8000), ALL.slice(0x8000)]) {
        const record = recordOf(patterns);
        const wanted = patterns.map(valueOf);
        assertSame(list.decode(record).list, wanted);
        const view = list.view(record);
        assert.ok(patterns.every((_, index) => Object.is(view.list.at(index), wanted[index])));
        const listed = packed(decodeBatch(list, record).copy(), 'list');
        assertSame(
          bitsOf(listed.data as Float32Array),
          patterns.map((bits) => bits * 0x1_0000),
        );
        const plain = recordOf(patterns.map((bits) => (isNaNPattern(bits) ? 0x7fc0 : bits)));
        assertSame(list.encode({ list: wanted }), plain);
      }
    });

    test(`${name}: numbers between two go to the nearer one, ties to the even one, by every way`, () => {
      for (let from = 0; from < BETWEEN.length; from += 60_000) {
        const part = BETWEEN.slice(from, from + 60_000);
        for (const sign of [1, -1]) {
          const values = part.map(([value]) => sign * value);
          const wanted = part.map(([, bits]) => (sign < 0 ? bits + 0x8000 : bits));
          assertSame(list.encode({ list: values }).subarray(2), bytesOf(wanted, isBig));
        }
      }
      const cursor = one.view(new Uint8Array(2));
      for (const [value, bits] of BETWEEN.filter((_, index) => index % 31 === 0)) {
        cursor.b = value;
        assert.is(cursor.b, valueOf(bits));
      }
      const column = new Float32Array(Uint32Array.from(SINGLES, ([single]) => single).buffer);
      const wanted = bytesOf(
        SINGLES.map(([, bits]) => bits),
        isBig,
      );
      assertSame(encodeBatch(one, { b: column }), wanted);
      assertSame(list.encode({ list: [...column] }).subarray(2), wanted);
    });

    test(`${name}: what would become an infinity is refused by every way, and infinities are not`, () => {
      assert.equal(one.encode({ b: beside(TIE_TO_INFINITY, -1n) }), bytesOf([0x7f7f], isBig));
      assert.equal(one.encode({ b: -Infinity }), bytesOf([0xff80], isBig));
      assert.equal(one.encode({ b: -0 }), bytesOf([0x8000], isBig));
      const cursor = one.view(new Uint8Array(2));
      for (const run of [
        () => one.encode({ b: TIE_TO_INFINITY }),
        () => (cursor.b = -TIE_TO_INFINITY),
        () => list.encode({ list: [1, 1e300] }),
      ]) {
        const error = refusalOf(run);
        assert.is(error.code, 'ERR_OUT_OF_RANGE');
        assert.match(error.message, /does not fit bf16; its largest is 3\.38953138925\d*e\+38/);
      }
      for (const rows of [1, 40]) {
        const b = new Float32Array(rows);
        b[rows - 1] = TIE_TO_INFINITY;
        const error = refusalOf(() => encodeBatch(one, { b }));
        assert.equal([error.code, error.path], ['ERR_OUT_OF_RANGE', 'b']);
        b[rows - 1] = Infinity;
        assert.equal(encodeBatch(one, { b }).subarray(-2), bytesOf([INFINITY], isBig));
      }
    });

    test(`${name}: ranges, and beside a half and an arm that shows its bytes`, () => {
      const bounded = createCodec(struct('R', { b: range(type, -1, 0.5) }));
      assert.is(bounded.decode(bytesOf([0x3f00], isBig)).b, 0.5);
      assert.is(refusalOf(() => bounded.decode(bytesOf([0x3f01], isBig))).code, 'ERR_OUT_OF_RANGE');
      // As it is held: this one is rounded to the bound.
      assert.equal(bounded.encode({ b: 0.5001 }), bytesOf([0x3f00], isBig));
      const pair = createCodec(struct('PAIR', { h: isBig ? be(f16) : f16, b: type }));
      assert.equal(pair.encode({ h: 0.1, b: 0.1 }), bytesOf([0x2e66, 0x3dcd], isBig));
      const records = bytesOf([0x2e66, 0x3dcd, 0x3c00, 0x3f80], isBig);
      const { columns } = decodeBatch(pair, records).copy();
      assert.equal([...(columns['b'] as Float32Array)], [valueOf(0x3dcd), 1]);
      assertSame(encodeBatch(pair, columns), records);
      const both = createCodec(union('U', { b: type, raw: isBig ? be(u16) : u16 }));
      assert.equal(both.encode({ b: 0.1, raw: 0x3dcd }), bytesOf([0x3dcd], isBig));
      const given = { b: Float32Array.of(0.1), raw: Uint16Array.of(0x3dcd) };
      assert.equal(encodeBatch(both, given), bytesOf([0x3dcd], isBig));
      given.raw[0] = 0x3dce;
      assert.is(refusalOf(() => encodeBatch(both, given)).code, 'ERR_DISAGREE');
    });
  }
});
