import { CastbufError } from '../errors/index.js';

/** Bytes that are zero. @throws CastbufError ERR_LIMIT_MEMORY where the host has not so many */
export function allocateBytes(bytes: number): Uint8Array<ArrayBuffer> {
  return allocated(bytes, () => new Uint8Array(bytes));
}

/** What `make` makes of `bytes` bytes. @throws CastbufError ERR_LIMIT_MEMORY where the host has not so many */
export function allocated<Made>(bytes: number, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CastbufError('ERR_LIMIT_MEMORY', `the host has no ${bytes} bytes for it; take fewer rows at once`, {
      want: bytes,
    });
  }
}
