import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { flatOf, imported } from './header-lines.js';

/** What C writes, the record's name, and where its members lie on x64. */
const DECLARATIONS: readonly [what: string, text: string, name: string, flat: string][] = [
  [
    'declarators share specifiers',
    'struct S { int a, *b, c[3], (*d)[2], *e[2]; };',
    'S',
    'a@0:32 b@64:64 c@128:96 d@256:64 e@320:128 = 56',
  ],
  [
    'functions pointed to',
    'struct S { void (__stdcall *f)(int, char *); int (*(*g)(void))(int); };',
    'S',
    'f@0:64 g@64:64 = 16',
  ],
  ['parentheses', 'struct S { int (a); int ((b))[2]; int (*(c)); };', 'S', 'a@0:32 b@32:64 c@128:64 = 24'],
  [
    'arrays of arrays',
    'typedef short Row[3]; struct S { Row rows[2]; char (*p)[4]; };',
    'S',
    'rows@0:96 p@128:64 = 24',
  ],
  ['a function type behind a typedef', 'typedef int Fn(void); struct S { Fn *f; };', 'S', 'f@0:64 = 8'],
  ['a tag without a declarator is anonymous', 'struct S { struct T { int a; }; int b; };', 'S', 'a@0:32 b@32:32 = 8'],
  [
    'a typedef without a declarator, too',
    'typedef struct { int a; } T; struct S { T; int b; };',
    'S',
    'a@0:32 b@32:32 = 8',
  ],
  ['a forward declaration is no member', 'struct S { struct Later; struct Later *p; };', 'S', 'p@0:64 = 8'],
  [
    'unnamed records are expanded',
    'struct S { struct { int a; union { int b; char c; }; } in; };',
    'S',
    'in.a@0:32 in.b@32:32 in.c@32:8 = 8',
  ],
  [
    'a record is used before its typedef',
    'typedef struct T T; struct S { T *p; }; struct T { struct S s; };',
    'T',
    's@0:64 = 8',
  ],
  [
    'bit-fields of mixed types',
    'struct S { int a : 3; char b : 2; int : 0; int c : 4; };',
    'S',
    'a@0:3 b@32:2 c@64:4 = 12',
  ],
  ['tails', 'struct S { int n; char a[]; }; struct T { int n; int a[0]; };', 'S', 'n@0:32 a@32:0 = 4'],
  [
    'a tail inside another record is closed',
    'struct S { int n; char a[]; }; struct T { struct S s; int after; };',
    'T',
    's@0:32 after@32:32 = 8',
  ],
  [
    'Microsoft integers',
    'struct S { __int8 a; unsigned __int16 b; __int32 c; unsigned __int64 d; };',
    'S',
    'a@0:8 b@16:16 c@32:32 d@64:64 = 16',
  ],
  [
    'words in any order',
    'struct S { long unsigned int long a; int short unsigned b; char signed c; };',
    'S',
    'a@0:64 b@64:16 c@80:8 = 16',
  ],
  ['pointers of a given size', 'struct S { void * __ptr32 a; void * __ptr64 b; };', 'S', 'a@0:32 b@64:64 = 16'],
  [
    'unaligned pointers',
    'struct S { char c; int __unaligned *p; int UNALIGNED *q; };',
    'S',
    'c@0:8 p@64:64 q@128:64 = 24',
  ],
  [
    'calling conventions that nobody defined',
    'struct S { int (NTAPI *f)(int); }; int NTAPI g(void);',
    'S',
    'f@0:64 = 8',
  ],
  [
    'words that nobody defined',
    'struct S { _In_ int a; OPTIONAL_ATTR(1, (2)) int b; int c RESERVED; };',
    'S',
    'a@0:32 b@32:32 c@64:32 = 12',
  ],
  ['declspec(align) on a record', 'typedef struct __declspec(align(16)) S { char c; } S;', 'S', 'c@0:8 = 16'],
  ['and before it', '__declspec(align(8)) struct S { char c; };', 'S', 'c@0:8 = 8'],
  [
    'DECLSPEC_ALIGN and POINTER_ALIGNMENT',
    'struct DECLSPEC_ALIGN(8) S { char c; POINTER_ALIGNMENT char d; };',
    'S',
    'c@0:8 d@64:8 = 16',
  ],
  [
    'gcc attributes',
    'struct S { char c; int x; } __attribute__((packed)); struct T { char c __attribute__((aligned(4))); struct S s; };',
    'T',
    'c@0:8 s@8:40 = 8',
  ],
  ['_Alignas', 'struct S { char c; _Alignas(8) char d; _Alignas(int) char e; };', 'S', 'c@0:8 d@64:8 e@96:8 = 16'],
  ['an enum inside', 'struct S { enum { A = 3, B } kind; int a[B]; };', 'S', 'kind@0:32 a@32:128 = 20'],
  ['enums with a base', 'enum E : unsigned char { X = 255 }; struct S { enum E e; };', 'S', 'e@0:8 = 1'],
  [
    'C++ guards',
    '#ifdef __cplusplus\nextern "C" {\n#endif\nstruct S { int a; };\n#ifdef __cplusplus\n}\n#endif',
    'S',
    'a@0:32 = 4',
  ],
  ['extern "C"', 'extern "C" { struct S { int a; }; } extern "C" int f(void);', 'S', 'a@0:32 = 4'],
  [
    'inline functions',
    'static __inline int f(int a) { struct L { int b; } x = {1}; return a + x.b; } struct S { int a; };',
    'S',
    'a@0:32 = 4',
  ],
  ['variables with values', 'const int n = 3, m[2] = {1, 2}; struct S { int a; } s = { .a = 1 };', 'S', 'a@0:32 = 4'],
  [
    'pack by labels',
    '#pragma pack(push, a, 1)\n#pragma pack(push, 2)\n#pragma pack(pop, a)\nstruct S { char c; int x; };',
    'S',
    'c@0:8 x@32:32 = 8',
  ],
  [
    'pack by includes',
    '#include <pshpack2.h>\nstruct S { char c; int x; };\n#include <poppack.h>',
    'S',
    'c@0:8 x@16:32 = 6',
  ],
  [
    'pack by a word',
    '__pragma(pack(push, 1)) struct S { char c; int x; }; __pragma(pack(pop))',
    'S',
    'c@0:8 x@8:32 = 5',
  ],
  ['pack by _Pragma', '_Pragma("pack(1)") struct S { char c; int x; };', 'S', 'c@0:8 x@8:32 = 5'],
];

/** An array of that many chars. */
const EXPRESSIONS: readonly [expression: string, bytes: number][] = [
  ['sizeof(struct P)', 16],
  ['offsetof(struct P, b)', 8],
  ['FIELD_OFFSET(struct P, b)', 8],
  ['(long)(long long)&(((struct P *)0)->b)', 8],
  ['sizeof(((struct P *)0)->b)', 8],
  ['sizeof "four" + sizeof(L"2")', 9],
  ['sizeof(int[3][2])', 24],
  ['(unsigned char)0x1ff & 0x0f', 15],
  ['-1 < 0u ? 3 : 5', 5],
  ['1 ? 2 : 1 / 0', 2],
  ['(1 << 4) | (0x80000000 >> 31)', 17],
  ['~0u / 0x40000000', 3],
  ["'A' - '@' + '\\x01'", 2],
  ['THREE * 2 % 4', 2],
  ['!0 + !!7 && 1', 1],
  ['(char *)&((struct P *)0)->b - (char *)0', 8],
  ['_Alignof(struct P)', 8],
  ['0b101 + 010', 13],
  ['sizeof(enum E)', 4],
];

suite('declarations', (test) => {
  for (const [what, text, name, flat] of DECLARATIONS) {
    test(what, () => assert.is(flatOf(imported(text), name), flat));
  }
  for (const [expression, bytes] of EXPRESSIONS) {
    test(`constant: ${expression}`, () => {
      const text = `struct P { char a; double b; }; enum E { THREE = 3 };\nstruct S { char x[${expression}]; };`;
      assert.is(imported(text).record('S').size, bytes);
    });
  }

  test('what a header is asked for', () => {
    const header = imported(
      '#define COUNT 4\n#define NAME "x" "y"\n#define HALF .5\n#define CODE do { } while (0)\n#define BIG 0xffffffffffffffff\n' +
        'typedef enum { A, B = 0x80000000 } E;\ntypedef struct _S { E e; } S, *PS;\n#define SIZE sizeof(S)',
    );
    const { COUNT, NAME, HALF, BIG, SIZE, A, B, CODE } = header.constants;
    assert.equal(
      { COUNT, NAME, HALF, BIG, SIZE, A, B, CODE },
      {
        COUNT: 4,
        NAME: 'xy',
        HALF: 0.5,
        BIG: 0xffffffffffffffffn,
        SIZE: 4,
        A: 0,
        B: -2147483648,
        CODE: undefined,
      },
    );
    assert.is(header.types['S'], header.types['_S']);
    assert.is(header.typedefs.find(({ name }) => name === 'PS')?.declaration, 'struct _S *PS');
    assert.equal(
      header.record('S').members.map(({ declaration }) => declaration),
      ['E e'],
    );
    assert.throws(
      () => header.type('Q'),
      (error: Error) => /the header has no Q/.test(error.message),
    );
  });

  test('the ABI decides what gcc and Microsoft see differently', () => {
    const text = 'enum E { N = -1, M = 0x80000000u }; struct S { long l; enum E e; struct T { char c; }; };';
    assert.is(flatOf(imported(text), 'S'), 'l@0:32 e@32:32 c@64:8 = 12');
    assert.is(flatOf(imported(text, { abi: 'gcc-x64' }), 'S'), 'l@0:64 e@64:64 = 16');
    const pointers =
      '#ifdef _WIN64\ntypedef unsigned __int64 P;\n#else\ntypedef unsigned P;\n#endif\nstruct S { P p; void *q; };';
    assert.is(imported(pointers).record('S').size, 16);
    assert.is(imported(pointers, { abi: 'msvc-x86' }).record('S').size, 8);
  });
});
