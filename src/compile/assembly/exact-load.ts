import * as K from '../../../assembly/core/layout.js';
import { narrowed, type Op } from '../../cursor/index.js';
import { doubleCall } from './float16-assembly.js';

/*
 * AssemblyScript that reads a leaf of a record that may be the last thing in memory: loads take the bytes of the leaf's storage, and no others. `at` is an i64.
 */

/** The bits of a leaf as an u64, whatever they stand for. */
export function exactBits(leaf: Op, at: string): string {
  const op = narrowed(leaf);
  const { bytes, shift, width } = op;
  const storage = `<u64>${storageOf(op, at)}`;
  if (bytes === 9) return nineBytes(op, at);
  // A big-endian field that leaves its unit has that, as src/cursor/leaf.ts reads it.
  if (bytes === 8 && width === 64) return storage;
  const shifted = shift === 0 ? storage : `(${storage} >> ${shift})`;
  return shift + width === bytes * 8 ? shifted : `(${shifted} & ${hex((1n << BigInt(width)) - 1n)})`;
}

/** The same with its sign, as an i64; 0 or 1 for a bool. */
export function exactInteger(leaf: Op, at: string): string {
  const { flags, bytes, width, shift, offset } = leaf;
  if ((flags & K.F_BOOL) !== 0) return `<i64>(${exactBits(leaf, at)} !== 0)`;
  const isSigned = leaf.kind === K.OP_WIDE ? (flags & K.F_UNSIGNED_WIDE) === 0 : (flags & K.F_SIGNED) !== 0;
  if (!isSigned) return `<i64>${exactBits(leaf, at).replace(/^<u64>(?=\w)/, '')}`;
  const isPlain = shift === 0 && width === bytes * 8 && [1, 2, 4, 8].includes(bytes);
  if (isPlain && ((flags & K.F_BIG_ENDIAN) === 0 || bytes === 1)) return `<i64>load<i${width}>(${placeOf(at, offset)})`;
  return `((<i64>${exactBits(leaf, at)} << ${64 - width}) >> ${64 - width})`;
}

/** A float as an f64. */
export function exactFloat(op: Op, at: string): string {
  const { bytes, offset, flags } = op;
  const place = placeOf(at, offset);
  const bits = bytes * 8;
  const isBig = (flags & K.F_BIG_ENDIAN) !== 0;
  const load = `load<u${bits}>(${place})`;
  const stored = isBig ? `bswap<u${bits}>(${load})` : load;
  if (bytes === 2) return doubleCall(op, stored);
  return isBig ? `<f64>reinterpret<f${bits}>(${stored})` : `<f64>load<f${bits}>(${place})`;
}

function storageOf(op: Op, at: string): string {
  const { bytes, offset } = op;
  const isBig = (op.flags & K.F_BIG_ENDIAN) !== 0;
  if (bytes === 1 || bytes === 2 || bytes === 4 || bytes === 8) {
    const load = `load<u${bytes * 8}>(${placeOf(at, offset)})`;
    return isBig && bytes > 1 ? `bswap<u${bytes * 8}>(${load})` : load;
  }
  const loads = Array.from({ length: bytes }, (_, byte) => {
    const load = `<u64>load<u8>(${placeOf(at, offset + (isBig ? bytes - 1 - byte : byte))})`;
    return byte === 0 ? load : `(${load} << ${byte * 8})`;
  });
  return `(${loads.join(' | ')})`;
}

/** gcc lets a packed field of 64 bits start inside a byte. */
function nineBytes({ offset, shift, width, flags }: Op, at: string): string {
  const isBig = (flags & K.F_BIG_ENDIAN) !== 0;
  const load = `load<u64>(${placeOf(at, isBig ? offset + 1 : offset)})`;
  const low = `(${isBig ? `bswap<u64>(${load})` : load} >> ${shift})`;
  const high = `(<u64>load<u8>(${placeOf(at, isBig ? offset : offset + 8)}) << ${64 - shift})`;
  return width === 64 ? `(${low} | ${high})` : `((${low} | ${high}) & ${hex((1n << BigInt(width)) - 1n)})`;
}

function placeOf(at: string, offset: number): string {
  return offset === 0 ? `<usize>${at}` : `<usize>${at}, ${offset}`;
}

function hex(value: bigint): string {
  return value < 10n ? String(value) : `0x${value.toString(16)}`;
}
