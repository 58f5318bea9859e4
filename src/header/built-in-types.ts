import {
  array,
  bool8,
  f32,
  f64,
  i16,
  i32,
  i64,
  i8,
  naturallyAligned,
  record,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
} from '../schema/index.js';
import type { CType, NumberType } from './c-type.js';
import type { IntegerType } from './integer.js';

const integers = (
  name: string,
  signed: AnyType,
  unsigned: AnyType,
  bytes: IntegerType['bytes'],
): [NumberType, NumberType] => [
  { kind: 'number', name, type: signed, integer: { bytes, isSigned: true } },
  { kind: 'number', name: `unsigned ${name}`, type: unsigned, integer: { bytes, isSigned: false } },
];

const wide = (name: string): NumberType => real(name, inWords(name, 16));

const real = (name: string, type: AnyType): NumberType => ({ kind: 'number', name, type, integer: undefined });

/** What castbuf has no number for: words of 8 bytes, the least significant first, aligned to all of them; less than 8 bytes are one word. */
function inWords(name: string, total: number): AnyType {
  const [word, count] = total < 8 ? [{ 1: u8, 2: u16, 4: u32 }[total] ?? u8, 1] : [u64, total / 8];
  const members = Array.from({ length: count }, (_, index): readonly [string, AnyType] => {
    return [`word${index}`, index === 0 ? naturallyAligned(word, total) : word];
  });
  return record(name, { union: false, members });
}

const [CHAR, UNSIGNED_CHAR] = integers('char', i8, u8, 1);
const [SHORT, UNSIGNED_SHORT] = integers('short', i16, u16, 2);
export const [C_INT, C_UNSIGNED_INT] = integers('int', i32, u32, 4);
const [LONG4, UNSIGNED_LONG4] = integers('long', i32, u32, 4);
const [LONG8, UNSIGNED_LONG8] = integers('long', i64, u64, 8);
export const [C_LONG_LONG, C_UNSIGNED_LONG_LONG] = integers('long long', i64, u64, 8);

const BOOL: NumberType = { kind: 'number', name: '_Bool', type: bool8, integer: { bytes: 1, isSigned: false } };
const SIGNED_CHAR: NumberType = { ...CHAR, name: 'signed char' };

/** The words that make up the name of a built-in type. */
export const TYPE_WORDS: ReadonlySet<string> = new Set(
  (
    'void char short int long float double signed unsigned __signed __signed__ _Bool __int8 __int16 __int32 __int64 __int128 ' +
    'wchar_t __wchar_t _Complex __complex__ __complex __float128 _Float128 __float80 _Float32 _Float32x _Float64 _Float64x _Float16 ' +
    '__bf16 _Decimal32 _Decimal64 _Decimal128'
  ).split(' '),
);

/** `wchar_t` and `_Bool` are words of C++ or macros; a typedef of the header wins over them. */
export const SOFT_TYPE_WORDS: ReadonlySet<string> = new Set(['wchar_t']);

const known = new Map<string, NumberType>();

/** The type that the words name, in any order; undefined where they name none. */
export function builtInType(words: readonly string[], longBytes: 4 | 8): NumberType | undefined {
  const key = `${words.join(' ')} ${longBytes}`;
  const type = known.get(key) ?? typeOfWords(words, longBytes);
  if (type !== undefined) known.set(key, type);
  return type;
}

const COMPLEX = /^(?:_Complex|__complex__|__complex)$/;

function typeOfWords(words: readonly string[], longBytes: 4 | 8): NumberType | undefined {
  if (words.some((word) => COMPLEX.test(word))) return complex(words, longBytes);
  const rest = words.filter((word) => !/^(?:int|__signed|__signed__|signed|unsigned)$/.test(word)).sort();
  const isUnsigned = words.includes('unsigned');
  const pick = (signed: NumberType, unsigned: NumberType): NumberType => (isUnsigned ? unsigned : signed);
  switch (rest.join(' ')) {
    case '':
    case '__int32':
      return pick(C_INT, C_UNSIGNED_INT);
    case 'char':
      return isUnsigned ? UNSIGNED_CHAR : words.length > 1 ? SIGNED_CHAR : CHAR;
    case '__int8':
      return isUnsigned ? UNSIGNED_CHAR : SIGNED_CHAR;
    case 'short':
    case '__int16':
      return pick(SHORT, UNSIGNED_SHORT);
    case 'long':
      return longBytes === 4 ? pick(LONG4, UNSIGNED_LONG4) : pick(LONG8, UNSIGNED_LONG8);
    case 'long long':
    case '__int64':
      return pick(C_LONG_LONG, C_UNSIGNED_LONG_LONG);
    case '__int128':
      return wide(isUnsigned ? 'unsigned __int128' : '__int128');
    case 'wchar_t':
    case '__wchar_t':
      return longBytes === 4 ? UNSIGNED_SHORT : C_INT;
    case '_Bool':
      return BOOL;
    case 'float':
    case '_Float32':
      return real('float', f32);
    case 'double':
    case '_Float64':
    case '_Float32x':
      return real('double', f64);
    case 'double long':
    case '_Float64x':
      return longBytes === 4 ? real('long double', f64) : wide('long double');
    case '__float128':
    case '_Float128':
    case '__float80':
    case '_Decimal128':
      return wide(rest.join(' '));
    case '_Float16':
    case '__bf16':
      return real(rest.join(' '), inWords(rest.join(' '), 2));
    case '_Decimal32':
      return real('_Decimal32', inWords('_Decimal32', 4));
    case '_Decimal64':
      return real('_Decimal64', inWords('_Decimal64', 8));
    default:
      return undefined;
  }
}

/** The real part and the imaginary part; of doubles where no word says of what. */
function complex(words: readonly string[], longBytes: 4 | 8): NumberType | undefined {
  const parts = words.filter((word) => !COMPLEX.test(word));
  const part = typeOfWords(parts.length === 0 ? ['double'] : parts, longBytes);
  return part && real(`_Complex ${part.name}`, array(part.type, 2));
}

/** Types that have a name and no declaration. Microsoft's va_list is a char pointer; gcc's is an array of one record of 24 bytes. */
export function builtInNames(isMicrosoft: boolean): ReadonlyMap<string, CType> {
  const pointer: CType = { kind: 'pointer', target: CHAR, bytes: 0 };
  return new Map<string, CType>([
    ['__int128_t', wide('__int128')],
    ['__uint128_t', wide('unsigned __int128')],
    ['__builtin_va_list', isMicrosoft ? pointer : { kind: 'array', element: C_LONG_LONG, count: 3 }],
    ['__builtin_ms_va_list', pointer],
  ]);
}

/** A vector of `total` bytes; it is aligned to its size. */
export function vectorType(total: number): NumberType {
  return real(`vector of ${total} bytes`, inWords(`vector of ${total} bytes`, total));
}
