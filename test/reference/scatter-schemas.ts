import {
  array,
  be,
  bits,
  bytes,
  f64,
  i16,
  i32,
  i64,
  i8,
  layoutOf,
  packedAbi,
  struct,
  u16,
  u32,
  u64,
  u8,
  tagged,
  union,
  type Layout,
} from '../../src/schema/index.js';
import { WINDOW_LAYOUTS } from './windows-schemas.js';

const n = u8;
const data = bytes('n');

/** What windows write, and besides what only encoding meets: arrays that fill bytes, blanks, derived members of every width, chains. */
export const SCATTER_LAYOUTS: Readonly<Record<string, Layout>> = {
  ...WINDOW_LAYOUTS,
  'arrays that fill bytes': layoutOf(
    struct('FILL', {
      a: u8,
      list: array(u32, 3),
      b: u16,
      name: bytes(70),
      grid: array(array(i16, 3), 2),
      big: array(be(u32), 2),
      c: f64,
    }),
    packedAbi(1),
  ),
  'bytes that nothing fills': layoutOf(
    struct('BLANK', {
      a: u8,
      _: bytes(0),
      kind: bits(u8, 1),
      either: union('', { all: bytes(50), part: u16 }),
      n,
      data,
    }),
  ),
  'an arm that is long': layoutOf(
    struct('ARM', { Kind: bits(u8, 2), either: tagged('Kind', { Long: [1, bytes(40)], Short: [2, u16] }), n, data }),
  ),
  'an arm that is long, of one length': layoutOf(
    struct('ARM', { Kind: bits(u8, 2), either: tagged('Kind', { Long: [1, bytes(40)], Short: [2, u16] }), n }),
  ),
  'narrow ones in wide lanes': layoutOf(
    struct('WIDE', {
      a: union('', {
        whole: u64,
        parts: struct('', { a: i16, b: u16, c: u8, d: i8, e: be(u16) }),
        turned: be(i64),
        halves: struct('', { a: be(u32), b: be(i32) }),
      }),
    }),
  ),
  'narrow ones in wide lanes, apart': layoutOf(
    struct('WIDE', {
      a: be(bits(u64, 9)),
      b: be(bits(u64, 21)),
      c: be(bits(u64, 34)),
      d: bits(u64, 33),
      e: bits(i64, 9),
      f: bits(u64, 22),
    }),
  ),
  'turned narrow ones in wide lanes': layoutOf(
    struct('WIDE', { a: be(bits(u64, 7)), b: be(bits(i64, 7)), c: be(bits(u64, 14)), d: be(bits(u64, 36)) }),
  ),
  'counts of every width': layoutOf(struct('COUNT', { n: be(u16), a: u8, data: array(u32, 'n') }), packedAbi(1)),
  'a count of 12 bits': layoutOf(struct('COUNT', { a: bits(u16, 4), n: bits(u16, 12), data })),
  'a signed count': layoutOf(struct('COUNT', { a: u16, n: i16, data })),
  'a count of 64 bits': layoutOf(struct('COUNT', { n: u64, data })),
  'a count of 40 bits': layoutOf(struct('COUNT', { n: bits(u64, 40), a: bits(u64, 24), data })),
  'a count of 53 bits': layoutOf(struct('COUNT', { n: bits(u64, 53), a: bits(u64, 11), data })),
  'a length and records apart': layoutOf(
    struct('LENGTH', { n, a: i32, data: bytes() }, { length: 'n', startAlign: 8 }),
  ),
};
