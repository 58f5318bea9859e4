import * as assert from 'uvu/assert';
import {
  array,
  be,
  bits,
  bool32,
  bool8,
  bytes,
  i8,
  layoutOf,
  le,
  packedAbi,
  struct,
  u16,
  u32,
  u64,
  u8,
  union,
  unnamed,
  type Abi,
  type AnyType,
} from '../../src/surface.js';
import type { Codec } from '../../src/message/index.js';
import { engineSuite, suite } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';

/*
 * Bits of a big-endian unit count from its least significant bit, and are loaded with the whole of it. gcc lets other members lie in what is left of a
 * unit, and ends the record before it: reading such bits would show the bytes of others, and writing them change those.
 */

const PACKED_GCC: Abi = { packed: 1, base: 'gcc-x64' };

function refusalOf(type: AnyType, abi: Abi): string | undefined {
  const error = codecError(() => layoutOf(type, abi));
  if (error === undefined) return undefined;
  assert.is(error.code, 'ERR_SCHEMA');
  return `${error.path}: ${error.hint}`;
}

const IN_NO_UNIT = 'lies in no whole unit of 4 bytes, which its bits are counted in';
const torn = (other: string, how: string): string => `shares bytes with ${other} in another byte order or unit; ${how}`;
const FILL = 'fill the unit with unnamed(…) bits';
const APART = 'put unnamed(…, 0) between them';

const CASES: readonly [what: string, type: AnyType, abi: Abi, refusal: string | undefined][] = [
  ['a byte in the unit', struct('S', { a: bits(be(u32), 8), b: u8, c: u16 }), 'gcc-x64', `S.a: ${torn('b', FILL)}`],
  ['a byte before it', struct('S', { b: u8, a: bits(be(u32), 8), c: u16 }), 'gcc-x64', `S.a: ${torn('b', FILL)}`],
  ['a list', struct('S', { a: bits(be(u32), 8), d: bytes('a') }, { align: 8 }), 'gcc-x64', `S.a: ${torn('d', FILL)}`],
  ['a record', struct('S', { a: bits(be(u32), 8), b: struct('I', { x: u8 }) }), 'gcc-x64', `S.a: ${torn('b', FILL)}`],
  ['other bits', struct('S', { a: bits(be(u16), 4), b: bits(be(u32), 4) }), 'gcc-x64', `S.a: ${torn('b', APART)}`],
  [
    'little-endian bits',
    struct('S', { a: bits(be(u16), 4), b: bits(le(u16), 4) }),
    'gcc-x64',
    `S.a: ${torn('b', APART)}`,
  ],
  ['the end, packed', struct('S', { a: bits(be(u32), 8) }), PACKED_GCC, `S.a: ${IN_NO_UNIT}`],
  ['one byte more', struct('S', { a: bits(be(u32), 24) }), PACKED_GCC, `S.a: ${IN_NO_UNIT}`],
  ['a union that ends', union('U', { a: bits(be(u32), 16) }), PACKED_GCC, `U.a: ${IN_NO_UNIT}`],
  [
    'past the unit in which it begins',
    struct('S', { a: bits(be(u32), 3), b: bits(be(u32), 32) }),
    PACKED_GCC,
    `S.b: ${IN_NO_UNIT}`,
  ],
  ['up to its end', struct('S', { a: bits(be(u32), 3), b: bits(be(u32), 29) }), PACKED_GCC, undefined],
  ['a whole unit', struct('S', { a: bits(be(u32), 8), b: bits(be(u32), 24) }), PACKED_GCC, undefined],
  ['filled', struct('S', { a: bits(be(u32), 8), _: unnamed(be(u32), 24), b: u8 }), PACKED_GCC, undefined],
  ['a union of four bytes', union('U', { a: bits(be(u32), 16), b: u32 }), PACKED_GCC, undefined],
  ['units of Microsoft', struct('S', { a: bits(be(u32), 8), b: u8 }), 'msvc-x64', undefined],
  [
    'behind a counted part with a capacity',
    struct('S', { n: u8, c: array(u8, 'n', { capacity: 4 }), a: bits(be(u32), 32), d: bytes('n') }),
    PACKED_GCC,
    undefined,
  ],
  ['little-endian', struct('S', { a: bits(u32, 8), b: u8, c: u16 }), PACKED_GCC, undefined],
];

suite('units of big-endian bits', (test) => {
  for (const [what, type, abi, refusal] of CASES) test(what, () => assert.is(refusalOf(type, abi), refusal));
});

engineSuite('bits across bytes', (test, { createCodec }) => {
  test('a unit of one byte has no byte order: packed bits that lie across two bytes', () => {
    for (const unit of [i8, u8]) {
      const codecOf = (endian: 'little' | 'big'): Codec<AnyType> => {
        const type = struct('S', { a: bits(u8, 6), t: bits(unit, 8), z: bits(u8, 2) }, { endian });
        return createCodec(type as AnyType, { abi: PACKED_GCC });
      };
      const [little, big] = [codecOf('little'), codecOf('big')];
      for (const message of [Uint8Array.of(0x61, 0), Uint8Array.of(0x21, 0x80), Uint8Array.of(0xff, 0x3f)]) {
        assert.equal(big.decode(message), little.decode(message));
        assert.equal(big.encode(big.decode(message) as never), message);
        const { columns } = decodeBatch(big, message);
        assert.equal(encodeBatch(big, columns as never), message);
      }
    }
  });

  test('a bool or float beside other columns of its bytes keeps what they wrote, however many rows there are', () => {
    const U = struct('S', { u: union('', { a: array(be(bool32), 1) }, bits(u32, { g: 24 }), { w: bytes(4) }), x: u8 });
    const codec = createCodec(U as AnyType);
    for (const rows of [1, 15, 16, 17, 130]) {
      for (const [a, g, want] of [
        [1, 1, [1, 0, 0, 0]],
        [1, 0, [0, 0, 0, 1]],
        [1, 0x10000, [0, 0, 1, 0]],
        [0, 0, [0, 0, 0, 0]],
      ] as const) {
        const columns = {
          'u.a': new Uint8Array(rows).fill(a),
          'u.g': new Uint32Array(rows).fill(g),
          x: new Uint8Array(rows),
        };
        const stream = encodeBatch(codec, columns as never);
        for (let row = 0; row < rows; row++) {
          assert.equal([...stream.subarray(row * 8, row * 8 + 4)], want);
        }
      }
      const wrong = { 'u.a': new Uint8Array(rows), 'u.g': new Uint32Array(rows).fill(1), x: new Uint8Array(rows) };
      assert.is(codecError(() => encodeBatch(codec, wrong as never))?.code, 'ERR_DISAGREE');
    }
  });

  test('a whole bool waits for an array that has one of its bytes', () => {
    const Last = struct('L', { _0: unnamed(u8, 8), _1: unnamed(u8, 8), _2: unnamed(u8, 8), x: array(u8, 1) });
    const codec = createCodec(struct('S', { u: union('', { a: bool32 }, { l: Last }), y: u32 }) as AnyType);
    for (const rows of [1, 15, 16, 130]) {
      const columns = {
        'u.a': new Uint8Array(rows).fill(1),
        'u.l.x': new Uint8Array(rows).fill(7),
        y: new Uint32Array(rows),
      };
      const stream = encodeBatch(codec, columns as never);
      for (let row = 0; row < rows; row++) assert.equal([...stream.subarray(row * 8, row * 8 + 4)], [0, 0, 0, 7]);
    }
  });

  test('what disagrees is the first of the record, whatever comes last when it is written', () => {
    const U = union('U', { a: bool8 }, { b: bool32 }, { c: u8 });
    const codec = createCodec(U as AnyType, { abi: packedAbi(4) });
    for (const rows of [1, 20]) {
      const message = new Uint8Array(4 * rows).map((_, at) => (at % 4 === 1 ? 83 : 0));
      const error = codecError(() => encodeBatch(codec, decodeBatch(codec, message).columns as never));
      assert.equal([error?.code, error?.path, error?.want, error?.have], ['ERR_DISAGREE', 'a', 1, 0]);
    }
  });

  test('64 bits of a big-endian unit', () => {
    const codec = createCodec(struct('S', { a: bits(be(u64), 40), b: bits(be(u64), 24) }), { abi: PACKED_GCC });
    const message = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    assert.equal(codec.decode(message), { a: 0x0405060708, b: 0x010203 });
    assert.equal(codec.encode(codec.decode(message)), message);
  });
});
