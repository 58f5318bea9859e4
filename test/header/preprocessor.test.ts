import * as assert from 'uvu/assert';
import { parseHeader, type HeaderOptions } from '../../src/header/index.js';
import { suite } from '../harness/index.js';
import { imported } from './header-lines.js';

/** The macros of some lines, and the text that one of them makes. */
const EXPANSIONS: readonly [what: string, text: string, made: string][] = [
  ['stringified', '#define S(x) #x\n#define R S( a  + "b\\n" )', 'a + "b\\n"'],
  ['stringified after expansion', '#define S_(x) #x\n#define S(x) S_(x)\n#define A 1\n#define R S(A) S_(A)', '1A'],
  ['pasted', '#define P(a, b) a ## b\n#define XY "pasted"\n#define R P(X, Y)', 'pasted'],
  ['pasted with nothing', '#define P(a, b) x a ## b\n#define x\n#define Y "y"\n#define R P(, Y)', 'y'],
  ['pasted in a chain', '#define P(a, b, c) a ## b ## c\n#define XZ "xz"\n#define R P(X,,Z)', 'xz'],
  ['variadic', '#define S(...) #__VA_ARGS__\n#define R S(a, b,c)', 'a, b,c'],
  ['variadic with a name', '#define S_(x, r...) #r\n#define R S_(a, b, c)', 'b, c'],
  [
    'a comma that goes',
    '#define T(a, b, ...) b\n#define F(x, ...) T(x, ##__VA_ARGS__, "last")\n#define R F(1)',
    'last',
  ],
  ['__VA_OPT__', '#define F(x, ...) x __VA_OPT__("more")\n#define R F("one") F("two", 2)', 'onetwomore'],
  ['a call over lines', '#define S(a, b) #a #b\n#define R S( \\\n one, \\\n two)', 'onetwo'],
  ['a function-like name without a call', '#define F(x) "called"\n#define S(x) #x\n#define R S(F)', 'F'],
  [
    "the standard's example of rescanning",
    '#define f(a) a + f(a)\n#define S_(x) #x\n#define S(x) S_(x)\n#define R S(f(f)(1))',
    'f + f(f)(1)',
  ],
  ['arguments with commas in parentheses', '#define S(a) #a\n#define R S((1, 2))', '(1, 2)'],
  ['an empty argument', '#define S(a, b) "[" #a "]"\n#define R S(, 2)', '[]'],
  ['redefined', '#define R "old"\n#undef R\n#define R "new"', 'new'],
];

/** Conditions, and whether they hold. */
const CONDITIONS: readonly [condition: string, holds: boolean][] = [
  ['1', true],
  ['defined(_WIN32) && defined _WIN64', true],
  ['defined(NOBODY) || !defined NOBODY', true],
  ['NOBODY', false],
  ['NOBODY(1, (2))', false],
  ['_MSC_VER >= 1900 && (_MSC_VER < 9999)', true],
  ['-1 > 0u', true],
  ['(2 || 1 / 0) && !(0 && 1 / 0)', true],
  ["'A' == 65 && '\\n' == 10", true],
  ['0x7fffffffffffffff + 1 < 0', true],
  ['0xffffffffffffffff == -1', true],
  ['1 ? 2 : 3', true],
  ['(1, 0)', false],
  ['__has_include("there.h") && !__has_include(<elsewhere.h>)', true],
  ['true && !false', true],
];

const options: HeaderOptions = {
  include: (name) => (name === 'there.h' ? '#pragma once\n#define THERE 1\nstruct There { int a; };' : undefined),
};

suite('preprocessor', (test) => {
  for (const [what, text, made] of EXPANSIONS) {
    test(`macros: ${what}`, () => assert.is(imported(`${text}\n`).constants['R'], made));
  }

  for (const [condition, holds] of CONDITIONS) {
    test(`#if ${condition}`, () => {
      const header = imported(`#if ${condition}\nenum { YES };\n#else\nenum { NO };\n#endif`, options);
      assert.equal(
        Object.keys(header.constants).filter((name) => /^(?:YES|NO)$/.test(name)),
        [holds ? 'YES' : 'NO'],
      );
    });
  }

  test('branches: the first that holds, and what is skipped is not read', () => {
    const text =
      '#if 0\nit\'s /* not " closed\n*/\n#if 1\n#endif\n#elif 1\nenum { B };\n#if 0\n#else\nenum { C };\n#endif\n#elif 1\n#error no\n#else\n#bad\n#endif\nenum { D };';
    const { constants } = imported(text);
    assert.equal(
      ['B', 'C', 'D'].map((name) => constants[name]),
      [0, 0, 0],
    );
  });

  test('a comment behind a directive may end lines later', () => {
    const text =
      '#if 1 /* a\n b */\n#include "there.h" /* c\n d */\n#endif /* !X\n || Y */\nenum { A };\n#if 0 /* e\n#endif */\n#endif';
    assert.is(imported(text, options).constants['A'], 0);
  });

  test('#elifdef, #ifndef', () => {
    assert.is(imported('#ifndef _WIN32\n#elifdef _WIN64\nenum { A };\n#elifndef X\n#error\n#endif').constants['A'], 0);
  });

  test('includes: once, by a macro, with a place of their own', () => {
    const text = '#include "there.h"\n#define NAME "there.h"\n#include NAME\n#include <there.h>\n';
    assert.is(imported(text, options).record('There').size, 4);
    const { errors } = parseHeader('#include "bad.h"\n', {
      include: () => ({ text: '\nstruct S { Q q; };', name: 'dir/bad.h' }),
    });
    assert.equal([errors[0]?.file, errors[0]?.line], ['dir/bad.h', 2]);
  });

  test('an include function hears who asks, and how', () => {
    const asked: unknown[] = [];
    parseHeader('#include <a.h>\n#include "b.h"\n', {
      fileName: 'top.h',
      include: (name, request) => {
        asked.push([name, request]);
        return name === 'a.h' && !request.isNext ? { text: '#include_next <a.h>\n', name: 'x/a.h' } : '';
      },
    });
    assert.equal(asked, [
      ['a.h', { from: 'top.h', isSystem: true, isNext: false }],
      ['a.h', { from: 'x/a.h', isSystem: true, isNext: true }],
      ['b.h', { from: 'top.h', isSystem: false, isNext: false }],
    ]);
  });

  test('define and target', () => {
    const text = '#if defined A && A == 3 && B(2) == 4 && !defined _WIN32\nenum { YES };\n#endif';
    const given = { A: 3, 'B(x)': '(x + 2)', _WIN32: undefined };
    assert.is(imported(text, { define: given }).constants['YES'], 0);
    assert.is(imported('#ifdef __GNUC__\nenum { GCC };\n#endif', { target: 'mingw' }).constants['GCC'], 0);
    assert.is(
      imported('#if !defined(__GNUC__) && !defined(_MSC_VER)\nenum { NONE };\n#endif', { target: 'none' }).constants[
        'NONE'
      ],
      0,
    );
    assert.is(imported('#ifdef __linux__\nenum { LINUX };\n#endif', { abi: 'gcc-x64' }).constants['LINUX'], 0);
  });

  test('__LINE__, __FILE__ and __COUNTER__', () => {
    const header = imported('\nenum { L = __LINE__, C = __COUNTER__, D = __COUNTER__ };\n#define F __FILE__', {
      fileName: 'a.h',
    });
    assert.equal(
      [header.constants['L'], header.constants['C'], header.constants['D'], header.constants['F']],
      [2, 0, 1, 'a.h'],
    );
  });
});
