import * as assert from 'uvu/assert';
import { parseHeader } from '../../src/header/index.js';
import { suite } from '../harness/index.js';
import { complaints, imported, notesOn } from './header-lines.js';

/** What is passed over, and what is said about it. */
const PASSED: readonly [text: string, said: readonly string[]][] = [
  // Words that nothing defines.
  ['__packed struct k { char a; int b; };', ['1:1 nothing defines __packed, so it is passed over']],
  ['struct PACKED k { char a; int b; };', ['1:8 nothing defines PACKED, so it is passed over']],
  ['typedef struct { char a; int b; } PACKED k;', ['1:35 nothing defines PACKED, so it is passed over']],
  ['typedef struct __packed { char a; int b; } k;', ['1:16 nothing defines __packed, so it is passed over']],
  ['typedef struct ATTR_PACKED { char a; int b; } k;', ['1:16 nothing defines ATTR_PACKED, so it is passed over']],
  ['struct ALIGN(4) k { char a; };', ['1:8 nothing defines ALIGN, so it is passed over']],
  ['struct ALIGN(4) { char a; } k;', ['1:8 nothing defines ALIGN, so it is passed over']],
  [
    'struct ONE TWO k { char a; };',
    ['1:8 nothing defines ONE, so it is passed over', '1:12 nothing defines TWO, so it is passed over'],
  ],
  ['struct k { char a; } PACKED;', ['1:22 nothing defines PACKED, so it is passed over']],
  ['union PACKED k { char a; };', ['1:7 nothing defines PACKED, so it is passed over']],
  ['enum PACKED k { A };', ['1:6 nothing defines PACKED, so it is passed over']],
  ['struct k { char a; int b PACKED; };', ['1:26 nothing defines PACKED, so it is passed over']],
  ['struct k { char a; int PACKED b; };', ['1:24 nothing defines PACKED, so it is passed over']],
  ['struct k { char a; PACKED int b; };', ['1:20 nothing defines PACKED, so it is passed over']],
  ['struct k { char a; ODD(3) int b ODD(4); };', ['1:20 nothing defines ODD, so it is passed over']],
  ['DECLARE_HANDLE(HFOO);', ['1:1 nothing defines DECLARE_HANDLE, so DECLARE_HANDLE(…) declares nothing']],
  ['DEFINE_GUID(X, 1, {1, 2});', ['1:1 nothing defines DEFINE_GUID, so DEFINE_GUID(…) declares nothing']],
  // Where a word may have changed a layout, each place is noted.
  [
    'struct PACKED k { int a; };\nstruct PACKED l { int a; };',
    ['1:8 nothing defines PACKED, so it is passed over', '2:8 nothing defines PACKED, so it is passed over'],
  ],
  ['ODD struct k { int a; };\nODD struct l { int a; };', ['1:1 nothing defines ODD, so it is passed over']],
  // Types.
  ['typedef UNKNOWN_RET __stdcall R(int);', ['1:9 no type is named UNKNOWN_RET, so R is none that can be read']],
  ['typedef UNKNOWN T[4];', ['1:9 no type is named UNKNOWN, so T is none that can be read']],
  // Pragmas.
  ['#pragma odd thing', ['1:2 #pragma odd is passed over; castbuf does not know what it changes']],
  ['#pragma options align=packed', ['1:2 #pragma options is passed over; castbuf does not know what it changes']],
  ['#pragma GCC odd', ['1:2 #pragma GCC odd is passed over; castbuf does not know what it changes']],
  ['__pragma(odd) struct k { int a; };', ['1:1 #pragma odd is passed over; castbuf does not know what it changes']],
  ['#pragma pack(push, 1)', ['1:2 #pragma pack(push) is not popped before the end']],
  ['#pragma pack(pop)', ['1:2 #pragma pack(pop) finds nothing that was pushed']],
  [
    '#pragma pack(push)\n#pragma pack(pop, inner)\n#pragma pack(pop)',
    ['2:2 #pragma pack(pop) finds nothing that was pushed as inner'],
  ],
  ['#pragma pack 1', ['1:2 #pragma pack without its parentheses is passed over, as compilers do']],
  [
    '#pragma scalar_storage_order big-endian',
    ['1:2 #pragma scalar_storage_order is passed over: it is gcc that has it, not the ABI chosen'],
  ],
  ['#warning old, use x.h', ['1:2 #warning old, use x.h']],
  // SAL that counts by an expression.
  [
    'struct k { int n; _Field_size_(n * 2) char a[1]; };',
    ['1:8 n * 2, which counts the tail of struct k, is no member of it, and is passed over'],
  ],
];

/** What is understood, or says nothing about layout. */
const SILENT: readonly string[] = [
  'UNKNOWN_T f(int); UNKNOWN *g(OTHER x); ODD UNKNOWN h(void); UNKNOWN __stdcall i(UNKNOWN);',
  'ODD int f(void) { return 1; } static ODD int g(void);',
  'void h(struct local { int x; } *p);',
  'VOID NTAPI f(VOID); typedef int (NTAPI *F)(int); typedef int (WINAPI G)(_In_ int a);',
  'struct k { _In_ int a; IN OUT int b OPTIONAL; _Field_range_(1, 2) int c; _Reserved_ int d; };',
  '#pragma once\n#pragma warning(push)\n#pragma warning(disable: 4200)\n#pragma warning(pop)\n#pragma region x\n#pragma endregion',
  '#pragma GCC diagnostic push\n#pragma clang diagnostic ignored "-Wx"\n#pragma STDC FP_CONTRACT ON\n#pragma comment(lib, "x")',
  '#pragma pack(push, 1)\n#pragma pack(push, inner, 2)\n#pragma pack(pop, inner)\n#pragma pack(pop)\n#pragma pack(show)',
  '#ident "x"\n#pragma ms_struct on',
];

suite('what is passed over is noted', (test) => {
  for (const [text, said] of PASSED) {
    test(text, () => {
      assert.equal(notesOn(`${text}\n`), said);
      assert.equal(complaints(`${text}\n`), []);
    });
  }

  for (const text of SILENT)
    test(`nothing is said about ${text.split('\n')[0]}`, () => assert.equal(notesOn(text), []));

  test('a note has its place, the line and a caret', () => {
    const [note] = parseHeader('struct S {\n\tint PACKED a;\n};', { fileName: 'chunk.h' }).notes;
    assert.equal([note?.file, note?.line, note?.column], ['chunk.h', 2, 6]);
    assert.is(note?.message, 'chunk.h:2:6: nothing defines PACKED, so it is passed over');
    assert.is(note?.excerpt, '\tint PACKED a;\n\t    ^');
  });

  test('a word in the place of a tag is none, and a tag is none of those words', () => {
    const header = imported(
      'typedef struct __packed { char a; int b; } k; struct packed { int a; }; struct MY_ALIGN64 { int a; };',
    );
    assert.equal(
      header.records.map(({ name }) => name),
      ['k', 'packed', 'MY_ALIGN64'],
    );
  });

  test('there are no more notes than errors are allowed', () => {
    const text = Array.from({ length: 20 }, (_, index) => `ODD${index} struct k${index} { int a; };\n`).join('');
    const { notes } = parseHeader(text, { limits: { errors: 5 } });
    assert.is(notes.length, 6);
    assert.match(notes[5]?.what ?? '', /what else is passed over is not noted/);
  });

  test('the macro that pop_macro brings back', () => {
    const text =
      '#define A 4\n#pragma push_macro("A")\n#undef A\n#define A 8\n_Pragma("pop_macro(\\"A\\")") struct S { char a[A]; };\n' +
      '#pragma push_macro("B")\n#define B 1\n#pragma pop_macro("B")\n#ifdef B\nint +;\n#endif';
    assert.is(imported(text).record('S').size, 4);
  });
});

/** Declarations that would vanish inside a macro that nothing defines. */
const LOST: readonly [text: string, column: number][] = [
  ['PACK(struct k { char a; int b; });', 1],
  ['PACK(struct { char a; int b; }) k;', 1],
  ['typedef PACK(struct { char a; int b; }) k;', 9],
  ['typedef struct k PACK({ char a; int b; }) k_t;', 18],
  ['EXTERN PACK(struct k { char a; int b; });', 8],
  ['struct k { int a; PACK(struct { char c; int x; }) b; };', 19],
  ['PACK(union k { char a; int b; }) struct l { int a; };', 1],
  ['PACK(struct k {\n#include "members.h"\n});', 1],
];

suite('declarations inside a macro that nothing defines', (test) => {
  for (const [text, column] of LOST) {
    test(text, () => {
      const [first] = complaints(text, { include: () => 'char a;\n' });
      assert.is(first, `1:${column} nothing defines PACK, so what is declared in its parentheses is lost; define it`);
    });
  }
});

/** Behind a tag, a parenthesis begins a declarator. */
const TAGS: readonly [text: string, size: number][] = [
  ['struct pt { int x; }; struct S { struct pt (*get)(int); };', 8],
  ['struct e { int q; }; struct S { struct e (*p)[4]; };', 8],
  ['struct pt { int x; }; typedef struct pt (*g)(void); struct S { g f; };', 8],
  ['struct pt { int x, y; }; struct S { struct pt (a); };', 8],
  ['struct pt { int x; }; struct pt (*f(void)) { return 0; } struct S { int a; };', 4],
  ['union u { int x; char c; }; struct S { union u (*p); };', 8],
  ['enum e { A }; struct S { enum e (a), (*b); };', 16],
];

suite('tags before a parenthesis', (test) => {
  for (const [text, size] of TAGS) test(text, () => assert.is(imported(text).record('S').size, size));
});

/** Messages name the word that is not known. */
const NAMED: readonly [text: string, said: RegExp][] = [
  ['typedef NOTHING;', /^1:9 .*NOTHING/],
  ['extern const UNKNOWN;', /^1:14 .*UNKNOWN/],
  ['struct S { const volatile UNKNOWN a; };', /^1:27 no type is named UNKNOWN/],
  ['struct S { ODD UNKNOWN a; };', /^1:16 no type is named UNKNOWN/],
  ['typedef ODD(1);', /^1:9 nothing defines ODD/],
  ['typedef +;', /^1:9 '\+' begins no declaration/],
];

suite('messages name what is not known', (test) => {
  for (const [text, said] of NAMED) test(text, () => assert.match(complaints(text)[0] ?? '', said));
});
