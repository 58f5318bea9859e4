import { scalarOf, type Scalar } from './scalars.js';

/** How a float is rounded and stored. */
export interface FloatFormat {
  /** The largest that is finite, as messages have it. */
  readonly largest: string;
  /** Numbers farther from 0 than this are rounded to an infinity. */
  readonly farthest: number;
  /** The nearest number that it holds; of two that are as near, the even one. */
  round(value: number): number;
  read(view: DataView, at: number, isLittle: boolean): number;
  write(view: DataView, at: number, value: number, isLittle: boolean): void;
  /** The float as an element of its column, little-endian; as bits, because a float that passes through a variable may lose those of a NaN. */
  toColumn(view: DataView, at: number, isLittle: boolean, column: DataView, to: number): void;
  /** The way back, for an element that does not overflow. */
  fromColumn(column: DataView, from: number, view: DataView, at: number, isLittle: boolean): void;
}

const SINGLE: FloatFormat = {
  largest: '3.4028234663852886e38',
  farthest: 3.4028235677973362e38,
  round: Math.fround,
  read: (view, at, isLittle) => view.getFloat32(at, isLittle),
  write: (view, at, value, isLittle) => view.setFloat32(at, value, isLittle),
  toColumn: (view, at, isLittle, column, to) => column.setUint32(to, view.getUint32(at, isLittle), true),
  fromColumn: (column, from, view, at, isLittle) => view.setUint32(at, column.getUint32(from, true), isLittle),
};

const DOUBLE: FloatFormat = {
  largest: '1.7976931348623157e+308',
  farthest: 1.7976931348623157e308,
  round: (value) => value,
  read: (view, at, isLittle) => view.getFloat64(at, isLittle),
  write: (view, at, value, isLittle) => view.setFloat64(at, value, isLittle),
  toColumn: (view, at, isLittle, column, to) => column.setBigUint64(to, view.getBigUint64(at, isLittle), true),
  fromColumn: (column, from, view, at, isLittle) => view.setBigUint64(at, column.getBigUint64(from, true), isLittle),
};

/*
 * Floats of 2 bytes, as IEEE 754 has floats of any size: a sign, `exponent` bits of exponent, and a fraction in what is left. Node 20 has no Float16Array,
 * so their column is one of f32, which holds each of them, and the bits of each NaN:
 *
 *   f16     s eeeee ffffffffff
 *   single  s eeeeeeee ffffffffff 0000000000000
 */
function makeFloat16(exponent: number): FloatFormat {
  const fraction = 15 - exponent;
  /** The fraction's values, and so the least normal float. */
  const end = 2 ** fraction;
  const infinity = 0x8000 - end;
  /** The exponent of 1. */
  const bias = 2 ** (exponent - 1) - 1;
  const largest = (2 - 1 / end) * 2 ** bias;

  function singleOf(bits: number): number {
    const sign = (bits & 0x8000) << 16;
    const rest = bits & 0x7fff;
    const placed = rest << (8 + exponent);
    if (rest >= infinity) return sign | 0x7f800000 | placed;
    if (rest >= end) return sign | (placed + ((127 - bias) << 23));
    // The fraction counts units of the least exponent's last bit; a single may have an exponent for its highest bit.
    scratch.setFloat32(0, rest * 2 ** (1 - bias - fraction));
    return sign | scratch.getUint32(0);
  }

  /** Rounded once, from the double: by way of a single, what lies just beside a tie would become one. */
  function bitsOf(value: number): number {
    if (Number.isNaN(value)) return infinity | (end >> 1);
    scratch.setFloat64(0, value);
    const high = scratch.getUint32(0);
    const sign = (high >>> 16) & 0x8000;
    const power = Math.max(((high >> 20) & 0x7ff) - 1023, 1 - bias);
    if (power > bias) return sign | infinity;
    // To the nearest whole number of units, ties to even: a double at 2^52 has no fraction. The carry goes to the exponent.
    const units = Math.abs(value) * 2 ** (fraction - power) + 2 ** 52 - 2 ** 52;
    return sign | ((power + bias - 1) * end + units);
  }

  /** Of a NaN the bits that the float has; one bit at least, or it would be an infinity. */
  function bitsOfSingle(single: number): number {
    if ((single & 0x7fffffff) <= 0x7f800000) return bitsOf(numberOfSingle(single));
    return ((single >>> 16) & 0x8000) | infinity | ((single >> (8 + exponent)) & (end - 1) || end >> 1);
  }

  return {
    largest: String(largest),
    // A tie with what would be the next float goes to that, which is even and infinite: this is the double before it.
    farthest: largest + 2 ** (bias - fraction - 1) - 2 ** (bias - 52),
    round: (value) => numberOfSingle(singleOf(bitsOf(value))),
    read: (view, at, isLittle) => numberOfSingle(singleOf(view.getUint16(at, isLittle))),
    write: (view, at, value, isLittle) => view.setUint16(at, bitsOf(value), isLittle),
    toColumn: (view, at, isLittle, column, to) => column.setUint32(to, singleOf(view.getUint16(at, isLittle)), true),
    fromColumn: (column, from, view, at, isLittle) =>
      view.setUint16(at, bitsOfSingle(column.getUint32(from, true)), isLittle),
  };
}

const scratch = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

function numberOfSingle(single: number): number {
  scratch.setUint32(0, single);
  return scratch.getFloat32(0);
}

/** Those that were asked for, by the bits of their exponent. */
const FLOATS_16: FloatFormat[] = [];

/** The format of a float of 2 bytes whose exponent has so many bits. */
export function float16(exponent: number): FloatFormat {
  return (FLOATS_16[exponent] ??= makeFloat16(exponent));
}

/** What the row of a float in the table says of its format. */
export type FloatRow = Pick<Scalar, 'bytes' | 'exponent'>;

/** The format of a float. */
export function floatOf({ bytes, exponent }: FloatRow): FloatFormat {
  if (bytes === 8) return DOUBLE;
  return bytes === 4 ? SINGLE : float16(exponent);
}

/** Whether the format would make an infinity of a number that is none. */
export function overflows({ farthest }: FloatFormat, value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) > farthest;
}

/** The name of a float's format, whatever the member is called. */
export function floatName({ bytes, exponent }: FloatRow): string {
  return scalarOf('float', bytes, exponent)?.name as string;
}

/** What is wrong with a number that overflows; undefined where it does not. */
export function overflowHint(row: FloatRow, value: number): string | undefined {
  const format = floatOf(row);
  return overflows(format, value)
    ? `${value} does not fit ${floatName(row)}; its largest is ${format.largest}`
    : undefined;
}
