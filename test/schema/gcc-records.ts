import {
  align,
  anonymous,
  array,
  bits,
  bool8,
  bytes,
  enumeration,
  f32,
  f64,
  i16,
  i32,
  i64,
  i8,
  pointer,
  struct,
  u16,
  u32,
  u64,
  u8,
  union,
  unnamed,
  type AnyType,
} from '../../src/surface.js';

/** A record in C and in the schema language. Members stand in the order of the layout's `flat`. */
export interface GccRecord {
  readonly c: string;
  readonly type: AnyType;
  /** Paths of the members; `:` after a bit-field, `[]` after a tail without elements. */
  readonly members: string;
}

/** Types that records of the table have as members. */
export const GCC_PRELUDE = `
typedef signed char i8; typedef short i16; typedef int i32; typedef long long i64;
typedef unsigned char u8; typedef unsigned short u16; typedef unsigned int u32; typedef unsigned long long u64;
#define ALIGNED(n) __attribute__((aligned(n)))
enum Colour { RED = -1, GREEN = 1 };
union BitUnion { u32 a : 1; u8 b; };
struct Over8 { i8 c; } ALIGNED(8);
struct Mixed { u8 a; u32 b; u16 c; };
struct Odd { u8 a[3]; };
struct Bits11 { u32 a : 11; };
`;
const Colour = enumeration('Colour', i32, { RED: -1, GREEN: 1 });
const BitUnion = union('BitUnion', { a: bits(u32, 1), b: u8 });
const Over8 = struct('Over8', { c: i8 }, { align: 8 });
const Mixed = struct('Mixed', { a: u8, b: u32, c: u16 });
const Odd = struct('Odd', { a: array(u8, 3) });
const Bits11 = struct('Bits11', { a: bits(u32, 11) });

const packedC = (n: number, c: string): string => `#pragma pack(push, ${n})\n${c}\n#pragma pack(pop)\n`;

export const GCC_RECORDS: Readonly<Record<string, GccRecord>> = {
  // The records of the MSVC rules, where gcc has rules of its own.
  U1: { c: 'union U1 { u32 a : 1; u8 b; };', type: union('U1', { a: bits(u32, 1), b: u8 }), members: 'a: b' },
  U2: { c: 'union U2 { u32 a : 1; };', type: union('U2', { a: bits(u32, 1) }), members: 'a:' },
  U3: { c: 'union U3 { u32 a : 1; u16 s; };', type: union('U3', { a: bits(u32, 1), s: u16 }), members: 'a: s' },
  S1: { c: 'struct S1 { i8 c; union BitUnion u; };', type: struct('S1', { c: i8, u: BitUnion }), members: 'c u' },
  S3: { c: 'struct S3 { i8 c; u64 a : 3; };', type: struct('S3', { c: i8, a: bits(u64, 3) }), members: 'c a:' },
  S4: {
    c: 'struct S4 { i8 c; i32 : 0; i8 d; };',
    type: struct('S4', { c: i8, _: unnamed(i32, 0), d: i8 }),
    members: 'c d',
  },
  S5: {
    c: 'struct S5 { i32 a : 3; i32 : 0; i8 d; };',
    type: struct('S5', { a: bits(i32, 3), _: unnamed(i32, 0), d: i8 }),
    members: 'a: d',
  },
  S6: {
    c: 'struct S6 { i32 a : 3; i8 b : 3; i32 c : 3; };',
    type: struct('S6', { a: bits(i32, 3), b: bits(i8, 3), c: bits(i32, 3) }),
    members: 'a: b: c:',
  },
  S7: {
    c: 'struct S7 { i8 a : 4; i32 b : 4; };',
    type: struct('S7', { a: bits(i8, 4), b: bits(i32, 4) }),
    members: 'a: b:',
  },
  S10: { c: 'struct S10 { i32 n; i32 fl[]; };', type: struct('S10', { n: i32, fl: array(i32) }), members: 'n fl[]' },
  S11: {
    c: 'struct S11 { i64 x; i32 : 0; i32 y : 3; };',
    type: struct('S11', { x: i64, _: unnamed(i32, 0), y: bits(i32, 3) }),
    members: 'x y:',
  },
  S12: {
    c: 'struct S12 { enum Colour e : 3; enum Colour f; };',
    type: struct('S12', { e: bits(Colour, 3), f: Colour }),
    members: 'e: f',
  },
  S14: {
    c: packedC(1, 'struct S14 { i8 c; struct Over8 s; };'),
    type: struct('S14', { c: i8, s: Over8 }, { pack: 1 }),
    members: 'c s',
  },
  S15: {
    c: packedC(1, 'struct S15 { i8 c; i16 s ALIGNED(4); i32 i : 3; i32 j : 30; };'),
    type: struct('S15', { c: i8, s: align(i16, 4), i: bits(i32, 3), j: bits(i32, 30) }, { pack: 1 }),
    members: 'c s i: j:',
  },
  S16: {
    c: packedC(1, 'struct S16 { i8 c; i32 a : 3; i16 b; };'),
    type: struct('S16', { c: i8, a: bits(i32, 3), b: i16 }, { pack: 1 }),
    members: 'c a: b',
  },
  S17: {
    c: 'struct S17 { i8 c; i32 x ALIGNED(2); };',
    type: struct('S17', { c: i8, x: align(i32, 2) }),
    members: 'c x',
  },
  S18: {
    c: 'struct S18 { i8 c; i32 x ALIGNED(16); i32 y; };',
    type: struct('S18', { c: i8, x: align(i32, 16), y: i32 }),
    members: 'c x y',
  },
  S19: {
    c: 'struct S19 { _Bool b : 1; u8 c : 7; };',
    type: struct('S19', { b: bits(bool8, 1), c: bits(u8, 7) }),
    members: 'b: c:',
  },
  S20: {
    c: 'struct S20 { i32 a : 31; i32 b : 2; };',
    type: struct('S20', { a: bits(i32, 31), b: bits(i32, 2) }),
    members: 'a: b:',
  },
  S21: { c: 'struct S21 { double d; i8 c; };', type: struct('S21', { d: f64, c: i8 }), members: 'd c' },
  S23: { c: 'struct S23 { i32 a; void *p; };', type: struct('S23', { a: i32, p: pointer }), members: 'a p' },
  S24: { c: 'struct S24 { u16 w[3]; i8 c; };', type: struct('S24', { w: array(u16, 3), c: i8 }), members: 'w c' },

  // Bit-fields that share, cross and do not cross units.
  Crosses8: {
    c: 'struct Crosses8 { u8 a : 5; u8 b : 5; u8 c : 3; };',
    type: struct('Crosses8', { a: bits(u8, 5), b: bits(u8, 5), c: bits(u8, 3) }),
    members: 'a: b: c:',
  },
  Crosses16: {
    c: 'struct Crosses16 { u16 a : 9; u8 b : 7; u16 c : 9; u8 d : 1; };',
    type: struct('Crosses16', { a: bits(u16, 9), b: bits(u8, 7), c: bits(u16, 9), d: bits(u8, 1) }),
    members: 'a: b: c: d:',
  },
  Widening: {
    c: 'struct Widening { u8 a : 3; u16 b : 9; u32 c : 17; u64 d : 33; };',
    type: struct('Widening', { a: bits(u8, 3), b: bits(u16, 9), c: bits(u32, 17), d: bits(u64, 33) }),
    members: 'a: b: c: d:',
  },
  Narrowing: {
    c: 'struct Narrowing { u64 a : 33; u32 b : 17; u16 c : 9; u8 d : 3; };',
    type: struct('Narrowing', { a: bits(u64, 33), b: bits(u32, 17), c: bits(u16, 9), d: bits(u8, 3) }),
    members: 'a: b: c: d:',
  },
  BehindByte: {
    c: 'struct BehindByte { u8 a; u32 b : 20; u32 c : 8; u8 d; };',
    type: struct('BehindByte', { a: u8, b: bits(u32, 20), c: bits(u32, 8), d: u8 }),
    members: 'a b: c: d',
  },
  BehindThree: {
    c: 'struct BehindThree { u8 a[3]; u32 b : 9; u16 c; };',
    type: struct('BehindThree', { a: array(u8, 3), b: bits(u32, 9), c: u16 }),
    members: 'a b: c',
  },
  Whole: {
    c: 'struct Whole { u32 a : 32; u32 b : 1; u64 c : 64; u8 d : 8; };',
    type: struct('Whole', { a: bits(u32, 32), b: bits(u32, 1), c: bits(u64, 64), d: bits(u8, 8) }),
    members: 'a: b: c: d:',
  },
  Split40: {
    c: 'struct Split40 { u64 a : 40; u64 b : 24; u64 c : 1; };',
    type: struct('Split40', { a: bits(u64, 40), b: bits(u64, 24), c: bits(u64, 1) }),
    members: 'a: b: c:',
  },
  BitBetween: {
    c: 'struct BitBetween { u16 a; u16 b : 1; u16 c; u32 d : 1; };',
    type: struct('BitBetween', { a: u16, b: bits(u16, 1), c: u16, d: bits(u32, 1) }),
    members: 'a b: c d:',
  },
  SignedBits: {
    c: 'struct SignedBits { i16 a : 7; i64 b : 50; i8 c : 2; };',
    type: struct('SignedBits', { a: bits(i16, 7), b: bits(i64, 50), c: bits(i8, 2) }),
    members: 'a: b: c:',
  },
  BitGroup: {
    c: 'struct BitGroup { u8 a; struct { u32 b : 3; u32 c : 30; } d; u8 e; };',
    type: struct('BitGroup', { a: u8, d: bits(u32, { b: 3, c: 30 }), e: u8 }),
    members: 'a d.b: d.c: e',
  },
  BitRecord: {
    c: 'struct BitRecord { u8 a; struct Bits11 b[2]; u8 c; };',
    type: struct('BitRecord', { a: u8, b: array(Bits11, 2), c: u8 }),
    members: 'a b c',
  },

  // Unnamed bit-fields: they take bits, but raise no alignment.
  UnnamedBits: {
    c: 'struct UnnamedBits { u8 a; u32 : 5; u8 b; };',
    type: struct('UnnamedBits', { a: u8, _: unnamed(u32, 5), b: u8 }),
    members: 'a b',
  },
  UnnamedCrosses: {
    c: 'struct UnnamedCrosses { u8 a : 7; u8 : 3; u8 b : 1; };',
    type: struct('UnnamedCrosses', { a: bits(u8, 7), _: unnamed(u8, 3), b: bits(u8, 1) }),
    members: 'a: b:',
  },
  ZeroFirst: {
    c: 'struct ZeroFirst { u32 : 0; u8 a; };',
    type: struct('ZeroFirst', { _: unnamed(u32, 0), a: u8 }),
    members: 'a',
  },
  ZeroLast: {
    c: 'struct ZeroLast { u8 a; u32 : 0; };',
    type: struct('ZeroLast', { a: u8, _: unnamed(u32, 0) }),
    members: 'a',
  },
  ZeroByte: {
    c: 'struct ZeroByte { u32 a : 3; u8 : 0; u32 b : 3; };',
    type: struct('ZeroByte', { a: bits(u32, 3), _: unnamed(u8, 0), b: bits(u32, 3) }),
    members: 'a: b:',
  },
  ZeroWide: {
    c: 'struct ZeroWide { u8 a : 3; u64 : 0; u8 b : 3; };',
    type: struct('ZeroWide', { a: bits(u8, 3), _: unnamed(u64, 0), b: bits(u8, 3) }),
    members: 'a: b:',
  },
  ZeroTwice: {
    c: 'struct ZeroTwice { u8 a : 1; u16 : 0; u32 : 0; u8 b : 1; };',
    type: struct('ZeroTwice', { a: bits(u8, 1), _: unnamed(u16, 0), __: unnamed(u32, 0), b: bits(u8, 1) }),
    members: 'a: b:',
  },
  ZeroInUnion: {
    c: 'union ZeroInUnion { u8 a; u32 : 0; u16 b; };',
    type: union('ZeroInUnion', { a: u8, _: unnamed(u32, 0), b: u16 }),
    members: 'a b',
  },

  // #pragma pack.
  Pack1Bits: {
    c: packedC(1, 'struct Pack1Bits { u32 a : 20; u32 b : 20; u8 c; };'),
    type: struct('Pack1Bits', { a: bits(u32, 20), b: bits(u32, 20), c: u8 }, { pack: 1 }),
    members: 'a: b: c',
  },
  Pack2Bits: {
    c: packedC(2, 'struct Pack2Bits { u8 a; u32 b : 20; u32 c : 20; u8 d; };'),
    type: struct('Pack2Bits', { a: u8, b: bits(u32, 20), c: bits(u32, 20), d: u8 }, { pack: 2 }),
    members: 'a b: c: d',
  },
  Pack4Bits: {
    c: packedC(4, 'struct Pack4Bits { u8 a; u64 b : 40; u64 c : 40; u8 d; };'),
    type: struct('Pack4Bits', { a: u8, b: bits(u64, 40), c: bits(u64, 40), d: u8 }, { pack: 4 }),
    members: 'a b: c: d',
  },
  Pack8Bits: {
    c: packedC(8, 'struct Pack8Bits { u32 a : 20; u32 b : 20; u16 c; };'),
    type: struct('Pack8Bits', { a: bits(u32, 20), b: bits(u32, 20), c: u16 }, { pack: 8 }),
    members: 'a: b: c',
  },
  Pack16Bits: {
    c: packedC(16, 'struct Pack16Bits { u8 a : 5; u8 b : 5; };'),
    type: struct('Pack16Bits', { a: bits(u8, 5), b: bits(u8, 5) }, { pack: 16 }),
    members: 'a: b:',
  },
  Pack1Zero: {
    c: packedC(1, 'struct Pack1Zero { u8 a : 3; u32 : 0; u8 b; };'),
    type: struct('Pack1Zero', { a: bits(u8, 3), _: unnamed(u32, 0), b: u8 }, { pack: 1 }),
    members: 'a: b',
  },
  Pack2Zero: {
    c: packedC(2, 'struct Pack2Zero { u8 a; u32 : 0; u8 b : 3; u64 : 0; u8 c; };'),
    type: struct('Pack2Zero', { a: u8, _: unnamed(u32, 0), b: bits(u8, 3), __: unnamed(u64, 0), c: u8 }, { pack: 2 }),
    members: 'a b: c',
  },
  Pack1Unnamed: {
    c: packedC(1, 'struct Pack1Unnamed { u8 a : 5; u8 : 5; u8 b : 5; };'),
    type: struct('Pack1Unnamed', { a: bits(u8, 5), _: unnamed(u8, 5), b: bits(u8, 5) }, { pack: 1 }),
    members: 'a: b:',
  },
  Pack1Nine: {
    c: packedC(1, 'struct Pack1Nine { u8 a : 5; u64 b : 60; i64 c : 63; u32 d : 32; };'),
    type: struct('Pack1Nine', { a: bits(u8, 5), b: bits(u64, 60), c: bits(i64, 63), d: bits(u32, 32) }, { pack: 1 }),
    members: 'a: b: c: d:',
  },
  Pack4Aligned: {
    c: packedC(4, 'struct Pack4Aligned { u8 a; u32 b : 9 ALIGNED(8); u64 c : 61; u16 : 0; i16 d : 9; };'),
    type: struct(
      'Pack4Aligned',
      { a: u8, b: align(bits(u32, 9), 8), c: bits(u64, 61), _: unnamed(u16, 0), d: bits(i16, 9) },
      { pack: 4 },
    ),
    members: 'a b: c: d:',
  },
  Pack1: {
    c: packedC(1, 'struct Pack1 { u8 a; u64 b; u16 c; double d; };'),
    type: struct('Pack1', { a: u8, b: u64, c: u16, d: f64 }, { pack: 1 }),
    members: 'a b c d',
  },
  Pack2: {
    c: packedC(2, 'struct Pack2 { u8 a; u64 b; u8 c; float d; u8 e; };'),
    type: struct('Pack2', { a: u8, b: u64, c: u8, d: f32, e: u8 }, { pack: 2 }),
    members: 'a b c d e',
  },
  Pack4: {
    c: packedC(4, 'struct Pack4 { u8 a; void *b; u8 c; u16 d; u8 e; };'),
    type: struct('Pack4', { a: u8, b: pointer, c: u8, d: u16, e: u8 }, { pack: 4 }),
    members: 'a b c d e',
  },
  Pack8: {
    c: packedC(8, 'struct Pack8 { u8 a; i64 b; i32 c ALIGNED(16); };'),
    type: struct('Pack8', { a: u8, b: i64, c: align(i32, 16) }, { pack: 8 }),
    members: 'a b c',
  },
  Pack16: {
    c: packedC(16, 'struct Pack16 { u8 a; i32 c ALIGNED(32); };'),
    type: struct('Pack16', { a: u8, c: align(i32, 32) }, { pack: 16 }),
    members: 'a c',
  },
  Pack2Nested: {
    c: packedC(2, 'struct Pack2Nested { u8 a; struct Mixed b; u8 c; struct Mixed d[2]; };'),
    type: struct('Pack2Nested', { a: u8, b: Mixed, c: u8, d: array(Mixed, 2) }, { pack: 2 }),
    members: 'a b c d',
  },
  Pack1Aligned: {
    c: packedC(1, 'struct Pack1Aligned { u8 a; u32 b; } ALIGNED(4);'),
    type: struct('Pack1Aligned', { a: u8, b: u32 }, { pack: 1, align: 4 }),
    members: 'a b',
  },
  Pack1InPlain: {
    c: `${packedC(1, 'struct Pack1Inner { u8 a; u32 b; };')} struct Pack1InPlain { u8 a; struct Pack1Inner b; u32 c; };`,
    type: struct('Pack1InPlain', { a: u8, b: struct('Pack1Inner', { a: u8, b: u32 }, { pack: 1 }), c: u32 }),
    members: 'a b c',
  },

  // Unions, unnamed and anonymous members, alignment.
  UnionOfStructs: {
    c: 'union UnionOfStructs { struct Mixed a; struct Odd b; u64 c; };',
    type: union('UnionOfStructs', { a: Mixed, b: Odd, c: u64 }),
    members: 'a b c',
  },
  UnionBits: {
    c: 'union UnionBits { u64 a : 3; u8 b : 5; struct Odd c; };',
    type: union('UnionBits', { a: bits(u64, 3), b: bits(u8, 5), c: Odd }),
    members: 'a: b: c',
  },
  UnionGroup: {
    c: 'union UnionGroup { struct { u64 Frame : 40; u64 Part : 24; }; u64 Value; };',
    type: union('UnionGroup', bits(u64, { Frame: 40, Part: 24 }), { Value: u64 }),
    members: 'Frame: Part: Value',
  },
  UnionOdd: {
    c: 'union UnionOdd { u8 a[5]; u16 b; };',
    type: union('UnionOdd', { a: array(u8, 5), b: u16 }),
    members: 'a b',
  },
  Anonymous: {
    c: 'struct Anonymous { u8 a; union { u16 b; struct { u8 c; u32 d : 9; }; }; u8 e; };',
    type: struct('Anonymous', {
      a: u8,
      _: anonymous(union('', { b: u16, __: anonymous(struct('', { c: u8, d: bits(u32, 9) })) })),
      e: u8,
    }),
    members: 'a b c d: e',
  },
  Unnamed: {
    c: 'struct Unnamed { u8 a; struct { u8 b; u64 c; } d; u8 e; };',
    type: struct('Unnamed', { a: u8, d: struct('', { b: u8, c: u64 }), e: u8 }),
    members: 'a d.b d.c e',
  },
  AlignedRecord: {
    c: 'struct AlignedRecord { u8 a; struct Over8 b; u8 c; struct Over8 d[2]; };',
    type: struct('AlignedRecord', { a: u8, b: Over8, c: u8, d: array(Over8, 2) }),
    members: 'a b c d',
  },
  AlignedArray: {
    c: 'struct AlignedArray { u8 a; u8 b[3] ALIGNED(4); u8 c; };',
    type: struct('AlignedArray', { a: u8, b: align(array(u8, 3), 4), c: u8 }),
    members: 'a b c',
  },
  AlignedNested: {
    c: 'struct AlignedNested { u8 a; struct Odd b ALIGNED(8); u8 c; };',
    type: struct('AlignedNested', { a: u8, b: align(Odd, 8), c: u8 }),
    members: 'a b c',
  },
  AlignedBits: {
    c: 'struct AlignedBits { u8 a; u32 b : 3 ALIGNED(8); u32 c : 3; };',
    type: struct('AlignedBits', { a: u8, b: align(bits(u32, 3), 8), c: bits(u32, 3) }),
    members: 'a b: c:',
  },
  AlignedBitsLow: {
    c: 'struct AlignedBitsLow { u8 a : 3; u32 b : 3 ALIGNED(2); u8 c : 1; };',
    type: struct('AlignedBitsLow', { a: bits(u8, 3), b: align(bits(u32, 3), 2), c: bits(u8, 1) }),
    members: 'a: b: c:',
  },
  // clang leaves `c` at byte 18, where it lies across two units.
  AlignedBitsAcross: {
    c: 'struct AlignedBitsAcross { u16 a; u16 b : 4 ALIGNED(16); u32 c : 25 ALIGNED(2); };',
    type: struct('AlignedBitsAcross', { a: u16, b: align(bits(u16, 4), 16), c: align(bits(u32, 25), 2) }),
    members: 'a b: c:',
  },
  AlignedBitsAfter: {
    c: 'struct AlignedBitsAfter { u8 a; u32 b : 22 ALIGNED(2); u32 c : 8; u32 d : 32; };',
    type: struct('AlignedBitsAfter', { a: u8, b: align(bits(u32, 22), 2), c: bits(u32, 8), d: bits(u32, 32) }),
    members: 'a b: c: d:',
  },
  BoolMembers: {
    c: 'struct BoolMembers { _Bool a; _Bool b : 1; u16 c : 3; _Bool d; };',
    type: struct('BoolMembers', { a: bool8, b: bits(bool8, 1), c: bits(u16, 3), d: bool8 }),
    members: 'a b: c: d',
  },
  Matrix: {
    c: 'struct Matrix { u8 a; u16 b[2][3]; u8 c; };',
    type: struct('Matrix', { a: u8, b: array(array(u16, 3), 2), c: u8 }),
    members: 'a b c',
  },
  Tail: {
    c: 'struct Tail { u32 n; u8 b; u8 data[]; };',
    type: struct('Tail', { n: u32, b: u8, data: bytes('n') }),
    members: 'n b data[]',
  },
  TailOfStructs: {
    c: 'struct TailOfStructs { u8 n; struct Mixed items[]; };',
    type: struct('TailOfStructs', { n: u8, items: array(Mixed, 'n') }),
    members: 'n items[]',
  },
};
