import * as K from '../../assembly/core/layout.js';
import { isConvertedFloat, isReversed, type Op, type Column } from '../program/index.js';

/** A column that is one number in the fixed part of every record, and the bytes of the record that it has bits in. */
export interface WrittenField {
  readonly column: number;
  readonly kind: Column['kind'];
  readonly op: Op;
  readonly start: number;
  readonly end: number;
}

/** Bytes of every record that are written as one number. No two lanes overlap, and a field lies in one lane whole. */
export interface WrittenLane {
  readonly offset: number;
  readonly bytes: 1 | 2 | 4 | 8;
  readonly fields: readonly WrittenField[];
}

/** Bytes that are zero in every record, unless something else is written there later. */
export interface BlankBytes {
  readonly offset: number;
  readonly blankBytes: number;
}

/** Longer runs of bytes that no field has are no lanes. */
const MOST_EMPTY_BYTES = 32;

/** A field of the fixed part that a lane can hold; undefined for what is written by loops. */
export function writtenField(columns: readonly Column[], column: number, ops: readonly Op[]): WrittenField | undefined {
  const { op: opIndex, kind, repeat, step, guard } = columns[column] as Column;
  const op = ops[opIndex] as Op;
  const isNumber = op.kind === K.OP_NUMBER || op.kind === K.OP_WIDE;
  const isAlone = kind !== 'bytes' && kind !== 'list' && repeat === 1 && step === 0 && guard === undefined;
  if (!isNumber || !isAlone || op.bytes > 8 || isConvertedFloat(op)) return undefined;
  // 53-bit integers do not fit the 52-bit mantissa trick; they keep the scalar loop.
  if (kind === 'f64' && (op.flags & K.F_FLOAT) === 0 && op.width > 52) return undefined;
  if (isReversed(op)) return { column, kind, op, start: op.offset, end: op.offset + op.bytes };
  const end = op.offset + Math.ceil((op.shift + op.width) / 8);
  return { column, kind, op, start: op.offset + (op.shift >> 3), end };
}

/**
 * Lanes that cover [0, fixedBytes) from start to end, but for bytes that are blank or `filled` by something else. A field that no lane can
 * hold, because it overlaps others at odd places, is in none of them.
 */
export function writtenLanes(
  fields: readonly WrittenField[],
  filled: readonly { readonly start: number; readonly end: number }[],
  fixedBytes: number,
): (WrittenLane | BlankBytes)[] {
  const lanes: (WrittenLane | BlankBytes)[] = [];
  for (let at = 0; at < fixedBytes;) {
    const nextField = Math.min(fixedBytes, ...fields.map(({ start }) => start).filter((start) => start >= at));
    const whole = filled.find(({ start, end }) => start <= at && at < end);
    if (whole !== undefined && nextField >= whole.end) {
      at = whole.end;
      continue;
    }
    const nextFilled = Math.min(fixedBytes, ...filled.map(({ start }) => start).filter((start) => start > at));
    const blankBytes = Math.min(nextField, nextFilled) - at;
    if (blankBytes > MOST_EMPTY_BYTES) {
      lanes.push({ offset: at, blankBytes });
      at += blankBytes;
      continue;
    }
    const bytes = laneBytes(fields, at, fixedBytes);
    lanes.push({
      offset: at,
      bytes,
      fields: fields.filter(({ start, end }) => start >= at && end <= at + bytes),
    });
    at += bytes;
  }
  return lanes;
}

/** Of the lanes that cut no field the first in this order; where all cut one, the widest. */
function laneBytes(fields: readonly WrittenField[], at: number, fixedBytes: number): 1 | 2 | 4 | 8 {
  const sizes = ([4, 8, 2, 1] as const).filter((bytes) => at + bytes <= fixedBytes);
  const isCut = (cut: number): boolean => fields.some(({ start, end }) => at <= start && start < cut && cut < end);
  return sizes.find((bytes) => !isCut(at + bytes)) ?? (Math.max(...sizes) as 1 | 2 | 4 | 8);
}
