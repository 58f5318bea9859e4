import * as assert from 'uvu/assert';
import { HeaderError, parseHeader } from '../../src/header/index.js';
import { suite } from '../harness/index.js';
import { complaints } from './header-lines.js';

const GOOD = 'struct Good { int a; };';

/** What is wrong, the lines, and what is said about them. `Good` is imported all the same. */
const WRONG: readonly [what: string, text: string, said: readonly (string | RegExp)[]][] = [
  ['an unknown type', 'struct S {\n  int a;\n  UINT b;\n};', [/^3:3 no type is named UINT/]],
  ['a record without a body', 'struct S { struct T t; };', [/^1:21 struct T has no body before/]],
  ['a member of itself', 'struct S { struct S s; };', [/^1:21 struct S has no body before/]],
  [
    'what uses a record that is wrong',
    'struct S { Q a; };\nstruct T { struct S s; };',
    [/no type is named Q/, /^2:21 its type, S, could not be imported/],
  ],
  [
    'a false assertion',
    'struct S { int a; };\nC_ASSERT(sizeof(struct S) == 8);',
    ['2:1 the C_ASSERT is false: 4 == 8'],
  ],
  ['with a message', 'static_assert(1 > 2, "why");', ['1:1 the static_assert is false: 1 > 2: "why"']],
  ['a true assertion', '_Static_assert(sizeof(int) == 4, ""); C_ASSERT(1);', []],
  [
    'an array of less than nothing',
    'typedef char assertion[sizeof(int) == 4 ? 1 : -1], b[-1];',
    [/an array of -1 elements/],
  ],
  ['a name that is no constant', 'struct S { int a[COUNT]; };', [/^1:18 'COUNT' is no constant/]],
  ['a division by 0', 'enum { A = 1 / 0 };', [/^1:14 a division by 0/]],
  ['a wide bit-field', 'struct S { int a : 33; };', [/1 to 32 bits wide, not 33/]],
  ['a name twice', 'struct S { int a; union { int b; char a; }; };', [/stands twice/]],
  ['a record twice', 'struct S { int a; };\nstruct S { int b; };', [/^2:8 S is declared already, in line 1/]],
  ['a typedef twice', 'typedef int T;\ntypedef char T;', [/^2:14 T is declared already as another type, in line 1/]],
  ['a typedef repeated', 'typedef int T;\ntypedef int T;', []],
  ['a missing semicolon', 'typedef int T\ntypedef int U;', [/^2:1 ';' is missing behind the declaration/]],
  ['a body that does not end', 'struct S { int a;', [/the body of struct S does not end/]],
  ['a bad member beside good ones', 'struct S { int a; + b; int c; };', [/^1:19 '\+' begins no declaration/]],
  ['#error', "#ifndef X\n#error define X, don't forget\n#endif", ["2:2 #error define X, don't forget"]],
  ['an include that is not there', '#include <nowhere.h>', [/^1:10 nowhere.h was not found/]],
  ['an #if without end', '#if 1\nint a;', [/^1:2 this conditional has no #endif/]],
  ['an #endif too many', '#endif', [/#endif without #if/]],
  ['an #if that is none', '#if 1 +\n#endif', [/the expression ends too soon/]],
  ['a pack of 3', '#pragma pack(3)', [/pack takes 1, 2, 4, 8 or 16, not 3/]],
  ['arguments without end', '#define F(a) a\nint x = F(1;', [/the arguments of F do not end/, /';' is missing/]],
  ['more than 2 GiB', 'struct S { char a[0x7fffffff]; char b[0x7fffffff]; };', [/2 GiB is the limit/]],
];

suite('headers with mistakes', (test) => {
  for (const [what, text, said] of WRONG) {
    test(what, () => {
      const found = complaints(`${text}\n`);
      assert.is(found.length, said.length, found.join('\n'));
      said.forEach((one, index) =>
        typeof one === 'string' ? assert.is(found[index], one) : assert.match(found[index] as string, one),
      );
    });
    test(`${what}: what stands before it is imported`, () => {
      assert.is(parseHeader(`${GOOD}\n${text}\n`).record('Good').size, 4);
    });
  }

  test('what stands behind most mistakes is imported, too', () => {
    for (const [what, text] of WRONG) {
      if (/without end|does not end|an #if/.test(what)) continue;
      assert.is(parseHeader(`${text}\n${GOOD}\n`).record('Good').size, 4, what);
    }
  });

  test('an error has its place, the line and a caret', () => {
    const [error] = parseHeader('struct S {\n\tUINT\tSize; // bytes\n};', { fileName: 'chunk.h' }).errors;
    assert.instance(error, HeaderError);
    assert.is(error?.code, 'ERR_HEADER');
    assert.equal([error?.file, error?.line, error?.column], ['chunk.h', 2, 2]);
    assert.is(error?.excerpt, '\tUINT\tSize; // bytes\n\t^');
    assert.match(error?.message ?? '', /^the C header is wrong: chunk\.h:2:2: no type is named UINT; [^\n]+$/);
  });

  test('places are those of the text, through splices, macros and line markers', () => {
    assert.match(complaints('struct \\\n S { \\\n Q a; };')[0] ?? '', /^3:2 /);
    assert.match(complaints('#define M Q a;\nstruct S {\n  M\n};')[0] ?? '', /^3:3 /);
    const [error] = parseHeader('# 40 "other.h" 1\nstruct S { Q a; };\n#line 7\nstruct T { Q a; };').errors;
    assert.equal([error?.file, error?.line], ['other.h', 40]);
    assert.match(complaints('#line 7\n\nQ struct;')[0] ?? '', /^8:/);
  });

  test('an assertion that is false carries its numbers', () => {
    const [error] = parseHeader('C_ASSERT(3 == 4);').errors;
    assert.equal([error?.have, error?.want], [3n, 4n]);
  });

  test('wrong options', () => {
    const codeOf = (run: () => unknown): unknown => {
      try {
        run();
      } catch (error) {
        return (error as HeaderError).code;
      }
      return undefined;
    };
    assert.is(
      codeOf(() => parseHeader('', { abi: 'sparc' as 'gcc-x64' })),
      'ERR_USAGE',
    );
    assert.is(
      codeOf(() => parseHeader('', { define: { '1X': 1 } })),
      'ERR_USAGE',
    );
    assert.is(
      codeOf(() => parseHeader(undefined as unknown as string)),
      'ERR_USAGE',
    );
  });
});
