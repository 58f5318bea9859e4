import { CastbufError } from '../errors/index.js';
import type { SentError } from './protocol.js';

/** An error of any kind as plain data. */
export function sentError(error: unknown): SentError {
  const { message = String(error), code } = (error ?? {}) as Partial<Error & { code: unknown }>;
  const system = typeof code === 'string' ? code : undefined;
  if (!(error instanceof CastbufError)) return { message, castbuf: undefined, system };
  const { hint, offset, fieldOffset, path, want, have } = error;
  const castbuf = { code: error.code, hint, place: { offset, fieldOffset, path, want, have } };
  return { message, castbuf, system: undefined };
}

/** The same error on another thread. */
export function receivedError({ message, castbuf, system }: SentError): Error {
  if (castbuf !== undefined) return new CastbufError(castbuf.code, castbuf.hint, castbuf.place);
  return Object.assign(new Error(message), system !== undefined && { code: system });
}
