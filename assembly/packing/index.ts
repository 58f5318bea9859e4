import { badCall, isRegion, MAX_DATA, MAX_INPUT, MAX_ROWS } from '../core/door';
import { begin } from '../core/memory';
import * as K from './layout';
import { packAll, packedBytes, unitBytes } from './pack';

/* Ranges of bytes -> contiguous data. */

export function packingAbiVersion(): i32 {
  return K.PACKING_ABI_VERSION;
}

/**
 * Packs the ranges [offsets[row], + lengths[row]) of `source` as contiguous bytes at `target`, converted (one of PACK_…), and
 * replaces each offset by the end of its row there. CONTROL_LENGTH is the bytes of all. `trimUnit` is 0, or the bytes of the NUL
 * that ends a text.
 */
export function packRows(
  conversion: i32,
  trimUnit: i32,
  source: usize,
  sourceBytes: usize,
  offsets: usize,
  lengths: usize,
  rows: i32,
  target: usize,
  room: usize,
): i32 {
  begin();
  if (!isConversion(conversion) || <u32>trimUnit > 2) return badCall();
  if (rows < 0 || rows > MAX_ROWS || sourceBytes > MAX_INPUT || room > MAX_DATA) return badCall();
  const rowBytes = (<usize>rows) << 2;
  if (!isRegion(offsets, rowBytes) || !isRegion(lengths, rowBytes) || !isRegion(target, room)) return badCall();
  if (!isRegion(source, sourceBytes + K.PACK_SLACK)) return badCall();
  if (!rangesFit(conversion, sourceBytes, offsets, lengths, rows, room)) return badCall();
  const end = packAll(conversion, <usize>trimUnit, source, offsets, lengths, rows, target);
  store<i32>(K.CONTROL_LENGTH, <i32>(end - target));
  return K.OK;
}

/** One of PACK_…; PACK_NUMBERS with 1 to 8 bytes and the flags that say how a number is read. */
function isConversion(conversion: i32): bool {
  const kind = conversion & K.PACK_KIND_MASK;
  if (kind != K.PACK_NUMBERS) return conversion == kind && kind < K.PACK_NUMBERS;
  const bytes = (conversion >> K.PACK_BYTES_SHIFT) & 15;
  const isFloat = ((conversion >> K.PACK_FLAGS_SHIFT) & K.F_FLOAT) != 0;
  const exponent = (<u32>conversion) >> K.PACK_EXPONENT_SHIFT;
  return bytes >= 1 && bytes <= 8 && exponent <= <u32>(isFloat ? 15 : 0);
}

/** Whether all ranges lie inside the source, are whole elements, and their bytes inside the room whatever they hold. */
function rangesFit(conversion: i32, sourceBytes: usize, offsets: usize, lengths: usize, rows: i32, room: usize): bool {
  const unit = unitBytes(conversion);
  let total: u64 = 0;
  for (let row: usize = 0; row < <usize>rows; row++) {
    const at = <usize>load<u32>(offsets + (row << 2));
    const bytes = <usize>load<u32>(lengths + (row << 2));
    if (at > sourceBytes || bytes > sourceBytes - at || bytes % unit != 0) return false;
    total += <u64>bytes;
  }
  return (total / <u64>unit) * <u64>packedBytes(conversion) + <u64>K.PACK_SLACK <= <u64>room;
}
