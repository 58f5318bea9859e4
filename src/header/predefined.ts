import type { NamedAbi } from '../schema/index.js';

/** The compiler whose built-in macros a header sees. `mingw` is gcc for Windows. */
export type HeaderTarget = 'msvc' | 'mingw' | 'gcc' | 'none';

const MSVC = '_MSC_VER=1940 _MSC_FULL_VER=194033811 _MSC_BUILD=1 _MSC_EXTENSIONS=1 _INTEGRAL_MAX_BITS=64 _WIN32=1';
const GCC =
  '__GNUC__=12 __GNUC_MINOR__=2 __GNUC_PATCHLEVEL__=0 __STDC__=1 __STDC_VERSION__=201710L __STDC_HOSTED__=1 __CHAR_BIT__=8 ' +
  '__ORDER_LITTLE_ENDIAN__=1234 __ORDER_BIG_ENDIAN__=4321 __BYTE_ORDER__=__ORDER_LITTLE_ENDIAN__ ' +
  '__SIZEOF_SHORT__=2 __SIZEOF_INT__=4 __SIZEOF_LONG_LONG__=8 __SIZEOF_FLOAT__=4 __SIZEOF_DOUBLE__=8 __SCHAR_MAX__=0x7f ' +
  '__SHRT_MAX__=0x7fff __INT_MAX__=0x7fffffff __LONG_LONG_MAX__=0x7fffffffffffffffLL __INT8_TYPE__=signed\tchar ' +
  '__INT16_TYPE__=short __INT32_TYPE__=int __INT64_TYPE__=long\tlong __UINT8_TYPE__=unsigned\tchar __UINT16_TYPE__=unsigned\tshort ' +
  '__UINT32_TYPE__=unsigned\tint __UINT64_TYPE__=unsigned\tlong\tlong';
const X64 = { msvc: '_WIN64=1 _M_X64=100 _M_AMD64=100', gcc: '__x86_64__=1 __x86_64=1 __amd64__=1 __amd64=1' };
const X86 = { msvc: '_M_IX86=600', gcc: '__i386__=1 __i386=1 i386=1' };
const LINUX =
  '__linux__=1 __linux=1 linux=1 __unix__=1 __gnu_linux__=1 __ELF__=1 __LP64__=1 _LP64=1 __SIZEOF_POINTER__=8 __SIZEOF_LONG__=8 ' +
  '__LONG_MAX__=0x7fffffffffffffffL __SIZE_TYPE__=unsigned\tlong __PTRDIFF_TYPE__=long __WCHAR_TYPE__=int __WINT_TYPE__=unsigned\tint ' +
  '__INTPTR_TYPE__=long __UINTPTR_TYPE__=unsigned\tlong __INTMAX_TYPE__=long __UINTMAX_TYPE__=unsigned\tlong';
const MINGW =
  '_WIN32=1 __WIN32__=1 __WIN32=1 WIN32=1 WINNT=1 __MINGW32__=1 __SIZEOF_LONG__=4 __LONG_MAX__=0x7fffffffL __WCHAR_TYPE__=unsigned\tshort ' +
  '__WINT_TYPE__=unsigned\tshort __stdcall=__attribute__((__stdcall__)) __cdecl=__attribute__((__cdecl__)) ' +
  '__fastcall=__attribute__((__fastcall__)) __declspec(x)=__attribute__((x))';
const MINGW_64 =
  '_WIN64=1 __WIN64__=1 WIN64=1 __MINGW64__=1 __SIZEOF_POINTER__=8 __SIZE_TYPE__=unsigned\tlong\tlong __PTRDIFF_TYPE__=long\tlong';
const MINGW_32 = '__SIZEOF_POINTER__=4 __SIZE_TYPE__=unsigned\tint __PTRDIFF_TYPE__=int';

/**
 * What every driver header takes from ntdef.h, winnt.h and sal.h, for headers that come without them. A header's own definition
 * replaces one of these.
 */
function windowsDefaults(is64: boolean): string {
  const align = '__declspec(align(x))';
  return (
    `DECLSPEC_ALIGN(x)=${align} DECLSPEC_CACHEALIGN=__declspec(align(64)) UNALIGNED=__unaligned ANYSIZE_ARRAY=1 ` +
    `POINTER_ALIGNMENT=${is64 ? '__declspec(align(8))' : ''} MEMORY_ALLOCATION_ALIGNMENT=${is64 ? 16 : 8} POINTER_64=__ptr64 POINTER_32=__ptr32`
  );
}

export function defaultTarget(abi: NamedAbi): HeaderTarget {
  return abi === 'gcc-x64' ? 'gcc' : 'msvc';
}

/** Name and value of each macro that is there before the first line. A function-like one has its parameters in its name. */
export function predefinedMacros(abi: NamedAbi, target: HeaderTarget): [name: string, value: string][] {
  const is64 = abi !== 'msvc-x86';
  const cpu = is64 ? X64 : X86;
  const text = {
    msvc: `${MSVC} ${cpu.msvc} ${windowsDefaults(is64)}`,
    mingw: `${GCC} ${cpu.gcc} ${MINGW} ${is64 ? MINGW_64 : MINGW_32}`,
    gcc: `${GCC} ${cpu.gcc} ${LINUX}`,
    none: '',
  }[target];
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      const equals = word.indexOf('=');
      return [word.slice(0, equals), word.slice(equals + 1).replaceAll('\t', ' ')];
    });
}
