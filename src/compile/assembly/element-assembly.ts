import * as K from '../../../assembly/core/layout.js';
import type { Op } from '../../cursor/index.js';
import { isConvertedFloat, type Column } from '../../program/index.js';
import { bitsOf, integerOf, splitOf } from './assembly-leaf.js';
import type { Slot } from './column-slots.js';
import { singleCall } from './float16-assembly.js';

/** The bits of one element of a column, as the column has them. @param at the address from which the op's offset counts */
export function elementText({ op, kind }: { readonly op: Op; readonly kind: string }, at: string): string {
  const type = elementType(kind);
  if (op.kind === K.OP_SPLIT) return fromInteger(splitOf(op, at), kind, type);
  if (isConvertedFloat(op)) return singleCall(op, bitsOf(op, at).text);
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
