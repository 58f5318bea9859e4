export { decodeAscii, decodeGuid, decodeUtf16, decodeUtf16BE, decodeUtf8 } from '../bytes/index.js';
import { type TextEncoding, encodeGuid, encodeText, textBytes } from '../bytes/index.js';
import { CastbufError } from '../errors/index.js';

import { assertNoNul } from './given-parts.js';
import { givenText } from './given-values.js';

/** The bytes of a text that is given. @throws CastbufError ERR_TYPE, ERR_TEXT */
export function bytesOfText(value: unknown, encoding: TextEncoding, isTerminated: boolean, path: string): Uint8Array {
  const text = givenText(value, 'a string', path);
  if (isTerminated) assertNoNul(text, path);
  const bytes = new Uint8Array(textBytes(text, encoding));
  encodeText(text, encoding, bytes, path);
  return bytes;
}

/** @throws CastbufError ERR_TYPE */
export function bytesOfGuid(value: unknown, path: string): Uint8Array {
  const bytes = new Uint8Array(16);
  encodeGuid(givenText(value, 'a GUID as a string', path), bytes, path);
  return bytes;
}

/** Fills a part of a fixed length; zeros follow, but where all of it has to be given. @throws CastbufError ERR_LENGTH */
export function fillRoom(room: Uint8Array, bytes: Uint8Array, isExact: boolean, path: string): void {
  const [want, have] = [room.length, bytes.length];
  if (have > want || (isExact && have < want))
    throw new CastbufError('ERR_LENGTH', `it holds ${want} bytes, ${have} are given`, { path, want, have });
  room.set(bytes);
  room.fill(0, have);
}

/** Sets a part that keeps its length: what counts it, or follows it, stays where it is. @throws CastbufError ERR_LENGTH */
export function replaceBytes(room: Uint8Array, bytes: Uint8Array, path: string): void {
  const [want, have] = [room.length, bytes.length];
  if (have !== want) throw wrongLength(want, have, path);
  room.set(bytes);
}

/** The error of what keeps the length that it has. */
export function wrongLength(want: number, have: number, path: string): CastbufError {
  const hint = `it has ${want} bytes here, and keeps them; ${have} are given, and only the parts of a reply grow`;
  return new CastbufError('ERR_LENGTH', hint, { path, want, have });
}
