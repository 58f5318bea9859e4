import { CastbufError } from '../errors/index.js';
import type { ColumnArray } from '../plan/index.js';

/** Views of linear memory are empty once it has grown: what they showed is gone, and they say nothing. @throws CastbufError ERR_STALE_BATCH */
export function assertAttached(what: string, view: ColumnArray, path?: string): void {
  if (view.length > 0 || !isDetached(view.buffer)) return;
  const hint = `${what} lay in linear memory, which has grown; ask codec.output for its memory before codec.input and decodeBatch`;
  throw new CastbufError('ERR_STALE_BATCH', hint, { path });
}

/** Node 20 has no ArrayBuffer.detached; a view of one is refused. */
function isDetached(buffer: ArrayBufferLike): boolean {
  if (buffer.byteLength > 0) return false;
  try {
    return new Uint8Array(buffer).length > 0;
  } catch {
    return true;
  }
}
