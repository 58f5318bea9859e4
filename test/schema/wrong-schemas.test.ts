import * as assert from 'uvu/assert';
import {
  align,
  anonymous,
  array,
  at,
  be,
  bits,
  bool8,
  bytes,
  CastbufError,
  checksum,
  crc,
  enumeration,
  f32,
  flags,
  i8,
  layoutOf,
  le,
  magic,
  packedAbi,
  pointer,
  range,
  records,
  recordSet,
  split,
  struct,
  sumBy,
  tagged,
  text,
  u16,
  u32,
  u64,
  u8,
  union,
  unnamed,
  type Abi,
  type AnyType,
  type ChecksumAlgorithm,
  type CrcParameters,
  type SumFunction,
  type TextEncoding,
} from '../../src/surface.js';
import { engineSuite, suite } from '../harness/index.js';
import { decodeBatch } from '../harness/batches.js';

type Case = readonly [what: string, build: () => unknown, path: string, hint: RegExp];

const SUM = sumBy(() => 0);
const inS = (members: Record<string, AnyType>, options: object = {}): AnyType => struct('S', members, options);
/** What a program in plain JavaScript may pass. */
const wrong = <T>(value: unknown): T => value as T;

const NAMES: Case[] = [
  ['an empty name', () => inS({ '': u8 }), 'S.', /not empty/],
  ['a name with a dot', () => inS({ 'a.b': u8 }), 'S.a.b', /no \. \[ \] ~/],
  ['a name with a bracket', () => inS({ 'a[0]': u8 }), 'S.a[0]', /no \. \[ \] ~/],
  ['a name with a tilde', () => inS({ '~node': u8 }), 'S.~node', /no \. \[ \] ~/],
  ['a name that is a number', () => inS({ a: u8, 7: u8 }), 'S.7', /letter before/],
  ['__proto__', () => inS(Object.fromEntries([['__proto__', u8]])), 'S.__proto__', /reserved/],
  [
    'unknownTail, which decode adds',
    () => struct('S', { n: u8, unknownTail: u8 }, { length: 'n', versioned: true }),
    'S.unknownTail',
    /reserved/,
  ],
  [
    'raw beside a tagged union',
    () => inS({ k: u8, raw: u8, u: anonymous(tagged('k', { a: [1, u8] })) }),
    'S.raw',
    /reserved/,
  ],
  ['raw as an arm', () => tagged('k', { raw: [1, u8] }), 'raw', /reserved/],
  ['a name twice', () => inS({ a: u8, b: anonymous(struct('', { a: u8 })) }), 'S.a', /twice/],
  ['a name twice in a union', () => union('U', { a: u8 }, bits(u8, { a: 1 })), 'U.a', /twice/],
  ['no type at all', () => inS({ a: wrong<AnyType>({}) }), 'S.a', /no castbuf type/],
  ['null for a type', () => inS({ a: wrong<AnyType>(null) }), 'S.a', /no castbuf type/],
  ['a string for a type', () => inS({ a: wrong<AnyType>('u8') }), 'S.a', /no castbuf type/],
  ['a union part that is a number type', () => union('U', u8), '', /a union part is/],
];

const TAILS: Case[] = [
  ['two tails', () => inS({ n: u8, a: array(u8, 'n'), b: text('ascii') }), 'S.b', /of one size, not text/],
  ['a bit-field after a tail', () => inS({ a: bytes(), b: bits(u8, 3) }), 'S.b', /of one size, not a bit-field/],
  [
    'a counted part after a tail',
    () => inS({ n: u8, a: bytes(), b: bytes('n', { capacity: 2 }) }),
    'S.b',
    /of one size/,
  ],
  [
    'an at(…) beside members after a tail',
    () => inS({ o: u8, a: bytes(), b: u8, c: at('o', u8) }),
    'S.b',
    /beside at\(…\)/,
  ],
  [
    'an at(…) in what stands after a tail',
    () => inS({ a: bytes(), b: struct('', { o: u8, c: at('o', u8) }) }),
    'S.b',
    /it has an at\(…\)/,
  ],
  [
    'the distance to the next record, and members after a tail',
    () => struct('S', { n: u8, a: bytes(), b: u8 }, { next: 'n' }),
    'S.b',
    /give its length/,
  ],
  [
    'a whole message in another',
    () => inS({ a: struct('', { b: bytes(), c: u8 }) }),
    'S.a',
    /is a whole message: c lies before its end/,
  ],
  ['a tail in a union', () => union('U', { a: u8, b: bytes() }), 'U.b', /tagged\(…, \{ sized: true \}\)/],
  ['a tail in a tagged arm', () => tagged('k', { a: [1, bytes()] }), 'a', /sized: true/],
  ['elements that vary', () => inS({ a: array(struct('', { b: bytes() })) }), 'S.a', /one fixed size/],
  ['elements that end with NUL', () => inS({ a: array(text('ascii', { until: 'nul' })) }), 'S.a', /one fixed size/],
  ['an array of tagged unions', () => inS({ k: u8, a: array(tagged('k', { x: [1, u8] }), 2) }), 'S.a', /with its tag/],
  ['an array of bit-fields', () => inS({ a: array(bits(u8, 3), 2) }), 'S.a', /cannot hold a bit-field/],
  [
    'an array of anonymous structs',
    () => inS({ a: array(anonymous(bits(u8, { b: 1 })), 2) }),
    'S.a',
    /hold an anonymous member/,
  ],
  ['an array of splits', () => inS({ b: u8, a: array(split('b'), 2) }), 'S.a', /hold split/],
  ['an array of pointed parts', () => inS({ o: u8, a: array(at('o', u8), 2) }), 'S.a', /hold at\(…\)/],
  [
    'an array of arrays of bit-fields',
    () => inS({ a: array(array(bits(u8, 3), 1), 2) }),
    'S.a',
    /cannot hold a bit-field/,
  ],
  [
    'an array of aligned bit-fields',
    () => inS({ a: array(align(bits(u8, 3), 4), 2) }),
    'S.a',
    /cannot hold a bit-field/,
  ],
  [
    'an array of arrays of tagged unions',
    () => inS({ k: u8, a: array(array(tagged('k', { x: [1, u8] }), 1), 2) }),
    'S.a',
    /with its tag/,
  ],
  [
    'elements with a count outside',
    () => inS({ n: u8, a: array(bytes('n', { capacity: 2 }), 2) }),
    'S.a',
    /into a struct with its count/,
  ],
  ['an array of nothing', () => layoutOf(inS({ a: array(array(u8, 0), 2) })), '', /elements without bytes/],
  ['a size below 0', () => bytes(-1), '', /size is -1.*whole number/],
  ['half an element', () => array(u8, 1.5), '', /size is 1\.5/],
  ['a size above 31 bits', () => text('ascii', 2 ** 31), '', /size is 2147483648/],
  ['a capacity of NaN', () => array(u8, 'n', { capacity: NaN }), '', /capacity is NaN/],
  ['a declared size below 0', () => bytes('n', { declared: -1 }), '', /declared is -1/],
  ['an unknown encoding', () => text(wrong<TextEncoding>('latin1'), 3), '', /no encoding 'latin1'.*utf-16le/],
];

const REFERENCES: Case[] = [
  ['a count that is not there', () => inS({ a: bytes('n') }), 'S.a', /'n', which counts it, is no member/],
  ['a count that is a float', () => inS({ n: f32, a: bytes('n') }), 'S.a', /'n'.*is no integer/],
  ['a count that is a boolean', () => inS({ n: bool8, a: bytes('n') }), 'S.a', /'n'.*is no integer/],
  ['a count that is a struct', () => inS({ n: struct('', { b: u8 }), a: bytes('n') }), 'S.a', /'n'.*is no integer/],
  ['a dotted count', () => inS({ n: struct('', { b: u8 }), a: bytes('n.c') }), 'S.a', /'n\.c'.*no member/],
  ['a count below an array', () => inS({ n: array(u8, 2), a: bytes('n.0') }), 'S.a', /'n\.0'.*no member/],
  [
    'a count in a tagged arm',
    () => inS({ k: u8, a: anonymous(tagged('k', { x: [1, struct('', { n: u8 })] })), b: bytes('x.n') }),
    'S.b',
    /'x\.n'.*no member/,
  ],
  [
    'a count that is a tagged arm',
    () => inS({ k: u8, a: anonymous(tagged('k', { x: [1, u8] })), b: bytes('x') }),
    'S.b',
    /'x'.*no member/,
  ],
  ['a count in a union', () => union('U', { n: u8, a: bytes('n', { capacity: 3 }) }), 'U.a', /needs a struct/],
  ['a split without parts', () => split(), '', /names of its parts/],
  ['a part that is not there', () => inS({ a: split('b') }), 'S.a', /part 'b' must be/],
  ['a signed part', () => inS({ b: i8, a: split('b') }), 'S.a', /part 'b'.*unsigned/],
  ['a part as wide as a pointer', () => inS({ b: pointer, a: split('b') }), 'S.a', /part 'b'/],
  ['a part that is checked', () => inS({ b: magic(u8, 1), a: split('b') }), 'S.a', /part 'b'/],
  ['a part that is a checksum', () => inS({ b: checksum(u8, 'sum-8'), a: split('b') }), 'S.a', /part 'b'/],
  ['a part twice', () => inS({ b: u8, a: split('b', 'b') }), 'S.a', /part 'b' belongs to a already/],
  ['a part of two splits', () => inS({ b: u8, a: split('b'), c: split('b') }), 'S.c', /part 'b' belongs to a already/],
  ['a split of 56 bits', () => inS({ b: u32, c: bits(u32, 24), a: split('b', 'c') }), 'S.a', /56 bits.*53/],
  ['an offset that is not there', () => inS({ a: at('o', u8) }), 'S.a', /'o', its offset, is no member/],
  ['an offset that is a float', () => inS({ o: f32, a: at('o', u8) }), 'S.a', /is no integer/],
  ['at(…) in a union', () => union('U', { o: u8, a: at('o', u8) }), 'U.a', /stands in a struct/],
  [
    'at(…) to the rest',
    () => inS({ o: u8, a: at('o', bytes()) }),
    'S.a',
    /give bytes a number or the name of a sibling/,
  ],
  [
    'at(…) to a tail',
    () => inS({ o: u8, a: at('o', struct('', { b: bytes() })) }),
    'S.a',
    /structs of one size, and the length of this struct varies with b/,
  ],
  ['at(…) to a bit-field', () => inS({ o: u8, a: at('o', bits(u8, 1)) }), 'S.a', /at\(…\) points to/],
  ['at(…) to at(…)', () => inS({ o: u8, a: at('o', at('o', u8)) }), 'S.a', /at\(…\) points to/],
  ['at(…) with no length', () => inS({ o: u8, a: at('o', bytes('n')) }), 'S.a', /'n', which counts it/],
  ['a checksum from nowhere', () => inS({ a: checksum(u8, 'sum-8', { from: 'x' }) }), 'S.a', /'x', an edge/],
  [
    'a range from nowhere',
    () => inS({ a: checksum(u8, 'sum-8', { ranges: [{}, { from: 'x' }] }) }),
    'S.a',
    /'x', an edge/,
  ],
  ['a checksum to nowhere', () => inS({ a: checksum(u8, 'sum-8', { to: 'y' }) }), 'S.a', /'y', an edge/],
  [
    'a checksum to a part without bytes',
    () => inS({ a: checksum(u8, 'sum-8', { to: 'c' }), b: u8, c: split('b') }),
    'S.a',
    /'c', an edge/,
  ],
  ['a tag that is not there', () => inS({ a: tagged('k', { x: [1, u8] }) }), 'S.a', /'k', its tag, is no member/],
  ['a tag that is a float', () => inS({ k: f32, a: tagged('k', { x: [1, u8] }) }), 'S.a', /is no integer/],
  ['a promoted union without its tag', () => inS({ a: anonymous(tagged('k', { x: [1, u8] })) }), 'S.a', /its tag/],
  ['a tagged union in a union', () => union('U', { k: u8, a: tagged('k', { x: [1, u8] }) }), 'U.a', /beside its tag/],
  ['an arm without a tag', () => tagged('k', { x: [[], u8] }), 'x', /no tag value/],
  ['a tag for two arms', () => tagged('k', { x: [1, u8], y: [[2, 1], u8] }), 'y', /tag 1 selects x already/],
  ['a tag for two arms, as a bigint', () => tagged('k', { x: [1, u8], y: [1n, u8] }), 'y', /selects x/],
  [
    'a tag that does not fit',
    () => inS({ k: u8, a: tagged('k', { x: [256, u8] }) }),
    'S.a.x',
    /tag 256 is no value of u8/,
  ],
  ['half a tag', () => inS({ k: u8, a: tagged('k', { x: [1.5, u8] }) }), 'S.a.x', /tag 1\.5/],
  ['a tag of NaN', () => inS({ k: u8, a: tagged('k', { x: [NaN, u8] }) }), 'S.a.x', /tag NaN/],
  ['a string as a tag', () => inS({ k: u8, a: tagged('k', { x: [wrong<number>('1'), u8] }) }), 'S.a.x', /tag '1' is/],
  [
    'a tag above its bit-field',
    () => inS({ k: bits(u8, 3), a: tagged('k', { x: [9, u8] }) }),
    'S.a.x',
    /tag 9 is no value of u8 with 3 bits/,
  ],
  [
    'two readings of one tag',
    () => inS({ k: u8, a: tagged('k', { x: [255, u8], y: [-1, u8] }) }),
    'S.a.y',
    /tag -1 selects x already/,
  ],
  [
    'two arms for the rest',
    () => tagged('k', { x: ['otherwise', u8], y: ['otherwise', i8] }),
    'y',
    /x stands for all other tags already/,
  ],
  ['an arm without a name', () => tagged('k', { x: [1, unnamed(u8, 3)] }), 'x', /put it into a struct/],
  ['an anonymous arm', () => tagged('k', { x: [1, anonymous(bits(u8, { a: 1 }))] }), 'x', /put it into a struct/],
  ['no arms', () => tagged('k', {}), '', /needs an arm/],
];

const OPTIONS: Case[] = [
  ['a length that is not there', () => inS({ a: u8 }, { length: 'n' }), 'S.n', /'n', given as length, is no member/],
  ['a length that is a float', () => inS({ n: f32 }, { length: 'n' }), 'S.n', /is no integer/],
  ['a next that is not there', () => inS({ a: u8 }, { next: 'n' }), 'S.n', /given as next/],
  ['length and next', () => inS({ n: u8 }, { length: 'n', next: 'n' }), 'S.n', /not both/],
  ['versioned without length', () => inS({ n: u8 }, { versioned: true }), 'S.', /needs the length/],
  [
    'versioned with a tail',
    () => inS({ n: u8, a: bytes() }, { length: 'n', versioned: true }),
    'S.a',
    /no part of varying length/,
  ],
  [
    'versioned with at(…)',
    () => inS({ n: u8, a: at('n', u8) }, { length: 'n', versioned: true }),
    'S.a',
    /no pointed member/,
  ],
  ['a nested length', () => inS({ a: struct('', { n: u8 }, { length: 'n' }) }), 'S.a', /leave them out of nested/],
  ['a nested next', () => inS({ a: anonymous(struct('', { n: u8 }, { next: 'n' })) }), 'S.a', /leave them out/],
  ['a length in elements', () => inS({ a: array(struct('', { n: u8 }, { length: 'n' }), 2) }), 'S.a', /leave them out/],
  ['a nested startAlign', () => inS({ a: struct('', { n: u8 }, { startAlign: 8 }) }), 'S.a', /leave them out/],
  ['pack(3)', () => inS({ a: u8 }, { pack: 3 }), '', /pack is 3.*power of two from 1 to 16/],
  ['pack(32)', () => inS({ a: u8 }, { pack: 32 }), '', /pack is 32/],
  ['align(0)', () => inS({ a: u8 }, { align: 0 }), '', /align is 0/],
  ['startAlign(6)', () => inS({ a: u8 }, { startAlign: 6 }), '', /startAlign is 6/],
  ['a member at align(12)', () => align(u8, 12), '', /align is 12/],
  ['a member at align(16384)', () => align(u8, 16384), '', /from 1 to 8192/],
  ['align of a split', () => align(split('a'), 4), '', /split\(…\) takes no space/],
  ['align of at(…)', () => align(at('o', u8), 4), '', /at\(…\) takes no space/],
  ['big-endian bytes', () => be(bytes(2)), '', /bytes has no byte order/],
  ['big-endian splits', () => le(split('a')), '', /split\(…\) has no byte order/],
  ['anonymous numbers', () => anonymous(u8), '', /not u8/],
];

const NUMBERS: Case[] = [
  ['a bit-field of a float', () => bits(f32, 3), '', /integer type/],
  ['a bit-field of a pointer', () => bits(pointer, 3), '', /integer type of a fixed size/],
  ['a bit-field of a struct', () => bits(struct('', { a: u8 }), 3), '', /integer type/],
  ['a bit-field of a checksum', () => bits(checksum(u8, 'sum-8'), 3), '', /integer type/],
  ['a named bit-field of 0 bits', () => bits(u8, 0), '', /1 to 8 bits wide, not 0/],
  ['a bit-field wider than its type', () => bits(u8, { a: 1, b: 9 }), 'b', /1 to 8 bits wide, not 9/],
  ['half a bit', () => bits(u8, 0.5), '', /not 0\.5/],
  ['a magic value above its bits', () => bits(magic(u8, 200), 3), '', /no value of 3 bits passes the magic check/],
  ['a range above its bits', () => bits(range(u8, 100, 120), { a: 3 }), 'a', /passes the range check/],
  ['an unnamed bit-field below 0', () => unnamed(u8, -1), '', /0 to 8 bits wide/],
  ['an enum of floats', () => enumeration('E', f32, { A: 1 }), '', /integer type/],
  ['flags of an array', () => flags('F', array(u8, 2), { A: 1 }), '', /not an array/],
  ['an enum value that does not fit', () => enumeration('E', u8, { A: 256 }), '', /E\.A = 256 does not fit 8 bits/],
  ['an enum value below', () => enumeration('E', u8, { A: -129 }), '', /E\.A = -129/],
  ['an enum value and a half', () => enumeration('E', u8, { A: 1.5 }), '', /no whole number/],
  ['a magic float', () => magic(f32, 1), '', /integer type/],
  ['a magic value that does not fit', () => magic(u16, 65536), '', /65536 does not fit 16 bits/],
  ['a magic value that is not exact', () => magic(u64, 2 ** 60), '', /no whole number/],
  ['a magic value of a range', () => magic(range(u8, 1, 2), 1), '', /range check already/],
  ['a range of a magic value', () => range(magic(u8, 1), 1, 2), '', /magic check already/],
  ['a range of a strict enum', () => range(enumeration('E', u8, {}, { strict: true }), 1, 2), '', /strict check/],
  ['an empty range', () => range(u8, 2, 1), '', /range from 2 to 1 is empty/],
  ['a range to NaN', () => range(f32, 0, NaN), '', /is empty/],
  ['a range that does not fit', () => range(u8, 0, 256), '', /256 does not fit/],
  ['a range of booleans', () => range(bool8, 0, 1), '', /number type/],
  ['a checksum that is too narrow', () => checksum(u16, 'crc-32'), '', /crc-32 takes u32, not u16/],
  ['a signed checksum', () => checksum(i8, 'sum-8'), '', /takes u8, not i8/],
  ['an unknown checksum', () => checksum(u8, wrong<ChecksumAlgorithm>('xor')), '', /no checksum 'xor'.*crc-32c/],
  ['a CRC without bits', () => crc({ width: 0, poly: 0 }), '', /a width of 1 to 64 bits, not 0/],
  ['a CRC of half a bit', () => crc({ width: 8.5, poly: 1 }), '', /not 8\.5/],
  ['a CRC of nothing', () => crc(wrong<CrcParameters>(undefined)), '', /a width of 1 to 64 bits, not undefined/],
  [
    'a polynomial above its width',
    () => crc({ width: 8, poly: 0x100 }),
    '',
    /poly of a CRC of 8 bits is 0 to 255, not 256/,
  ],
  ['a register above its width', () => crc({ width: 8, poly: 7, init: 256 }), '', /init of a CRC of 8 bits/],
  ['a negative xorOut', () => crc({ width: 8, poly: 7, xorOut: -1 }), '', /xorOut .* not -1/],
  ['a CRC in too few bytes', () => checksum(u8, crc({ width: 9, poly: 7 })), '', /a CRC of 9 bits takes u16, not u8/],
  ['a CRC by its parameters, wrong', () => checksum(u8, { width: 8, poly: 7.5 }), '', /poly .* not 7\.5/],
  [
    'a function that is no sumBy',
    () =>
      checksum(
        u8,
        wrong<ChecksumAlgorithm>(() => 0),
      ),
    '',
    /goes through sumBy\(…\)/,
  ],
  ['a sumBy of something else', () => sumBy(wrong<SumFunction>('crc-32')), '', /a function of bytes, not 'crc-32'/],
  ['a function in a signed number', () => checksum(i8, SUM), '', /takes u8, not i8/],
  ['a function in a number of the ABI', () => checksum(pointer, SUM), '', /by a function takes u8 to u64, not/],
  ['a function beside a range', () => checksum(range(u8, 0, 9), SUM), '', /no other check/],
  [
    'a function that is no sumBy',
    () =>
      checksum(
        u8,
        wrong<ChecksumAlgorithm>(() => 0),
      ),
    '',
    /goes through sumBy\(…\)/,
  ],
  ['a sumBy of something else', () => sumBy(wrong<SumFunction>('crc-32')), '', /a function of bytes, not 'crc-32'/],
  ['a function in a signed number', () => checksum(i8, SUM), '', /takes u8, not i8/],
  ['a function beside a range', () => checksum(range(u8, 0, 9), SUM), '', /no other check/],
  ['no ranges', () => checksum(u8, 'sum-8', { ranges: [] }), '', /sums nothing/],
  ['ranges and from', () => checksum(u8, 'sum-8', { from: 'a', ranges: [{}] }), '', /either from and to, or ranges/],
  ['a CRC of 65 bits', () => crc({ width: 65, poly: 7 }), '', /1 to 64 bits, not 65/],
  [
    'a CRC of 64 bits by half a number',
    () => crc({ width: 64, poly: 2 ** 60 }),
    '',
    /poly of a CRC of 64 bits is 0 to 18446744073709551615/,
  ],
  ['a CRC of 33 bits that has 34', () => crc({ width: 33, poly: 2n ** 33n }), '', /0 to 8589934591, not 8589934592/],
  ['a CRC of 64 bits in a u32', () => checksum(u32, 'crc-64/xz'), '', /crc-64\/xz takes u64, not u32/],
  ['a checksum with a range', () => checksum(range(u8, 0, 9), 'sum-8'), '', /no other check/],
];

const LAYOUTS: Case[] = [
  ['packed(3)', () => packedAbi(3), '', /1, 2, 4, 8 or 16, not 3/],
  ['an unknown ABI', () => layoutOf(inS({ a: u8 }), wrong<Abi>('sparc')), '', /no ABI 'sparc'.*gcc-x64/],
  ['a layout of a number', () => layoutOf(u8), '', /not of u8/],
  ['a layout of a tagged union', () => layoutOf(tagged('k', { a: [1, u8] })), '', /holds its tag/],
  ['a struct without bytes', () => layoutOf(inS({ a: bytes() })), 'S', /takes no bytes/],
  ['a struct above 2 GiB', () => layoutOf(inS({ a: array(u64, 0x7fffffff) })), 'S', /2 GiB/],
];

suite('wrong schemas', (test) => {
  const groups = { NAMES, TAILS, REFERENCES, OPTIONS, NUMBERS, LAYOUTS };
  for (const [group, cases] of Object.entries(groups)) {
    for (const [what, build, path, hint] of cases) {
      test(`${group.toLowerCase()}: ${what}`, () => assertRefused(build, path, hint));
    }
  }
});

engineSuite('schemas that look wrong and are not', (test, { createCodec }) => {
  const assertRoundTrip = (type: AnyType, message: number[], value: unknown): void => {
    const codec = createCodec(type, { abi: packedAbi(1) });
    assert.equal(codec.decode(new Uint8Array(message)), value);
    assert.equal([...codec.encode(value)], message);
  };

  test('an aligned member is a part of a split, and a count', () => {
    assertRoundTrip(inS({ low: align(u8, 1), high: u8, all: split('high', 'low') }), [0x34, 0x12], { all: 0x1234 });
    assertRoundTrip(inS({ n: align(u8, 1), a: array(u8, 'n') }), [2, 7, 8], { n: 2, a: [7, 8] });
  });

  test('an unnamed bit-field in a union only takes space', () => {
    const codec = createCodec(union('U', { a: u8, _: unnamed(u16, 9) }), { abi: packedAbi(1) });
    assert.equal(codec.decode(new Uint8Array([5, 6])), { a: 5 });
    assert.equal(
      codec.columns.map((column) => column.path),
      ['a'],
    );
  });

  test('tags by either reading of their sign bit, and at both ends of their bit-field', () => {
    const whole = inS({ k: i8, a: tagged('k', { x: [255, u8], y: [-128, u8] }) });
    assertRoundTrip(whole, [255, 1], { k: -1, a: { x: 1 } });
    assertRoundTrip(whole, [128, 1], { k: -128, a: { y: 1 } });
    const part = inS({ k: bits(i8, 3), l: bits(u8, 5), a: tagged('k', { x: [-4, u8], y: [3, u8] }) });
    assertRoundTrip(part, [0x04, 1], { k: -4, l: 0, a: { x: 1 } });
    assertRoundTrip(part, [0x03, 1], { k: 3, l: 0, a: { y: 1 } });
  });

  test('names that decode adds to other records are names like others', () => {
    assertRoundTrip(inS({ raw: u8, unknownTail: u8 }), [1, 2], { raw: 1, unknownTail: 2 });
  });

  test('names of what every object has are names like others', () => {
    assertRoundTrip(inS({ constructor: u8, toString: u8 }), [1, 2], { constructor: 1, toString: 2 });
  });
});

engineSuite('wrong schemas, which the codec finds', (test, { createCodec, name }) => {
  const CODECS: Case[] = [
    [
      'a checksum that ends before it starts',
      () => createCodec(inS({ a: u8, sum: checksum(u8, 'sum-8', { from: 'sum', to: 'a' }) })),
      'sum',
      /swap from and to/,
    ],
    [
      'a checksum that ends before it starts, which lies after a tail',
      () => createCodec(inS({ a: u8, b: bytes(), c: checksum(u8, 'sum-8', { from: 'd', to: 'b' }), d: u8 })),
      'c',
      /swap from and to/,
    ],
    [
      'a checksum by a function in elements',
      () => createCodec(inS({ a: array(struct('', { b: u8, sum: checksum(u8, SUM) }), 3) })),
      'a[].sum',
      /stands in the message itself/,
    ],
    [
      'a checksum by a function in an arm',
      () => createCodec(inS({ k: u8, a: tagged('k', { x: [1, struct('', { sum: checksum(u8, SUM) })] }) })),
      'a.x.sum',
      /not in an element, an arm or a part elsewhere/,
    ],
    [
      'a checksum by a function where an offset points',
      () => createCodec(inS({ o: u8, a: at('o', struct('', { sum: checksum(u8, SUM) })) })),
      'a.sum',
      /not in an element, an arm or a part elsewhere/,
    ],
    [
      'a checksum by a function in a list of records',
      () =>
        createCodec(
          inS({ n: u8, a: records(recordSet('k', { X: [1, struct('X', { k: u8, sum: checksum(u8, SUM) })] })) }),
        ),
      'X',
      /records have no checksum by a function: give the list as bytes/,
    ],
    [
      'a checksum over one by a function',
      () => createCodec(inS({ own: checksum(u8, SUM), a: checksum(u8, 'sum-8') })),
      'a',
      /sums the bytes of a checksum by a function, which is known last/,
    ],
    [
      'a checksum over a struct that ends with a tail, which members follow',
      () => createCodec(inS({ a: struct('', { s: checksum(u8, 'sum-8'), b: bytes() }, { align: 4 }), c: u8 })),
      'a.s',
      /end the sum before that part with to/,
    ],
    [
      'at(…) in a union arm',
      () => createCodec(union('U', { a: u8, b: struct('', { o: u8, c: at('o', u8) }) })),
      'b.c',
      /cannot stand inside a union/,
    ],
    [
      'at(…) before a tail',
      () => createCodec(inS({ o: u8, a: at('o', u8), b: bytes() })),
      'b',
      /move the at\(…\) members behind it/,
    ],
  ];
  for (const [what, build, path, hint] of CODECS) test(what, () => assertRefused(build, path, hint));

  test('limits.nesting counts structs, unions, arrays and bit groups', () => {
    for (const nest of [nestedStructs, nestedArrays, nestedUnions]) {
      for (const [depth, nesting, isGood] of [
        [63, 63, true],
        [64, 63, false],
        [63, 64, true],
        [64, 64, true],
        [65, 64, false],
        [64, 65, true],
        [65, 65, true],
        [66, 65, false],
        [64, undefined, true],
        [65, undefined, false],
      ] as const) {
        const build = (): unknown => createCodec(nest(depth), nesting === undefined ? {} : { limits: { nesting } });
        const error = errorOf(build);
        const wanted = isGood ? [undefined] : ['ERR_LIMIT_NESTING', depth, nesting ?? 64];
        assert.equal(
          isGood ? [error?.code] : [error?.code, error?.want, error?.have],
          wanted,
          `${depth} of ${nesting}`,
        );
        if (error !== undefined) assert.match(error.hint, /limits\.nesting/);
      }
    }
  });

  test('a limit may be as high as schemas go, and values still make the round trip', () => {
    // What is emitted grows with the square of the depth.
    const nesting = name === 'compiled' ? 128 : 512;
    const codec = createCodec(nestedStructs(nesting), { limits: { nesting } });
    const message = new Uint8Array([7]);
    assert.equal(codec.encode(codec.decode(message)), message);
    assert.is(decodeBatch(codec, message).rowCount, 1);
  });
});

suite('nesting without an end', (test) => {
  const WRAPS: Record<string, (inner: AnyType) => AnyType> = {
    structs: (inner) => struct('', { a: inner }),
    'aligned structs': (inner) => struct('', { a: align(inner, 1) }),
    'anonymous structs': (inner) => struct('', { a: anonymous(struct('', { b: inner })) }),
    unions: (inner) => union('', { a: inner }),
    'tagged unions': (inner) => struct('', { k: u8, a: tagged('k', { x: [1, inner] }) }),
    arrays: (inner) => array(inner, 1),
    'arrays of structs': (inner) => array(struct('', { a: inner }), 1),
    'pointed structs': (inner) => struct('', { o: u8, a: at('o', inner) }),
  };
  for (const [what, wrap] of Object.entries(WRAPS)) {
    test(`10,000 ${what} inside each other are refused while they are built`, () => {
      const build = (): void => {
        let type: AnyType = struct('', { a: u8 });
        for (let depth = 0; depth < 10_000; depth++) type = wrap(type);
      };
      const error = errorOf(build);
      assert.equal([error?.code, error?.want, error?.have], ['ERR_LIMIT_NESTING', 513, 512]);
      assert.match(error?.hint ?? '', /flatten the schema/);
    });
  }

  test('512 are not too many', () => {
    assert.is(layoutOf(nestedStructs(512)).size, 1);
    assert.is(layoutOf(nestedArrays(512)).size, 1);
  });
});

function nestedStructs(depth: number): AnyType {
  let type: AnyType = struct('Innermost', { a: u8 });
  for (let i = 1; i < depth; i++) type = struct('', { a: type });
  return type;
}

function nestedArrays(depth: number): AnyType {
  let type: AnyType = u8;
  for (let i = 1; i < depth; i++) type = array(type, 1);
  return struct('', { a: type });
}

function nestedUnions(depth: number): AnyType {
  let type: AnyType = bits(u8, { a: 8 });
  for (let i = 1; i < depth; i++) type = union('', { a: type });
  return type;
}

function errorOf(run: () => unknown): CastbufError | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof CastbufError) return error;
    throw error;
  }
  return undefined;
}

function assertRefused(build: () => unknown, path: string, hint: RegExp): void {
  const error = errorOf(build);
  assert.is(error?.code, 'ERR_SCHEMA');
  assert.is(error?.path, path);
  assert.match(error?.hint ?? '', hint);
  if (path !== '') assert.ok(error?.message.includes(path), 'the message names the field');
}
