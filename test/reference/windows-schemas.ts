import {
  array,
  be,
  bits,
  bool32,
  bool8,
  bytes,
  f32,
  f64,
  i16,
  i32,
  i64,
  i8,
  layoutOf,
  packedAbi,
  split,
  struct,
  tagged,
  u16,
  u32,
  u64,
  u8,
  unnamed,
  union,
  type Abi,
  type Layout,
  type Members,
} from '../../src/schema/index.js';
import { ChunkData } from './miracast-chunks.js';

const n = u8;
const data = bytes('n');

/** Members of the fixed part; each list becomes a record of one length, and with n and data one of varying length. */
const MEMBERS: Readonly<Record<string, Members>> = {
  'four words': { a: u32, b: i32, c: f32, d: u32 },
  'two words and a wide one': { a: u32, b: i32, c: u64 },
  'a wide one and two words': { a: i64, b: u32, c: f32 },
  'two wide ones': { a: u64, b: f64 },
  'two words': { a: u32, b: i32 },
  'one wide one': { a: f64 },
  'one word': { a: i32 },
  'less than a word': { a: u8, b: u16 },
  narrow: { a: u8, b: i8, c: u16, d: i16, e: u32, f: bool8, g: u8, h: i16, i: bool32 },
  'bit-fields of words': {
    a: bits(u32, 3),
    b: bits(i32, 17),
    c: bits(u32, 12),
    d: bits(i16, 9),
    e: bits(i8, 5),
    f: u8,
  },
  'bit-fields of wide ones': { a: bits(u64, 40), b: bits(u64, 24), c: bits(i64, 52), d: bits(i64, 12), e: u32, f: u32 },
  'a wide bit-field behind another': { a: bits(u64, 9), b: bits(u64, 41), c: bits(u64, 14), d: u32, e: u32 },
  'bits of 8 bytes in all widths': {
    whole: union('', {
      value: u64,
      narrow: struct('', { a: u8, b: i8, c: i16, d: u32 }),
      halves: struct('', { low: i32, high: f32 }),
      flags: struct('', { a: bits(u64, 1), b: bits(i64, 33), c: bits(u64, 7), d: bits(i64, 9), e: bits(u64, 14) }),
      most: struct('', { a: bits(i64, 55), b: bits(i64, 9) }),
      edge: struct('', { a: bits(u64, 53), b: bits(i64, 11) }),
      open: struct('', { a: bits(u64, 54), b: bits(bool8, 1) }),
    }),
  },
  'big-endian': {
    a: be(u16),
    b: be(i16),
    c: be(u32),
    d: be(i32),
    e: be(u64),
    f: be(f64),
    g: be(f32),
    h: be(bits(u32, 5)),
    i: be(bits(u32, 20)),
    j: be(bool32),
    k: be(i64),
  },
  'both endians in the same bytes': {
    either: union('', { little: u32, big: be(i32), half: be(u16), wide: u64, wideBig: be(i64), byte: u8 }),
  },
  'what no window takes': {
    Kind: bits(u8, 2),
    list: array(u16, 3),
    name: bytes(5),
    High: bits(u8, 4),
    _: unnamed(u8, 4),
    Mid: be(u16),
    Width: split('High', 'Mid'),
    either: tagged('Kind', { Word: [0, u32], Bytes: [1, array(u8, 4)], Half: [2, i16] }),
    last: u32,
  },
  'arms of every width': {
    Kind: bits(u8, 2),
    either: tagged('Kind', {
      Narrow: [0, struct('', { a: u8, b: i8, c: u16, d: i16, e: bits(u32, 7), f: bool8 })],
      Words: [1, struct('', { a: u32, b: be(i32), c: f32 })],
      Wide: [[2], struct('', { a: u64, b: bits(u64, 40), c: bits(i64, 24), d: be(f64) })],
    }),
    last: u32,
  },
  'arms, with one for all other tags': {
    Kind: i8,
    either: tagged('Kind', { Some: [[-1, 3, 64], u32], Less: [[-128, 127], i16], Others: ['otherwise', u64] }),
  },
  'arms by a word, by a wide tag and by a big-endian one': {
    Word: u32,
    Wide: u64,
    Big: be(u16),
    words: tagged('Word', { a: [[0, 0xffffffff], u32], b: ['otherwise', i8] }),
    wides: tagged('Wide', { a: [2n ** 64n - 1n, u16], b: ['otherwise', f32] }),
    bigs: tagged('Big', { a: [0x0102, u32], b: ['otherwise', be(u32)] }),
  },
  'an arm inside an arm': {
    Kind: bits(u8, 1),
    outer: tagged('Kind', {
      Inner: [
        0,
        struct('', {
          Type: bits(u8, 2),
          inner: tagged('Type', { a: [1, u32], b: [[0, 2], struct('', { low: i16, high: u16 })] }),
          behind: u16,
        }),
      ],
      Plain: [1, struct('', { a: u64, b: u32 })],
    }),
  },
  'sixty-four bytes': {
    Kind: u8,
    Flags: u8,
    Port: u16,
    Sequence: u32,
    Stamp: u64,
    Level: f64,
    Id: bits(u64, 40),
    Part: bits(u64, 24),
    Errors: i32,
    Mode: bits(u32, 4),
    Rate: bits(u32, 28),
    Gain: f32,
    Delta: i16,
    Step: i8,
    Valid: bool8,
    Total: u64,
    Spare: u64,
  },
};

const ABIS: readonly Abi[] = ['msvc-x64', packedAbi(1), packedAbi(1, 'gcc-x64')];

function recordsOf(name: string, members: Members): [string, Layout][] {
  return ABIS.flatMap((abi, index): [string, Layout][] => [
    [`${name}, fixed, ABI ${index}`, layoutOf(struct('FIXED', members), abi)],
    [`${name}, varying, ABI ${index}`, layoutOf(struct('VARYING', { ...members, n, data }), abi)],
    [`${name}, behind a byte, ABI ${index}`, layoutOf(struct('BEHIND', { n, ...members, data }), abi)],
    // A count of a whole word lets windows be taken while records are framed.
    [`${name}, framed, ABI ${index}`, layoutOf(struct('FRAMED', { ...members, n: u32, data }), abi)],
    [`${name}, framed behind a word, ABI ${index}`, layoutOf(struct('FRAMED', { n: u32, ...members, data }), abi)],
  ]);
}

/** Records whose members windows take, in every place that they can have. */
export const WINDOW_LAYOUTS: Readonly<Record<string, Layout>> = Object.fromEntries([
  ['MIRACAST_CHUNK_DATA', layoutOf(ChunkData)],
  [
    'records at multiples of 16',
    layoutOf(struct('ALIGNED', { a: u32, b: u64, c: u16 }, { startAlign: 16 }), packedAbi(1)),
  ],
  ['varying records at multiples of 8', layoutOf(struct('ALIGNED', { a: u32, n: u32, data }, { startAlign: 8 }))],
  ['counted in units', layoutOf(struct('UNITS', { a: u32, n, data: array(u16, 'n') }))],
  ['the rest of a length, in units', layoutOf(struct('REST', { n, a: u32, data: array(u16) }, { length: 'n' }))],
  ['the rest of a length', layoutOf(struct('REST', { n, a: u32, data: bytes() }, { length: 'n' }))],
  ...Object.entries(MEMBERS).flatMap(([name, members]) => recordsOf(name, members)),
]);
