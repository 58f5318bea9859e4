import { CastbufError, shownValue } from '../errors/index.js';
import { assertAttached, isBytes } from './attached-bytes.js';
import { isShared } from './shared-memory.js';

/*
 * Bytes that a caller brings. They may be no bytes at all, lie in a buffer that is detached or has become too short for them, or in memory that
 * another thread writes at the same time. To ask a view for its buffer takes as long as decoding a few records, so hot paths ask once or not at all.
 */

/** @throws CastbufError ERR_TYPE for what is no Uint8Array, ERR_STALE_BATCH for one whose memory is gone */
export function asBytes(bytes: Uint8Array, what = 'the message'): Uint8Array {
  if (!isBytes(bytes)) {
    const name = Object.prototype.toString.call(bytes).slice(8, -1);
    const hint = `messages are Uint8Array (or Buffer), not ${name}; wrap an ArrayBuffer in new Uint8Array(…)`;
    throw new CastbufError('ERR_TYPE', hint);
  }
  assertAttached(what, bytes);
  return bytes;
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

/** @throws CastbufError ERR_TARGET_TOO_SMALL */
export function assertRoom(what: string, want: number, { length: have }: Uint8Array): void {
  if (want <= have) return;
  throw new CastbufError('ERR_TARGET_TOO_SMALL', `the ${what} has ${want} bytes, the target ${have}`, { want, have });
}
