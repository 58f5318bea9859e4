import { CastbufError } from '../errors/index.js';

/** How a text is written. A unit of it is one byte, in the two of UTF-16 two. `ascii` is read and written as Latin-1. */
export type TextEncoding = 'ascii' | 'utf-8' | 'utf-16le' | 'utf-16be';
/** All of them. */
export const TEXT_ENCODINGS: readonly TextEncoding[] = ['ascii', 'utf-8', 'utf-16le', 'utf-16be'];

/** Bytes of one code unit of an encoding. */
export function unitBytes(encoding: TextEncoding): 1 | 2 {
  return encoding === 'utf-16le' || encoding === 'utf-16be' ? 2 : 1;
}

const utf8Decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true });
const utf8Encoder = /* @__PURE__ */ new TextEncoder();
/** Arguments of one String.fromCharCode call: far below every engine's limit. */
const CHARACTERS_AT_ONCE = 4096;

/**
 * Bytes that are no UTF-8 are kept as half surrogate pairs, which UTF-8 never has: byte 0x80 is U+DC80, byte 0xff U+DCFF, as Python's
 * surrogateescape (PEP 383) has it.
 */
const ESCAPE = 0xdc00;
const FIRST_ESCAPE = 0xdc80;
const LAST_ESCAPE = 0xdcff;

/** The text of some bytes, from which `encodeText` makes the same bytes. ASCII is read as Latin-1, UTF-16 keeps lone surrogates. */
export function decodeText(bytes: Uint8Array, encoding: TextEncoding): string {
  if (encoding === 'utf-16le') return decodeUtf16(bytes);
  if (encoding === 'utf-16be') return decodeUtf16BE(bytes);
  return encoding === 'ascii' ? decodeAscii(bytes) : decodeUtf8(bytes);
}

export function decodeAscii(bytes: Uint8Array): string {
  return decodeUnits(bytes.length, (i) => bytes[i] as number);
}

export function decodeUtf16(bytes: Uint8Array): string {
  return decodeUnits(bytes.length >> 1, (i) => (bytes[i * 2] as number) | ((bytes[i * 2 + 1] as number) << 8));
}

export function decodeUtf16BE(bytes: Uint8Array): string {
  return decodeUnits(bytes.length >> 1, (i) => ((bytes[i * 2] as number) << 8) | (bytes[i * 2 + 1] as number));
}

export function decodeUtf8(bytes: Uint8Array): string {
  return isAscii(bytes) ? decodeAscii(bytes) : decodeOwnUtf8(notShared(bytes));
}

/** The text for those who take nothing but UTF-8, as Arrow does: U+FFFD stands for what is wrong. */
export function readableText(bytes: Uint8Array, encoding: TextEncoding): string {
  return encoding === 'utf-8' ? utf8Decoder.decode(notShared(bytes)) : decodeText(bytes, encoding);
}

/** Browsers refuse to decode shared memory. */
function notShared(bytes: Uint8Array): Uint8Array {
  const isShared = typeof SharedArrayBuffer !== 'undefined' && bytes.buffer instanceof SharedArrayBuffer;
  return isShared ? new Uint8Array(bytes) : bytes;
}

function decodeOwnUtf8(bytes: Uint8Array): string {
  const whole = utf8Decoder.decode(bytes);
  // Where something was wrong, U+FFFD stands for it; it may also stand for itself.
  if (!whole.includes('\ufffd')) return whole;
  let text = '';
  let from = 0;
  for (let at = 0; at < bytes.length;) {
    const taken = characterBytes(bytes, at);
    if (taken > 0) at += taken;
    else {
      text += utf8Decoder.decode(bytes.subarray(from, at)) + String.fromCharCode(ESCAPE + (bytes[at] as number));
      from = ++at;
    }
  }
  return text + utf8Decoder.decode(bytes.subarray(from));
}

/** Bytes of the UTF-8 character at `at`, 0 where there is none (Unicode, table 3-7). */
function characterBytes(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const second = bytes[at + 1] ?? 0;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (let next = at + 2; next < at + length; next++) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
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
  if (encoding !== 'utf-8') return text.length * 2;
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes += code < 0x80 || isEscape(code) ? 1 : code < 0x800 ? 2 : 3;
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
  if (encoding === 'utf-8') encodeUtf8(text, target, path);
  else if (encoding === 'utf-16le') encodeUtf16(text, target, 0);
  else if (encoding === 'utf-16be') encodeUtf16BE(text, target, 0);
  else encodeAscii(text, target, 0, path);
}

export function encodeUtf16(text: string, target: Uint8Array, at: number): void {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    target[at + i * 2] = code & 0xff;
    target[at + i * 2 + 1] = code >> 8;
  }
}

export function encodeUtf16BE(text: string, target: Uint8Array, at: number): void {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    target[at + i * 2] = code >> 8;
    target[at + i * 2 + 1] = code & 0xff;
  }
}

/** A byte for each character. @throws CastbufError ERR_TEXT */
export function encodeAscii(text: string, target: Uint8Array, at: number, path: string): void {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) {
      const hint = `character ${i} (U+${code.toString(16)}) does not fit one byte; use utf-8 or utf-16le`;
      throw new CastbufError('ERR_TEXT', hint, { path });
    }
    target[at + i] = code;
  }
}

/** Half a surrogate pair that stands for a byte. Of a whole pair, nobody asks. */
function isEscape(code: number): boolean {
  return code >= FIRST_ESCAPE && code <= LAST_ESCAPE;
}

const LONE_SURROGATES = /\p{Surrogate}/gu;

function encodeUtf8(text: string, target: Uint8Array, path: string): void {
  let from = 0;
  let at = 0;
  for (const { index } of text.matchAll(LONE_SURROGATES)) {
    const code = text.charCodeAt(index);
    if (!isEscape(code))
      throw new CastbufError('ERR_TEXT', `character ${index} is half a surrogate pair, which UTF-8 cannot hold`, {
        path,
      });
    at += utf8Encoder.encodeInto(text.slice(from, index), target.subarray(at)).written;
    target[at++] = code - ESCAPE;
    from = index + 1;
  }
  utf8Encoder.encodeInto(text.slice(from), target.subarray(at));
  if (from > 0 && decodeOwnUtf8(target) !== text) {
    const hint = 'its half surrogate pairs stand for bytes that together are a character; give the character';
    throw new CastbufError('ERR_TEXT', hint, { path });
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
