import * as assert from 'uvu/assert';
import { parseHeader } from '../../src/header/index.js';
import type { NamedAbi } from '../../src/schema/index.js';
import { engineSuite, suite } from '../harness/index.js';
import { complaints, imported, laidOut, notesOn } from './header-lines.js';
import { decodeBatch } from '../harness/batches.js';

/** A record of some lines, and how the compiler lays it out. `gcc` is what gcc 12.2 printed, `msvc` what clang's `-windows-msvc` did. */
type Case = readonly [abi: 'gcc' | 'msvc' | 'x86', text: string, records: Readonly<Record<string, string>>];
const ABIS: Readonly<Record<Case[0], NamedAbi>> = { gcc: 'gcc-x64', msvc: 'msvc-x64', x86: 'msvc-x86' };

const ALIGNMENT: readonly Case[] = [
  // In front of a record with a body, __declspec(align) is the record's.
  [
    'msvc',
    'typedef __declspec(align(16)) struct { char c; } X; struct S { char a; X x; char b; };',
    { X: '16/16 c@0', S: '48/16 a@0 x@16 c@16 b@32' },
  ],
  [
    'msvc',
    'typedef __declspec(align(16)) struct T { char c; } X; struct S { char a; struct T t; char b; };',
    { T: '16/16 c@0', S: '48/16 a@0 t@16 c@16 b@32' },
  ],
  ['msvc', 'struct S { char a; __declspec(align(16)) struct { char q; } m[2]; };', { S: '48/16 a@0 m@16' }],
  ['msvc', 'struct S { __declspec(align(16)) struct { char q; }; char r; };', { S: '32/16 q@0 r@16' }],
  [
    'msvc',
    'struct S { char z; const __declspec(align(16)) struct I { char q; } m; char r; }; struct T { struct I a; char c; };',
    { S: '48/16 z@0 m@16 q@16 r@32', T: '32/16 a@0 q@0 c@16' },
  ],
  ['msvc', '__declspec(align(16)) struct S; struct S { char c; };', { S: '16/16 c@0' }],
  [
    'msvc',
    '__declspec(align(16)) struct S { char c; }; struct T { char a; struct S s; };',
    { T: '32/16 a@0 s@16 c@16' },
  ],
  // After the body it is the declaration's.
  [
    'msvc',
    'typedef struct { char c; } __declspec(align(16)) X; struct S { char a; X x; char b; };',
    { X: '1/1 c@0', S: '32/16 a@0 x@16 c@16 b@17' },
  ],
  [
    'msvc',
    'struct S { char z; struct I { char q; } const __declspec(align(16)) m; char r; }; struct T { struct I a; char c; };',
    { S: '32/16 z@0 m@16 q@16 r@17', T: '2/1 a@0 q@0 c@1' },
  ],
  // _Alignas and __attribute__ in front of it are the declaration's, too.
  [
    'msvc',
    'struct S { char a; _Alignas(16) struct I { char q; } m; char r; }; struct T { struct I a; };',
    { S: '32/16 a@0 m@16 q@16 r@17', T: '1/1 a@0 q@0' },
  ],
  [
    'gcc',
    'struct S { char a; __attribute__((aligned(16))) struct I { char q; } m; char r; }; struct T { char c; struct I x; };',
    { S: '32/16 a@0 m@16 q@16 r@17', T: '2/1 c@0 x@1 q@1' },
  ],
  // Right after the body __attribute__ is the record's.
  [
    'gcc',
    'struct S { char a; struct I { char q; } __attribute__((aligned(16))) m; char r; };',
    { S: '48/16 a@0 m@16 q@16 r@32', I: '16/16 q@0' },
  ],
  // gcc's typedefs set an alignment, also a lower one, and arrays of them have it.
  [
    'gcc',
    'typedef unsigned long __attribute__((aligned(4))) pu; struct r { unsigned h; pu m[2]; };',
    { r: '20/4 h@0 m@4' },
  ],
  [
    'gcc',
    'typedef unsigned long pu __attribute__((aligned(2))); struct S { char h; pu m[2][2]; char t; };',
    { S: '36/2 h@0 m@2 t@34' },
  ],
  [
    'gcc',
    'typedef long A[2] __attribute__((aligned(2))); struct S { char c; A x; A y[2]; };',
    { S: '50/2 c@0 x@2 y@18' },
  ],
  [
    'gcc',
    'struct I { long a; }; typedef struct I L __attribute__((aligned(2))); struct S { char c; L x[2]; };',
    { S: '18/2 c@0 x@2' },
  ],
  // Bit-fields of such types go by their alignment.
  [
    'gcc',
    'typedef unsigned __attribute__((aligned(2))) pu; struct S { char c; pu x:3; pu y:30; pu z:32; };',
    { S: '10/2 c@0 x@1:0-2 y@2:0-29 z@6:0-31' },
  ],
  ['msvc', 'typedef __declspec(align(8)) int A; struct S { char c; A b:3; char d; };', { S: '16/8 c@0 b@8:0-2 d@12' }],
  [
    'msvc',
    '#pragma pack(1)\ntypedef __declspec(align(8)) int A; struct S { char c; A b:3; char d; };',
    { S: '16/8 c@0 b@8:0-2 d@12' },
  ],
  // One that is a whole integer is placed like an integer, whatever its typedef demands of others.
  [
    'gcc',
    'typedef char High __attribute__((aligned(4))); struct S { short a; High b:8; long c; }; struct T { short a; High b:7; };',
    { S: '16/8 a@0 b@2:0-7 c@8', T: '8/4 a@0 b@4:0-6' },
  ],
  // An alignment of 1 moves a bit-field to the next byte.
  [
    'gcc',
    'struct S { unsigned c:3; unsigned x:3 __attribute__((aligned(1))); char d; };',
    { S: '4/4 c@0:0-2 x@1:0-2 d@2' },
  ],
  ['gcc', 'struct S { char c; int __attribute__((aligned)) x; };', { S: '32/16 c@0 x@16' }],
  ['x86', 'struct S { char c; int __attribute__((aligned)) x; };', { S: '32/16 c@0 x@16' }],
  ['gcc', 'struct S { char c; _Alignas(double) char d; alignas(0) char e; };', { S: '16/8 c@0 d@8 e@9' }],
];

const PACKED: readonly Case[] = [
  [
    'gcc',
    '#pragma pack(push,4)\nstruct __attribute__((packed)) s { unsigned a:3, b:10; };\n#pragma pack(pop)\n' +
      'struct __attribute__((packed)) t { unsigned a:3, b:10; };',
    { s: '4/4 a@0:0-2 b@0:3-12', t: '2/1 a@0:0-2 b@0:3-12' },
  ],
  [
    'gcc',
    '#pragma pack(2)\nstruct S { char c; unsigned a:3, b:30 __attribute__((packed)); };',
    { S: '6/2 c@0 a@1:0-2 b@1:3-32' },
  ],
  [
    'gcc',
    'typedef unsigned __attribute__((aligned(2))) pu; struct __attribute__((packed)) S { char c; pu x[2]; pu z; };',
    { S: '13/1 c@0 x@1 z@9' },
  ],
  // gcc takes the pack that holds where the record ends, MSVC the one where it begins.
  ['gcc', 'struct S { char a;\n#pragma pack(push, 1)\nlong b; };\n#pragma pack(pop)', { S: '9/1 a@0 b@1' }],
  ['msvc', 'struct S { char a;\n#pragma pack(push, 1)\nint b; };\n#pragma pack(pop)', { S: '8/4 a@0 b@4' }],
  ['gcc', 'struct [[gnu::packed]] s { char c; int i; };', { s: '5/1 c@0 i@1' }],
  ['msvc', 'struct [[gnu::packed]] s { char c; int i; };', { s: '5/1 c@0 i@1' }],
  ['gcc', 'struct [[gnu::packed, gnu::aligned(8)]] s { char c; int i; };', { s: '8/8 c@0 i@1' }],
  ['gcc', 'struct [[deprecated("x"), __gnu__::__packed__]] s { char c; int i; };', { s: '5/1 c@0 i@1' }],
  ['gcc', 'struct [[using gnu: packed]] s { char c; int i; };', { s: '5/1 c@0 i@1' }],
  [
    'gcc',
    'struct S { char c; [[gnu::aligned(8)]] int i; int j [[gnu::aligned(8)]]; [[gnu::packed]] int k; };',
    { S: '24/8 c@0 i@8 j@16 k@20' },
  ],
  [
    'msvc',
    'struct S { char c; __attribute__((packed)) int i; int __attribute__((packed)) j; };',
    { S: '9/1 c@0 i@1 j@5' },
  ],
  [
    'gcc',
    'enum __attribute__((packed)) E { A }; enum F { B = 300 } __attribute__((packed)); struct S { enum E e; enum F f; };',
    { S: '4/2 e@0 f@2' },
  ],
];

const TYPES: readonly Case[] = [
  ['gcc', 'struct S { float m __attribute__((mode(DF))); int t __attribute__((mode(TI))); };', { S: '32/16 m@0 t@16' }],
  [
    'gcc',
    'struct S { char c; int q __attribute__((mode(QI))); unsigned h __attribute__((__mode__(__HI__))); ' +
      'int w __attribute__((mode(word))), p __attribute__((mode(pointer))), b __attribute__((mode(byte))); };',
    { S: '32/8 c@0 q@1 h@2 w@8 p@16 b@24' },
  ],
  [
    'x86',
    'struct S { char c; int w __attribute__((mode(word))), p __attribute__((mode(pointer))); };',
    { S: '12/4 c@0 w@4 p@8' },
  ],
  [
    'gcc',
    'struct S { char c; float x __attribute__((mode(XF))), t __attribute__((mode(TF))), s __attribute__((mode(SF))); };',
    { S: '64/16 c@0 x@16 t@32 s@48' },
  ],
  [
    'gcc',
    'struct S { char c; float x __attribute__((vector_size(16))); int y[2] __attribute__((vector_size(8))); };',
    { S: '48/16 c@0 x@16 y@32' },
  ],
  [
    'gcc',
    'struct S { char c; __int128_t a; __uint128_t b; _Float128 d; __builtin_va_list v; };',
    { S: '96/16 c@0 a@16 b@32 d@48 v@64' },
  ],
  ['msvc', 'struct S { char c; __builtin_va_list v; __int128_t i; };', { S: '32/16 c@0 v@8 i@16' }],
  [
    'gcc',
    'struct S { char c; _Complex int x; _Complex double y; _Complex long double z; _Complex float f; };',
    { S: '80/16 c@0 x@4 y@16 z@32 f@64' },
  ],
  [
    'gcc',
    'struct S { char c; _Atomic(int) a; _Atomic long long b; _Atomic(char) d; };',
    { S: '24/8 c@0 a@4 b@8 d@16' },
  ],
  [
    'gcc',
    'struct I { char c[3]; }; struct S { char c; _Atomic(struct I) x; _Atomic(int) y; };',
    { S: '8/4 c@0 x@1 c@1 y@4' },
  ],
  // gcc gives what is atomic the alignment of an integer of its size.
  [
    'gcc',
    'struct P { int a, b; }; struct C { char c[2]; }; struct Q { char c[16]; }; struct S { char c; _Atomic struct P p; _Atomic(struct C) d; struct P q, *_Atomic r; _Atomic struct C e[2]; _Atomic(struct Q) x; };',
    { S: '64/16 c@0 p@8 a@8 b@12 d@16 c@16 q@20 a@20 b@24 r@32 e@40 x@48 c@48' },
  ],
  ['gcc', 'struct S { char c; unsigned _BitInt(16) a; _BitInt(64) b; };', { S: '16/8 c@0 a@2 b@8' }],
  // gcc's records without members have no bytes, MSVC's have 4.
  ['gcc', 'struct k {}; struct f { int a; struct k x[3]; int b; };', { f: '8/4 a@0 x@4 b@4' }],
  [
    'gcc',
    'struct __attribute__((aligned(8))) k {}; struct f { char a; struct k x[2][3]; int b; struct k y[0]; };',
    { f: '16/8 a@0 x@8 b@8 y@16' },
  ],
  ['msvc', 'struct k {}; struct f { int a; struct k x[3]; int b; };', { f: '20/4 a@0 x@4 b@16' }],
];

const MS_STRUCT: readonly Case[] = [
  ['gcc', 'struct __attribute__((ms_struct)) s { char a; int b:4; char c; };', { s: '12/4 a@0 b@4:0-3 c@8' }],
  ['gcc', 'struct [[gnu::ms_struct]] s { char a; int b:4; char c; };', { s: '12/4 a@0 b@4:0-3 c@8' }],
  [
    'gcc',
    'struct s { char a; int b:4; int c:30; short d:3; int :0; char e; } __attribute__((__ms_struct__));',
    { s: '20/4 a@0 b@4:0-3 c@8:0-29 d@12:0-2 e@16' },
  ],
  [
    'gcc',
    'struct __attribute__((ms_struct, packed)) s { char a; int b:4; int c:30; short d:3; int :0; char e; };',
    { s: '12/4 a@0 b@1:0-3 c@5:0-29 d@9:0-2 e@11' },
  ],
  ['gcc', 'union __attribute__((ms_struct)) s { int b:4; short c; };', { s: '4/4 b@0:0-3 c@0' }],
  [
    'gcc',
    '#pragma ms_struct on\nstruct s { char a; int b:4; char c; };\nstruct __attribute__((gcc_struct)) t { char a; int b:4; char c; };\n' +
      '#pragma ms_struct off\nstruct u { char a; int b:4; char c; };',
    { s: '12/4 a@0 b@4:0-3 c@8', t: '4/4 a@0 b@1:0-3 c@2', u: '4/4 a@0 b@1:0-3 c@2' },
  ],
  ['msvc', 'struct __attribute__((ms_struct)) s { char a; int b:4; char c; };', { s: '12/4 a@0 b@4:0-3 c@8' }],
];

for (const [what, cases] of Object.entries({ ALIGNMENT, PACKED, TYPES, MS_STRUCT })) {
  suite(`attributes: ${what.toLowerCase().replace('_', ' ')}`, (test) => {
    for (const [abi, text, records] of cases) {
      test(`${abi}: ${text}`, () => {
        const header = imported(text, { abi: ABIS[abi] });
        for (const [name, want] of Object.entries(records)) assert.is(laidOut(header, name), want, name);
      });
    }
  });
}

/** What cannot be said, or has no meaning, is refused by its name. */
const REFUSED: readonly [abi: NamedAbi, text: string, said: RegExp][] = [
  ['gcc-x64', 'struct S { int a __attribute__((mode(ZZ))); };', /^1:38 castbuf knows no mode ZZ/],
  ['gcc-x64', 'struct S { _BitInt(37) b; };', /^1:12 castbuf has no _BitInt\(37\)/],
  ['gcc-x64', 'struct S { int a __attribute__((aligned(0))); };', /^1:33 aligned takes a power of two, not 0/],
  ['gcc-x64', 'struct S { int a __attribute__((aligned(3))); };', /align is 3; it must be a power of two/],
  ['msvc-x64', 'struct __attribute__((gcc_struct)) S { int a; };', /^1:23 gcc_struct has no meaning under msvc-x64/],
  ['msvc-x64', 'struct I { char c[3]; }; struct S { _Atomic struct I x; };', /^1:37 compilers disagree/],
  ['msvc-x64', 'struct I { char c[3]; }; struct S { _Atomic(struct I) x; };', /^1:37 compilers disagree/],
  [
    'gcc-arm',
    'struct I { char c[16]; }; struct S { _Atomic(struct I) x; };',
    /^1:38 castbuf does not know how _Atomic aligns 16/,
  ],
  [
    'gcc-i386',
    'struct S { short x __attribute__((vector_size(8))); };',
    /^1:51 gcc aligns a vector of 8 bytes to 4 here/,
  ],
  ['msvc-x64', 'struct S { __declspec(property(get=f)) int a; };', /^1:23 a member with __declspec\(property\)/],
  [
    'msvc-x64',
    'typedef struct { char c; } __declspec(align(16)) X; struct S { X x[2]; };',
    /elements of 1 bytes cannot all be aligned to 16/,
  ],
  [
    'gcc-x64',
    'typedef short W __attribute__((aligned(8))); struct S { W x[2]; };',
    /elements of 2 bytes cannot all be aligned to 8/,
  ],
  [
    'gcc-x64',
    'struct __attribute__((scalar_storage_order("big-endian"))) S { __int128 a; };',
    /castbuf has no big-endian __int128/,
  ],
  [
    'gcc-arm',
    'struct __attribute__((ms_struct)) S { int a:4; char b:3; };',
    /bitLayout 'ms' \(ms_struct\) under gcc-x64, not under gcc-arm/,
  ],
  [
    'gcc-x64',
    'struct __attribute__((scalar_storage_order("middle"))) S { int a; };',
    /^1:44 scalar_storage_order takes "big-endian" or "little-endian", not "middle"/,
  ],
  ['gcc-x64', '#pragma scalar_storage_order sideways', /^1:30 .*not 'sideways'/],
  ['gcc-x64', '#pragma ms_struct maybe', /^1:2 #pragma ms_struct takes on, off or reset, not 'maybe'/],
];

suite('attributes that have no layout here', (test) => {
  for (const [abi, text, said] of REFUSED) {
    test(text, () => {
      const found = complaints(text, { abi });
      assert.is(found.length, 1, found.join('\n'));
      assert.match(found[0] as string, said);
    });
  }

  test('those that are not known are noted, those that say nothing about layout are not', () => {
    const text =
      'struct S { int a __attribute__((foo(1, 2), unused, __may_alias__)); [[deprecated("x")]] int b [[maybe_unused]]; };\n' +
      'struct [[vendor::odd]] T { [[no_unique_address]] int a; }; struct __declspec(novtable) U { __declspec(odd) int a; };';
    assert.equal(
      notesOn(text).map((note) =>
        note.replace(' is passed over; castbuf does not know whether it changes the layout', ''),
      ),
      [
        '1:33 the attribute foo',
        '2:10 the attribute vendor::odd',
        '2:30 the attribute no_unique_address',
        '2:103 the attribute __declspec(odd)',
      ],
    );
  });

  test('where an attribute is not the record’s, compilers pass it over, and it is noted', () => {
    const misplaced: readonly [text: string, size: number][] = [
      ['struct S { char c; int i; } [[gnu::packed]];', 8],
      ['[[gnu::packed]] struct S { char c; int i; };', 8],
      ['__attribute__((packed)) struct S { char c; int i; };', 8],
      ['__attribute__((aligned(16))) struct S { char c; };', 1],
      ['struct S { int i; }; struct __attribute__((packed)) S x;', 4],
    ];
    for (const [text, size] of misplaced) {
      const { notes, errors, record } = parseHeader(text, { abi: 'gcc-x64' });
      assert.equal([errors.length, notes.length, record('S').size], [0, 1, size], text);
      assert.match(notes[0]?.what ?? '', /this attribute is not the record's here/);
    }
  });

  test('strict: notes are errors', () => {
    const text = 'struct PACKED S { int a; };';
    const { errors, notes } = parseHeader(text, { strict: true });
    assert.equal([errors.map(({ line, column, code }) => [line, column, code]), notes], [[[1, 8, 'ERR_HEADER']], []]);
    assert.is(errors[0]?.excerpt, `${text}\n       ^`);
  });
});

const BIG_ENDIAN = `
struct in { unsigned a; unsigned b:4, c:12; };
struct __attribute__((scalar_storage_order("big-endian"))) S {
  unsigned a; unsigned short b[2]; unsigned c:3, d:13, e:16; struct in n; unsigned char f:3, g:5; float h;
  unsigned long i; void *p; enum { X = 5 } en; char t[2]; unsigned k:20, l:12;
};
#pragma scalar_storage_order big-endian
struct W { unsigned version:4, length:4, service:8, bytes:16; unsigned char x:1, y:7; };
#pragma scalar_storage_order default
struct L { unsigned a; };
struct V { int v __attribute__((vector_size(16))); } __attribute__((scalar_storage_order("big-endian")));
`;

engineSuite('big-endian records', (test, { createCodec }) => {
  const header = imported(BIG_ENDIAN, { abi: 'gcc-x64' });
  const codecOf = (name: string) => createCodec(header.type(name), { abi: 'gcc-x64' });
  const bytesOf = (hex: string): Uint8Array =>
    Uint8Array.from(hex.match(/../g) ?? [], (two) => Number.parseInt(two, 16));

  test('numbers, arrays and bit-fields have the bytes that gcc gives them; pointers and inner records stay', () => {
    const value = {
      a: 0x01020304,
      b: [0x0506, 0],
      c: 5,
      d: 0x1234,
      e: 0xabcd,
      n: { a: 0x11223344, b: 1, c: 0x234 },
      f: 5,
      g: 3,
      h: 1,
      i: 0x0102030405060708n,
      p: 0x1122334455667788n,
      en: 5,
      t: [1, 0],
      k: 0x12345,
      l: 0x678,
    };
    const bytes = bytesOf(
      '0102030405060000b234abcd4433221141230000a30000003f80000000000000010203040506070888776655443322110000000501000000' +
        '1234567800000000',
    );
    assert.equal(codecOf('S').decode(bytes), value);
    assert.equal(codecOf('S').encode(value), bytes);
    const columns = decodeBatch(codecOf('S'), bytes).columns as Readonly<Record<string, Uint32Array>>;
    assert.equal([columns['c']?.[0], columns['d']?.[0], columns['l']?.[0]], [5, 0x1234, 0x678]);
  });

  test('the pragma says the same, until it says otherwise', () => {
    const bytes = bytesOf('4500123480000000');
    const value = { version: 4, length: 5, service: 0, bytes: 0x1234, x: 1, y: 0 };
    assert.equal(codecOf('W').decode(bytes), value);
    assert.equal(codecOf('W').encode(value), bytes);
    assert.equal(codecOf('L').decode(bytesOf('01000000')), { a: 1 });
  });

  test('vectors stay as they are', () => {
    const bytes = bytesOf('01000000000000000000000000000000');
    assert.equal(codecOf('V').decode(bytes), { v: { word0: 1n, word1: 0n } });
  });
});
