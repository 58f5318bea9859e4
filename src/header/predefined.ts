import type { NamedAbi } from '../schema/index.js';
import { gccMacros } from './gcc-macros.js';

/** The compiler whose built-in macros a header sees. `mingw` is gcc for Windows. */
export type HeaderTarget = 'msvc' | 'mingw' | 'gcc' | 'none';

const MSVC = '_MSC_VER=1940 _MSC_FULL_VER=194033811 _MSC_BUILD=1 _MSC_EXTENSIONS=1 _INTEGRAL_MAX_BITS=64 _WIN32=1';
const X64 = { msvc: '_WIN64=1 _M_X64=100 _M_AMD64=100', gcc: '__x86_64__=1 __x86_64=1 __amd64__=1 __amd64=1' };
const X86 = { msvc: '_M_IX86=600', gcc: '__i386__=1 __i386=1 i386=1' };
const LINUX =
  '__linux__=1 __linux=1 linux=1 __unix__=1 __unix=1 unix=1 __gnu_linux__=1 __ELF__=1 __LP64__=1 _LP64=1 __USER_LABEL_PREFIX__= ' +
  '__code_model_small__=1 __k8=1 __k8__=1 __PIC__=2 __pic__=2 __PIE__=2 __pie__=2 _STDC_PREDEF_H=1 __STDC_IEC_559__=1 ' +
  '__STDC_IEC_559_COMPLEX__=1 __STDC_IEC_60559_BFP__=201404L __STDC_IEC_60559_COMPLEX__=201404L __STDC_ISO_10646__=201706L ' +
  '__GNUC_WIDE_EXECUTION_CHARSET_NAME="UTF-32LE"';
const MINGW =
  '_WIN32=1 __WIN32__=1 __WIN32=1 WIN32=1 WINNT=1 __MINGW32__=1 __GNUC_WIDE_EXECUTION_CHARSET_NAME="UTF-16LE" ' +
  '__stdcall=__attribute__((__stdcall__)) __cdecl=__attribute__((__cdecl__)) __fastcall=__attribute__((__fastcall__)) ' +
  '_stdcall=__attribute__((__stdcall__)) _cdecl=__attribute__((__cdecl__)) _fastcall=__attribute__((__fastcall__)) ' +
  '__declspec(x)=__attribute__((x))';
const MINGW_64 = '_WIN64=1 __WIN64__=1 WIN64=1 __MINGW64__=1 __USER_LABEL_PREFIX__=';
const MINGW_32 = '__USER_LABEL_PREFIX__=_';

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
export function predefinedMacros(abi: NamedAbi, target: HeaderTarget): (readonly [name: string, value: string])[] {
  const is64 = abi !== 'msvc-x86';
  const cpu = is64 ? X64 : X86;
  const pointerBytes = is64 ? 8 : 4;
  switch (target) {
    case 'msvc':
      return words(`${MSVC} ${cpu.msvc} ${windowsDefaults(is64)}`);
    case 'gcc': {
      const types = { longBytes: 8, pointerBytes, wideBytes: 4, longDoubleBytes: 16, isFastWide: true } as const;
      return [...gccMacros(types), ...words(`${cpu.gcc} ${LINUX}`)];
    }
    case 'mingw': {
      const longDoubleBytes = is64 ? 16 : 12;
      const types = { longBytes: 4, pointerBytes, wideBytes: 2, longDoubleBytes, isFastWide: false } as const;
      return [...gccMacros(types), ...words(`${cpu.gcc} ${MINGW} ${is64 ? MINGW_64 : MINGW_32}`)];
    }
    case 'none':
      return [];
  }
}

function words(text: string): (readonly [string, string])[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const);
}
