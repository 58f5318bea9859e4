import { typeOf } from './type-of.js';
import type { GuidLeaf, NumberLeaf } from './columns-of.js';
import type { Type } from './infer.js';
import type { ScalarFormat, ScalarNode, TimeRule } from './node.js';

/** What an array of numbers is an array of. */
export type NumberKind = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'f32' | 'f64' | 'u64' | 'i64';

/** `Kind` is what its column is an array of. */
export type NumberType<Kind extends NumberKind = NumberKind> = Type<number, number, number, NumberLeaf<Kind>>;
/** What encode takes for a 64-bit integer: also a safe integer, and decimal digits. */
export type WideInput = bigint | number | `${bigint}`;
/** 64-bit integers are exact: bigint out. */
export type WideType<Kind extends NumberKind = NumberKind> = Type<bigint, WideInput, bigint, NumberLeaf<Kind>>;
export type BooleanType = Type<boolean, boolean, boolean, NumberLeaf<'u8'>>;

/** What is known of a number type. Byte order is that of the record around it, and matters where there is more than one byte. */
export interface Scalar {
  readonly name: string;
  /** 0 stands for the pointer size of the ABI. */
  readonly bytes: number;
  /** Alignment where it is not the size. */
  readonly align: number | undefined;
  readonly format: ScalarFormat;
  /** What it is in JavaScript. */
  readonly value: 'number' | 'bigint' | 'boolean';
  /** The kind of the array that its column is, and that `packed` makes of arrays of it. */
  readonly column: NumberKind;
  /**
   * How it gets there: bits as they are (integers extended with their sign), or a conversion of each value, so that nothing that moves bits may
   * take it.
   */
  readonly how: 'copied' | 'converted';
  /** Whether bit-fields can be declared of it. */
  readonly hasBits: boolean;
  /** Bits of a float's exponent, 0 for what is no float. All but these and the sign are its fraction. */
  readonly exponent: number;
  /** What it counts, where it is a time. */
  readonly time: TimeRule | undefined;
}

type Row = readonly [
  name: string,
  bytes: number,
  format: ScalarFormat,
  value: Scalar['value'],
  column: NumberKind,
  how: Scalar['how'],
  hasBits: boolean,
  exponent?: number,
  align?: number,
  time?: TimeRule,
];

/** The table of number types: everything that is asked of one is asked here, or follows from what is said here. */
const TABLE = {
  u8: ['u8', 1, 'unsigned', 'number', 'u8', 'copied', true],
  u16: ['u16', 2, 'unsigned', 'number', 'u16', 'copied', true],
  u24: ['u24', 3, 'unsigned', 'number', 'u32', 'copied', false, 0, 1],
  u32: ['u32', 4, 'unsigned', 'number', 'u32', 'copied', true],
  u64: ['u64', 8, 'unsigned', 'bigint', 'u64', 'copied', true],
  i8: ['i8', 1, 'signed', 'number', 'i8', 'copied', true],
  i16: ['i16', 2, 'signed', 'number', 'i16', 'copied', true],
  i24: ['i24', 3, 'signed', 'number', 'i32', 'copied', false, 0, 1],
  i32: ['i32', 4, 'signed', 'number', 'i32', 'copied', true],
  i64: ['i64', 8, 'signed', 'bigint', 'i64', 'copied', true],
  f16: ['f16', 2, 'float', 'number', 'f32', 'converted', false, 5],
  bf16: ['bf16', 2, 'float', 'number', 'f32', 'converted', false, 8],
  f32: ['f32', 4, 'float', 'number', 'f32', 'copied', false, 8],
  f64: ['f64', 8, 'float', 'number', 'f64', 'copied', false, 11],
  bool8: ['bool8', 1, 'bool', 'boolean', 'u8', 'converted', true],
  bool32: ['bool32', 4, 'bool', 'boolean', 'u8', 'converted', true],
  pointer: ['pointer', 0, 'unsigned', 'bigint', 'u64', 'copied', false],
  ntstatus: ['NTSTATUS', 4, 'signed', 'number', 'i32', 'copied', true],
  luid: ['LUID', 8, 'signed', 'bigint', 'i64', 'copied', true, 0, 4],
  filetime: ['FILETIME', 8, 'unsigned', 'bigint', 'u64', 'copied', true, 0, 4, { unit: '100ns', epoch: '1601-01-01' }],
} as const satisfies Readonly<Record<string, Row>>;

/** By the name of their constructor. */
export const SCALARS: ReadonlyMap<string, Scalar> = /* @__PURE__ */ byName();

function byName(): ReadonlyMap<string, Scalar> {
  return new Map(
    Object.entries<Row>(TABLE).map(
      ([key, [name, bytes, format, value, column, how, hasBits, exponent = 0, align, time]]) => [
        key,
        { name, bytes, align, format, value, column, how, hasBits, exponent, time },
      ],
    ),
  );
}

const BY_STORAGE = /* @__PURE__ */ byStorage();

function byStorage(): ReadonlyMap<string, Scalar> {
  const found = new Map<string, Scalar>();
  for (const scalar of SCALARS.values()) {
    const key = storageKey(scalar.format, scalar.bytes, scalar.exponent);
    if (!found.has(key)) found.set(key, scalar);
  }
  return found;
}

function storageKey(format: ScalarFormat, bytes: number, exponent: number): string {
  return [format, bytes, exponent].join();
}

/** The number type of a format and size, whatever its name and alignment; undefined where there is none. @param exponent bits of a float's exponent */
export function scalarOf(format: ScalarFormat, bytes: number, exponent = 0): Scalar | undefined {
  return BY_STORAGE.get(storageKey(format, bytes, exponent));
}

/** Whether a member declared so is a bigint; one of a pointer's own size is where that has 64 bits. */
export function isBigint(format: ScalarFormat, bytes: number): boolean {
  return scalarOf(format, bytes)?.value === 'bigint';
}

/** What a schema has of a number type that has no names, checks or byte order of its own. */
export function scalarNodeOf({ name, bytes, align, format, exponent, time }: Scalar): ScalarNode {
  const own = { endian: undefined, enumeration: undefined, check: undefined, checksum: undefined };
  return { kind: 'scalar', name, bytes, align, format, exponent, time, ...own };
}

/** The type that the schema language has for it. */
export function numberType(scalar: Scalar): NumberType | WideType | BooleanType {
  return typeOf(scalarNodeOf(scalar));
}

interface TypeOfValue<Kind extends NumberKind> {
  readonly number: NumberType<Kind>;
  readonly bigint: WideType<Kind>;
  readonly boolean: BooleanType;
}
/** A type without a size of its own has the column that the ABI says. */
type TypeOfRow<R extends Row> = TypeOfValue<R[1] extends 0 ? 'u64' | 'u32' : R[4]>[R[3]];

function number<N extends keyof typeof TABLE>(key: N): TypeOfRow<(typeof TABLE)[N]> {
  return numberType(SCALARS.get(key) as Scalar) as TypeOfRow<(typeof TABLE)[N]>;
}

/** An unsigned integer of one byte: `uint8_t`, `UCHAR`. */
export const u8: NumberType<'u8'> = /* @__PURE__ */ number('u8');
/** An unsigned integer of two bytes: `uint16_t`, `USHORT`. */
export const u16: NumberType<'u16'> = /* @__PURE__ */ number('u16');
/** Three bytes at any address: no C compiler has such a type, so it has no bit-fields; protocols and audio do. */
export const u24: NumberType<'u32'> = /* @__PURE__ */ number('u24');
/** An unsigned integer of four bytes: `uint32_t`, `ULONG`, `DWORD`. */
export const u32: NumberType<'u32'> = /* @__PURE__ */ number('u32');
/** An unsigned integer of eight bytes: `uint64_t`, `ULONGLONG`. A bigint; encode takes numbers and decimal digits, too. */
export const u64: WideType<'u64'> = /* @__PURE__ */ number('u64');
/** A signed integer of one byte: `int8_t`. */
export const i8: NumberType<'i8'> = /* @__PURE__ */ number('i8');
/** A signed integer of two bytes: `int16_t`, `SHORT`. */
export const i16: NumberType<'i16'> = /* @__PURE__ */ number('i16');
/** Three bytes at any address, with a sign; no bit-fields can be declared of it. */
export const i24: NumberType<'i32'> = /* @__PURE__ */ number('i24');
/** A signed integer of four bytes: `int32_t`, `LONG`. */
export const i32: NumberType<'i32'> = /* @__PURE__ */ number('i32');
/** A signed integer of eight bytes: `int64_t`, `LONGLONG`. A bigint; encode takes numbers and decimal digits, too. */
export const i64: WideType<'i64'> = /* @__PURE__ */ number('i64');
/** Half precision, IEEE 754: 11 significant bits, up to 65504. Its column is an array of f32. */
export const f16: NumberType<'f32'> = /* @__PURE__ */ number('f16');
/** Brain float: the upper 16 bits of a single, so 8 significant bits, up to 3.39e38. Its column is an array of f32. */
export const bf16: NumberType<'f32'> = /* @__PURE__ */ number('bf16');
/** Single precision, IEEE 754: `float`. */
export const f32: NumberType<'f32'> = /* @__PURE__ */ number('f32');
/** Double precision, IEEE 754: `double`. */
export const f64: NumberType<'f64'> = /* @__PURE__ */ number('f64');
/** One byte, `BOOLEAN` or `_Bool`: every value but 0 is true; encode writes 1. */
export const bool8: BooleanType = /* @__PURE__ */ number('bool8');
/** Four bytes, Windows' `BOOL`: every value but 0 is true; encode writes 1. */
export const bool32: BooleanType = /* @__PURE__ */ number('bool32');
/**
 * An unsigned integer as wide as the ABI's pointers: PVOID, HANDLE, ULONG_PTR, SIZE_T. Always a bigint in objects; its column is as wide as it is.
 */
export const pointer: WideType<'u64' | 'u32'> = /* @__PURE__ */ number('pointer');
/** A signed 32-bit status; `castbuf/ntstatus` names it. */
export const ntstatus: NumberType<'i32'> = /* @__PURE__ */ number('ntstatus');
/** A 64-bit id that Windows declares as two 32-bit halves, and so aligns to 4. */
export const luid: WideType<'i64'> = /* @__PURE__ */ number('luid');
/** 100-nanosecond ticks since 1601-01-01 UTC, declared as two 32-bit halves, and so aligned to 4. `timeToDate` makes a Date of one. */
export const filetime: WideType<'u64'> = /* @__PURE__ */ number('filetime');
/** 16 bytes as `00112233-4455-6677-8899-aabbccddeeff`: the first three groups little-endian, as Windows has it. */
export const guid = /* @__PURE__ */ typeOf<Type<string, string, string, GuidLeaf>>({ kind: 'guid' });
