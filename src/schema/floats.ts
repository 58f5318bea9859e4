/** How a float is rounded and stored. */
export interface FloatFormat {
  readonly name: string;
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
  name: 'f32',
  largest: '3.4028234663852886e38',
  farthest: 3.4028235677973362e38,
  round: Math.fround,
  read: (view, at, isLittle) => view.getFloat32(at, isLittle),
  write: (view, at, value, isLittle) => view.setFloat32(at, value, isLittle),
  toColumn: (view, at, isLittle, column, to) => column.setUint32(to, view.getUint32(at, isLittle), true),
  fromColumn: (column, from, view, at, isLittle) => view.setUint32(at, column.getUint32(from, true), isLittle),
};

const DOUBLE: FloatFormat = {
  name: 'f64',
  largest: '1.7976931348623157e+308',
  farthest: 1.7976931348623157e308,
  round: (value) => value,
  read: (view, at, isLittle) => view.getFloat64(at, isLittle),
  write: (view, at, value, isLittle) => view.setFloat64(at, value, isLittle),
  toColumn: (view, at, isLittle, column, to) => column.setBigUint64(to, view.getBigUint64(at, isLittle), true),
  fromColumn: (column, from, view, at, isLittle) => view.setBigUint64(at, column.getBigUint64(from, true), isLittle),
};

/*
 * A half has a sign, 5 bits of exponent and 10 of fraction. Node 20 has no Float16Array, so its column is one of f32, which holds each half, and
 * the bits of each NaN:
 *
 *   half    s eeeee ffffffffff
 *   single  s eeeeeeee ffffffffff 0000000000000
 */
export const HALF: FloatFormat = {
  name: 'f16',
  largest: '65504',
  farthest: 65519.99999999999, // 65520 - 2 ** -37: a tie at 65520 goes to the even neighbour, which would be 65536
  round: (value) => numberOfSingle(singleOfHalf(halfOf(value))),
  read: (view, at, isLittle) => numberOfSingle(singleOfHalf(view.getUint16(at, isLittle))),
  write: (view, at, value, isLittle) => view.setUint16(at, halfOf(value), isLittle),
  toColumn: (view, at, isLittle, column, to) => column.setUint32(to, singleOfHalf(view.getUint16(at, isLittle)), true),
  fromColumn: (column, from, view, at, isLittle) =>
    view.setUint16(at, halfOfSingle(column.getUint32(from, true)), isLittle),
};

const scratch = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(4));

function numberOfSingle(single: number): number {
  scratch.setUint32(0, single);
  return scratch.getFloat32(0);
}

function singleOfHalf(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 31;
  const fraction = half & 0x3ff;
  if (exponent === 31) return sign | 0x7f800000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // Below the least normal half: a single has an exponent for its highest bit.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}

/** Of a NaN the bits that a half has; one bit at least, or it would be an infinity. */
function halfOfSingle(single: number): number {
  if ((single & 0x7fffffff) <= 0x7f800000) return halfOf(numberOfSingle(single));
  return ((single >>> 16) & 0x8000) | 0x7c00 | ((single >> 13) & 0x3ff || 0x200);
}

/** Rounded once, from the double: by way of a single, what lies just beside a tie would become one. */
function halfOf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = Object.is(Math.sign(value), -0) || value < 0 ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude > HALF.farthest) return sign | 0x7c00;
  const exponent = magnitude < 2 ** -14 ? -14 : 17 - Math.clz32(magnitude * 2 ** 14);
  // To the nearest whole number of units, ties to even: a double at 2^52 has no fraction. The carry goes to the exponent.
  const units = magnitude * 2 ** (10 - exponent) + 2 ** 52 - 2 ** 52;
  return sign | ((exponent + 14) * 1024 + units);
}

const FORMATS: Readonly<Record<number, FloatFormat>> = { 2: HALF, 4: SINGLE, 8: DOUBLE };

/** The format of a float of so many bytes. */
export function floatOf(bytes: number): FloatFormat {
  return FORMATS[bytes] as FloatFormat;
}

/** Whether the format would make an infinity of a number that is none. */
export function overflows({ farthest }: FloatFormat, value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) > farthest;
}

/** What is wrong with a number that overflows; undefined where it does not. */
export function overflowHint(format: FloatFormat, value: number): string | undefined {
  const { name, largest } = format;
  return overflows(format, value) ? `${value} does not fit ${name}; its largest is ${largest}` : undefined;
}
