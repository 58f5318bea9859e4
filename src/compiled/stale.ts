import { CastbufError } from '../errors/index.js';

export function stale(hint: string, place?: { want: number; have: number }): CastbufError {
  return new CastbufError('ERR_STALE_BATCH', hint, place);
}

/** The array was its owner's, who may do anything with it. */
export function notHeld(want: number, have: number): CastbufError {
  return stale('an array that this follows from was transferred or changed; take batch.copy() before that', {
    want,
    have,
  });
}
