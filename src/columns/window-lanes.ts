import * as K from '../../assembly/columns/layout.js';
import { kindBytes, isConvertedFloat, isReversed, type Op, type Column } from '../program/index.js';

/** A column that is one number in the fixed part of every record. */
interface Field {
  readonly column: number;
  readonly kind: Column['kind'];
  readonly op: Op;
}

/** Bits of a lane that become a column; with `column` -1, its bytes reversed become a lane of their own. */
export interface Pick {
  readonly kind: number;
  /** Of the lane's reversed bytes. */
  readonly reversed: boolean;
  readonly column: number;
  readonly shift: number;
  readonly width: number;
  readonly flags: number;
}

/** 4 or 8 bytes of every record: the unit in which windows take records apart. */
export interface Lane {
  readonly offset: number;
  readonly bytes: 4 | 8;
  /** The column that it is as it stands; -1: none. */
  readonly column: number;
  readonly picks: readonly Pick[];
}

/** Lanes that hold every field that a lane can hold, from the record's start to its end. */
export function lanesOf(columns: readonly Column[], ops: readonly Op[], fixedBytes: number): Lane[] {
  const fields = columns.flatMap((column, index) => fieldOf(column, index, ops, fixedBytes) ?? []);
  const places: { offset: number; bytes: 4 | 8; fields: Field[] }[] = [];
  // The widest first: narrower ones may lie inside their lanes.
  for (const field of fields.toSorted((a, b) => b.op.bytes - a.op.bytes || a.op.offset - b.op.offset)) {
    const { offset, bytes } = field.op;
    const around = places.find((lane) => lane.offset <= offset && offset + bytes <= lane.offset + lane.bytes);
    const place = around ?? newPlace(field.op, fixedBytes);
    if (place === undefined) continue;
    place.fields.push(field);
    if (around === undefined) places.push(place);
  }
  return places.toSorted((a, b) => a.offset - b.offset).map(laneOf);
}

function fieldOf(
  { op: opIndex, kind, repeat, step, isTrailing }: Column,
  column: number,
  ops: readonly Op[],
  fixedBytes: number,
): Field | undefined {
  const op = ops[opIndex] as Op;
  const isNumber = op.kind === K.OP_NUMBER || op.kind === K.OP_WIDE;
  const isAlone = kind !== 'bytes' && kind !== 'list' && repeat === 1 && step === 0 && !isTrailing;
  if (!isNumber || !isAlone || op.bytes > 8 || op.offset + op.bytes > fixedBytes) return undefined;
  if (isConvertedFloat(op)) return undefined;
  // 53-bit integers do not fit the 52-bit mantissa trick; they keep the scalar loop.
  if (kind === 'f64' && (op.flags & K.F_FLOAT) === 0 && op.width > 52) return undefined;
  return { column, kind, op };
}

/** A lane for an op that no lane holds: at a multiple of 4 where it can be, and never past the fixed part. */
function newPlace(
  { offset, bytes }: Op,
  fixedBytes: number,
): { offset: number; bytes: 4 | 8; fields: Field[] } | undefined {
  const aligned = offset & ~3;
  const lane = bytes > 4 ? 8 : 4;
  const start = lane === 4 && offset + bytes <= aligned + 4 ? aligned : offset;
  const inside = Math.min(start, fixedBytes - lane);
  return inside < 0 ? undefined : { offset: inside, bytes: lane, fields: [] };
}

function laneOf({ offset, bytes, fields }: { offset: number; bytes: 4 | 8; fields: readonly Field[] }): Lane {
  const whole = fields.find((field) => isWhole(field, bytes) && !isReversed(field.op));
  const rest = fields.filter((field) => field !== whole);
  const reversed = rest.filter(({ op }) => isReversed(op));
  const wholeReversed = reversed.find((field) => isWhole(field, bytes));
  const others = rest.filter((field) => field !== wholeReversed);
  const picks = others.map((field) => pickOf(field, offset, bytes));
  const kind = bytes === 4 ? K.PICK_REVERSE_4 : K.PICK_REVERSE_8;
  const reverse = (column: number): Pick => ({ kind, reversed: false, column, shift: 0, width: 0, flags: 0 });
  if (others.some(({ op }) => isReversed(op))) picks.unshift(reverse(-1));
  if (wholeReversed !== undefined) picks.unshift(reverse(wholeReversed.column));
  return { offset, bytes, column: whole?.column ?? -1, picks };
}

/** The column holds the same bits as the lane. */
function isWhole({ op }: Field, laneBytes: 4 | 8): boolean {
  return (op.flags & K.F_COPIED) !== 0 && op.bytes === laneBytes;
}

function pickOf({ column, kind, op }: Field, laneOffset: number, laneBytes: 4 | 8): Pick {
  const reversed = isReversed(op);
  const before = reversed ? laneOffset + laneBytes - op.offset - op.bytes : op.offset - laneOffset;
  return {
    kind: pickKind(kind, op, laneBytes),
    reversed,
    column,
    shift: before * 8 + op.shift,
    width: op.width,
    flags: op.flags & (K.F_SIGNED | K.F_BOOL),
  };
}

function pickKind(kind: Column['kind'], op: Op, laneBytes: 4 | 8): number {
  const bytes = kindBytes(kind) as 1 | 2 | 4 | 8;
  if (laneBytes === 4) return { 1: K.PICK_4_TO_1, 2: K.PICK_4_TO_2, 4: K.PICK_4_TO_4, 8: -1 }[bytes];
  const isFloat = kind === 'f64' && (op.flags & K.F_FLOAT) === 0;
  const wide = isFloat ? K.PICK_8_TO_FLOAT : K.PICK_8_TO_8;
  return { 1: K.PICK_8_TO_1, 2: K.PICK_8_TO_2, 4: K.PICK_8_TO_4, 8: wide }[bytes];
}

/** What a pick from a wide lane is when all its bits lie in one half. */
const HALF_PICKS: ReadonlyMap<number, number> = /* @__PURE__ */ new Map([
  [K.PICK_8_TO_1, K.PICK_4_TO_1],
  [K.PICK_8_TO_2, K.PICK_4_TO_2],
  [K.PICK_8_TO_4, K.PICK_4_TO_4],
]);

/** A wide lane as its two halves, where every column of it can be made of them; any other lane as it is. */
export function unitOf(lane: Lane): readonly Lane[] {
  if (lane.bytes === 4) return [lane];
  const picks: Pick[][] = [[], []];
  if (lane.column >= 0) picks[0]?.push({ ...WHOLE, column: lane.column });
  for (const pick of lane.picks) {
    const half = pick.shift >> 5;
    const isInHalf = (pick.shift & 31) + pick.width <= 32;
    if (pick.kind === K.PICK_8_TO_FLOAT && !pick.reversed) picks[0]?.push({ ...pick, kind: K.PICK_JOIN_FLOAT });
    else if (!HALF_PICKS.has(pick.kind) || pick.reversed || !isInHalf) return [lane];
    else picks[half]?.push({ ...pick, kind: HALF_PICKS.get(pick.kind) as number, shift: pick.shift & 31 });
  }
  return picks.map((all, half) => ({ offset: lane.offset + half * 4, bytes: 4, column: -1, picks: all }));
}

const WHOLE = { kind: K.PICK_JOIN_8, reversed: false, shift: 0, width: 0, flags: 0 } as const;
