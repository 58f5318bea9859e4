import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { complaints, flatOf, imported } from './header-lines.js';

/** Functions that are passed over, each before a record that has to be imported as if nothing had been there. */
const FUNCTIONS: readonly [what: string, text: string][] = [
  ['a declaration', 'extern int f(int, char *);'],
  ['an attribute in front', '__attribute__((dllimport)) int __stdcall f(int a);'],
  ['one that nobody defined', 'WINBASEAPI INT WINAPI f(_In_ PVOID p);'],
  ['a body', 'static __inline int f(int a) { if (a) { return a; } return (a + 1); }'],
  ['brackets in strings and characters', 'int f(void) { g("}\\"}", \'}\', \'\\\'\', "{"); }'],
  ['brackets in comments', 'int f(int a /* ) */) // {\n{ /* } */ // }\n}'],
  ['an apostrophe in a comment', "int f(void) { /* don't */ return 0; // can't\n}"],
  ['a directive between parameters', 'int f(int a,\n#if 1\nint b)\n#else\nint b, int c)\n#endif\n;'],
  ['a directive in the body', 'int f(void) {\n#ifdef NO\n}\n#else\nreturn 1;\n#endif\n}'],
  ['a # that is no directive', 'int f(void) { a # b; }'],
  ['a body that macros open', '#define BEGIN {\n#define END }\nint f(void) BEGIN return 1; END'],
  ['a macro in its head', '#define API(x) extern x\nAPI(int) f(void);'],
  ['a pointer as result', 'char **const f(void) { return 0; }'],
  ['a record as result', 'struct Q { int a; } f(struct Q *q) { return *q; }'],
  ['parameters of the old kind', 'int f(a, b) int a; char *b; { return a; }'],
  ['a record in the body', 'int f(void) { struct S { char c[3]; } x; return sizeof x; }'],
  ['a variable that points to a function', 'extern int (*f)(int);'],
  ['a macro that is not defined', 'DEFINE_GUID(IID_X, 0x1, {1, 2});'],
  ['a note to castbuf among the parameters', 'int f(int a /* castbuf: count=b */,\n/* castbuf: length=x */ int b);'],
];

suite('functions are passed over', (test) => {
  for (const [what, text] of FUNCTIONS) {
    test(what, () => assert.is(flatOf(imported(`${text}\nstruct S { int a; char b; };`), 'S'), 'a@0:32 b@32:8 = 8'));
  }

  test('what stands in their place is not', () => {
    const text =
      'const struct __attribute__((packed)) P { char c; int a; } p;\n' +
      '#define RECORD(name) struct name { char c; }\nextern RECORD(M) m(void);\n' +
      'extern int a; typedef int (T)(void); inline struct R { int a; } r(void) { return (struct R){1}; }';
    const header = imported(text);
    assert.equal(
      ['P', 'M', 'R'].map((name) => header.record(name).size),
      [5, 1, 4],
    );
    assert.is(header.typedefs[0]?.declaration, 'int T(void)');
  });

  test('a pack inside a body takes effect', () => {
    const text = 'int f(void) {\n#pragma pack(push, 1)\n}\nstruct S { char c; int a; };\n#pragma pack(pop)';
    assert.is(imported(text).record('S').size, 5);
  });

  test('a mistake behind a function is found, and has its place', () => {
    assert.equal(complaints('int f(void) {\n}\nC_ASSERT(1 == 2);\nint g(void)'), [
      '3:1 the C_ASSERT is false: 1 == 2',
      '4:1 the function has no body and no semicolon',
    ]);
    assert.match(complaints('int f(void) { /* ')[0] ?? '', /^1:15 a comment that does not end/);
    assert.match(complaints('int f(int')[0] ?? '', /^1:6 '\(' is not closed/);
  });

  test('parameters are shown as they were written', () => {
    const text = 'struct S { int (*f)(  const char /* why */ *name,\n  int\tcount ); void (*g)(void); };';
    assert.equal(
      imported(text)
        .record('S')
        .members.map(({ declaration }) => declaration),
      ['int (*f)(const char *name, int count)', 'void (*g)(void)'],
    );
  });
});
