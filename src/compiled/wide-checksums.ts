import { wideCrcTable, wideReversedBits } from '../bytes/index.js';
import { joinedRanges } from '../cursor/index.js';

/** A CRC of 33 to 64 bits; its parameters are those of `crc`. Its table is made when it is first needed. */
export function wideCrcOf(
  width: number,
  poly: bigint,
  init: bigint,
  reflectIn: boolean,
  reflectOut: boolean,
  xorOut: bigint,
) {
  let known: Int32Array | undefined;
  const [firstLow, firstHigh] = new Int32Array(
    BigInt64Array.of(reflectIn ? wideReversedBits(init, width) : init << BigInt(64 - width)).buffer,
  ) as unknown as [number, number];
  /** Of the bytes [start, end) of a view, in which those of the checksum itself, [hole, holeEnd), count as 0. */
  return (view: DataView, start: number, end: number, hole: number, holeEnd: number): bigint => {
    const table = (known ??= new Int32Array(wideCrcTable(width, poly, reflectIn).buffer));
    let [low, high] = [firstLow, firstHigh];
    for (let at = start; at < end; at++) {
      const byte = at >= hole && at < holeEnd ? 0 : view.getUint8(at);
      const entry = ((reflectIn ? low ^ byte : (high >>> 24) ^ byte) & 0xff) * 2;
      const nextLow = reflectIn ? (low >>> 8) | (high << 24) : low << 8;
      high = (reflectIn ? high >>> 8 : (high << 8) | (low >>> 24)) ^ (table[entry + 1] as number);
      low = nextLow ^ (table[entry] as number);
    }
    let register = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    if (!reflectIn) register >>= BigInt(64 - width);
    return (reflectIn === reflectOut ? register : wideReversedBits(register, width)) ^ xorOut;
  };
}

/**
 * A checksum of several ranges of a view, as if nothing lay between them.
 * @param places the first byte of each, and the byte after its last
 */
export function sumOfRanges<Sum>(
  sum: (view: DataView, start: number, end: number, hole: number, holeEnd: number) => Sum,
  view: DataView,
  hole: number,
  holeEnd: number,
  ...places: readonly number[]
): Sum {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const joined = joinedRanges({ bytes, hole, holeEnd }, places);
  return sum(new DataView(joined.buffer), 0, joined.length, joined.length, joined.length);
}
