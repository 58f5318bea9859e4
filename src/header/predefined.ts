import { byteOrderOf, type NamedAbi } from '../schema/index.js';
import { dataModelOf } from './data-model.js';
import { gccMacros, type GccTypes } from './gcc-macros.js';
import type { LayoutRules } from './layout-flags.js';

/** The compiler whose built-in macros a header sees. `mingw` is gcc for Windows. */
export type HeaderTarget = 'msvc' | 'mingw' | 'gcc' | 'none';

const MSVC = '_MSC_VER=1940 _MSC_FULL_VER=194033811 _MSC_BUILD=1 _MSC_EXTENSIONS=1 _INTEGRAL_MAX_BITS=64 _WIN32=1';
const X64 = { msvc: '_WIN64=1 _M_X64=100 _M_AMD64=100', gcc: '__x86_64__=1 __x86_64=1 __amd64__=1 __amd64=1' };
const X86 = { msvc: '_M_IX86=600', gcc: '__i386__=1 __i386=1 i386=1' };
const UNIX =
  '__linux__=1 __linux=1 linux=1 __unix__=1 __unix=1 unix=1 __gnu_linux__=1 __ELF__=1 __USER_LABEL_PREFIX__= _STDC_PREDEF_H=1 __STDC_IEC_559__=1 ' +
  '__STDC_IEC_559_COMPLEX__=1 __STDC_IEC_60559_BFP__=201404L __STDC_IEC_60559_COMPLEX__=201404L __STDC_ISO_10646__=201706L';
const PIC = '__PIC__=2 __pic__=2 __PIE__=2 __pie__=2';
const LITTLE_WIDE = '__GNUC_WIDE_EXECUTION_CHARSET_NAME="UTF-32LE"';
const BIG_WIDE = '__GNUC_WIDE_EXECUTION_CHARSET_NAME="UTF-32BE"';
const LP64 = '__LP64__=1 _LP64=1';
const POWERPC = `__powerpc__=1 __PPC__=1 _ARCH_PPC=1 __BIG_ENDIAN__=1 _BIG_ENDIAN=1 __LONG_DOUBLE_128__=1 __LONGDOUBLE128=1 __LONG_DOUBLE_IBM128__=1 ${BIG_WIDE}`;

type GccAbi = Extract<NamedAbi, `gcc-${string}`>;

/** What gcc says of a processor and its system: of arm-none-eabi, and of Linux for the others. Which ARM it is, `__ARM_ARCH_7EM__` and the like, it does not say. */
const GCC_TARGETS: Readonly<Record<GccAbi, string>> = {
  'gcc-x64': `${X64.gcc} ${UNIX} ${LP64} ${PIC} __code_model_small__=1 __k8=1 __k8__=1 ${LITTLE_WIDE}`,
  'gcc-i386': `${X86.gcc} ${UNIX} ${PIC} _ILP32=1 __ILP32__=1 __code_model_32__=1 ${LITTLE_WIDE}`,
  'gcc-arm': `__arm__=1 __ARMEL__=1 __ARM_EABI__=1 __ARM_PCS=1 __APCS_32__=1 __ARM_32BIT_STATE=1 __ARM_SIZEOF_WCHAR_T=4 __ELF__=1 __USER_LABEL_PREFIX__= ${LITTLE_WIDE}`,
  'gcc-aarch64': `__aarch64__=1 __AARCH64EL__=1 __ARM_64BIT_STATE=1 __ARM_ARCH_ISA_A64=1 __ARM_SIZEOF_WCHAR_T=4 ${UNIX} ${LP64} ${LITTLE_WIDE}`,
  'gcc-powerpc': `__powerpc=1 powerpc=1 __PPC=1 PPC=1 _CALL_SYSV=1 ${POWERPC} ${UNIX}`,
  'gcc-powerpc64': `__powerpc64__=1 __PPC64__=1 _ARCH_PPC64=1 ${POWERPC} ${UNIX} ${LP64}`,
  'gcc-mips': `__mips__=1 __mips=1 mips=1 _mips=1 _MIPSEB=1 __MIPSEB=1 __MIPSEB__=1 MIPSEB=1 _ABIO32=1 _MIPS_SIM=_ABIO32 _MIPS_SZINT=32 _MIPS_SZLONG=32 _MIPS_SZPTR=32 ${UNIX} ${BIG_WIDE}`,
  'gcc-s390x': `__s390__=1 __s390x__=1 __zarch__=1 __LONG_DOUBLE_128__=1 ${UNIX} ${LP64} ${BIG_WIDE}`,
};
const WIDE_TYPES: Partial<Readonly<Record<NamedAbi, 'long int' | 'unsigned int'>>> = {
  'gcc-i386': 'long int',
  'gcc-arm': 'unsigned int',
  'gcc-aarch64': 'unsigned int',
  'gcc-powerpc': 'long int',
};
const LONG_DOUBLES: Partial<Readonly<Record<NamedAbi, 'double' | 'quad' | 'pair'>>> = {
  'gcc-arm': 'double',
  'gcc-aarch64': 'quad',
  'gcc-powerpc': 'pair',
  'gcc-powerpc64': 'pair',
  'gcc-mips': 'double',
  'gcc-s390x': 'quad',
};
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
  return isGcc(abi) ? 'gcc' : 'msvc';
}

function isGcc(abi: NamedAbi): abi is GccAbi {
  return Object.hasOwn(GCC_TARGETS, abi);
}

/** Name and value of each macro that is there before the first line. A function-like one has its parameters in its name. */
export function predefinedMacros(
  abi: NamedAbi,
  target: HeaderTarget,
  { hasShortEnums }: Pick<LayoutRules, 'hasShortEnums'> = dataModelOf(abi),
): (readonly [name: string, value: string])[] {
  const is64 = abi !== 'msvc-x86';
  switch (target) {
    case 'msvc':
      return words(`${MSVC} ${is64 ? X64.msvc : X86.msvc} ${windowsDefaults(is64)}`);
    case 'gcc': {
      // A header for MSVC may be read with gcc's macros.
      const gcc = isGcc(abi) ? abi : is64 ? 'gcc-x64' : 'gcc-i386';
      const leastEnum = gcc.startsWith('gcc-a') ? ` __ARM_SIZEOF_MINIMAL_ENUM=${hasShortEnums ? 1 : 4}` : '';
      return [...gccMacros(gccTypes(gcc)), ...words(GCC_TARGETS[gcc] + leastEnum)];
    }
    case 'mingw': {
      const model = { ...dataModelOf(is64 ? 'gcc-x64' : 'gcc-i386'), longBytes: 4 } as const;
      const types = { ...gccTypes('gcc-x64'), model, wideType: 'short unsigned int', isFastWide: false } as const;
      return [...gccMacros(types), ...words(`${is64 ? X64.gcc : X86.gcc} ${MINGW} ${is64 ? MINGW_64 : MINGW_32}`)];
    }
    case 'none':
      return [];
  }
}

function gccTypes(abi: GccAbi): GccTypes {
  return {
    model: dataModelOf(abi),
    wideType: WIDE_TYPES[abi] ?? 'int',
    longDouble: LONG_DOUBLES[abi] ?? 'x87',
    isFastWide: true,
    byteOrder: byteOrderOf(abi) === 'big' ? 'BIG' : 'LITTLE',
    isX86: abi === 'gcc-x64' || abi === 'gcc-i386',
  };
}

function words(text: string): (readonly [string, string])[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const);
}
