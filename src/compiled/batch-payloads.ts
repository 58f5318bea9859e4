import type { CopyBytes } from './batch-type.js';
import { sliceOf } from './reads.js';

const FIRST_BYTES = 1024;
const LAST_BYTES = 64 * 1024;

/**
 * Copies the payloads of rows. Those of rows that are read one after the other are views of one copy of the stream: to make memory for each takes longer than to read
 * the rest of its row. A payload that is kept keeps up to 64 KiB.
 */
export function payloadsOf({ length }: Uint8Array): CopyBytes {
  let block = new ArrayBuffer(0);
  // What of the stream lies in the block, and what of that nobody has yet: no byte is given away twice.
  let start = 0;
  let end = 0;
  let free = 0;
  let next = FIRST_BYTES;
  return (view, from, bytes) => {
    if (from < free || from + bytes > end || block.byteLength === 0) {
      const isNear = from >= start && from - end < next;
      next = isNear ? Math.min(next * 2, LAST_BYTES) : FIRST_BYTES;
      start = from;
      end = Math.min(length, from + Math.max(bytes, next));
      block = sliceOf(view, start, end - start).buffer as ArrayBuffer;
    }
    free = from + bytes;
    // No bytes at all have a buffer of their own, too: whoever gives that away takes nothing along.
    return bytes === 0 ? new Uint8Array(0) : new Uint8Array(block, from - start, bytes);
  };
}
