import {
  anonymous,
  array,
  at,
  be,
  bits,
  bool32,
  bool8,
  bytes,
  checksum,
  enumeration,
  f32,
  f64,
  filetime,
  guid,
  i16,
  i32,
  i64,
  i8,
  layoutOf,
  magic,
  packedAbi,
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
  unnamed,
  type Layout,
} from '../../src/schema/index.js';
import { ChunkData, StatisticData } from './miracast-chunks.js';

const Point = struct('POINT', { x: i16, y: i16 });
const Colour = enumeration('COLOUR', u8, { RED: 0, GREEN: 1, BLUE: 2 }, { strict: true });
const Entry = struct('ENTRY', {
  NameOffset: u16,
  NameBytes: u8,
  Kind: u8,
  Name: at('NameOffset', bytes('NameBytes')),
});

/** One layout for each thing that a program can say. */
export const CATALOGUE: Readonly<Record<string, Layout>> = {
  chunk: layoutOf(ChunkData),
  statistic: layoutOf(StatisticData),
  scalars: layoutOf(
    struct('SCALARS', {
      a: u8,
      b: i8,
      c: u16,
      d: i16,
      e: u32,
      f: i32,
      g: u64,
      h: i64,
      i: f32,
      j: f64,
      k: bool8,
      l: bool32,
      m: guid,
      n: filetime,
    }),
  ),
  'big-endian scalars': layoutOf(
    struct(
      'SCALARS',
      { c: u16, d: i16, e: u32, f: i32, g: u64, h: i64, i: f32, j: f64, l: bool32, m: bits(u32, 5), n: bits(u32, 20) },
      { endian: 'big' },
    ),
    packedAbi(1),
  ),
  'x86 pointers': layoutOf(struct('POINTERS', { a: pointer, b: u8, c: pointer }), 'msvc-x86'),
  'bit-fields': layoutOf(
    struct('BITS', {
      a: bits(u8, 3),
      b: bits(i32, 17),
      c: bits(u64, 33),
      d: bits(i64, 20),
      e: bits(i64, 60),
      f: bits(u16, 16),
      g: bits(bool8, 1),
    }),
  ),
  'gcc bit-fields': layoutOf(
    struct('BITS', {
      a: bits(u8, 3),
      b: bits(u64, 64),
      c: bits(i32, 19),
      d: bits(u64, 50),
      e: bits(i16, 9),
      f: bits(u8, 7),
    }),
    packedAbi(1, 'gcc-x64'),
  ),
  split: layoutOf(
    struct('SPLIT', {
      Low: u8,
      High: bits(u8, 4),
      _: unnamed(u8, 4),
      Mid: be(u16),
      Width: split('High', 'Mid', 'Low'),
    }),
  ),
  arrays: layoutOf(
    struct('ARRAYS', {
      a: array(u16, 3),
      b: array(array(i8, 2), 2),
      c: array(Point, 2),
      d: bytes(5),
      e: text('utf-16le', 3),
      f: text('utf-16be', 2),
    }),
  ),
  'counted bytes': layoutOf(struct('COUNTED', { n: u8, data: bytes('n') })),
  'counted structs': layoutOf(struct('COUNTED', { n: bits(u16, 5), k: bits(u16, 11), items: array(Point, 'n') })),
  'counted in bytes': layoutOf(struct('COUNTED', { n: i8, items: array(u16, 'n', { unit: 'bytes' }) })),
  'counted by u64': layoutOf(struct('COUNTED', { n: u64, items: array(u32, 'n') })),
  capacity: layoutOf(
    struct('CAPACITY', {
      n: u8,
      m: u8,
      items: array(Point, 'n', { capacity: 3 }),
      name: text('ascii', 'm', { capacity: 4 }),
    }),
  ),
  'total length and rest': layoutOf(struct('TOTAL', { Size: u8, Kind: u8, data: array(u16) }, { length: 'Size' })),
  'total length': layoutOf(
    struct('TOTAL', { Kind: u8, Head: struct('', { Size: u16 }), Value: u32 }, { length: 'Head.Size' }),
  ),
  chain: layoutOf(struct('CHAIN', { Next: u8, n: u8, Name: bytes('n') }, { next: 'Next', startAlign: 4 })),
  rest: layoutOf(struct('REST', { Kind: u8, data: text('utf-16le') }, {}), packedAbi(1)),
  versioned: layoutOf(
    struct(
      'VERSIONED',
      {
        Size: u8,
        a: u8,
        b: u16,
        _: anonymous(tagged('a', { X: [1, u16], Y: [2, struct('', { p: u8, q: u8 })] })),
        n: u8,
        c: bytes('n', { capacity: 3 }),
        either: union('', { v: u32, w: array(u8, 4) }),
        late: u8,
      },
      { length: 'Size', versioned: true },
    ),
    packedAbi(1),
  ),
  'tagged in tagged': layoutOf(
    struct('OUTER', {
      Tag: i8,
      body: tagged('Tag', {
        Number: [-1, u32],
        Inner: [
          [1, 2],
          struct('', { Kind: u8, inner: tagged('Kind', { A: [0, u16], B: [1, array(u8, 2)], C: ['otherwise', i8] }) }),
        ],
      }),
    }),
  ),
  'tagged by u64': layoutOf(
    struct('WIDE', { Tag: u64, body: tagged('Tag', { A: [0n, u8], B: [0xffffffffffffffffn, u16] }) }),
  ),
  sized: layoutOf(
    struct('SIZED', {
      Tag: u8,
      body: tagged(
        'Tag',
        { A: [0, u8], B: [1, u32], C: [2, struct('', { n: u8, data: bytes('n') })] },
        { sized: true },
      ),
    }),
    packedAbi(1),
  ),
  'sized with length': layoutOf(
    struct(
      'SIZED',
      { Size: u8, Tag: u8, body: tagged('Tag', { A: [0, u8], B: [1, u16] }, { sized: true }) },
      { length: 'Size' },
    ),
    packedAbi(1),
  ),
  union: layoutOf(
    union('UNION', {
      flag: bool32,
      text: text('ascii', 4),
      whole: bytes(4),
      number: f32,
      inner: struct('', { lo: u16, hi: union('', { a: u16, b: array(u8, 2) }) }),
      value: i32,
    }),
  ),
  'union with checks': layoutOf(
    union('UNION', { word: u16, halves: struct('', { lo: range(u8, 0, 100), hi: Colour }) }),
  ),
  terminated: layoutOf(struct('TERMINATED', { a: u16, name: text('utf-16le', { until: 'nul' }) })),
  pointed: layoutOf(
    struct('POINTED', {
      Count: u8,
      Width: u8,
      TableOffset: u16,
      Own: u16,
      Label: u16,
      Table: at('TableOffset', array(Entry, 'Count')),
      Body: at(
        'Own',
        struct('', { x: u32, n: u8, NoteOffset: u8, Note: at('NoteOffset', bytes('n'), { relativeTo: 'field' }) }),
        { relativeTo: 'field' },
      ),
      Title: at('Label', text('ascii', { until: 'nul' })),
    }),
  ),
  checksums: layoutOf(
    struct('SUMS', {
      head: checksum(u8, 'sum-to-zero-8', { to: 'items' }),
      n: u8,
      kind: Colour,
      items: array(struct('', { a: u8, sum: checksum(u8, 'sum-8') }), 2),
      whole: checksum(be(u32), 'crc-32c', { from: 'n', to: 'whole' }),
      other: checksum(u32, 'crc-32'),
      data: bytes('n'),
    }),
    packedAbi(1),
  ),
  checks: layoutOf(
    struct('CHECKS', {
      a: magic(u16, 0x4d43),
      b: range(i8, -2, 3),
      c: range(u64, 5n, 0xfffffffffffffff0n),
      d: range(f32, -1, 1),
      e: Colour,
      f: magic(i64, -2n),
    }),
    packedAbi(1),
  ),
};
