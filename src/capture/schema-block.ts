import type { CaptureBlock } from './blocks.js';
import { textOf } from './body.js';

/**
 * Whose custom blocks are whose is told by a private enterprise number, which IANA gives to organisations. castbuf is none, and a number that it took
 * by itself would belong to somebody some day. 32473 never will: RFC 5612 keeps it for examples. Since anybody may write blocks under it, those of castbuf are known by how
 * they begin, whatever their number is: who has one gives it as `pen`.
 *
 * The data is text, so that programs that turn a capture to the other byte order, and copy what they do not know, copy it well.
 */
export const EXAMPLE_PEN = 32473;

const SIGNATURE = 'castbuf schema 1\n';

/** What a custom block has that carries a schema: the JSON of `writeSchema`. */
export function schemaData(json: string): Uint8Array {
  return new TextEncoder().encode(SIGNATURE + json);
}

/**
 * The schema that a block carries, for `readSchema`: the JSON of `writeSchema`. Undefined for every other block.
 */
export function schemaTextOf(block: CaptureBlock): string | undefined {
  if (block.kind !== 'custom' || !beginsWith(block.data, SIGNATURE)) return undefined;
  // The padding to 4 bytes is zeros, and JSON has none.
  return textOf(block.data.subarray(SIGNATURE.length)).replace(/\0+$/, '');
}

function beginsWith(data: Uint8Array, text: string): boolean {
  if (data.length < text.length) return false;
  for (let at = 0; at < text.length; at++) if (data[at] !== text.charCodeAt(at)) return false;
  return true;
}
