import type { DataModel } from './data-model.js';

/** `typedef BASE NAME;` for each pair of names. */
const typedefs = (pairs: Readonly<Record<string, string>>): string =>
  Object.entries(pairs)
    .map(([name, type]) => `typedef ${type} ${name};\n`)
    .join('');

const STDINT_TYPES: Readonly<Record<string, string>> = {
  int8_t: 'signed char',
  uint8_t: 'unsigned char',
  int16_t: 'short',
  uint16_t: 'unsigned short',
  int32_t: 'int',
  uint32_t: 'unsigned int',
  int64_t: '__INT64__',
  uint64_t: 'unsigned __INT64__',
  int_least8_t: 'signed char',
  uint_least8_t: 'unsigned char',
  int_least16_t: 'short',
  uint_least16_t: 'unsigned short',
  int_least32_t: 'int',
  uint_least32_t: 'unsigned int',
  int_least64_t: '__INT64__',
  uint_least64_t: 'unsigned __INT64__',
  int_fast8_t: 'signed char',
  uint_fast8_t: 'unsigned char',
  int_fast16_t: '__FAST__',
  uint_fast16_t: 'unsigned __FAST__',
  int_fast32_t: '__FAST__',
  uint_fast32_t: 'unsigned __FAST__',
  int_fast64_t: '__INT64__',
  uint_fast64_t: 'unsigned __INT64__',
  intmax_t: '__INT64__',
  uintmax_t: 'unsigned __INT64__',
  intptr_t: '__WORD__',
  uintptr_t: 'unsigned __WORD__',
};

/** What basetsd.h declares, each with a pointer to it: `UINT32`, `PUINT32`. */
const BASETSD_TYPES: Readonly<Record<string, string>> = {
  INT8: 'signed char',
  INT16: 'short',
  INT32: 'int',
  INT64: 'long long',
  UINT8: 'unsigned char',
  UINT16: 'unsigned short',
  UINT32: 'unsigned int',
  UINT64: 'unsigned long long',
  LONG32: 'int',
  ULONG32: 'unsigned int',
  DWORD32: 'unsigned int',
  LONG64: 'long long',
  ULONG64: 'unsigned long long',
  DWORD64: 'unsigned long long',
  INT_PTR: '__WORD__',
  UINT_PTR: 'unsigned __WORD__',
  LONG_PTR: '__WORD__',
  ULONG_PTR: 'unsigned __WORD__',
  DWORD_PTR: 'unsigned __WORD__',
  SIZE_T: 'unsigned __WORD__',
  SSIZE_T: '__WORD__',
  HANDLE_PTR: 'unsigned __WORD__',
  HALF_PTR: '__HALF__',
  UHALF_PTR: 'unsigned __HALF__',
  KAFFINITY: 'unsigned __WORD__',
};

/** What Linux' interface headers take from linux/types.h. */
const LINUX_TYPES: Readonly<Record<string, string>> = {
  __s8: 'signed char',
  __u8: 'unsigned char',
  __s16: 'short',
  __u16: 'unsigned short',
  __s32: 'int',
  __u32: 'unsigned int',
  __s64: 'long long',
  __u64: 'unsigned long long',
  __le16: 'unsigned short',
  __be16: 'unsigned short',
  __le32: 'unsigned int',
  __be32: 'unsigned int',
  __le64: 'unsigned long long',
  __be64: 'unsigned long long',
  __sum16: 'unsigned short',
  __wsum: 'unsigned int',
};

const pointersTo = (pairs: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.keys(pairs).map((name) => [`P${name}`, `${name} *`]));

const LIMITS = (['8', '16', '32', '64'] as const)
  .map((bits) => {
    const most = (1n << (BigInt(bits) - 1n)) - 1n;
    const [suffix, unsigned] = bits === '64' ? ['LL', 'ULL'] : ['', bits === '32' ? 'U' : ''];
    return ['', '_LEAST', '_FAST']
      .map(
        (kind) =>
          `#define INT${kind}${bits}_MIN (-${most}${suffix} - 1)\n#define INT${kind}${bits}_MAX ${most}${suffix}\n` +
          `#define UINT${kind}${bits}_MAX ${2n * most + 1n}${unsigned}\n`,
      )
      .join('');
  })
  .join('');

const STDINT = `#pragma once
${typedefs(STDINT_TYPES)}${LIMITS}#define INTMAX_MIN INT64_MIN
#define INTMAX_MAX INT64_MAX
#define UINTMAX_MAX UINT64_MAX
#if defined(_WIN64) || defined(__LP64__)
#define INTPTR_MIN INT64_MIN
#define INTPTR_MAX INT64_MAX
#define UINTPTR_MAX UINT64_MAX
#else
#define INTPTR_MIN INT32_MIN
#define INTPTR_MAX INT32_MAX
#define UINTPTR_MAX UINT32_MAX
#endif
#define PTRDIFF_MIN INTPTR_MIN
#define PTRDIFF_MAX INTPTR_MAX
#define SIZE_MAX UINTPTR_MAX
#define INT8_C(c) c
#define INT16_C(c) c
#define INT32_C(c) c
#define INT64_C(c) c ## LL
#define UINT8_C(c) c
#define UINT16_C(c) c
#define UINT32_C(c) c ## U
#define UINT64_C(c) c ## ULL
#define INTMAX_C(c) c ## LL
#define UINTMAX_C(c) c ## ULL
`;

const STDDEF = `#pragma once
typedef unsigned __WORD__ size_t;
typedef __WORD__ ptrdiff_t;
#ifdef _WIN32
typedef unsigned short wint_t;
typedef double max_align_t;
#else
typedef unsigned int wint_t;
typedef struct { long long __max_align_ll __attribute__((aligned(__alignof__(long long)))); long double __max_align_ld __attribute__((aligned(__alignof__(long double)))); } max_align_t;
#endif
#define NULL ((void *)0)
#define offsetof(type, member) __builtin_offsetof(type, member)
`;

const LIMITS_H = `#pragma once
#define CHAR_BIT 8
#define SCHAR_MIN (-128)
#define SCHAR_MAX 127
#define UCHAR_MAX 255
#ifdef __CHAR_UNSIGNED__
#define CHAR_MIN 0
#define CHAR_MAX UCHAR_MAX
#else
#define CHAR_MIN SCHAR_MIN
#define CHAR_MAX SCHAR_MAX
#endif
#define MB_LEN_MAX 16
#define SHRT_MIN (-32768)
#define SHRT_MAX 32767
#define USHRT_MAX 65535
#define INT_MIN (-2147483647 - 1)
#define INT_MAX 2147483647
#define UINT_MAX 0xffffffffU
#ifdef __LP64__
#define LONG_MAX 0x7fffffffffffffffL
#define ULONG_MAX 0xffffffffffffffffUL
#else
#define LONG_MAX 2147483647L
#define ULONG_MAX 0xffffffffUL
#endif
#define LONG_MIN (-LONG_MAX - 1)
#define LLONG_MAX 0x7fffffffffffffffLL
#define LLONG_MIN (-LLONG_MAX - 1)
#define ULLONG_MAX 0xffffffffffffffffULL
`;

const STDARG = `#pragma once
typedef __builtin_va_list va_list;
typedef __builtin_va_list __gnuc_va_list;
#define va_start(list, last) __builtin_va_start(list, last)
#define va_arg(list, type) __builtin_va_arg(list, type)
#define va_copy(to, from) __builtin_va_copy(to, from)
#define va_end(list) __builtin_va_end(list)
`;

/** Headers that every compiler brings along, for whoever has no include path with them. */
const TEXTS: Readonly<Record<string, string>> = {
  'stdint.h': STDINT,
  'inttypes.h': '#include <stdint.h>\n',
  'stddef.h': STDDEF,
  'limits.h': LIMITS_H,
  'stdarg.h': STDARG,
  'stdbool.h':
    '#pragma once\n#define bool _Bool\n#define true 1\n#define false 0\n#define __bool_true_false_are_defined 1\n',
  'stdalign.h': '#pragma once\n#define alignas _Alignas\n#define alignof _Alignof\n',
  'stdnoreturn.h': '#pragma once\n#define noreturn _Noreturn\n',
  'linux/types.h': `#pragma once\n${typedefs(LINUX_TYPES)}#define __bitwise\n`,
  'basetsd.h': `#pragma once\n${typedefs(BASETSD_TYPES)}${typedefs(pointersTo(BASETSD_TYPES))}`,
};

/** The text of a header that is built in; undefined where there is none of that name. */
export function builtInHeader(name: string, model: DataModel): string | undefined {
  const text = Object.hasOwn(TEXTS, name) ? TEXTS[name] : undefined;
  return text && spelled(text, model);
}

/** Integer types with a width in their name, for headers that neither declare nor include them: `uint32_t`, `ULONG64`. */
export function wellKnownInteger(name: string, model: DataModel): readonly string[] | undefined {
  const isThere = Object.hasOwn(STDINT_TYPES, name);
  const type = isThere ? STDINT_TYPES[name] : Object.hasOwn(BASETSD_TYPES, name) ? BASETSD_TYPES[name] : undefined;
  return type === undefined ? undefined : spelled(type, model).split(' ');
}

/** The header that has the name. */
export function homeOf(name: string): string {
  return Object.hasOwn(STDINT_TYPES, name) ? 'stdint.h' : 'basetsd.h';
}

function spelled(text: string, { longBytes, pointerBytes }: DataModel): string {
  const wide = longBytes === 8 ? 'long' : 'long long';
  const word = pointerBytes === 8 ? wide : 'int';
  return text
    .replaceAll('__INT64__', wide)
    .replaceAll('__FAST__', longBytes === 8 ? 'long' : 'int')
    .replaceAll('__WORD__', word)
    .replaceAll('__HALF__', pointerBytes === 8 ? 'int' : 'short');
}
