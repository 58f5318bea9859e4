import { CastbufError } from '../errors/index.js';

/** A Proxy of an array of bytes is none: it has no bytes to show. */
export function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && ArrayBuffer.isView(value);
}

/** Views of memory that is gone are empty, and say nothing. @throws CastbufError ERR_STALE_BATCH */
export function assertAttached(what: string, view: ArrayBufferView, path?: string): void {
  if (view.byteLength > 0 || !isGone(view)) return;
  throw memoryGone(what, path);
}

export function memoryGone(what: string, path?: string): CastbufError {
  const hint = `the memory of ${what} is gone: its buffer was transferred or shrunk, or lay in linear memory, which has grown; ask outputOf for its memory before inputOf and decodeBatch`;
  return new CastbufError('ERR_STALE_BATCH', hint, { path });
}

/** Of an empty view: it is so because its buffer is detached, or ends before it. Node 20 cannot be asked. */
function isGone(view: ArrayBufferView): boolean {
  try {
    if (!(view instanceof DataView)) (view as Uint8Array).indexOf(0);
    return false;
  } catch {
    return true;
  }
}
