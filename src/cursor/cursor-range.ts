import * as K from '../../assembly/core/layout.js';
import { CastbufError, shownValue } from '../errors/index.js';
import { assertAttached, isBytes, decodeGuid, decodeText, encodeGuid, encodeText, textBytes } from '../bytes/index.js';
import type { RangeShape } from '../program/index.js';
import { opOf, type Op } from './code.js';
import { rangeIn } from './cursor-frame.js';
import type { CursorDraft, Property } from './cursor-property.js';
import { growingPart } from './cursor-tail.js';

/** How the values of a range become bytes, and bytes a value. */
interface RangeFormat {
  read(bytes: Uint8Array): unknown;
  /** The bytes of a value; nothing is written before they are known. @throws CastbufError ERR_TYPE, ERR_TEXT, ERR_STALE_BATCH */
  encode(value: unknown): Uint8Array;
}

/** Bytes, a text or a GUID. Of a message what has no fixed place keeps its length; of a reply tails are as long as what is set. */
export function rangeProperty(draft: CursorDraft, shape: RangeShape, pointer: Op | undefined): Property {
  const op = opOf(draft.program, shape.op);
  const path = draft.program.paths[shape.op] ?? '';
  const format = markedFormat(shape, formatOf(shape, path), path);
  const isFixed = (op.flags & (K.F_TAIL | K.F_COUNTED)) === 0;
  const isGrowing = !isFixed && draft.isGrowable && pointer === undefined;
  return {
    get() {
      return format.read(rangeIn(this['~frame'], op, pointer, true));
    },
    set: isFixed
      ? fixedSetter(shape, op, pointer, format, path)
      : isGrowing
        ? growingSetter(draft, shape, op, format)
        : keepingSetter(op, pointer, format, path),
  };
}

function fixedSetter(
  { exact }: RangeShape,
  op: Op,
  pointer: Op | undefined,
  format: RangeFormat,
  path: string,
): Property['set'] {
  return function (value) {
    const bytes = format.encode(value);
    const room = rangeIn(this['~frame'], op, pointer, false);
    if (bytes.length > room.length || (exact && bytes.length < room.length)) {
      throw new CastbufError('ERR_LENGTH', `it holds ${room.length} bytes, ${bytes.length} are given`, {
        path,
        want: room.length,
        have: bytes.length,
      });
    }
    room.set(bytes);
    room.fill(0, bytes.length);
  };
}

/** Of a message: what counts the part, or follows it, stays where it is. */
function keepingSetter(op: Op, pointer: Op | undefined, format: RangeFormat, path: string): Property['set'] {
  return function (value) {
    const bytes = format.encode(value);
    const room = rangeIn(this['~frame'], op, pointer, true);
    if (bytes.length !== room.length) throw wrongLength(room.length, bytes.length, path);
    room.set(bytes);
  };
}

/** The error of what keeps the length that it has. */
export function wrongLength(want: number, have: number, path: string): CastbufError {
  const hint = `it has ${want} bytes here, and keeps them; ${have} are given, and only the parts of a reply grow`;
  return new CastbufError('ERR_LENGTH', hint, { path, want, have });
}

function growingSetter(
  { program }: CursorDraft,
  shape: RangeShape,
  { bytes: unitBytes }: Op,
  format: RangeFormat,
): Property['set'] {
  const part = growingPart(program, shape.op);
  const terminatorBytes = shape.terminated ? unitBytes : 0;
  return function (value) {
    const bytes = format.encode(value);
    const units = bytes.length / unitBytes;
    const first = part.claim(this, units);
    const target = this['~frame'].bytes(first, bytes.length + terminatorBytes);
    target.set(bytes);
    target.fill(0, bytes.length);
    part.keep(this, units);
  };
}

/** Of a part with a magic value no other is taken. */
function markedFormat({ magic }: RangeShape, format: RangeFormat, path: string): RangeFormat {
  if (magic === undefined) return format;
  const want = format.encode(magic);
  return { read: format.read, encode: (value) => marked(format.encode(value), want, shownMagic(magic), path) };
}

/** The bytes of a value, where they are those that they must be. @param shown the value that it must be @throws CastbufError ERR_MAGIC */
export function marked(bytes: Uint8Array, want: ArrayLike<number>, shown: string, path: string): Uint8Array {
  const isSame = bytes.every((byte, index) => byte === (want[index] ?? 0)) && bytes.length <= want.length;
  if (isSame && Array.from(want).every((byte, index) => byte === (bytes[index] ?? 0))) return bytes;
  throw new CastbufError('ERR_MAGIC', `it must be ${shown}`, { path });
}

/** A magic value of a part, as an error shows it. */
export function shownMagic(magic: string | Uint8Array): string {
  if (typeof magic === 'string') return shownValue(magic);
  return `the bytes ${Array.from(magic, (byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
}

/** @param path of the part, for errors */
export function formatOf({ kind, encoding = 'ascii', terminated }: RangeShape, path: string): RangeFormat {
  switch (kind) {
    case 'bytes':
      return { read: (bytes) => bytes, encode: (value) => givenBytes(value, path) };
    case 'guid':
      return {
        read: decodeGuid,
        encode(value) {
          const bytes = new Uint8Array(16);
          encodeGuid(givenText(value, 'a GUID as a string', path), bytes, path);
          return bytes;
        },
      };
    case 'text':
      return {
        read: (bytes) => decodeText(bytes, encoding),
        encode(value) {
          const text = givenText(value, 'a string', path);
          if (terminated && text.includes('\0')) {
            throw new CastbufError('ERR_TEXT', 'a NUL-terminated text cannot hold a NUL', { path });
          }
          const bytes = new Uint8Array(textBytes(text, encoding));
          encodeText(text, encoding, bytes, path);
          return bytes;
        },
      };
  }
}

function givenText(value: unknown, want: string, path: string): string {
  if (typeof value === 'string') return value;
  throw new CastbufError('ERR_TYPE', `give ${want}, not ${shownValue(value)}`, { path });
}

/** Bytes that are given to a setter. @throws CastbufError ERR_TYPE, ERR_STALE_BATCH */
export function givenBytes(value: unknown, path: string): Uint8Array {
  if (!isBytes(value)) throw new CastbufError('ERR_TYPE', `give a Uint8Array, not ${shownValue(value)}`, { path });
  assertAttached('these bytes', value, path);
  return value;
}
