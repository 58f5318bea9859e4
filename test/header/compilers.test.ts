import * as assert from 'uvu/assert';
import { parseHeader, type HeaderOptions } from '../../src/header/index.js';
import { predefinedMacros } from '../../src/header/predefined.js';
import { readFixtureText, suite } from '../harness/index.js';
import { complaints, flatOf, imported, laidOut, notesOn } from './header-lines.js';

const GCC: HeaderOptions = { abi: 'gcc-x64' };

/** Whether a condition holds. */
function holds(condition: string, options: HeaderOptions = {}): boolean {
  return Object.hasOwn(imported(`#${condition}\nenum { YES };\n#endif\n`, options).constants, 'YES');
}

/** Conditions of gcc-x64, and of msvc-x64. */
const CONDITIONS: readonly [condition: string, gcc: boolean, msvc: boolean][] = [
  ['ifdef __has_include', true, true],
  ['if defined(__has_include) && defined __has_include', true, true],
  ['ifndef __has_include', false, false],
  ['if __has_include(<stdint.h>)', true, true],
  ['if __has_include("nowhere.h")', false, false],
  ['ifdef __has_include_next', true, false],
  ['ifdef __has_attribute', true, false],
  [
    'if defined(__has_attribute)\n# if __has_attribute(packed)\n#  define HAS\n# endif\n#endif\n#ifdef HAS',
    true,
    false,
  ],
  ['if defined __has_attribute && __has_attribute(__packed__) && !__has_attribute(nonsense)', true, false],
  ['if defined __has_builtin && __has_builtin(__builtin_expect) && !__has_builtin(__builtin_nonsense)', true, false],
  ['if defined __has_c_attribute && __has_c_attribute(nodiscard) == 202003L', true, false],
  [
    'if defined __has_c_attribute && __has_c_attribute(deprecated) == 201904L && !__has_c_attribute(nonsense)',
    true,
    false,
  ],
  ['if defined __has_cpp_attribute && __has_cpp_attribute(gnu::packed)', true, false],
  // gcc 12 has none of these; a header that asks defines them itself.
  [
    'if defined __has_feature || defined __has_extension || defined __has_declspec_attribute || defined __is_identifier',
    false,
    false,
  ],
  ['define __has_feature(x) 0\n#if !__has_feature(modules) && defined __has_feature', true, true],
  ['define __has_attribute(x) 1\n#if __has_attribute(nonsense)', true, true],
  // A macro may ask.
  ['define HAS(x) __has_include(x)\n#if HAS(<stdint.h>) && !HAS("nowhere.h")', true, true],
  ['define FILE_ <stdint.h>\n#if __has_include(FILE_)', true, true],
  ['define BOTH (defined(__LINE__) && defined FOO)\n#define FOO 1\n#if BOTH', true, true],
  ['define PACKS __has_attribute(packed)\n#if defined __has_attribute && PACKS', true, false],
  // Names that stand for something without being macros.
  [
    'if defined __LINE__ && defined __FILE__ && defined __COUNTER__ && defined __DATE__ && defined __TIME__',
    true,
    true,
  ],
  ['if defined __INCLUDE_LEVEL__ && __INCLUDE_LEVEL__ == 0', true, true],
  ['ifdef __BASE_FILE__', true, false],
  ['if __BIGGEST_ALIGNMENT__ == 16 && __SIZEOF_INT128__ == 16 && __SIZEOF_WCHAR_T__ == 4', true, false],
];

suite('what headers ask a compiler', (test) => {
  for (const [condition, gcc, msvc] of CONDITIONS) {
    test(condition, () => {
      assert.is(holds(condition, GCC), gcc, 'gcc-x64');
      assert.is(holds(condition), msvc, 'msvc-x64');
    });
  }

  test('packed where the compiler has it', () => {
    const text =
      '#if defined(__has_attribute)\n# if __has_attribute(packed)\n#  define PACKED __attribute__((packed))\n# endif\n#endif\n' +
      'struct PACKED s { char c; int i; };';
    assert.is(imported(text, GCC).record('s').size, 5);
  });

  test('a file that the next folder has', () => {
    const include: HeaderOptions['include'] = (name, { isNext }) => (name === 'a.h' && isNext ? '' : undefined);
    assert.is(holds('if __has_include_next("a.h") && !__has_include("a.h")', { ...GCC, include }), true);
  });

  test('what nothing defines is 0 in a condition, and noted where it is called', () => {
    assert.equal(notesOn('#if __has_feature(x)\n#endif\n#if UNKNOWN\n#endif\n#if 0 && odd(1)\n#endif', GCC), [
      '1:5 nothing defines __has_feature, so __has_feature(…) is 0 in a condition',
    ]);
  });

  test('a test without an argument, and defined without a name', () => {
    assert.match(complaints('#if __has_attribute\n#endif', GCC)[0] ?? '', /^1:5 __has_attribute takes an argument/);
    assert.match(complaints('#if __has_attribute(x\n#endif', GCC)[0] ?? '', /^1:5 __has_attribute takes an argument/);
    assert.match(complaints('#if defined(1)\n#endif')[0] ?? '', /'defined' takes a name/);
    assert.match(complaints('#if defined(A\n#endif')[0] ?? '', /'\)' is missing behind the name/);
  });

  test('a target that there is not', () => {
    assert.throws(
      () => parseHeader('', { target: 'clang' as 'gcc' }),
      /target of parseHeader is 'msvc' or 'gcc' or 'mingw' or 'none', not 'clang'/,
    );
  });
});

suite('the macros of gcc', (test) => {
  test('are those that gcc 12.2 prints with -dM, but for values that are no integers', async () => {
    const theirs = (await readFixtureText('oracle/gcc-12-x64-macros.txt')).trim().split('\n');
    const mine = new Map(predefinedMacros('gcc-x64', 'gcc'));
    const real = /_(?:MAX|MIN|EPSILON)__ .*\.|_(?:DENORM_M|NORM_M|SUBNORMAL_)|__DEC\d+_(?:EPSILON|MIN|MAX)__/;
    for (const line of theirs) {
      const [, name = '', text] = /^#define (\w+(?:\([^)]*\))?) ?(.*)$/.exec(line) ?? [];
      if (real.test(line)) continue;
      assert.is(mine.get(name), text, name);
      mine.delete(name);
    }
    assert.equal([...mine.keys()], [], 'and no others');
  });

  test('of other processors say what gcc 12.2 says of types, byte order and the processor', async () => {
    const recorded = JSON.parse(await readFixtureText('oracle/gcc-12-type-macros.json')) as Record<
      HeaderOptions['abi'] & string,
      Record<string, string>
    >;
    // What gcc says of types is there, and nothing else than gcc says.
    const ofTypes =
      /^__U?INT|^__(?:SIZE|PTRDIFF|WCHAR|WINT|LONG|SHRT|SCHAR)_|^__SIZEOF_(?!IBM)|^__BYTE_ORDER__|BIGGEST/;
    for (const [abi, theirs] of Object.entries(recorded)) {
      const mine = new Map(predefinedMacros(abi as 'gcc-arm', 'gcc'));
      for (const [name, text] of Object.entries(theirs))
        if (ofTypes.test(name) || mine.has(name)) assert.is(mine.get(name), text, `${abi} ${name}`);
    }
    assert.is(Object.keys(recorded).length, 7);
  });

  test('types have the sizes that the macros say, for Windows too', () => {
    const text =
      'struct S { char a[sizeof(__SIZE_TYPE__) == __SIZEOF_SIZE_T__ ? 1 : -1], b[sizeof(__WCHAR_TYPE__) == __SIZEOF_WCHAR_T__ ? 1 : -1], ' +
      'c[sizeof(__INT_LEAST8_TYPE__) == 1 ? 1 : -1], d[sizeof(__CHAR16_TYPE__) == 2 ? 1 : -1], e[sizeof(__UINTPTR_TYPE__) == __SIZEOF_POINTER__ ? 1 : -1], ' +
      'f[sizeof(__INT_FAST16_TYPE__) * 8 == __INT_FAST16_WIDTH__ ? 1 : -1], g[sizeof(long) == __SIZEOF_LONG__ ? 1 : -1], ' +
      'h[sizeof(__UINT64_TYPE__) == 8 && __UINT64_MAX__ == __UINT64_C(18446744073709551615) ? 1 : -1]; };';
    for (const options of [GCC, { target: 'mingw' }, { abi: 'msvc-x86', target: 'mingw' }] as const) {
      assert.is(imported(text, options).record('S').size, 8);
    }
  });
});

/** Headers that compilers bring along, without an include path. */
suite('headers that are built in', (test) => {
  const ALL = 'stdint.h inttypes.h stddef.h stdbool.h limits.h stdarg.h stdalign.h stdnoreturn.h basetsd.h';
  const text = ALL.split(' ')
    .map((name) => `#include <${name}>\n`)
    .join('');

  test('their types have the sizes of the target', () => {
    const record =
      'struct S { uint8_t a; int64_t b; uint32_t c; uintptr_t d; size_t e; wchar_t f; bool g; int_fast16_t h; ULONG_PTR i; PUINT32 j; va_list k; };';
    assert.is(laidOut(imported(text + record, GCC), 'S'), '96/8 a@0 b@8 c@16 d@24 e@32 f@40 g@44 h@48 i@56 j@64 k@72');
    assert.is(laidOut(imported(text + record), 'S'), '72/8 a@0 b@8 c@16 d@24 e@32 f@40 g@42 h@44 i@48 j@56 k@64');
    assert.is(
      laidOut(imported(text + record, { abi: 'msvc-x86' }), 'S'),
      '48/8 a@0 b@8 c@16 d@20 e@24 f@28 g@30 h@32 i@36 j@40 k@44',
    );
  });

  test('their constants', () => {
    const sizes =
      'struct S { char a[UINT8_MAX == 255 && INT64_MIN < 0 && UINT64_MAX > 0 && SIZE_MAX == UINTPTR_MAX ? 1 : -1]; char b[CHAR_BIT], c[true + 1]; ' +
      'alignas(8) char d[offsetof(struct T, y)]; char e[INT32_C(3)]; char f[UINT_MAX == 0xffffffff && LLONG_MIN < 0 ? 1 : -1]; };';
    assert.is(imported(`${text}struct T { int x, y; };${sizes}`).record('S').size, 24);
    const long = 'struct S { char a[LONG_MAX > INT_MAX ? 2 : 1]; };';
    assert.is(imported(text + long, GCC).record('S').size, 2);
    assert.is(imported(text + long).record('S').size, 1);
  });

  test('the include function goes before them', () => {
    const include = (name: string): string | undefined => (name === 'stdint.h' ? 'typedef int mine;' : undefined);
    assert.is(imported('#include <stdint.h>\nstruct S { mine a; };', { include }).record('S').size, 4);
  });

  test('integers with a width in their name are known without them, and noted', () => {
    const lines = 'struct S { uint32_t a; UINT64 b; ULONG_PTR c; uint32_t d; };';
    assert.is(imported(lines, { abi: 'msvc-x86' }).record('S').size, 24);
    assert.equal(notesOn(lines), [
      '1:12 nothing declares uint32_t, so it is what stdint.h makes it',
      '1:24 nothing declares UINT64, so it is what basetsd.h makes it',
      '1:34 nothing declares ULONG_PTR, so it is what basetsd.h makes it',
    ]);
    assert.is(flatOf(imported('typedef char uint32_t; struct S { uint32_t a; };'), 'S'), 'a@0:8 = 1');
    assert.equal(notesOn('typedef char uint32_t; struct S { uint32_t a; int UINT8; };'), []);
  });
});

/** Lines, and the size of S. */
const SIZES: readonly [text: string, gcc: number, msvc: number][] = [
  ['struct S { char a[sizeof(L"ab") / sizeof(L"ab"[0])]; };', 3, 3],
  [
    'struct S { char a[sizeof(L"ab")], b[sizeof("ab" "c")], c[sizeof(u8"x"[0])], d[sizeof(u\'x\')], e[sizeof(U\'x\')]; };',
    23,
    17,
  ],
  ['struct S { char a["ab"[1]], b[*"\\2"], c["x"[1] + 1]; };', 101, 101],
  [
    'struct S { char a[(int)3.7], b[(int)(2.5 * 2)], c[(unsigned char)300.5], d[1.5 > 1 ? 2 : 1], e[(int)-0.5 + 1]; };',
    55,
    55,
  ],
  ['struct S { char a[sizeof 1.0f + sizeof(2.0)], b[(int)(float)16777217 - 16777215]; };', 13, 13],
  ['static const int N = 5; struct S { char a[N]; };', 5, 5],
  ['const unsigned N = 1 << 2, M = N + 1; struct S { char a[N][M]; };', 20, 20],
  ['constexpr unsigned char N = 257; struct S { char a[N]; };', 1, 1],
  ['struct S <% int a<:3:>; %>; void f(void) <% int x<:2:>; %>', 12, 12],
  ['%:define TWO 2\nstruct S { char a[TWO]; };', 2, 2],
  ['\uFEFFstruct S { int a; };', 4, 4],
  ['struct S { int a; };\n\x1A', 4, 4],
  ['struct S { int a; };\x1A\r\n', 4, 4],
];

suite('C that few headers have', (test) => {
  for (const [text, gcc, msvc] of SIZES) {
    test(text, () => {
      assert.is(imported(text, GCC).record('S').size, gcc);
      assert.is(imported(text).record('S').size, msvc);
    });
  }

  test('a variable whose value is not known is no constant, and a floating-point number is none', () => {
    assert.match(complaints('static const int N = f(3); struct S { char a[N]; };')[0] ?? '', /'N' is no constant/);
    assert.match(complaints('static int N = 3; struct S { char a[N]; };')[0] ?? '', /'N' is no constant/);
    assert.match(complaints('struct S { char a[3.5]; };')[0] ?? '', /this is a floating-point number; cast it/);
    assert.match(complaints('struct S { char a[1.5 & 1]; };')[0] ?? '', /'&' takes integers/);
  });

  test('#pragma once knows a file by another spelling of its path', () => {
    const include = (name: string): { text: string; name: string } => ({
      name,
      text: '#pragma once\nstruct S { int a; };',
    });
    assert.is(imported('#include "Usb.h"\n#include "./usb.h"\n#include "inc/USB.H"\n', { include }).records.length, 1);
  });

  test('a file that ends the import keeps what was read', () => {
    const text = 'struct S { int a; };\n#include "self.h"\nstruct T { int a; };';
    const { records, errors } = parseHeader(text, { include: () => '#include "self.h"\n' });
    assert.equal([records.map(({ name }) => name), errors.map(({ code }) => code)], [['S'], ['ERR_LIMIT_HEADER']]);
  });

  test('so do the other limits', () => {
    const text = `struct S { int a; };\n#define M 1+1+1+1\nenum { A = M M M };\n${'+;\n'.repeat(3)}struct T { int a; `;
    for (const limits of [{ expandedTokens: 8 }, { errors: 2 }]) {
      const { records, errors } = parseHeader(text, { limits });
      assert.equal([records.map(({ name }) => name), errors.at(-1)?.code], [['S'], 'ERR_LIMIT_HEADER']);
    }
    const line = parseHeader(`${'a'.repeat(20)}\n`, { limits: { lineLength: 10 } });
    assert.equal([line.records.length, line.errors.map(({ code }) => code)], [0, ['ERR_LIMIT_HEADER']]);
  });
});
