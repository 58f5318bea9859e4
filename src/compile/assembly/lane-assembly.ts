import * as K from '../../../assembly/core/layout.js';
import { maskOf } from './assembly-leaf.js';
import { rowOf } from './column-slots.js';
import type { Segment } from './segment-plan.js';
import { laneOf, shiftIn, type Field, type Lane } from './window-plan.js';

/*
 * Four rows of columns to four records: the mirror of window-assembly.ts. A quad is the same 4 bytes of all of them in one vector, a wide pair the same 8 bytes of
 * the first two and of the last two. `bad` has a bit wherever a value does not fit.
 */

/** The same 8 bytes of records 0 and 1, and of records 2 and 3. */
export type Pair = readonly [x: string, y: string];

/** A column that is written, and whether another one may show the same bytes. */
export interface LaneField extends Field {
  readonly from: string;
  readonly isShared: boolean;
}

/** The name of the vector that is all ones where a shared column is given. */
export function givenName({ from }: LaneField): string {
  return `has_${from}`;
}

export class LaneText {
  readonly lines: string[] = [];
  checks = false;

  constructor(private readonly fieldOf: (field: Field) => LaneField) {}

  /** Statements that bring a segment's bytes together. */
  pair(segment: Segment): Pair {
    const fields = segment.fields.map((field) => this.fieldOf(field));
    const isShared = fields.some((field) => field.isShared);
    const prefix = `b${segment.offset}_`;
    const lanes = fields.map((field) => ({ field, lane: wideOrQuad(field, segment.offset, isShared) }));
    const wides = lanes.filter(({ lane }) => lane.bytes === 8);
    const pairs = wides.map(({ field, lane }) => this.placedPair(field, segment.offset, lane));
    const quads = [0, 1].map((index) =>
      this.quad(
        lanes.filter(({ lane }) => lane.bytes === 4 && lane.index === index),
        segment.offset,
        `${prefix}q${index}`,
      ),
    );
    const [low, high] = quads;
    if (low !== undefined || high !== undefined) {
      const [a, b] = [low ?? 'zeros', high ?? 'zeros'];
      pairs.push([`v128.shuffle<i32>(${a}, ${b}, 0, 4, 1, 5)`, `v128.shuffle<i32>(${a}, ${b}, 2, 6, 3, 7)`]);
    }
    const joined = this.pairNamed(prefix, joinedPair(pairs));
    wides.forEach(({ field, lane }, index) => {
      if (field.isShared) this.compare(field, pairs[index] as Pair, joined, segment.offset, lane);
    });
    return joined;
  }

  /** The four bytes of a segment that has no more, of all records. */
  single(segment: Segment): string | undefined {
    const fields = segment.fields.map((field) => this.fieldOf(field));
    if (segment.bytes > 4 || fields.some((field) => field.isShared)) return undefined;
    const lanes = fields.map((field) => ({ field, lane: laneOf(field, segment.offset) as Lane }));
    if (lanes.some(({ lane }) => lane.bytes !== 4 || lane.index !== 0)) return undefined;
    return this.quad(lanes, segment.offset, `b${segment.offset}_q`);
  }

  private quad(lanes: readonly { field: LaneField; lane: Lane }[], offset: number, name: string): string | undefined {
    if (lanes.length === 0) return undefined;
    const texts = lanes.map(({ field, lane }) => {
      const shifted = shl(this.fitting(field, lane.bytes * 8), shiftIn(field, offset, lane), 'i32');
      return field.isBig ? reversedBytes(this.named(`${field.from}_r`, shifted), 4) : shifted;
    });
    return this.named(name, joined(texts));
  }

  /** The bits of a column of up to 4 bytes an element, those above its width zero. */
  private fitting(field: LaneField, laneBits: number): string {
    const { op, width, kind, slot, from } = field;
    const { flags } = op;
    const value = this.named(`${from}_v`, loadedQuad(field));
    if (kind === 'f32') return value;
    if ((flags & K.F_BOOL) !== 0) return `v128.and(v128.ne<i32>(${value}, zeros), i32x4.splat(1))`;
    const isSigned = (flags & K.F_SIGNED) !== 0;
    const bits = slot.bytes * 8;
    if (width < bits) {
      const up = 32 - width;
      if (isSigned)
        this.badWhereGiven(field, `v128.xor(${value}, v128.shr<i32>(v128.shl<i32>(${value}, ${up}), ${up}))`);
      else this.badWhereGiven(field, `v128.and(${value}, i32x4.splat(0x${(2 ** bits - 2 ** width).toString(16)}))`);
    }
    const isFull = width === 32 || (!isSigned && laneBits === 32);
    return isFull || !isSigned ? value : `v128.and(${value}, i32x4.splat(${maskOf(width)}))`;
  }

  /** A field where its bits lie in an 8-byte lane. */
  private placedPair(field: LaneField, offset: number, lane: Lane): Pair {
    const { from } = field;
    const shift = shiftIn(field, offset, lane);
    let pair = this.widePair(field).map((one) => shl(one, shift, 'i64')) as unknown as Pair;
    if (field.isBig) {
      const [x, y] = this.pairNamed(`${from}_r`, pair);
      pair = [reversedBytes(x, 8), reversedBytes(y, 8)];
    }
    if (!field.isShared) return pair;
    const given = givenName(field);
    return this.pairNamed(`${from}_s`, pair.map((one) => `v128.and(${one}, ${given})`) as unknown as Pair);
  }

  private widePair(field: LaneField): Pair {
    const { op, width, kind, slot, from } = field;
    if (slot.bytes < 8) {
      const quad = this.named(`${from}_w`, this.fitting(field, 64));
      return [`v128.extend_low<u32>(${quad})`, `v128.extend_high<u32>(${quad})`];
    }
    const at = rowOf({ ...slot, name: from }, 'row');
    const pair = this.pairNamed(`${from}_v`, [`v128.load(${at})`, `v128.load(${at}, 16)`]);
    const { flags } = op;
    if ((flags & K.F_FLOAT) !== 0 || width === 64) return pair;
    const isSigned = (flags & K.F_SIGNED) !== 0;
    if (kind === 'f64') return this.integerPair(field, pair, isSigned);
    for (const one of pair) {
      const up = 64 - width;
      if (isSigned) this.badWhereGiven(field, `v128.xor(${one}, v128.shr<i64>(v128.shl<i64>(${one}, ${up}), ${up}))`);
      else
        this.badWhereGiven(
          field,
          `v128.and(${one}, i64x2.splat(0x${((1n << 64n) - (1n << BigInt(width))).toString(16)}))`,
        );
    }
    return isSigned ? (pair.map((one) => `v128.and(${one}, i64x2.splat(${maskOf(width)}))`) as unknown as Pair) : pair;
  }

  /** Integers of up to 52 bits as doubles: adding 2^52, or half as much more, makes the low bits the integer. */
  private integerPair(field: LaneField, pair: Pair, isSigned: boolean): Pair {
    const { width, from } = field;
    const magic = isSigned ? '6755399441055744' : '4503599627370496';
    const sums = this.pairNamed(
      `${from}_m`,
      pair.map((one) => `f64x2.add(${one}, f64x2.splat(${magic}))`) as unknown as Pair,
    );
    const least = isSigned ? -(2 ** (width - 1)) : 0;
    const end = isSigned ? 2 ** (width - 1) : 2 ** width;
    pair.forEach((one, index) => {
      const inside = `v128.and(f64x2.ge(${one}, f64x2.splat(${least})), f64x2.lt(${one}, f64x2.splat(${end})))`;
      const whole = `f64x2.eq(f64x2.sub(${sums[index] as string}, f64x2.splat(${magic})), ${one})`;
      this.badWhereGiven(field, `v128.not(v128.and(${inside}, ${whole}))`);
    });
    // With the half the sum's bit 51 is one more than the integer's, which only a field that has it sees.
    const isTurned = isSigned && width === 52;
    const integers = isTurned ? sums.map((sum) => `v128.xor(${sum}, i64x2.splat(0x8000000000000))`) : sums;
    return integers.map((one) => `v128.and(${one}, i64x2.splat(${maskOf(width)}))`) as unknown as Pair;
  }

  /** What other columns brought to the bytes of a shared one must be the same. */
  private compare(field: LaneField, own: Pair, all: Pair, offset: number, lane: Lane): void {
    const { width, isBig } = field;
    let mask = ((1n << BigInt(width)) - 1n) << BigInt(shiftIn(field, offset, lane));
    if (isBig) mask = reversedBits(mask);
    own.forEach((one, index) => {
      const differs = `v128.and(v128.xor(${one}, ${all[index] as string}), i64x2.splat(0x${mask.toString(16)}))`;
      this.badWhereGiven(field, differs);
    });
  }

  private badWhereGiven(field: LaneField, text: string): void {
    this.bad(field.isShared ? `v128.and(${text}, ${givenName(field)})` : text);
  }

  bad(text: string): void {
    this.checks = true;
    this.lines.push(`bad = v128.or(bad, ${text});`);
  }

  named(name: string, text: string): string {
    if (/^\w+$/.test(text)) return text;
    this.lines.push(`const ${name} = ${text};`);
    return name;
  }

  private pairNamed(name: string, [x, y]: Pair): Pair {
    return [this.named(`${name}x`, x), this.named(`${name}y`, y)];
  }
}

function wideOrQuad(field: Field, offset: number, isWide: boolean): Lane {
  const lane = laneOf(field, offset) as Lane;
  return isWide ? { index: 0, bytes: 8 } : lane;
}

function loadedQuad({ slot, kind, from }: LaneField): string {
  const at = rowOf({ ...slot, name: from }, 'row');
  const sign = kind.startsWith('i') ? 'i' : 'u';
  if (slot.bytes === 4) return `v128.load(${at})`;
  if (slot.bytes === 2) return `v128.load_ext<${sign}16>(${at})`;
  return `v128.extend_low<${sign}16>(v128.extend_low<${sign}8>(v128.load32_zero(${at})))`;
}

function shl(lanes: string, bits: number, lane: 'i32' | 'i64'): string {
  return bits === 0 ? lanes : `v128.shl<${lane}>(${lanes}, ${bits})`;
}

function joined(texts: readonly string[]): string {
  return texts.reduce((all, one) => `v128.or(${all}, ${one})`);
}

function joinedPair(pairs: readonly Pair[]): Pair {
  return [joined(pairs.map(([x]) => x)), joined(pairs.map(([, y]) => y))];
}

function reversedBytes(lanes: string, unit: number): string {
  const order = Array.from({ length: 16 }, (_, index) => index - (index % unit) + unit - 1 - (index % unit));
  return `v128.shuffle<i8>(${lanes}, ${lanes}, ${order.join(', ')})`;
}

function reversedBits(mask: bigint): bigint {
  let reversed = 0n;
  for (let byte = 0n; byte < 8n; byte++) reversed |= ((mask >> (byte * 8n)) & 0xffn) << (56n - byte * 8n);
  return reversed;
}
