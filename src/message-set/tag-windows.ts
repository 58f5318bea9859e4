import * as K from '../../assembly/core/layout.js';
import type { LeafWords } from '../program/index.js';

/** Eight bytes of a message, read little-endian, and those of their bits that tell messages apart. */
export interface TagWindow {
  readonly offset: number;
  readonly mask: bigint;
}

const WINDOW_BYTES = 8;

/**
 * Windows over all bits of the discriminators, whatever their byte order: what a kernel then compares is one pattern a window. One
 * window at least, which takes nothing where there is no discriminator. Each begins with a byte of one.
 */
export function windowsOf(leaves: readonly LeafWords[]): readonly [TagWindow, ...TagWindow[]] {
  const bits = leaves.flatMap(placesOf).toSorted((a, b) => a - b);
  const windows: TagWindow[] = [];
  let end = 0;
  for (const bit of bits) {
    if (bit < end) continue;
    const offset = bit >> 3;
    end = (offset + WINDOW_BYTES) * 8;
    windows.push({ offset, mask: patternOf(offset, bits) });
  }
  const [first = { offset: 0, mask: 0n }, ...others] = windows;
  return [first, ...others];
}

/** What each window shows, under its mask, where the discriminators have these values. */
export function patternsOf(
  windows: readonly TagWindow[],
  leaves: readonly LeafWords[],
  values: readonly bigint[],
): readonly bigint[] {
  const set = leaves.flatMap((leaf, index) => {
    const value = values[index] as bigint;
    return placesOf(leaf).filter((_, bit) => ((value >> BigInt(bit)) & 1n) === 1n);
  });
  return windows.map(({ offset }) => patternOf(offset, set));
}

/** Bits of the leaf that it has in common with another one. */
export function haveCommonBits(leaves: readonly LeafWords[]): boolean {
  const places = leaves.flatMap(placesOf);
  return new Set(places).size < places.length;
}

function patternOf(offset: number, places: readonly number[]): bigint {
  const first = offset * 8;
  return places
    .filter((place) => place >= first && place < first + WINDOW_BYTES * 8)
    .reduce((pattern, place) => pattern | (1n << BigInt(place - first)), 0n);
}

/** Where the bits of a leaf lie in the message, from the least significant one on: bit 8n is the lowest of byte n. */
function placesOf({ offset, bytes, shift, width, flags }: LeafWords): readonly number[] {
  const isBigEndian = (flags & K.F_BIG_ENDIAN) !== 0;
  return Array.from({ length: width }, (_, index) => {
    const bit = shift + index;
    const byte = isBigEndian ? bytes - 1 - (bit >> 3) : bit >> 3;
    return (offset + byte) * 8 + (bit & 7);
  });
}
