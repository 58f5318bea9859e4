import * as assert from 'uvu/assert';
import { parseHeader } from '../../src/header/index.js';
import { suite } from '../harness/index.js';
import { clangLayouts, linesOf } from './clang-layouts.js';

/** Attributes, packs, typedefs and bit-fields in places that no other test has them in: all records have tags, and R is laid out last. */
const MSVC: readonly string[] = [
  'typedef __declspec(align(16)) union { char c; } X; struct R { char a; X x; };',
  'struct R { char a; __declspec(align(8)) struct { char c; } m[3]; };',
  'typedef struct { char c; } __declspec(align(16)) X, *PX; struct R { char a; X x; PX p; };',
  'typedef __declspec(align(32)) int I32; typedef I32 J; struct R { char a; J x; };',
  '#pragma pack(push,1)\ntypedef __declspec(align(8)) int I8; struct R { char a; I8 x; char b; };\n#pragma pack(pop)',
  '_Pragma("pack(push,2)") struct R { char a; int x; }; _Pragma("pack(pop)")',
  '#define P __pragma(pack(push,1))\n#define Q __pragma(pack(pop))\nP struct R { char a; int x; }; Q',
  'struct __declspec(align(4)) R { char a:3; __declspec(align(8)) int b:5; };',
  'struct R { char a; struct __declspec(align(16)) In { char c; } m; };',
  'struct R { char a:4; short :0; char b:4; };',
  '#pragma pack(1)\nstruct R { char a; _Alignas(8) int x; };',
  '__declspec(align(16)) typedef struct { char c; } X; struct R { char a; X x; };',
  'typedef struct __attribute__((aligned(16))) { char c; } X; struct R { char a; X x; };',
  'struct __attribute__((packed)) R { char a; int x; short y:9; };',
  'enum __declspec(align(8)) E { A }; struct R { char a; enum E e; };',
  'typedef enum __declspec(align(8)) { A } E; struct R { char a; E e; };',
  '__declspec(align(8)) enum E { A }; struct R { char a; enum E e; };',
  '__declspec(align(8)) typedef enum { A } E; struct R { char a; E e; };',
  'enum __declspec(align(8)) E { A }; struct R { char a; enum E e:3; char b; };',
  '#pragma pack(1)\nenum __declspec(align(8)) E { A }; struct R { char a; enum E e; char b; };',
  'struct R { char a; enum __declspec(align(16)) E { A } e; };',
  '#pragma pack(push,2)\nstruct R { char a:3; int b:10; short c:4; };\n#pragma pack(pop)',
  '#pragma pack(push,1)\nstruct R { char a:3; __declspec(align(4)) int b:10; short c:4; };\n#pragma pack(pop)',
  'struct R { char a:3; char b:6; int :0; char c:1; };',
  'typedef __declspec(align(8)) int I; struct R { char a:3; I b:6; char c:1; };',
];

const GCC: readonly string[] = [
  'typedef int __attribute__((aligned(2))) I2; typedef I2 J; typedef J K[3]; struct R { char a; K k; };',
  'typedef unsigned long long __attribute__((aligned(4))) u; struct R { char a; u m[2][2]; };',
  'struct R { char a; long b __attribute__((packed, aligned(2))); };',
  'struct R { char a; int b:5 __attribute__((packed)); int c:30; };',
  '#pragma pack(push,2)\nstruct __attribute__((packed, aligned(4))) R { char a; int x:20; int y:20; };\n#pragma pack(pop)',
  '#define PK __attribute__((packed))\n#define ST(n) struct PK n\nST(R) { char a; int x; };',
  'struct [[__gnu__::__packed__]] R { char a; int x; };',
  'struct R { char a; int x __attribute__((mode(QI))); int y __attribute__((__mode__(__HI__))); unsigned z __attribute__((mode(word))); };',
  'typedef int t __attribute__((mode(DI))); struct R { char a; t x[2]; };',
  'struct __attribute__((ms_struct)) R { char a:4; int b:4; short c; long d:40; };',
  'struct R { char a; struct { char b; int c; } __attribute__((packed)) m; };',
  'struct R { char a; union __attribute__((packed)) { int b; short c; }; };',
  'struct __attribute__((packed)) In { int a:3; int b:30; }; struct R { char x; struct In i[2]; };',
  'struct k {}; struct R { char a; struct k x[2][3]; int b; struct k y; };',
  'struct __attribute__((aligned)) R { char a; };',
  'struct R { char a; int x __attribute__((aligned(__alignof__(long)))); };',
  'enum E { A, B = 70000 } __attribute__((packed)); struct R { char a; enum E e; };',
  'enum __attribute__((mode(QI))) E { A }; struct R { char a; enum E e; };',
  'enum __attribute__((mode(DI))) E { A }; struct R { char a; enum E e; enum E f:40; };',
  'struct R { char a; enum E { A } __attribute__((packed)) e; enum E f; };',
  'struct R { char a; int (__attribute__((packed)) b); };',
  'struct R { char a; int *__attribute__((aligned(16))) p; };',
  'struct R { char a; int b, c __attribute__((packed)), d; };',
  'struct R { char a; __attribute__((aligned(8))) int b, c; };',
  'struct R { char a; __typeof__(long) b; __typeof__(int[3]) c; };',
  'struct R { char a; _Bool b:1; _Bool c:1; unsigned char d:7; };',
  'typedef struct { char a; int b; } __attribute__((packed)) X; typedef X Y __attribute__((aligned(8))); struct R { char a; Y y; };',
  'struct R { char a; int x; } __attribute__((packed)) __attribute__((aligned(2)));',
  'struct __attribute__((warn_if_not_aligned(8), packed)) R { char a; int b; };',
  '#pragma pack(push,2)\nstruct __attribute__((ms_struct)) R { char a:3; int b:10; short c; };\n#pragma pack(pop)',
  'struct __attribute__((ms_struct)) R { char a:3; int b:10 __attribute__((aligned(8))); short c; };',
  '#pragma pack(push,4)\nstruct R { char a; long b:10 __attribute__((packed)); short c; };\n#pragma pack(pop)',
  'union __attribute__((packed)) R { int b:10; char c[3]; };',
  'struct R { char a; int :0 __attribute__((aligned(16))); char c; };',
  '#define DO(x) _Pragma(#x)\nDO(pack(push, 1)) struct R { char a; int x; }; DO(pack(pop))',
  '#pragma pack(push, lbl, 1)\n#pragma pack(push, 2)\n#pragma pack(pop, lbl)\nstruct R { char a; int x; };',
  '%:pragma pack(1)\nstruct R <% char a; int x; %>;',
  'typedef char c8 __attribute__((aligned(8))); struct R { char a; c8 *p; c8 q; };',
  'typedef int (*fp)(int) __attribute__((aligned(2))); struct R { char a; fp p; };',
  'typedef double d4 __attribute__((aligned(4))); struct R { char a; d4 d; union { d4 x; char y; } u; };',
  'struct In { char a; } __attribute__((aligned(4))); struct R { char a; struct In b __attribute__((packed)); struct In c; };',
  'struct R { char a; int b[] __attribute__((aligned(8))); };',
  'typedef struct R X __attribute__((packed)); struct R { char a; int b; };',
];

suite('neighbours of the cases of headers', (test) => {
  for (const [abi, all] of [
    ['msvc-x64', MSVC],
    ['gcc-x64', GCC],
  ] as const) {
    test(`${abi}: laid out as clang does it`, async () => {
      // Every text has names of its own, so that clang reads them in one go; a pack ends with its text.
      const own = all.map((text, nth) =>
        text
          .replaceAll(/\b(?:R|X|PX|Y|E|In|J|K|I8?|I32|I2|u|t|k|c8|fp|d4|A|B|P|Q|PK|ST|DO)\b(?!\()/g, `$&_${nth}`)
          .replaceAll(/\b(ST|DO)\(/g, `$1_${nth}(`),
      );
      const text = own
        .map(
          (one, nth) =>
            `#pragma pack(push)\n${one}\nint use_${nth}[sizeof(${/^union|[^(]\bunion \S+ R_/.test(one) ? 'union' : 'struct'} R_${nth})];\n#pragma pack(pop)\n#pragma pack()\n`,
        )
        .join('');
      const theirs = await clangLayouts(text, abi, '-std=gnu2x -Xclang -fdump-record-layouts');
      for (const [nth, source] of all.entries()) {
        const { errors, records } = parseHeader(source, { abi });
        assert.equal(errors, [], source);
        const mine = records.find(({ tag }) => tag === 'R');
        assert.ok(mine, source);
        const found = theirs.get(`R_${nth}`);
        assert.ok(found, `clang lays out ${source}`);
        const names = ({ lines }: { lines: readonly string[] }): string[] =>
          lines.map((line) => line.replace(/_\d+$/, ''));
        assert.equal(
          { size: mine.size, align: mine.align, lines: linesOf(mine.layout.root) },
          { size: found.size, align: found.align, lines: names(found) },
          source,
        );
      }
    });
  }

  test('gcc passes over the alignment of an enum, and castbuf says so', () => {
    for (const text of [
      'enum __attribute__((aligned(8))) E { A }; struct R { char a; enum E e; };',
      'enum E { A } __attribute__((aligned(16))); struct R { char a; enum E e; };',
      'typedef enum [[gnu::aligned(8)]] { A } E; struct R { char a; E e; };',
    ]) {
      const { errors, notes, record } = parseHeader(text, { abi: 'gcc-x64' });
      assert.equal([errors.length, record('R').size], [0, 8], text);
      assert.match(notes[0]?.what ?? '', /gcc passes over the alignment of an enum/, text);
    }
  });
});
