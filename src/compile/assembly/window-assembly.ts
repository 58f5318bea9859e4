import * as K from '../../../assembly/core/layout.js';
import { maskOf } from './assembly-leaf.js';
import { elementText, elementType } from './element-assembly.js';
import { rowOf, type Slot } from './column-slots.js';
import { laneOf, shiftIn, type Field, type Lane, type Window } from './window-plan.js';

/*
 * Four records at a time, whose addresses are a0 to a3, to rows `row` to `row + 3`. A quad is the same 4 bytes of all of them in one vector, a wide pair the same 8
 * bytes of the first two and of the last two.
 */

const RECORDS = ['a0', 'a1', 'a2', 'a3'] as const;

/** Statements that take what one window holds. @param prefix of the names of its vectors */
export function windowText(window: Window, prefix: string): string[] {
  return new WindowText(window, prefix).all();
}

class WindowText {
  private readonly lines: string[] = [];
  private readonly names = new Set<string>();

  constructor(
    private readonly window: Window,
    private readonly prefix: string,
  ) {}

  all(): string[] {
    const { fields, offset, bytes: size } = this.window;
    this.lines.push(`// ${size} bytes at ${offset}: ${fields.map(({ slot }) => slot.path).join(', ')}`);
    this.load();
    const byLane = new Map<string, Field[]>();
    for (const field of fields) {
      const { index, bytes } = laneOf(field, offset) as Lane;
      const key = `${bytes}:${index}`;
      byLane.set(key, [...(byLane.get(key) ?? []), field]);
    }
    for (const [key, some] of byLane) {
      const [bytes, index] = key.split(':').map(Number) as [4 | 8, number];
      if (bytes === 8) for (const field of some) this.wide(field, { index, bytes });
      else this.quads(some, { index, bytes });
    }
    return this.lines;
  }

  private load(): void {
    const { bytes, offset } = this.window;
    const at = offset === 0 ? '' : `, ${offset}`;
    if (bytes === 16) {
      RECORDS.forEach((record, index) => this.lines.push(`const ${this.prefix}${index} = v128.load(${record}${at});`));
      return;
    }
    const pair = (low: string, high: string): string =>
      `v128.load_lane<u64>(${high}, v128.load64_zero(${low}${at}), 1${at});`;
    this.lines.push(`const ${this.prefix}x0 = ${pair('a0', 'a1')}`, `const ${this.prefix}y0 = ${pair('a2', 'a3')}`);
    this.names.add('x0');
  }

  private const(name: string, expression: string): string {
    const full = this.prefix + name;
    if (!this.names.has(name)) {
      this.names.add(name);
      this.lines.push(`const ${full} = ${expression};`);
    }
    return full;
  }

  /** The 8 bytes of half `half` of the records. */
  private pair(half: number): [string, string] {
    const { prefix: p, names, lines } = this;
    if (!names.has(`x${half}`)) {
      names.add(`x${half}`);
      lines.push(`const ${p}x${half} = v128.shuffle<i64>(${p}0, ${p}1, ${half}, ${2 + half});`);
      lines.push(`const ${p}y${half} = v128.shuffle<i64>(${p}2, ${p}3, ${half}, ${2 + half});`);
    }
    return [`${p}x${half}`, `${p}y${half}`];
  }

  private hasWide(half: number): boolean {
    const { offset, fields, bytes } = this.window;
    if (bytes === 8) return true;
    return fields.some((field) => {
      const lane = laneOf(field, offset);
      return lane?.bytes === 8 && lane.index === half;
    });
  }

  private quad(index: number): string {
    const half = index >> 1;
    const odd = index & 1;
    if (this.hasWide(half)) {
      const [x, y] = this.pair(half);
      return this.const(`q${index}`, `v128.shuffle<i32>(${x}, ${y}, ${odd}, ${2 + odd}, ${4 + odd}, ${6 + odd})`);
    }
    const { prefix: p } = this;
    const lanes = [2 * half, 4 + 2 * half, 2 * half + 1, 5 + 2 * half].join(', ');
    const low = this.const(`t${half}`, `v128.shuffle<i32>(${p}0, ${p}1, ${lanes})`);
    const high = this.const(`u${half}`, `v128.shuffle<i32>(${p}2, ${p}3, ${lanes})`);
    return this.const(`q${index}`, `v128.shuffle<i64>(${low}, ${high}, ${odd}, ${2 + odd})`);
  }

  private reversedQuad(index: number): string {
    return this.const(`r${index}`, reversedBytes(this.quad(index), 4));
  }

  private quads(fields: readonly Field[], lane: Lane): void {
    const narrow = fields.filter((field) => this.isWholeBytes(field));
    this.spread(narrow, lane);
    for (const field of fields) {
      if (narrow.includes(field)) continue;
      const quad = field.isBig ? this.reversedQuad(lane.index) : this.quad(lane.index);
      this.storeQuad(field, quad, shiftIn(field, this.window.offset, lane));
    }
  }

  /** An element of 1 or 2 bytes that the record has as it is, or in the other byte order. */
  private isWholeBytes({ op, slot, shift, width }: Field): boolean {
    return slot.bytes < 4 && shift === 0 && width === slot.bytes * 8 && (op.flags & K.F_BOOL) === 0;
  }

  /** Narrow elements of one quad leave it together: one shuffle puts those of each column side by side. */
  private spread(fields: readonly Field[], lane: Lane): void {
    const wide = fields.filter(({ slot }) => slot.bytes === 2);
    const narrow = fields.filter(({ slot }) => slot.bytes === 1);
    const rooms: Field[][] = [];
    // Two bytes of each record take 8 of the vector's, one takes 4.
    for (const field of [...wide, ...narrow]) {
      const used = (room: readonly Field[]): number => room.reduce((sum, { slot }) => sum + slot.bytes * 4, 0);
      const room = rooms.find((one) => used(one) + field.slot.bytes * 4 <= 16);
      if (room === undefined) rooms.push([field]);
      else room.push(field);
    }
    const start = this.window.offset + lane.index * 4;
    rooms.forEach((room, number) => {
      const bytes: number[] = [];
      const stores: string[] = [];
      for (const { slot, first, isBig } of room) {
        const byte = first - start;
        const own = slot.bytes === 1 ? [byte] : isBig ? [byte + 1, byte] : [byte, byte + 1];
        stores.push(storeLane(slot, bytes.length));
        for (let record = 0; record < 4; record++) bytes.push(...own.map((one) => record * 4 + one));
      }
      while (bytes.length < 16) bytes.push(0);
      const quad = this.quad(lane.index);
      const all = this.const(`s${lane.index}_${number}`, `v128.shuffle<i8>(${quad}, ${quad}, ${bytes.join(', ')})`);
      this.lines.push(...stores.map((store) => store.replace('$', all)));
    });
  }

  /** Bits of 32-bit lanes to a column of up to 4 bytes. */
  private storeQuad({ op, slot, width, kind }: Field, quad: string, shift: number): void {
    const { flags } = op;
    if (kind === 'f32' || (width === 32 && (flags & K.F_BOOL) === 0)) {
      this.lines.push(`v128.store(${rowOf(slot, 'row')}, ${quad});`);
      return;
    }
    let value = quad;
    if ((flags & K.F_BOOL) !== 0) {
      const bits = masked(quad, shift, width, 'i32', 32);
      value = `v128.and(v128.ne<i32>(${bits}, i32x4.splat(0)), i32x4.splat(1))`;
    } else if ((flags & K.F_SIGNED) !== 0) value = signed(quad, shift, width, 'i32', 32);
    else value = masked(quad, shift, width, 'i32', 32);
    if (slot.bytes === 4) {
      this.lines.push(`v128.store(${rowOf(slot, 'row')}, ${value});`);
      return;
    }
    const name = this.const(`n_${slot.name}`, value);
    const bytes = slot.bytes === 1 ? [0, 4, 8, 12] : [0, 1, 4, 5, 8, 9, 12, 13];
    const order = Array.from({ length: 16 }, (_, index) => bytes[index % bytes.length]).join(', ');
    this.lines.push(storeLane(slot, 0).replace('$', `v128.shuffle<i8>(${name}, ${name}, ${order})`));
  }

  private wide(field: Field, lane: Lane): void {
    const { op, slot, width, kind, isBig } = field;
    let pair = this.pair(lane.index);
    if (isBig) {
      const [x, y] = pair;
      pair = [this.const(`rx${lane.index}`, reversedBytes(x, 8)), this.const(`ry${lane.index}`, reversedBytes(y, 8))];
    }
    const shift = shiftIn(field, this.window.offset, lane);
    const isFloat = (op.flags & K.F_FLOAT) !== 0;
    if (slot.bytes < 8) {
      const [x, y] = pair.map((one) => shifted(one, shift, 'i64')) as [string, string];
      const quad = this.const(`w_${slot.name}`, `v128.shuffle<i32>(${x}, ${y}, 0, 2, 4, 6)`);
      this.storeQuad(field, quad, 0);
      return;
    }
    pair.forEach((one, index) => {
      const value = isFloat || width === 64 ? one : wideValue(one, shift, width, (op.flags & K.F_SIGNED) !== 0, kind);
      this.lines.push(`v128.store(${rowOf(slot, 'row')}, ${value}${index === 0 ? '' : ', 16'});`);
    });
  }
}

/** 64-bit lanes of a column of u64, i64, or integers of 33 to 52 bits as doubles. */
function wideValue(lanes: string, shift: number, width: number, isSigned: boolean, kind: string): string {
  const bits = isSigned ? signed(lanes, shift, width, 'i64', 64) : masked(lanes, shift, width, 'i64', 64);
  if (kind !== 'f64') return bits;
  // The low bits of the double 2^52 are an integer; those of 1.5 * 2^52 one that may be below 0.
  if (!isSigned) return `f64x2.sub(v128.or(${bits}, i64x2.splat(0x4330000000000000)), f64x2.splat(4503599627370496))`;
  return `f64x2.sub(v128.add<i64>(${bits}, i64x2.splat(0x4338000000000000)), f64x2.splat(6755399441055744))`;
}

function masked(lanes: string, shift: number, width: number, lane: 'i32' | 'i64', laneBits: number): string {
  const low = shifted(lanes, shift, lane);
  return shift + width === laneBits
    ? low
    : `v128.and(${low}, ${lane === 'i32' ? 'i32x4' : 'i64x2'}.splat(${maskOf(width)}))`;
}

function signed(lanes: string, shift: number, width: number, lane: 'i32' | 'i64', laneBits: number): string {
  const above = laneBits - shift - width;
  const top = above === 0 ? lanes : `v128.shl<${lane}>(${lanes}, ${above})`;
  return width === laneBits ? top : `v128.shr<${lane}>(${top}, ${laneBits - width})`;
}

function shifted(lanes: string, shift: number, lane: 'i32' | 'i64'): string {
  return shift === 0 ? lanes : `v128.shr<${lane.replace('i', 'u')}>(${lanes}, ${shift})`;
}

function reversedBytes(lanes: string, unit: number): string {
  const order = Array.from({ length: 16 }, (_, index) => index - (index % unit) + unit - 1 - (index % unit));
  return `v128.shuffle<i8>(${lanes}, ${lanes}, ${order.join(', ')})`;
}

/** Four elements that begin at byte `from` of the vector `$`. */
function storeLane(slot: Slot, from: number): string {
  const bits = slot.bytes * 32;
  return `v128.store_lane<u${bits}>(${rowOf(slot, 'row')}, $, ${(from * 8) / bits});`;
}

/** A field that shares its window with no other: four loads and stores. */
export function singleText(field: Field): string[] {
  const { slot } = field;
  const stores = RECORDS.map((record, index) => {
    const offset = index === 0 ? '' : `, ${index * slot.bytes}`;
    return `store<${elementType(slot)}>(${rowOf(slot, 'row')}, ${elementText(field, record)}${offset});`;
  });
  return [`// ${slot.path}`, ...stores];
}
