import { CastbufError } from '../errors/index.js';
import type { TextEncoding } from '../schema/index.js';

const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const utf8Encoder = new TextEncoder();
/** Arguments of one String.fromCharCode call: far below every engine's limit. */
const CHARACTERS_AT_ONCE = 4096;

/** The text of some bytes. ASCII is read as Latin-1, UTF-16 keeps lone surrogates; wrong UTF-8 becomes U+FFFD. */
export function decodeText(bytes: Uint8Array, encoding: TextEncoding): string {
  if (encoding === 'utf-16le')
    return decodeUnits(bytes.length >> 1, (i) => (bytes[i * 2] as number) | ((bytes[i * 2 + 1] as number) << 8));
  if (encoding === 'ascii' || isAscii(bytes)) return decodeUnits(bytes.length, (i) => bytes[i] as number);
  // Browsers refuse to decode shared memory.
  return utf8Decoder.decode(
    typeof SharedArrayBuffer !== 'undefined' && bytes.buffer instanceof SharedArrayBuffer
      ? new Uint8Array(bytes)
      : bytes,
  );
}

function isAscii(bytes: Uint8Array): boolean {
  if (bytes.length > 64) return false;
  for (const byte of bytes) if (byte > 0x7f) return false;
  return true;
}

function decodeUnits(count: number, unit: (index: number) => number): string {
  let text = '';
  for (let at = 0; at < count; at += CHARACTERS_AT_ONCE) {
    const codes = new Uint16Array(Math.min(CHARACTERS_AT_ONCE, count - at));
    for (let i = 0; i < codes.length; i++) codes[i] = unit(at + i);
    text += String.fromCharCode(...codes);
  }
  return text;
}

/** Bytes that a text takes in an encoding. */
export function textBytes(text: string, encoding: TextEncoding): number {
  if (encoding === 'ascii') return text.length;
  if (encoding === 'utf-16le') return text.length * 2;
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    // A pair is two units and four bytes.
    if (code >= 0xd800 && code < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes++;
      i++;
    }
  }
  return bytes;
}

/**
 * Writes a text into exactly the bytes that `textBytes` counted.
 * @throws CastbufError ERR_TEXT for a character that the encoding has no bytes for
 */
export function encodeText(text: string, encoding: TextEncoding, target: Uint8Array, path: string): void {
  if (encoding === 'utf-8') {
    const lone = /\p{Surrogate}/u.exec(text);
    if (lone !== null)
      throw new CastbufError('ERR_TEXT', `character ${lone.index} is half a surrogate pair, which UTF-8 cannot hold`, {
        path,
      });
    utf8Encoder.encodeInto(text, target);
    return;
  }
  const isWide = encoding === 'utf-16le';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isWide) {
      target[i * 2] = code & 0xff;
      target[i * 2 + 1] = code >> 8;
    } else if (code > 0xff) {
      throw new CastbufError(
        'ERR_TEXT',
        `character ${i} (U+${code.toString(16)}) does not fit one byte; use utf-8 or utf-16le`,
        { path },
      );
    } else target[i] = code;
  }
}

/** Order of a GUID's bytes in its text: the first three groups are little-endian numbers. */
const GUID_BYTES = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
const GUID_PATTERN = /^\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?$/i;

export function decodeGuid(bytes: Uint8Array): string {
  const digits = GUID_BYTES.map((at) => (bytes[at] as number).toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** @throws CastbufError ERR_TYPE for a text that is no GUID */
export function encodeGuid(text: string, target: Uint8Array, path: string): void {
  const groups = GUID_PATTERN.exec(text);
  if (groups === null) {
    throw new CastbufError('ERR_TYPE', `'${text}' is no GUID; write 00112233-4455-6677-8899-aabbccddeeff`, { path });
  }
  const digits = groups.slice(1).join('');
  GUID_BYTES.forEach((at, i) => {
    target[at] = Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16);
  });
}
