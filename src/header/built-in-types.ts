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
import type { DataModel } from './data-model.js';
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

const quad = (name: string, align: number): NumberType => real(name, inWords(name, 16, align));

const real = (name: string, type: AnyType): NumberType => ({ kind: 'number', name, type, integer: undefined });

/** What castbuf has no number for: words of 8 bytes, or of 4, in the order that they lie in; less than 4 bytes are one word. */
function inWords(name: string, total: number, alignment: number): AnyType {
  const word = [u64, u32, u16].find((_, index) => total % (8 >> index) === 0) ?? u8;
  const count = total / ([8, 4, 2].find((bytes) => total % bytes === 0) ?? 1);
  const members = Array.from({ length: count }, (_, index): readonly [string, AnyType] => {
    return [`word${index}`, index === 0 ? naturallyAligned(word, alignment) : word];
  });
  return record(name, { union: false, members });
}

const [CHAR, UNSIGNED_CHAR] = integers('char', i8, u8, 1);
/** As AAPCS and others have it. */
const UNSIGNED_PLAIN_CHAR: NumberType = { ...UNSIGNED_CHAR, name: 'char' };
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

const known = new WeakMap<DataModel, Map<string, NumberType | undefined>>();

/** The type that the words name, in any order; undefined where they name none. */
export function builtInType(words: readonly string[], model: DataModel): NumberType | undefined {
  const key = words.join(' ');
  let types = known.get(model);
  if (types === undefined) known.set(model, (types = new Map<string, NumberType | undefined>()));
  if (!types.has(key)) types.set(key, typeOfWords(words, model));
  return types.get(key);
}

const COMPLEX = /^(?:_Complex|__complex__|__complex)$/;

function typeOfWords(words: readonly string[], model: DataModel): NumberType | undefined {
  if (words.some((word) => COMPLEX.test(word))) return complex(words, model);
  const { longBytes, quadAlign } = model;
  const rest = words.filter((word) => !/^(?:int|__signed|__signed__|signed|unsigned)$/.test(word)).sort();
  const isUnsigned = words.includes('unsigned');
  const pick = (signed: NumberType, unsigned: NumberType): NumberType => (isUnsigned ? unsigned : signed);
  switch (rest.join(' ')) {
    case '':
    case '__int32':
      return pick(C_INT, C_UNSIGNED_INT);
    case 'char':
      if (!isUnsigned && words.length === 1) return model.isCharSigned ? CHAR : UNSIGNED_PLAIN_CHAR;
      return isUnsigned ? UNSIGNED_CHAR : SIGNED_CHAR;
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
      return model.hasInt128 ? quad(isUnsigned ? 'unsigned __int128' : '__int128', quadAlign) : undefined;
    case 'wchar_t':
    case '__wchar_t':
      if (model.wide.bytes === 2) return UNSIGNED_SHORT;
      return model.wide.isSigned ? C_INT : C_UNSIGNED_INT;
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
      return longDouble(model);
    case '__float80':
      return model.longDoubleBytes === 12 ? longDouble(model) : quad('__float80', quadAlign);
    case '__float128':
    case '_Float128':
    case '_Decimal128':
      return quad(rest.join(' '), quadAlign);
    case '_Float16':
    case '__bf16':
      return real(rest.join(' '), inWords(rest.join(' '), 2, 2));
    case '_Decimal32':
      return real('_Decimal32', inWords('_Decimal32', 4, 4));
    case '_Decimal64':
      return real('_Decimal64', inWords('_Decimal64', 8, 8));
    default:
      return undefined;
  }
}

function longDouble({ longDoubleBytes, longDoubleAlign }: DataModel): NumberType {
  const type = longDoubleBytes === 8 ? f64 : inWords('long double', longDoubleBytes, longDoubleAlign);
  return real('long double', type);
}

/** The real part and the imaginary part; of doubles where no word says of what. */
function complex(words: readonly string[], model: DataModel): NumberType | undefined {
  const parts = words.filter((word) => !COMPLEX.test(word));
  const part = typeOfWords(parts.length === 0 ? ['double'] : parts, model);
  return part && real(`_Complex ${part.name}`, array(part.type, 2));
}

/** Types that have a name and no declaration. Where va_list is no pointer, it is an array of one record, or a record. */
export function builtInNames(model: DataModel): ReadonlyMap<string, CType> {
  const pointer: CType = { kind: 'pointer', target: CHAR, bytes: 0 };
  const { vaListWords, hasInt128 } = model;
  const quads = hasInt128 ? (['', 'u'] as const) : [];
  return new Map<string, CType>([
    ...quads.map((sign): [string, CType] => [
      `__${sign}int128_t`,
      builtInType(sign === '' ? ['__int128'] : ['unsigned', '__int128'], model) as CType,
    ]),
    ['__builtin_va_list', vaListWords === 1 ? pointer : { kind: 'array', element: pointer, count: vaListWords }],
    ['__builtin_ms_va_list', pointer],
  ]);
}

/** A vector of `total` bytes; it is aligned to its size, as far as the ABI goes. */
export function vectorType(total: number, { vectorAlign }: DataModel): NumberType {
  const name = `vector of ${total} bytes`;
  return real(name, inWords(name, total, Math.min(total, vectorAlign)));
}
