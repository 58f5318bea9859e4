import { CastbufError } from '../../src/surface.js';

/** What `run` throws, when that is a CastbufError; undefined when it throws nothing. */
export function codecError(run: () => unknown): CastbufError | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof CastbufError) return error;
    throw error;
  }
}

/** The CastbufError that `run` throws. @throws Error where it throws nothing */
export function refusalOf(run: () => unknown): CastbufError {
  const error = codecError(run);
  if (error === undefined) throw new Error('nothing was refused');
  return error;
}
