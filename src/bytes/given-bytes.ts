import { CastbufError, shownValue } from '../errors/index.js';
import { assertAttached, isBytes, memoryGone } from './attached-bytes.js';
import { isShared } from './shared-memory.js';

/*
 * Bytes that a caller brings. They may be no bytes at all, lie in a buffer that is detached or has become too short for them, or in memory that
 * another thread writes at the same time. To ask a view for its buffer takes as long as decoding a few records, so hot paths ask once or not at all.
 */

/** Bytes in any form that JavaScript has for them: a buffer means all of it, a view its own part. */
export type Bytes = ArrayBufferLike | ArrayBufferView;

/**
 * The same bytes as an array of bytes, which is not copied.
 * @throws CastbufError ERR_TYPE for what has no bytes, ERR_STALE_BATCH for what has them in memory that is gone
 */
export function asBytes(bytes: Bytes, what = 'the message'): Uint8Array {
  if (!isBytes(bytes)) return bytesOf(bytes, what);
  assertAttached(what, bytes);
  return bytes;
}

function bytesOf(given: unknown, what: string): Uint8Array {
  const name = Object.prototype.toString.call(given).slice(8, -1);
  const isView = ArrayBuffer.isView(given);
  if (!isView && name !== 'ArrayBuffer' && name !== 'SharedArrayBuffer') {
    const hint = `messages are bytes: a Uint8Array (or Buffer), an ArrayBuffer or another view of one, not ${name}`;
    throw new CastbufError('ERR_TYPE', hint);
  }
  // A DataView whose buffer is gone does not even say how long it was.
  try {
    if (isView) assertAttached(what, given);
    return isView
      ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
      : new Uint8Array(given as ArrayBuffer);
  } catch {
    throw memoryGone(what);
  }
}

/** Whether a write to one of them may change the other. Two objects may show the same shared memory, and nothing tells. */
export function mayOverlap(one: ArrayBufferView, two: ArrayBufferView): boolean {
  if (one.buffer !== two.buffer) return isShared(one.buffer) && isShared(two.buffer);
  return one.byteOffset < two.byteOffset + two.byteLength && two.byteOffset < one.byteOffset + one.byteLength;
}

/** @throws CastbufError ERR_USAGE */
export function assertCount(what: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= most) return;
  throw new CastbufError('ERR_USAGE', `${what} is ${shownValue(value)}; it must be a whole number from 0 to ${most}`);
}

/**
 * Copies what was written to the start of the caller's target; returns how many bytes that is. Getters of a value may have taken the target away.
 * @throws CastbufError ERR_TARGET_TOO_SMALL, ERR_STALE_BATCH
 */
export function copyInto(target: Uint8Array, written: Uint8Array, what: string): number {
  assertAttached('the target', target);
  assertRoom(what, written.length, target);
  target.set(written);
  return written.length;
}

/** @throws CastbufError ERR_TARGET_TOO_SMALL */
export function assertRoom(what: string, want: number, { length: have }: Uint8Array): void {
  if (want <= have) return;
  throw new CastbufError('ERR_TARGET_TOO_SMALL', `the ${what} has ${want} bytes, the target ${have}`, { want, have });
}
