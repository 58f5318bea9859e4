import * as K from '../../../assembly/core/layout.js';
import { asLeaf, type Op } from '../../cursor/index.js';
import { measuredAssembly } from './measure-assembly.js';

/*
 * AssemblyScript that reads a leaf of the record at an address. Loads may pass the leaf's end by up to 7 bytes: after the last record there is memory that
 * nobody minds being read, and what lies there is masked.
 */

/** The bytes of a leaf that its bits reach, the least significant bit of the value `shift` bits into them. */
export interface LeafBytes {
  readonly first: number;
  readonly bytes: number;
  readonly shift: number;
  readonly width: number;
  readonly isBig: boolean;
}

export function bytesOfLeaf({ offset, bytes, shift, width, flags }: Op): LeafBytes {
  const low = shift >>> 3;
  const high = (shift + width - 1) >>> 3;
  const isBig = (flags & K.F_BIG_ENDIAN) !== 0;
  const first = isBig ? offset + bytes - 1 - high : offset + low;
  return { first, bytes: high - low + 1, shift: shift & 7, width, isBig };
}

/** An expression and its type. */
export interface Typed {
  readonly text: string;
  readonly type: 'u32' | 'u64' | 'i32' | 'i64';
}

/** The bits of a leaf, whatever they stand for. */
export function bitsOf(op: Op, at: string): Typed {
  const leaf = bytesOfLeaf(op);
  const { bytes, shift, width } = leaf;
  const type = bytes <= 4 ? 'u32' : 'u64';
  const loaded = loadOf(leaf, at);
  const isFull = bytes === 1 || bytes === 2 || bytes === 4 || bytes === 8;
  const shifted = shift === 0 ? loaded : `(${loaded} >> ${shift})`;
  if (bytes === 9) return { text: nineBytes(leaf, at), type };
  if (isFull && shift + width === bytes * 8) return { text: shifted, type };
  return { text: `(${shifted} & ${maskOf(width)})`, type };
}

/** The integer of a leaf with its sign; 0 or 1 for a bool. */
export function integerOf(op: Op, at: string): Typed {
  const { text, type } = bitsOf(op, at);
  if ((op.flags & K.F_BOOL) !== 0) return { text: `u32(${text} != 0)`, type: 'u32' };
  if ((op.flags & K.F_SIGNED) === 0) return { text, type };
  const bits = type === 'u32' ? 32 : 64;
  const unused = bits - op.width;
  const signed = type === 'u32' ? 'i32' : 'i64';
  const whole = `<${signed}>${text}`;
  return { text: unused === 0 ? `(${whole})` : `((${whole} << ${unused}) >> ${unused})`, type: signed };
}

/** The same as 64 bits: what tags and counts are compared as. */
export function wideIntegerOf(op: Op, at: string): string {
  if (op.kind === K.OP_MEASURE) return measuredAssembly(op, wideIntegerOf(asLeaf(op), at));
  const { text, type } = integerOf(op, at);
  return type === 'i64' ? text : `<i64>${text}`;
}

/** Parts of a split joined, the most significant first. */
export function splitOf(split: Op, at: string): string {
  let joined = '';
  for (const part of split.below) {
    const { text } = bitsOf(part, at);
    joined = joined === '' ? `<u64>${text}` : `(${joined} << ${part.width} | <u64>${text})`;
  }
  return `(${joined} & ${maskOf(53)})`;
}

function loadOf({ first, bytes, isBig }: LeafBytes, at: string): string {
  const size = [1, 2, 4, 8].find((one) => bytes <= one) ?? 8;
  const load = `load<u${size * 8}>(${place(at, first)})`;
  if (size === 1) return `<u32>${load}`;
  const type = size === 8 ? 'u64' : 'u32';
  if (!isBig) return size === 2 ? `<u32>${load}` : load;
  const swapped = `bswap<u${size * 8}>(${load})`;
  const unused = (size - bytes) * 8;
  const value = size === 2 ? `<${type}>${swapped}` : swapped;
  return unused === 0 ? value : `(${value} >> ${unused})`;
}

/** gcc lets a packed field of 64 bits start inside a byte. */
function nineBytes({ first, shift, width, isBig }: LeafBytes, at: string): string {
  const [low, ninth] = isBig ? [first + 1, first] : [first, first + 8];
  const load = `load<u64>(${place(at, low)})`;
  const bits = `((${isBig ? `bswap<u64>(${load})` : load} >> ${shift}) | (<u64>load<u8>(${place(at, ninth)}) << ${64 - shift}))`;
  return width === 64 ? bits : `(${bits} & ${maskOf(width)})`;
}

export function place(at: string, offset: number): string {
  return offset === 0 ? at : `${at}, ${offset}`;
}

export function maskOf(width: number): string {
  return `0x${((1n << BigInt(width)) - 1n).toString(16)}`;
}
