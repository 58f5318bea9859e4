import { allocateBytes, isShared } from '../bytes/index.js';
import { CastbufError } from '../errors/index.js';
import type { Output } from '../writing/index.js';

/* Bytes, texts and arrays that a caller gives. */

/** Elements of an array or of a view of numbers; undefined for what is none, and for a Proxy that says anything. */
export function listLength(value: unknown): number | undefined {
  const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
  const length = isList ? (value as ArrayLike<unknown>).length : undefined;
  return length !== undefined && Number.isSafeInteger(length) && length >= 0 ? length : undefined;
}

/** A getter may give something else when it is read again. */
export function changed(path: string, want: number, have: number): CastbufError {
  const hint = 'it changed while it was read; give a value that stays the same';
  return new CastbufError('ERR_DISAGREE', hint, { path, want, have });
}

/** @param least how many there may be: 'exactly' or 'at most' */
export function wrongUnits(path: string, least: string, want: number, what: string, have: number): CastbufError {
  return new CastbufError('ERR_LENGTH', `it holds ${least} ${want} ${what}, ${have} are given`, { path, want, have });
}

/** Two parts have one count, and are not equally long. */
export function unequalParts(path: string, units: number, why: string, want: unknown, have: number): CastbufError {
  const hint = `it has ${units} where ${why}; parts with one count are equally long`;
  return new CastbufError('ERR_DISAGREE', hint, { path, want: want as number | bigint | undefined, have });
}

/** @throws CastbufError ERR_TEXT */
export function assertNoNul(value: string, path: string): void {
  if (value.includes('\0')) throw new CastbufError('ERR_TEXT', 'a NUL-terminated text cannot hold a NUL', { path });
}

/** Bytes of which so many are taken: shared memory may grow under a view of it. */
export function exactBytes(value: Uint8Array, length: number): Uint8Array {
  return isShared(value.buffer) ? value.subarray(0, length) : value;
}

/** A call that copies many bytes takes as long as copying a few one by one. */
const FEW_BYTES = 48;

/** Copies what was given to its place. */
export function putBytes(target: Uint8Array, at: number, value: Uint8Array, length: number): void {
  if (length > FEW_BYTES)
    target.set(value.length === length && !isShared(value.buffer) ? value : value.subarray(0, length), at);
  else for (let index = 0; index < length; index++) target[at + index] = value[index] as number;
}

/** Where a text is encoded: nowhere, where the record is refused already, so that what is wrong with it is found. */
export function roomFor(output: Output, isRefused: boolean, end: number): Uint8Array {
  return isRefused ? allocateBytes(end) : output.bytes;
}
