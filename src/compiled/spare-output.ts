import { assertAttached, assertRoom } from '../bytes/index.js';
import { Output } from '../writing/index.js';
import { putBytes } from './given-parts.js';

/** What no write is using: a getter of a value that is being written may write another one. */
let spare: Output | undefined;

/** Room whose first bytes are whatever was written there before. */
export function takeOutput(bytes: number): Output {
  const output = spare ?? new Output();
  spare = undefined;
  output.clear();
  output.makeRoom(bytes);
  output.end = bytes;
  return output;
}

/** What is written there stays until the next write. */
export function giveOutput(output: Output): void {
  spare = output;
}

/** What was written, in memory of its own. */
export function bytesOfOutput({ bytes, end }: Output): Uint8Array<ArrayBuffer> {
  return bytes.slice(0, end);
}

/**
 * Copies what was written to the start of the caller's target; gives how many bytes that is. Getters of the value may have taken the target away.
 * @throws CastbufError ERR_TARGET_TOO_SMALL, ERR_STALE_BATCH
 */
export function copyOutput(target: Uint8Array, { bytes, end }: Output): number {
  assertAttached('the target', target);
  assertRoom('message', end, target);
  putBytes(target, 0, bytes, end);
  return end;
}
