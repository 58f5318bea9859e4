import * as K from '../../assembly/core/layout.js';
import { CastbufError, unsaidHint } from '../errors/index.js';
import type { Program } from '../program/index.js';
import { opOf, type Op } from './code.js';
import type { RecordFrame } from './cursor-frame.js';
import { leafProperty } from './cursor-leaf.js';
import type { Cursor } from './cursor-property.js';
import { storeValue, whyNotHeld } from './store.js';

/**
 * A part of a reply that becomes as long as what is set: a tail, which may take the room after the fixed part, or a
 * part with a capacity.
 */
export interface GrowingPart {
  /**
   * Where `units` units go; they are counted then, and nothing else is changed where that cannot be.
   * @throws CastbufError ERR_TARGET_TOO_SMALL with the bytes that they need and there are, ERR_OUT_OF_RANGE when the counting member cannot
   */
  claim(cursor: Cursor, units: number): number;
  /** The units were written: the reply ends after them, and of what was set before nothing stays there, nor after them in a capacity. */
  keep(cursor: Cursor, units: number): void;
}

export function growingPart(program: Program, index: number): GrowingPart {
  const op = opOf(program, index);
  const { flags, offset, bytes: unitBytes } = op;
  const isTail = (flags & K.F_TAIL) !== 0;
  const terminatorBytes = (flags & K.F_TERMINATED) === 0 ? 0 : unitBytes;
  const setCount = (flags & K.F_COUNTED) === 0 ? undefined : countSetter(program, op.ref as Op);
  const countUnit = (flags & K.F_COUNTS_BYTES) === 0 ? 1 : unitBytes;
  return {
    claim(cursor, units) {
      const frame = cursor['~frame'].seated();
      const first = frame.at + offset;
      const want = units * unitBytes + terminatorBytes;
      const have = Math.max(0, isTail ? frame.end - first : op.count * unitBytes);
      if (want > have) {
        const hint = `it takes ${want} bytes, there is room for ${have}`;
        throw new CastbufError('ERR_TARGET_TOO_SMALL', hint, { path: program.paths[index], want, have });
      }
      setCount?.call(cursor, units * countUnit);
      return first;
    },
    keep(cursor, units) {
      const frame = cursor['~frame'];
      const end = frame.at + offset + units * unitBytes;
      if (isTail) endReply(frame, end + terminatorBytes - frame.record);
      else frame.bytes(end, (op.count - units) * unitBytes).fill(0);
    },
  };
}

/** Sets what counts a part. */
function countSetter(program: Program, counter: Op): (this: Cursor, count: number) => void {
  if (counter.kind !== K.OP_MEASURE)
    return leafProperty(program, counter.index).set as (this: Cursor, count: number) => void;
  const path = program.paths[counter.index];
  return function (count) {
    const why = whyNotHeld(counter, count);
    if (why !== undefined)
      throw new CastbufError('ERR_LENGTH', unsaidHint(why.want, count), { path, want: why.want, have: count });
    const { view, at } = this['~frame'];
    storeValue(view, at, counter, count);
  };
}

/** A longer tail that was set before is zeros again, so that nobody finds it after the reply. */
function endReply(frame: RecordFrame, written: number): void {
  const before = frame.written;
  frame.written = written;
  if (before > written) frame.bytes(frame.record + written, before - written).fill(0);
}
