import * as K from '../../../assembly/core/layout.js';
import type { Op } from '../../cursor/index.js';
import { isConvertedFloat, type Column } from '../../program/index.js';
import { bitsOf, integerOf, splitOf } from './assembly-leaf.js';
import type { Slot } from './column-slots.js';

/** The bits of one element of a column, as the column has them. @param at the address from which the op's offset counts */
export function elementText({ op, kind }: { readonly op: Op; readonly kind: string }, at: string): string {
  const type = elementType(kind);
  if (op.kind === K.OP_SPLIT) return fromInteger(splitOf(op, at), kind, type);
  if (isConvertedFloat(op)) return `singleOfHalf(${bitsOf(op, at).text})`;
  if ((op.flags & K.F_FLOAT) !== 0) return bitsOf(op, at).text;
  const { text, type: have } = integerOf(op, at);
  // To convert an integer that has its sign is one instruction.
  return fromInteger(have === 'u64' ? `<i64>${text}` : text, kind, type);
}

function fromInteger(text: string, kind: string, type: string): string {
  return kind === 'f64' ? `reinterpret<u64>(<f64>(<i64>${text}))` : `<${type}>${text}`;
}

/** The type of an element's bits. */
export function elementType(kind: string | Pick<Slot, 'bytes'>): string {
  const bytes = typeof kind === 'string' ? Number(/\d+$/.exec(kind)?.[0] ?? 8) / 8 : kind.bytes;
  return `u${bytes * 8}`;
}

export function isCopied({ flags }: Op, { kind }: Column): boolean {
  if (kind === 'bytes') return true;
  return (flags & K.F_COPIED) !== 0 && ((flags & K.F_BIG_ENDIAN) === 0 || kind.endsWith('8'));
}

/** A half as the single that it is, with the bits of a NaN. */
export const SINGLE_OF_HALF = `/** A half as the bits of a single, those of a NaN included. */
function singleOfHalf(half: u32): u32 {
  const sign = (half & 0x8000) << 16;
  const rest = half & 0x7fff;
  if (rest >= 0x7c00) return sign | 0x7f800000 | (rest << 13);
  // Where a half has no exponent, its fraction counts units of 2^-24.
  if (rest < 0x400) return sign | reinterpret<u32>(<f32>rest * <f32>(1.0 / 16777216.0));
  return sign | ((rest << 13) + (112 << 23));
}`;
