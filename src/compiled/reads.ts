import {
  asBytes,
  isShared,
  type Bytes,
  decodeAscii,
  decodeGuid,
  decodeUtf16,
  decodeUtf16BE,
  decodeUtf8,
} from '../bytes/index.js';

import { CastbufError } from '../errors/index.js';
import { findNul } from './measures.js';

/** Makes the bytes that a value has from `bytes` bytes of the view at `from`. */
export type CopyBytes = (view: DataView, from: number, bytes: number) => Uint8Array;

/** A view of the message that a caller gave; shared memory, which others may write between a check and a read, is copied. */
export function messageView(given: Bytes): DataView {
  const message = asBytes(given);
  const { buffer, byteOffset, byteLength } = isShared(message.buffer) ? new Uint8Array(message) : message;
  return new DataView(buffer, byteOffset, byteLength);
}

/** Bytes in memory of their own. */
export function sliceOf(view: DataView, from: number, bytes: number): Uint8Array {
  return bytesOf(view, from, bytes).slice();
}

export function readAscii(view: DataView, from: number, bytes: number): string {
  return decodeAscii(bytesOf(view, from, bytes));
}

export function readUtf8(view: DataView, from: number, bytes: number): string {
  return decodeUtf8(bytesOf(view, from, bytes));
}

export function readUtf16(view: DataView, from: number, bytes: number): string {
  return decodeUtf16(bytesOf(view, from, bytes));
}

export function readUtf16BE(view: DataView, from: number, bytes: number): string {
  return decodeUtf16BE(bytesOf(view, from, bytes));
}

export function readGuid(view: DataView, from: number): string {
  return decodeGuid(bytesOf(view, from, 16));
}

function bytesOf({ buffer, byteOffset }: DataView, from: number, bytes: number): Uint8Array {
  return new Uint8Array(buffer, byteOffset + from, bytes);
}

/** Bytes before the first NUL unit, or all. */
export function bytesToNul(view: DataView, from: number, bytes: number, unit: number): number {
  return findNul(view, from, from + bytes, unit) - from;
}

/** Units of a counted part, which may have been changed since the record was checked: no more than there is room for. */
export function unitsWithin(units: number, room: number, unitBytes: number): number {
  return Math.max(0, Math.min(Math.floor(units), Math.floor(room / unitBytes)));
}

/** The place where an offset points, which may have been changed since the record was checked. @throws RangeError outside the record */
export function placeWithin(place: number, bytes: number, at: number, end: number): number {
  if (place >= at && bytes <= end - place) return place;
  throw new RangeError(
    `offset ${place} lies outside of the record from ${at} to ${end}: it was changed after its check`,
  );
}

/** An arm that ends the record: its tag may have been changed since the record was checked. @throws CastbufError ERR_TARGET_TOO_SMALL */
export function assertArmFits(path: string, want: number, have: number): void {
  if (want <= have) return;
  const hint = `the arm that the tag selects ends at byte ${want}, and there is room for ${have}`;
  throw new CastbufError('ERR_TARGET_TOO_SMALL', hint, { path, want, have });
}

/** A 64-bit integer as a number. @throws CastbufError ERR_OUT_OF_RANGE where that cannot hold it */
export function exactNumber(value: bigint, offset: number, path: string, fieldOffset: number | undefined): number {
  const held = Number(value);
  if (Number.isSafeInteger(held)) return held;
  const hint = `a number cannot hold ${value} exactly; decode with wide: 'bigint' or 'string'`;
  throw new CastbufError('ERR_OUT_OF_RANGE', hint, { path, offset, fieldOffset, have: value });
}
