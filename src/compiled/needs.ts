import type { CastbufError } from '../errors/index.js';

const NEEDS = /* @__PURE__ */ new WeakMap<object, number>();

/** Bytes that the record which was refused so must have at least, from its start; 0: however many come, it is not good. */
export function neededBytes(error: unknown): number {
  return NEEDS.get(error as object) ?? 0;
}

/** Says so of an error. */
export function needing(error: CastbufError, bytes: number): CastbufError {
  NEEDS.set(error, bytes);
  return error;
}
