import * as K from '../../assembly/layout.js';
import { CastbufError, shownValue } from '../errors/index.js';
import type { RangeShape } from '../plan/index.js';
import { opOf, rangeIn, type OpWords } from './cursor-frame.js';
import type { CursorDraft, Property } from './cursor-property.js';
import { growingPart } from './cursor-tail.js';
import { decodeGuid, decodeText, encodeGuid, encodeText, textBytes } from './text.js';

/** How the values of a range become bytes, and bytes a value. */
interface RangeFormat {
  read(bytes: Uint8Array): unknown;
  /** Bytes that a value takes. @throws CastbufError ERR_TYPE */
  measure(value: unknown): number;
  /** Writes a value to exactly its bytes. @throws CastbufError ERR_TEXT, ERR_TYPE */
  write(value: never, target: Uint8Array): void;
}

/** Bytes, a text or a GUID. Of a message only what has a fixed place can be set; of a reply tails, too. */
export function rangeProperty(draft: CursorDraft, shape: RangeShape, pointer: OpWords | undefined): Property {
  const op = opOf(draft.program, shape.op);
  const path = draft.program.paths[shape.op] ?? '';
  const format = formatOf(shape, path);
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
        : undefined,
  };
}

function fixedSetter(
  { exact }: RangeShape,
  op: OpWords,
  pointer: OpWords | undefined,
  format: RangeFormat,
  path: string,
): NonNullable<Property['set']> {
  return function (value) {
    const bytes = format.measure(value);
    const room = rangeIn(this['~frame'], op, pointer, false);
    if (bytes > room.length || (exact && bytes < room.length)) {
      throw new CastbufError('ERR_LENGTH', `it holds ${room.length} bytes, ${bytes} are given`, {
        path,
        want: room.length,
        have: bytes,
      });
    }
    room.fill(0, bytes);
    format.write(value, room.subarray(0, bytes));
  };
}

function growingSetter(
  { program }: CursorDraft,
  shape: RangeShape,
  { bytes: unitBytes }: OpWords,
  format: RangeFormat,
): NonNullable<Property['set']> {
  const part = growingPart(program, shape.op);
  const terminatorBytes = shape.terminated ? unitBytes : 0;
  return function (value) {
    const bytes = format.measure(value);
    const units = bytes / unitBytes;
    const first = part.placeOf(this, units);
    const target = this['~frame'].bytes(first, bytes + terminatorBytes);
    target.fill(0, bytes);
    format.write(value, target.subarray(0, bytes));
    part.keep(this, units);
  };
}

function formatOf({ kind, encoding = 'ascii', terminated }: RangeShape, path: string): RangeFormat {
  const wrong = (wanted: string, value: unknown): CastbufError =>
    new CastbufError('ERR_TYPE', `give ${wanted}, not ${shownValue(value)}`, { path });
  switch (kind) {
    case 'bytes':
      return {
        read: (bytes) => bytes,
        measure(value) {
          if (!(value instanceof Uint8Array)) throw wrong('a Uint8Array', value);
          return value.length;
        },
        write: (value: Uint8Array, target) => target.set(value),
      };
    case 'guid':
      return {
        read: decodeGuid,
        measure(value) {
          if (typeof value !== 'string') throw wrong('a GUID as a string', value);
          return 16;
        },
        write: (value: string, target) => encodeGuid(value, target, path),
      };
    case 'text':
      return {
        read: (bytes) => decodeText(bytes, encoding),
        measure(value) {
          if (typeof value !== 'string') throw wrong('a string', value);
          if (terminated && value.includes('\0')) {
            throw new CastbufError('ERR_TEXT', 'a NUL-terminated text cannot hold a NUL', { path });
          }
          return textBytes(value, encoding);
        },
        write: (value: string, target) => encodeText(value, encoding, target, path),
      };
  }
}
