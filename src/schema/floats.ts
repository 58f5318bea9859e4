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
  largest: String(Number.MAX_VALUE),
  farthest: Number.MAX_VALUE,
  round: (value) => value,
  read: (view, at, isLittle) => view.getFloat64(at, isLittle),
  write: (view, at, value, isLittle) => view.setFloat64(at, value, isLittle),
  toColumn: (view, at, isLittle, column, to) => column.setBigUint64(to, view.getBigUint64(at, isLittle), true),
  fromColumn: (column, from, view, at, isLittle) => view.setBigUint64(at, column.getBigUint64(from, true), isLittle),
};

/** The format of a float of so many bytes. */
export function floatOf(bytes: number): FloatFormat {
  return bytes === 4 ? SINGLE : DOUBLE;
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
