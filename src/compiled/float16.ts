import { float16 } from '../schema/index.js';

/** Reads a float of 2 bytes. @param exponent bits of its exponent */
export function readFloat16(view: DataView, at: number, exponent: number, isLittle = false): number {
  return float16(exponent).read(view, at, isLittle);
}

export function writeFloat16(view: DataView, at: number, value: number, exponent: number, isLittle = false): void {
  float16(exponent).write(view, at, value, isLittle);
}

/** The nearest number that such a float holds. */
export function roundFloat16(value: number, exponent: number): number {
  return float16(exponent).round(value);
}
