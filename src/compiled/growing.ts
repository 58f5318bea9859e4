import { CastbufError } from '../errors/index.js';
import type { GrowingArray } from './array-view.js';
import { bytesAt, seated, type Place, type WrittenPlace } from './place.js';
import { wrongLength } from './range-values.js';

/*
 * A part of a reply that becomes as long as what is set: a tail, which may take the room after the fixed part, or a part with a capacity. See
 * src/cursor/cursor-tail.ts.
 */
export interface GrowingPart {
  readonly path: string;
  /** Bytes from the cursor's place to it. */
  readonly offset: number;
  readonly unit: number;
  /** Bytes of the NUL that ends it. */
  readonly terminator: number;
  /** Bytes that it has room for; not there: it is a tail, and has what the room has. */
  readonly capacity?: number;
  /** Sets what counts it. @throws CastbufError ERR_OUT_OF_RANGE */
  count?(place: Place, units: number): void;
}

/**
 * Where `units` units go; they are counted then, and nothing else is changed where that cannot be.
 * @throws CastbufError ERR_TARGET_TOO_SMALL with the bytes that they need and there are, ERR_OUT_OF_RANGE when the counting member cannot
 */
function claim(place: Place, part: GrowingPart, units: number): number {
  const { offset, unit, terminator, capacity, path } = part;
  const first = seated(place).at + offset;
  const want = units * unit + terminator;
  const have = Math.max(0, capacity ?? place.end - first);
  if (want > have) {
    const hint = `it takes ${want} bytes, there is room for ${have}`;
    throw new CastbufError('ERR_TARGET_TOO_SMALL', hint, { path, want, have });
  }
  part.count?.(place, units);
  return first;
}

/** The units were written: the reply ends after them, and of what was set before nothing stays there, nor after them in a capacity. */
function keep(place: Place, { offset, unit, terminator, capacity }: GrowingPart, units: number): void {
  const end = place.at + offset + units * unit;
  if (capacity === undefined) endReply(place, end + terminator - place.record);
  else bytesAt(place, end, capacity - units * unit).fill(0);
}

/** A longer tail that was set before is zeros again, so that nobody finds it after the reply. */
function endReply(place: Place, written: number): void {
  const reply = place.reply as WrittenPlace;
  const before = reply.written;
  reply.written = written;
  if (before > written) bytesAt(place, place.record + written, before - written).fill(0);
}

/** Sets a range. @throws CastbufError ERR_TARGET_TOO_SMALL, ERR_OUT_OF_RANGE */
export function setGrowing(place: Place, part: GrowingPart, bytes: Uint8Array): void {
  const units = bytes.length / part.unit;
  const first = claim(place, part, units);
  const target = bytesAt(place, first, bytes.length + part.terminator);
  target.set(bytes);
  target.fill(0, bytes.length);
  keep(place, part, units);
}

/** The same of an array, whose elements are set afterwards. */
export function growingArray(part: GrowingPart): GrowingArray {
  return {
    resize(place, units, keptBytes) {
      const first = claim(place, part, units);
      bytesAt(place, first, units * part.unit).fill(0, keptBytes);
      keep(place, part, units);
    },
  };
}

/** Sets the bytes of a union that ends the reply, and whose tag selects no arm. @throws CastbufError ERR_LENGTH */
export function setRaw(place: Place, from: number, bytes: Uint8Array, path: string): void {
  const room = bytesAt(place, from, bytes.length);
  if (room.length !== bytes.length) throw wrongLength(room.length, bytes.length, path);
  room.set(bytes);
  (place.reply as WrittenPlace).written = from + bytes.length - place.record;
}

/** Units of a part that nothing counts: as many as were written. */
export function openUnitsAt(place: Place, first: number, unit: number): number {
  return Math.floor(Math.max(0, place.openEnd - first) / unit);
}
