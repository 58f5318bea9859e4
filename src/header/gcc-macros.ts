import type { DataModel } from './data-model.js';

/** What gcc's types are on one target. */
export interface GccTypes {
  readonly model: Pick<
    DataModel,
    'longBytes' | 'pointerBytes' | 'isCharSigned' | 'longDoubleBytes' | 'hasInt128' | 'attributeAlign'
  >;
  /** What wchar_t is. */
  readonly wideType: 'int' | 'long int' | 'unsigned int' | 'short unsigned int';
  readonly longDouble: LongDouble;
  /** The fast integers of 16 and 32 bits: as wide as long on Linux, plain elsewhere. */
  readonly isFastWide: boolean;
  readonly byteOrder: 'LITTLE' | 'BIG';
  readonly isX86: boolean;
}

/** How a long double is stored: x87's 80 bits, as a double, IEEE's 128 bits, or a pair of doubles. */
type LongDouble = 'x87' | 'double' | 'quad' | 'pair';

type Entry = readonly [name: string, text: string];

/** Decimal digits, bits, binary exponents and decimal ones of the floating-point formats. */
const FLOATS: Readonly<
  Record<string, readonly [dig: number, decimal: number, mant: number, max: number, max10: number]>
> = {
  FLT16: [3, 5, 11, 16, 4],
  FLT: [6, 9, 24, 128, 38],
  FLT32: [6, 9, 24, 128, 38],
  DBL: [15, 17, 53, 1024, 308],
  FLT64: [15, 17, 53, 1024, 308],
  FLT32X: [15, 17, 53, 1024, 308],
  FLT128: [33, 36, 113, 16_384, 4932],
};

/** The formats of long double; a pair of doubles is none of IEEE's. */
const LONG_DOUBLES: Readonly<Record<LongDouble, (typeof FLOATS)[string] | undefined>> = {
  x87: [18, 21, 64, 16_384, 4932],
  double: FLOATS['DBL'],
  quad: FLOATS['FLT128'],
  pair: undefined,
};

const FIXED =
  '__GNUC__=12 __GNUC_MINOR__=2 __GNUC_PATCHLEVEL__=0 __GNUC_STDC_INLINE__=1 __GXX_ABI_VERSION=1017 __VERSION__="12.2.0" __STDC__=1 ' +
  '__STDC_VERSION__=201710L __STDC_HOSTED__=1 __STDC_UTF_16__=1 __STDC_UTF_32__=1 __CHAR_BIT__=8 __NO_INLINE__=1 ' +
  '__ORDER_LITTLE_ENDIAN__=1234 __ORDER_BIG_ENDIAN__=4321 __ORDER_PDP_ENDIAN__=3412 ' +
  '__SIZEOF_SHORT__=2 __SIZEOF_INT__=4 __SIZEOF_LONG_LONG__=8 __SIZEOF_FLOAT__=4 __SIZEOF_DOUBLE__=8 ' +
  '__FINITE_MATH_ONLY__=0 __PRAGMA_REDEFINE_EXTNAME=1 __FLT_RADIX__=2 __GCC_ATOMIC_TEST_AND_SET_TRUEVAL=1 ' +
  '__ATOMIC_RELAXED=0 __ATOMIC_CONSUME=1 __ATOMIC_ACQUIRE=2 __ATOMIC_RELEASE=3 __ATOMIC_ACQ_REL=4 __ATOMIC_SEQ_CST=5';

/** What gcc says of x86 beside. */
const FIXED_X86 =
  '__SIZEOF_FLOAT128__=16 __REGISTER_PREFIX__= __DECIMAL_BID_FORMAT__=1 __DEC_EVAL_METHOD__=2 __HAVE_SPECULATION_SAFE_VALUE=1 ' +
  '__GCC_ASM_FLAG_OUTPUTS__=1 __GCC_CONSTRUCTIVE_SIZE=64 __GCC_DESTRUCTIVE_SIZE=64 __GCC_IEC_559=2 __GCC_IEC_559_COMPLEX=2 ' +
  '__GCC_HAVE_DWARF2_CFI_ASM=1 __SEG_FS=1 __SEG_GS=1 __ATOMIC_HLE_ACQUIRE=65536 __ATOMIC_HLE_RELEASE=131072 ' +
  '__DEC32_MANT_DIG__=7 __DEC32_MAX_EXP__=97 __DEC32_MIN_EXP__=(-94) __DEC64_MANT_DIG__=16 __DEC64_MAX_EXP__=385 __DEC64_MIN_EXP__=(-382) ' +
  '__DEC128_MANT_DIG__=34 __DEC128_MAX_EXP__=6145 __DEC128_MIN_EXP__=(-6142)';

/** gcc is without them where it builds for i686. */
const FIXED_X64 =
  '__MMX__=1 __SSE__=1 __SSE2__=1 __SSE_MATH__=1 __SSE2_MATH__=1 __MMX_WITH_SSE__=1 __FXSR__=1 __FLT_EVAL_METHOD__=0 __FLT_EVAL_METHOD_TS_18661_3__=0';

/** The macros that gcc 12 has before the first line, whatever the system, but for values that are no integers. */
export function gccMacros(types: GccTypes): readonly Entry[] {
  const { model, isX86 } = types;
  return [
    ...entriesOf(FIXED),
    ...orderAndAlignment(types),
    ...(isX86 ? x86Macros(model.pointerBytes === 8, model.longDoubleBytes) : []),
    ...integerMacros(types),
    ...floatMacros(types),
  ];
}

function entriesOf(words: string): Entry[] {
  return words.split(' ').map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]);
}

function orderAndAlignment({ byteOrder, model }: GccTypes): Entry[] {
  return [
    ['__BYTE_ORDER__', `__ORDER_${byteOrder}_ENDIAN__`],
    ['__FLOAT_WORD_ORDER__', `__ORDER_${byteOrder}_ENDIAN__`],
    ['__BIGGEST_ALIGNMENT__', String(model.attributeAlign)],
    ...(model.isCharSigned ? [] : [['__CHAR_UNSIGNED__', '1'] as const]),
  ];
}

function x86Macros(is64: boolean, longDoubleBytes: number): Entry[] {
  const lockFree = 'BOOL CHAR CHAR16_T CHAR32_T WCHAR_T SHORT INT LONG LLONG POINTER'.split(' ');
  return [
    ...entriesOf(FIXED_X86),
    ...(is64 ? entriesOf(FIXED_X64) : []),
    ['__SIZEOF_FLOAT80__', String(longDoubleBytes === 8 ? 16 : longDoubleBytes)],
    ...lockFree.map((name): Entry => [`__GCC_ATOMIC_${name}_LOCK_FREE`, '2']),
    ...[1, 2, 4, 8].map((bytes): Entry => [`__GCC_HAVE_SYNC_COMPARE_AND_SWAP_${bytes}`, '1']),
    ['__GNUC_EXECUTION_CHARSET_NAME', '"UTF-8"'],
  ];
}

/** An integer type as gcc spells it, and the suffix of its constants. */
interface Spelled {
  readonly type: string;
  readonly bytes: number;
  readonly suffix: string;
}

function integerMacros(types: GccTypes): Entry[] {
  const { model, wideType, isFastWide } = types;
  const { longBytes, pointerBytes, longDoubleBytes, hasInt128 } = model;
  const wideBytes = wideType === 'short unsigned int' ? 2 : 4;
  const wide: Spelled =
    longBytes === 8 ? { type: 'long int', bytes: 8, suffix: 'L' } : { type: 'long long int', bytes: 8, suffix: 'LL' };
  const int: Spelled = { type: 'int', bytes: 4, suffix: '' };
  const short: Spelled = { type: 'short int', bytes: 2, suffix: '' };
  const char: Spelled = { type: 'signed char', bytes: 1, suffix: '' };
  const word = pointerBytes === 8 ? wide : int;
  const exact = { 8: char, 16: short, 32: int, 64: wide };
  const fast = isFastWide ? { ...exact, 16: word, 32: word } : exact;
  const unsignedWide = wideType.includes('unsigned');
  const suffixes = { 'long int': 'L', 'unsigned int': 'U', int: '', 'short unsigned int': '' };
  const character: Spelled = { type: wideType, bytes: wideBytes, suffix: suffixes[wideType] };
  const windows: Spelled = wideBytes === 2 ? character : { type: 'unsigned int', bytes: 4, suffix: 'U' };
  return [
    ...Object.entries(exact).flatMap(([bits, one]) => exactMacros(`INT${bits}`, one)),
    ...Object.entries(exact).flatMap(([bits, one]) => familyMacros(`INT_LEAST${bits}`, one)),
    ...Object.entries(fast).flatMap(([bits, one]) => familyMacros(`INT_FAST${bits}`, one)),
    ...familyMacros('INTMAX', wide),
    ['__INTMAX_C(c)', withSuffix(wide.suffix)],
    ['__UINTMAX_C(c)', withSuffix(`U${wide.suffix}`)],
    ...familyMacros('INTPTR', word),
    ...plainMacros('PTRDIFF', word, false),
    ...plainMacros('SIZE', unsignedOf(word), true),
    ...plainMacros('SIG_ATOMIC', int, false),
    ['__SIG_ATOMIC_MIN__', '(-__SIG_ATOMIC_MAX__ - 1)'],
    ...plainMacros('WCHAR', character, unsignedWide),
    ['__WCHAR_MIN__', unsignedWide ? `0${character.suffix}` : '(-__WCHAR_MAX__ - 1)'],
    ...plainMacros('WINT', windows, true),
    ['__WINT_MIN__', wideBytes === 2 ? '0' : '0U'],
    ...(
      [
        ['SCHAR', 1, ''],
        ['SHRT', 2, ''],
        ['INT', 4, ''],
        ['LONG', longBytes, 'L'],
        ['LONG_LONG', 8, 'LL'],
      ] as const
    ).flatMap(([name, bytes, suffix]): Entry[] => [
      [`__${name}_MAX__`, mostOf(bytes, false) + suffix],
      [`__${name}_WIDTH__`, String(bytes * 8)],
    ]),
    ['__CHAR16_TYPE__', 'short unsigned int'],
    ['__CHAR32_TYPE__', 'unsigned int'],
    ['__SIZEOF_LONG__', String(longBytes)],
    ['__SIZEOF_POINTER__', String(pointerBytes)],
    ['__SIZEOF_SIZE_T__', String(pointerBytes)],
    ['__SIZEOF_PTRDIFF_T__', String(pointerBytes)],
    ['__SIZEOF_WCHAR_T__', String(wideBytes)],
    ['__SIZEOF_WINT_T__', String(wideBytes)],
    ['__SIZEOF_LONG_DOUBLE__', String(longDoubleBytes)],
    ...(hasInt128 ? [['__SIZEOF_INT128__', '16'] as const] : []),
  ];
}

function mostOf(bytes: number, isUnsigned: boolean): string {
  return isUnsigned ? `0x${'ff'.repeat(bytes)}` : `0x7f${'ff'.repeat(bytes - 1)}`;
}

/** `long int` is `long unsigned int`; constants of less than an int need no suffix. */
function unsignedOf({ type, bytes, suffix }: Spelled): Spelled {
  const name = type === 'signed char' ? 'unsigned char' : type.replace(/int$/, 'unsigned int');
  return { type: name, bytes, suffix: bytes < 4 ? '' : `U${suffix}` };
}

function withSuffix(suffix: string): string {
  return suffix === '' ? 'c' : `c ## ${suffix}`;
}

function plainMacros(name: string, { type, bytes, suffix }: Spelled, isUnsigned: boolean): Entry[] {
  return [
    [`__${name}_TYPE__`, type],
    [`__${name}_MAX__`, mostOf(bytes, isUnsigned) + suffix],
    [`__${name}_WIDTH__`, String(bytes * 8)],
  ];
}

/** A signed type and its unsigned one. */
function familyMacros(name: string, one: Spelled): Entry[] {
  const [type, most] = plainMacros(`U${name}`, unsignedOf(one), true);
  return [...plainMacros(name, one, false), type as Entry, most as Entry];
}

function exactMacros(name: string, one: Spelled): Entry[] {
  return [
    ...familyMacros(name, one).filter(([macro]) => !macro.endsWith('_WIDTH__')),
    [`__${name}_C(c)`, withSuffix(one.suffix)],
    [`__U${name}_C(c)`, withSuffix(unsignedOf(one).suffix)],
  ];
}

function floatMacros({ longDouble, isX86, model }: GccTypes): Entry[] {
  const is64 = isX86 && model.pointerBytes === 8;
  const extended = LONG_DOUBLES[longDouble];
  const formats = Object.entries(FLOATS).filter(([name]) => (name !== 'FLT16' || is64) && (isX86 || name !== 'FLT128'));
  if (extended !== undefined) formats.push(['LDBL', extended]);
  if (isX86 && extended !== undefined) formats.push(['FLT64X', extended]);
  const digits: Entry[] = extended === undefined ? [] : [['__DECIMAL_DIG__', String(extended[1])]];
  const macros = formats.flatMap(([name, [dig, decimal, mant, max, max10]]): Entry[] => [
    [`__${name}_DIG__`, String(dig)],
    [`__${name}_DECIMAL_DIG__`, String(decimal)],
    [`__${name}_MANT_DIG__`, String(mant)],
    [`__${name}_MAX_EXP__`, String(max)],
    [`__${name}_MAX_10_EXP__`, String(max10)],
    [`__${name}_MIN_EXP__`, `(${3 - max})`],
    [`__${name}_MIN_10_EXP__`, `(-${name === 'FLT16' ? 4 : max10 - 1})`],
    [`__${name}_HAS_DENORM__`, '1'],
    [`__${name}_HAS_INFINITY__`, '1'],
    [`__${name}_HAS_QUIET_NAN__`, '1'],
    [`__${name}_IS_IEC_60559__`, '2'],
  ]);
  return [...digits, ...macros];
}
