import * as assert from 'uvu/assert';
import {
  anonymous,
  array,
  at,
  bits,
  bool32,
  bytes,
  CastbufError,
  checksum,
  enumeration,
  f32,
  f64,
  guid,
  i16,
  i32,
  i64,
  i8,
  magic,
  pointer,
  range,
  split,
  struct,
  tagged,
  text,
  u16,
  u32,
  u64,
  u8,
  union,
  type AnyType,
  type ErrorCode,
} from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';

const Point = struct('POINT', { x: i16, y: i16 });
const Colour = enumeration('COLOUR', u8, { RED: 0, GREEN: 1 }, { strict: true });

/** A schema, a value that it takes, and what is changed in it to get which error where. */
interface Case {
  readonly type: AnyType;
  readonly good: Row;
  readonly wrong: readonly (readonly [change: Row, code: ErrorCode, path: string, hint?: RegExp])[];
}
type Row = Record<string, unknown>;

const without = (key: string): Row => ({ [key]: undefined });

const CASES: Readonly<Record<string, Case>> = {
  scalars: {
    type: struct('S', { a: u32, b: bool32, c: f32, d: u64, e: pointer, g: guid }),
    good: { a: 1, b: true, c: 1.5, d: 1n, e: 2n, g: '00112233-4455-6677-8899-aabbccddeeff' },
    wrong: [
      [without('a'), 'ERR_MISSING', 'a', /number/],
      [{ a: null }, 'ERR_TYPE', 'a', /number/],
      [{ a: '1' }, 'ERR_TYPE', 'a', /number/],
      [{ a: 1n }, 'ERR_TYPE', 'a', /number/],
      [{ a: true }, 'ERR_TYPE', 'a'],
      [{ a: Number.NaN }, 'ERR_OUT_OF_RANGE', 'a'],
      [{ a: 1.5 }, 'ERR_OUT_OF_RANGE', 'a'],
      [{ a: Infinity }, 'ERR_OUT_OF_RANGE', 'a'],
      [without('b'), 'ERR_MISSING', 'b', /true or false/],
      [{ b: 1 }, 'ERR_TYPE', 'b', /true or false/],
      [{ b: null }, 'ERR_TYPE', 'b'],
      [without('c'), 'ERR_MISSING', 'c'],
      [{ c: 1n }, 'ERR_TYPE', 'c'],
      [{ c: 1e39 }, 'ERR_OUT_OF_RANGE', 'c', /f32/],
      [{ c: -1e39 }, 'ERR_OUT_OF_RANGE', 'c'],
      [without('d'), 'ERR_MISSING', 'd', /bigint/],
      [{ d: 2 ** 53 }, 'ERR_OUT_OF_RANGE', 'd', /bigint/],
      [{ d: 1.5 }, 'ERR_OUT_OF_RANGE', 'd'],
      [{ d: '1.5' }, 'ERR_TYPE', 'd'],
      [{ e: -1n }, 'ERR_OUT_OF_RANGE', 'e'],
      [without('g'), 'ERR_MISSING', 'g'],
      [{ g: 5 }, 'ERR_TYPE', 'g'],
      [{ g: 'no guid' }, 'ERR_TYPE', 'g', /GUID/],
    ],
  },
  structs: {
    type: struct('S', { p: Point, q: array(Point, 2), r: array(array(u8, 2), 2) }),
    good: {
      p: { x: 1, y: 2 },
      q: [
        { x: 1, y: 2 },
        { x: 3, y: 4 },
      ],
      r: [
        [1, 2],
        [3, 4],
      ],
    },
    wrong: [
      [without('p'), 'ERR_MISSING', 'p'],
      [{ p: null }, 'ERR_TYPE', 'p', /object/],
      [{ p: [1, 2] }, 'ERR_TYPE', 'p', /an array/],
      [{ p: 5 }, 'ERR_TYPE', 'p'],
      [{ p: new Uint8Array(2) }, 'ERR_TYPE', 'p'],
      [{ p: { x: 1 } }, 'ERR_MISSING', 'p.y'],
      [{ p: { x: 40_000, y: 1 } }, 'ERR_OUT_OF_RANGE', 'p.x'],
      [without('q'), 'ERR_MISSING', 'q'],
      [{ q: { 0: {}, 1: {}, length: 2 } }, 'ERR_TYPE', 'q', /array/],
      [{ q: 'ab' }, 'ERR_TYPE', 'q'],
      [{ q: [{ x: 1, y: 2 }] }, 'ERR_LENGTH', 'q', /exactly 2/],
      [
        {
          q: [
            { x: 1, y: 2 },
            { x: 1, y: 2 },
            { x: 1, y: 2 },
          ],
        },
        'ERR_LENGTH',
        'q',
      ],
      [{ q: [{ x: 1, y: 2 }, { x: 1 }] }, 'ERR_MISSING', 'q[1].y'],
      [{ q: [{ x: 1, y: 2 }, null] }, 'ERR_TYPE', 'q[1]'],
      [
        {
          q: [
            { x: 1, y: 99_999 },
            { x: 1, y: 2 },
          ],
        },
        'ERR_OUT_OF_RANGE',
        'q[0].y',
      ],
      [
        {
          r: [
            [1, 2],
            [3, 256],
          ],
        },
        'ERR_OUT_OF_RANGE',
        'r[1][1]',
      ],
      [{ r: [[1, 2], [3]] }, 'ERR_LENGTH', 'r[1]'],
      [{ r: [[1, 2], 3] }, 'ERR_TYPE', 'r[1]'],
      // A hole in an array is a missing element.
      [{ r: [[1, 2], Array.from({ length: 2 })] }, 'ERR_MISSING', 'r[1][0]'],
    ],
  },
  counts: {
    type: struct('S', { n: u8, m: u8, name: text('ascii', 'm', { capacity: 3 }), data: array(u16, 'n') }),
    good: { name: 'ab', data: [1, 2, 3] },
    wrong: [
      [{ n: 2 }, 'ERR_DISAGREE', 'n', /must be 3.*data.*is 2/],
      [{ n: '3' }, 'ERR_TYPE', 'n'],
      [{ n: null }, 'ERR_TYPE', 'n'],
      [{ m: 3 }, 'ERR_DISAGREE', 'm'],
      [{ name: 'abcd' }, 'ERR_LENGTH', 'name', /at most 3/],
      [{ name: 'aĀ' }, 'ERR_TEXT', 'name', /utf-8/],
      [without('data'), 'ERR_MISSING', 'data'],
      [{ data: Array.from({ length: 256 }, () => 1) }, 'ERR_OUT_OF_RANGE', 'n'],
      [{ data: [1, 65_536] }, 'ERR_OUT_OF_RANGE', 'data[1]'],
    ],
  },
  texts: {
    type: struct('S', { a: text('utf-8', 4), b: text('utf-16le', 3), c: bytes(2), d: text('ascii', { until: 'nul' }) }),
    good: { a: 'é€'.slice(0, 1), b: 'ab', c: Uint8Array.of(1, 2), d: 'x' },
    wrong: [
      [{ a: '€€' }, 'ERR_LENGTH', 'a', /at most 4/],
      [{ a: '\ud800' }, 'ERR_TEXT', 'a', /surrogate/],
      [{ a: 'x\udc00' }, 'ERR_TEXT', 'a'],
      [{ a: 5 }, 'ERR_TYPE', 'a'],
      [without('a'), 'ERR_MISSING', 'a'],
      [{ b: 'abcd' }, 'ERR_LENGTH', 'b'],
      [{ c: Uint8Array.of(1) }, 'ERR_LENGTH', 'c', /exactly 2/],
      [{ c: Uint8Array.of(1, 2, 3) }, 'ERR_LENGTH', 'c'],
      [{ c: [1, 2] }, 'ERR_TYPE', 'c', /Uint8Array/],
      [{ c: 'ab' }, 'ERR_TYPE', 'c'],
      [without('c'), 'ERR_MISSING', 'c'],
      [{ d: 'a\0b' }, 'ERR_TEXT', 'd', /NUL/],
    ],
  },
  checks: {
    type: struct('S', { m: magic(u16, 0x4d43), r: range(i8, -2, 3), f: range(f64, -1, 1), c: Colour }),
    good: { r: 0, f: 0.5, c: 1 },
    wrong: [
      [{ m: 1 }, 'ERR_MAGIC', 'm'],
      [{ m: '1' }, 'ERR_TYPE', 'm'],
      [{ r: -3 }, 'ERR_OUT_OF_RANGE', 'r'],
      [{ r: 4 }, 'ERR_OUT_OF_RANGE', 'r'],
      [{ f: 1.0000001 }, 'ERR_OUT_OF_RANGE', 'f'],
      [{ f: Number.NaN }, 'ERR_OUT_OF_RANGE', 'f'],
      [{ c: 2 }, 'ERR_UNKNOWN_ENUM', 'c', /strict/],
    ],
  },
  'untagged unions': {
    type: struct('S', { u: union('', bits(u32, { lo: 8, hi: 24 }), { value: u32 }, { p: Point }) }),
    good: { u: { value: 0x0203 } },
    wrong: [
      [{ u: {} }, 'ERR_MISSING', 'u', /lo and hi, or value, or p/],
      [without('u'), 'ERR_MISSING', 'u'],
      [{ u: { lo: 1 } }, 'ERR_MISSING', 'u', /hi is missing/],
      [{ u: { value: 1, lo: 2 } }, 'ERR_DISAGREE', 'u.lo'],
      [{ u: { value: 1, lo: 1, hi: 1 } }, 'ERR_DISAGREE', 'u.hi'],
      [{ u: { value: 1, p: { x: 2, y: 0 } } }, 'ERR_DISAGREE', 'u.value'],
      [{ u: { value: 1, lo: 256, hi: 0 } }, 'ERR_OUT_OF_RANGE', 'u.lo'],
      [{ u: { p: { x: 1 } } }, 'ERR_MISSING', 'u.p.y'],
      [{ u: { value: null } }, 'ERR_TYPE', 'u.value'],
    ],
  },
  'tagged unions': {
    type: struct('S', {
      tag: u8,
      u: tagged('tag', { a: [1, u16], b: [[2, 3], Point] }),
      kind: i8,
      any: anonymous(tagged('kind', { small: [-1, u8], rest: ['otherwise', u32] })),
    }),
    good: { u: { a: 5 }, small: 1 },
    wrong: [
      [{ u: { a: 5, b: { x: 1, y: 2 } } }, 'ERR_DISAGREE', 'u', /a and b/],
      [{ u: {} }, 'ERR_MISSING', 'u', /a, b/],
      [{ u: { raw: new Uint8Array(4) } }, 'ERR_MISSING', 'tag'],
      [{ tag: 9, u: { raw: new Uint8Array(3) } }, 'ERR_LENGTH', 'u', /exactly 4/],
      [{ tag: 9, u: { raw: [1, 2, 3, 4] } }, 'ERR_TYPE', 'u'],
      [{ tag: 1, u: { raw: new Uint8Array(4) } }, 'ERR_DISAGREE', 'tag', /raw/],
      [{ tag: 2, u: { a: 5 } }, 'ERR_DISAGREE', 'tag', /1.*a is given/],
      [{ tag: 1, u: { b: { x: 1, y: 2 } } }, 'ERR_DISAGREE', 'tag'],
      [{ u: { b: { x: 1 } } }, 'ERR_MISSING', 'u.b.y'],
      [{ u: null }, 'ERR_TYPE', 'u'],
      [{ small: undefined, rest: 5 }, 'ERR_MISSING', 'kind'],
      [{ kind: -1, small: undefined, rest: 5 }, 'ERR_DISAGREE', 'kind', /rest/],
      [{ kind: 0 }, 'ERR_DISAGREE', 'kind'],
      [{ rest: 1 }, 'ERR_DISAGREE', '', /small and rest/],
    ],
  },
  pointed: {
    type: struct('S', { off: u16, n: u8, part: at('off', bytes('n')), q: u16, item: at('q', Point) }),
    good: { part: Uint8Array.of(1, 2), item: { x: 1, y: 2 } },
    wrong: [
      [{ off: 2 }, 'ERR_DISAGREE', 'n'],
      [{ n: 3 }, 'ERR_DISAGREE', 'n'],
      [{ off: -1 }, 'ERR_OUT_OF_RANGE', 'off'],
      [{ part: 'ab' }, 'ERR_TYPE', 'part'],
      [without('part'), 'ERR_MISSING', 'part'],
      [{ item: { x: 1 } }, 'ERR_MISSING', 'item.y'],
      [{ item: null }, 'ERR_TYPE', 'item'],
    ],
  },
  'lengths and checksums': {
    type: struct(
      'S',
      { Size: u16, sum: checksum(u8, 'sum-8', { from: 'a' }), a: u8, data: bytes() },
      { length: 'Size' },
    ),
    good: { a: 5, data: Uint8Array.of(1) },
    wrong: [
      [{ Size: 4 }, 'ERR_DISAGREE', 'Size'],
      [{ Size: 'x' }, 'ERR_TYPE', 'Size'],
      [{ sum: 1 }, 'ERR_DISAGREE', 'sum'],
      [{ sum: 256 }, 'ERR_OUT_OF_RANGE', 'sum'],
      [{ a: 256 }, 'ERR_OUT_OF_RANGE', 'a'],
    ],
  },
  'versioned structs': {
    type: struct('S', { Size: u16, a: u16, b: u32, c: u8 }, { length: 'Size', versioned: true }),
    good: { a: 1, b: 2, c: 3 },
    wrong: [
      [{ Size: 1 }, 'ERR_LENGTH_FIELD', 'Size', /at least 2/],
      [{ a: undefined }, 'ERR_MISSING', 'a'],
      [{ Size: 8, b: undefined }, 'ERR_MISSING', 'b'],
      [{ unknownTail: 'x' }, 'ERR_TYPE', 'unknownTail'],
      [{ Size: 12, unknownTail: Uint8Array.of(1) }, 'ERR_DISAGREE', 'Size'],
    ],
  },
  splits: {
    type: struct('S', { lo: u8, hi: bits(u8, 4), width: split('hi', 'lo') }),
    good: { width: 0xfff },
    wrong: [
      [{ width: 0x1000 }, 'ERR_OUT_OF_RANGE', 'width'],
      [{ width: -1 }, 'ERR_OUT_OF_RANGE', 'width'],
      [{ width: 1n }, 'ERR_TYPE', 'width'],
      [without('width'), 'ERR_MISSING', 'width'],
    ],
  },
};

interface Width {
  readonly name: string;
  readonly type: AnyType;
  readonly least: bigint;
  readonly most: bigint;
  readonly isWide: boolean;
}

const BASES = { u8, u16, u32, u64, i8, i16, i32, i64 } as const;

/** Every integer, and every width of every bit-field. */
function* widths(): Generator<Width> {
  for (const [name, type] of Object.entries(BASES)) {
    const size = Number(name.slice(1));
    const isSigned = name.startsWith('i');
    const bounds = (width: number) => ({
      least: isSigned ? -(2n ** BigInt(width - 1)) : 0n,
      most: 2n ** BigInt(isSigned ? width - 1 : width) - 1n,
      isWide: width > 53,
    });
    yield { name, type: type as AnyType, ...bounds(size) };
    for (let width = 1; width <= size; width++)
      yield { name: `bits(${name}, ${width})`, type: bits(type as AnyType, width), ...bounds(width) };
  }
}

engineSuite('wrong values', (test, { createCodec }) => {
  for (const [name, { type, good, wrong }] of Object.entries(CASES)) {
    test(`${name}: code, path and hint, and then the codec still works`, () => {
      const codec = createCodec(type);
      const message = codec.encode(good);
      const problems: string[] = [];
      for (const [change, code, path, hint] of wrong) {
        const value = { ...good, ...change };
        const expect = (what: string, error: CastbufError | undefined, ending: RegExp): void => {
          const isRight = error?.code === code && error.path === path && ending.test(error.hint);
          if (isRight && (hint?.test(error.hint) ?? error.hint.length > 0)) return;
          const changed = JSON.stringify(change, printable);
          problems.push(`${what} with ${changed}: ${error?.code} ${error?.path} ${error?.hint}, not ${code} ${path}`);
        };
        const target = new Uint8Array(64).fill(0xee);
        expect(
          'encode',
          thrown(() => codec.encode(value)),
          /./,
        );
        expect(
          'sizeOf',
          thrown(() => codec.sizeOf(value)),
          /./,
        );
        expect(
          'encodeInto',
          thrown(() => codec.encodeInto(value, target)),
          /./,
        );
        expect(
          'encodeBatch',
          thrown(() => encodeBatch(codec, [good, value])),
          /\(row 1\)$/,
        );
        if (target.some((byte) => byte !== 0xee)) problems.push('the target was written');
        assert.equal(codec.encode(good), message);
      }
      assert.equal(problems, []);
    });
  }

  test('what is no struct at all', () => {
    const codec = createCodec(Point as AnyType);
    for (const [value, code] of [
      [undefined, 'ERR_MISSING'],
      [null, 'ERR_TYPE'],
      [5, 'ERR_TYPE'],
      ['x', 'ERR_TYPE'],
      [[1, 2], 'ERR_TYPE'],
      [new Uint8Array(4), 'ERR_TYPE'],
      [() => 1, 'ERR_TYPE'],
    ] as const)
      assert.is(thrown(() => codec.encode(value))?.code, code, String(value));
    for (const bytes of [undefined, null, 'abcd', [1, 2, 3, 4], new Map(), { length: 4 }])
      for (const [call, run] of Object.entries({
        decode: () => codec.decode(bytes as never),
        view: () => codec.view(bytes as never),
        decodeBatch: () => decodeBatch(codec, bytes as never),
      }))
        assert.is(thrown(run)?.code, 'ERR_TYPE', `${call} ${String(bytes)}`);
    assert.is(thrown(() => codec.encodeInto({ x: 1, y: 2 }, [0, 0, 0, 0] as never))?.code, 'ERR_TYPE');
    assert.equal(codec.encode({ x: 1, y: -1 }), Uint8Array.of(1, 0, 255, 255));
  });

  test('every integer width: one below, least, most, one above', () => {
    for (const { name, type, least, most, isWide } of widths()) {
      const codec = createCodec(struct('S', { v: type }) as AnyType);
      const as = (value: bigint): bigint | number => (isWide ? value : Number(value));
      for (const value of [least, least + 1n, 0n, most - 1n, most]) {
        if (value < least) continue;
        const decoded = codec.decode(codec.encode({ v: as(value) })) as { v: unknown };
        assert.is(decoded.v, as(value), `${name} = ${value}`);
        const view = codec.view(codec.encode({ v: as(0n) })) as { v: unknown };
        view.v = as(value);
        assert.is(view.v, as(value), `${name} = ${value}, set through a view`);
      }
      for (const value of [least - 1n, most + 1n]) {
        const error = thrown(() => codec.encode({ v: as(value) }));
        assert.is(error?.code, 'ERR_OUT_OF_RANGE', `${name} = ${value}`);
        assert.is(error?.path, 'v');
        const view = codec.view(codec.encode({ v: as(0n) })) as { v: unknown };
        assert.is(
          thrown(() => (view.v = as(value)))?.code,
          'ERR_OUT_OF_RANGE',
          `${name} = ${value}, set through a view`,
        );
        assert.is(view.v, as(0n));
      }
    }
  });

  test('two parts with one count must have the same length', () => {
    const codec = createCodec(struct('S', { n: u8, a: array(u8, 'n', { capacity: 4 }), b: array(u8, 'n') }) as AnyType);
    assert.equal(codec.decode(codec.encode({ a: [1, 2], b: [3, 4] })), { n: 2, a: [1, 2], b: [3, 4] });
    assert.is(thrown(() => codec.encode({ a: [1, 2], b: [3, 4, 5] }))?.code, 'ERR_DISAGREE');
    assert.is(thrown(() => codec.encode({ a: [1, 2, 3], b: [3] }))?.code, 'ERR_DISAGREE');
  });

  test('a tag of 64-bit bit-fields follows from its arm', () => {
    const codec = createCodec(struct('S', { tag: bits(u64, 5), u: tagged('tag', { a: [3, u8] }) }) as AnyType);
    assert.equal(codec.decode(codec.encode({ u: { a: 1 } })), { tag: 3, u: { a: 1 } });
  });

  test('a versioned struct is long enough for what promoted members show', () => {
    const inner = struct('', { _: anonymous(union('', { word: u16, half: struct('', { low: u8, high: u8 }) })) });
    const arms = tagged('tag', { wide: [1, u16], pair: [2, struct('', { x: u8 })] });
    const members = { Size: u8, tag: u8, _: anonymous(inner), __: anonymous(arms), late: u16 };
    const codec = createCodec(struct('S', members, { length: 'Size', versioned: true, pack: 1 }) as AnyType);
    const either = { word: 0x0201, half: { low: 1, high: 2 } };
    const raw = Uint8Array.of(1, 2);
    assert.equal(codec.decode(codec.encode({ tag: 3, half: either.half })), { Size: 4, tag: 3, ...either });
    for (const arm of [
      { tag: 1, wide: 5 },
      { tag: 2, pair: { x: 7 } },
      { tag: 3, raw },
    ])
      assert.equal(codec.decode(codec.encode({ ...either, ...arm })), { Size: 6, ...either, ...arm });
  });

  test('a counted text is as long as its count says, NULs and all', () => {
    const codec = createCodec(struct('S', { n: u8, t: text('ascii', 'n', { capacity: 4 }) }) as AnyType);
    assert.equal(codec.decode(Uint8Array.of(4, 0x61, 0, 0x62, 0)), { n: 4, t: 'a\0b\0' });
  });
});

function printable(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value === undefined ? 'undefined' : value;
}

function thrown(call: () => unknown): CastbufError | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof CastbufError) return error;
    throw error;
  }
  return undefined;
}
