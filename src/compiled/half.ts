import { HALF } from '../schema/index.js';

export function readHalf(view: DataView, at: number, isLittle = false): number {
  return HALF.read(view, at, isLittle);
}

export function writeHalf(view: DataView, at: number, value: number, isLittle = false): void {
  HALF.write(view, at, value, isLittle);
}

/** The nearest number that a half holds. */
export function roundHalf(value: number): number {
  return HALF.round(value);
}
