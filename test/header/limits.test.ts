import * as assert from 'uvu/assert';
import { parseHeader, type HeaderOptions } from '../../src/header/index.js';
import { isDeep, rounds, suite } from '../harness/index.js';

/** The code of its last error: a limit ends the import. */
function codeOf(text: string, options: HeaderOptions = {}): string | undefined {
  return parseHeader(text, options).errors.at(-1)?.code;
}

const nest = (open: string, inner: string, close: string, count: number): string =>
  open.repeat(count) + inner + close.repeat(count);

/** A macro that doubles, that many times. */
const doubling = (count: number): string =>
  `#define M0 1 +\n${Array.from({ length: count }, (_, nth) => `#define M${nth + 1} M${nth} M${nth}\n`).join('')}`;

/** `typedef T0 T1; typedef T1 T2; …` with a declarator of that kind. */
function typedefChain(count: number, declarator: string): string {
  const lines = Array.from({ length: count }, (_, nth) => `typedef T${nth} ${declarator}${nth + 1};\n`);
  return `typedef int T0;\n${lines.join('')}`;
}

const STRINGS = `#define S(x) #x\n#define T(x) S(x)\nchar *s = ${nest('T(', '"\\\\"', ')', 190)};`;
const PASTES =
  '#define C(a, b) D(a, b)\n#define D(a, b) a##b\n#define P0 x\n' +
  `${Array.from({ length: 40 }, (_, nth) => `#define P${nth + 1} C(P${nth}, P${nth})\n`).join('')}int P40;`;

/** More than headers have. */
const ENUMERATORS = rounds(1_000_000, 200_000);

const ENDLESS: readonly [what: string, text: string, code: string | undefined][] = [
  ['20,000 parentheses in an expression', `enum { A = ${nest('(', '1', ')', 20_000)} };`, 'ERR_HEADER'],
  ['20,000 parentheses around a declarator', `struct S { int ${nest('(', 'a', ')', 20_000)}; };`, 'ERR_HEADER'],
  ['20,000 parentheses in an #if', `#if ${nest('(', '1', ')', 20_000)}\n#endif`, 'ERR_HEADER'],
  ['20,000 minus signs', `enum { A = ${'- '.repeat(20_000)}1 };`, 'ERR_HEADER'],
  ['20,000 records inside each other', nest('struct {', 'int a;', '} x;', 20_000), 'ERR_HEADER'],
  ['20,000 pointers', `struct S { int ${'*'.repeat(20_000)}p; };`, 'ERR_HEADER'],
  ['20,000 typedefs of each other', typedefChain(20_000, 'T'), 'ERR_HEADER'],
  ['2,000 typedefs of pointers to each other', typedefChain(2000, '*T'), 'ERR_HEADER'],
  ['# in # 190 deep, which doubles backslashes', STRINGS, 'ERR_LIMIT_HEADER'],
  ['## that doubles a name 40 times', PASTES, 'ERR_LIMIT_HEADER'],
  ['20,000 nested #if', `${'#if 1\n'.repeat(20_000)}${'#endif\n'.repeat(20_000)}`, undefined],
  [
    '20,000 nested #if that are skipped',
    `#if 0\n${'#if 1\n'.repeat(20_000)}${'#endif\n'.repeat(20_000)}#endif`,
    undefined,
  ],
  [
    `${ENUMERATORS} enumerators`,
    `enum E { ${Array.from({ length: ENUMERATORS }, (_, nth) => `A${nth}`).join(',\n')} };`,
    undefined,
  ],
  ['20,000 linkage blocks', `${'extern "C" {'.repeat(20_000)}struct S { int a; };${'}'.repeat(20_000)}`, undefined],
  ['500,000 braces of a function', `int f(void) ${'{'.repeat(500_000)}${'}'.repeat(500_000)}`, undefined],
  ['20,000 open brackets', '['.repeat(20_000), 'ERR_HEADER'],
  ['20,000 open braces', '{'.repeat(20_000), 'ERR_HEADER'],
  ['20,000 casts', `enum { A = ${'(int)'.repeat(20_000)}1 };`, 'ERR_HEADER'],
  ['a line of 10 MB', `int ${'a'.repeat(10_000_000)};`, 'ERR_LIMIT_HEADER'],
  ['a macro that doubles 40 times', `${doubling(40)}enum { A = M40 0 };`, 'ERR_LIMIT_HEADER'],
  ['a macro that doubles 40 times in an #if', `${doubling(40)}#if M40 0\n#endif`, 'ERR_LIMIT_HEADER'],
  [
    'macros that call themselves',
    '#define A B\n#define B A\n#define F(x) F(x) F(x)\nint A; int F(F(F(1)));',
    undefined,
  ],
  [
    '20,000 calls in the arguments of calls',
    `#define F(x) x\nenum { A = ${nest('F(', '1', ')', 20_000)} };`,
    'ERR_LIMIT_HEADER',
  ],
  ['arrays of arrays without end', `struct S { char a${'[2]'.repeat(600)}; };`, 'ERR_HEADER'],
  ['a tree of records that doubles 40 times', doublingRecords(40), 'ERR_HEADER'],
  ['100,000 mistakes', '+;\n'.repeat(100_000), 'ERR_LIMIT_HEADER'],
];

function doublingRecords(count: number): string {
  const records = Array.from({ length: count }, (_, nth) => `struct S${nth + 1} { struct S${nth} a, b; };\n`);
  return `struct S0 { int : 3; };\n${records.join('')}`;
}

suite('headers without an end', (test) => {
  // What ends at the limit of tokens ends at a lower one, too, and sooner.
  const options = isDeep ? {} : { limits: { expandedTokens: 1 << 20 } };
  for (const [what, text, code] of ENDLESS) test(what, () => assert.is(codeOf(text, options), code));

  test('a macro that is too long for a constant does not spoil the others', () => {
    const { constants } = parseHeader(
      `#define ONE 1\n${doubling(12)}#define LONG ONE + M12 0\n#define GOOD ONE + M2 0\n`,
    );
    assert.equal([constants['LONG'], constants['GOOD'], constants['ONE']], [undefined, 5, 1]);
  });

  test('macros that lead to each other: constants of few steps are there, and all of them take bounded time', () => {
    const chain = (count: number): string =>
      `${Array.from({ length: count }, (_, nth) => `#define M${nth} M${nth + 1}\n`).join('')}#define M${count} 7\n`;
    const { constants } = parseHeader(chain(1500));
    assert.equal([constants['M0'], constants['M1400']], [undefined, 7]);
    assert.is(parseHeader(chain(100_000)).constants['M0'], undefined);
  });

  test('a file that includes itself', () => {
    const include = (name: string): string => `#include "${name}"\n`;
    assert.is(codeOf('#include "a.h"', { include }), 'ERR_LIMIT_HEADER');
  });

  test('a file that includes itself twice', () => {
    const include = (name: string): { text: string; name: string } => ({
      name,
      text: `#include "x${name}"\n#include "y${name}"\n`,
    });
    assert.is(
      codeOf('#include "a.h"', { include, limits: { includeDepth: 30, totalLength: 1 << 20 } }),
      'ERR_LIMIT_HEADER',
    );
  });

  /** Functions annotated as in the headers of Windows, whose sal.h makes some twenty tokens of a word, and none in the end. */
  test('annotations that make more than a million tokens', () => {
    const sal =
      '#define _SA_annotes3(n, a, b, c)\n#define _Group_(annos)\n#define _Pre1_impl_(p)\n#define _Pre_valid_impl_ _Pre1_impl_(__valid)\n' +
      '#define _SAL2_Source_(Name, args, annotes) _SA_annotes3(SAL_name, #Name, "", "2") _Group_(annotes _SAL_nop_impl_)\n' +
      '#define _SAL_nop_impl_\n#define _In_ _SAL2_Source_(_In_, (), _Pre1_impl_(__notnull) _Pre_valid_impl_ _Pre1_impl_(__readaccess))\n' +
      '#define _In_reads_(n) _SAL2_Source_(_In_reads_, (n), _Pre1_impl_(__count_impl(n)) _In_)\n';
    const functions = Array.from({ length: 9000 }, (_, nth) => `_In_ _In_reads_(4) _In_ int f${nth}(int a);\n`);
    const text = `${sal}${functions.join('')}struct Last { int a; };\n`;
    assert.is(parseHeader(text, { limits: { expandedTokens: 1 << 20 } }).errors.at(-1)?.code, 'ERR_LIMIT_HEADER');
    const { errors, notes, record } = parseHeader(text);
    assert.equal([errors, notes, record('Last').size], [[], [], 4]);
  });

  test('a limit is met exactly', () => {
    const records = '#define TEN 1+1+1+1+1\nenum { A = TEN };'; // 9 tokens, and one for the call
    assert.is(codeOf(records, { limits: { expandedTokens: 10 } }), undefined);
    assert.is(codeOf(records, { limits: { expandedTokens: 9 } }), 'ERR_LIMIT_HEADER');
    assert.is(codeOf('int abc;', { limits: { lineLength: 8 } }), undefined);
    assert.is(codeOf('int abc;', { limits: { lineLength: 7 } }), 'ERR_LIMIT_HEADER');
    assert.is(codeOf('struct S { int a, b; };', { limits: { members: 2 } }), undefined);
    assert.is(codeOf('struct S { int a, b; };', { limits: { members: 1 } }), 'ERR_HEADER');
    assert.is(codeOf(`enum { A = ${nest('(', '1', ')', 9)} };`, { limits: { nesting: 10 } }), undefined);
    assert.is(codeOf(`enum { A = ${nest('(', '1', ')', 10)} };`, { limits: { nesting: 10 } }), 'ERR_HEADER');
    const include = (): string => '';
    assert.is(codeOf('#include "a"\n', { include, limits: { includeDepth: 1 } }), undefined);
    assert.is(codeOf('#include "a"\n', { include, limits: { includeDepth: 0 } }), 'ERR_LIMIT_HEADER');
  });
});
