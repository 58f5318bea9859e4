import {
  findMember,
  type Count,
  type LaidMember,
  type LaidRecord,
  type LaidType,
  type Leaf,
} from '../../src/schema/index.js';
import type { Layout, UnknownGap } from '../../src/surface.js';
import { EXCEPTIONS, type Exception } from './exceptions.js';

type Row = Readonly<Record<string, unknown>>;

/** The first bit that two messages differ in although no exception of `allowed` frees it, as text; undefined where there is none. */
export function lostBit(
  layout: Layout,
  message: Uint8Array,
  value: unknown,
  again: Uint8Array,
  allowed: readonly Exception[] = EXCEPTIONS,
): string | undefined {
  if (message.length !== again.length) return `${message.length} bytes became ${again.length}`;
  const free = new FreeBits(layout, message, allowed);
  free.message(value as Row);
  for (let at = 0; at < message.length; at++) {
    const differing = (message[at] as number) ^ (again[at] as number);
    const bits = differing & ~free.maskAt(at);
    if (bits !== 0) return `byte ${at} is ${message[at]} and became ${again[at]} (bits 0x${bits.toString(16)})`;
  }
  return undefined;
}

/**
 * Which bits of a message an exception frees, found by a walk over the layout with the decoded value. It knows nothing of how castbuf
 * compiles a layout: what it calls held, some member of the value says.
 */
export class FreeBits {
  private readonly held: Uint8Array;
  private readonly freed: Uint8Array;
  /** How many bits each exception freed. */
  readonly counts: Record<Exception, number> = Object.fromEntries(EXCEPTIONS.map((name) => [name, 0])) as never;
  private extent = 0;

  constructor(
    private readonly layout: Layout,
    private readonly bytes: Uint8Array,
    private readonly allowed: readonly Exception[] = EXCEPTIONS,
  ) {
    this.held = new Uint8Array(bytes.length);
    this.freed = new Uint8Array(bytes.length);
  }

  maskAt(at: number): number {
    return (this.freed[at] as number) & ~(this.held[at] as number);
  }

  message(value: Row): void {
    const { root } = this.layout;
    const { length, next, versioned, startAlign } = root.node.options;
    const size = versioned ? Math.min(this.bytes.length, root.bytes) : root.fixedBytes;
    this.free('padding', 0, size);
    this.record(root, 0, value);
    const tail = value['unknownTail'] as Uint8Array | undefined;
    const end = this.bytes.length - root.trailingBytes;
    this.free('padding', end, this.bytes.length);
    if (tail !== undefined) this.hold(end - tail.length, end);
    for (const { offset, bytes } of (value['unknownGaps'] ?? []) as UnknownGap[])
      this.hold(offset, offset + bytes.length);
    const isMiddle = next !== undefined && Number(at(value, next)) !== 0;
    if (length === undefined && isMiddle && this.bytes.length - this.extent < startAlign)
      this.free('padding', this.extent, this.bytes.length);
  }

  private hold(from: number, end: number): void {
    this.held.fill(0xff, from, end);
    this.extent = Math.max(this.extent, end);
  }

  private holdBits(from: number, width: number): void {
    for (let bit = from; bit < from + width; bit++)
      this.held[bit >> 3] = (this.held[bit >> 3] as number) | (1 << (bit & 7));
    this.extent = Math.max(this.extent, Math.ceil((from + width) / 8));
  }

  private free(why: Exception, from: number, end: number): void {
    if (!this.allowed.includes(why)) return;
    if (end <= from) return;
    this.freed.fill(0xff, from, end);
    this.counts[why] += (end - from) * 8;
    this.extent = Math.max(this.extent, end);
  }

  private record(record: LaidRecord, base: number, value: Row): void {
    if (record.node.tag !== undefined) return this.tagged(record, base, value);
    const parts = new Set(record.members.flatMap(({ type }) => (type.kind === 'split' ? type.parts : [])));
    for (const member of record.members) this.member(record, member, base, value, parts);
  }

  private member(record: LaidRecord, member: LaidMember, base: number, value: Row, parts: ReadonlySet<string>): void {
    const { type, name, unnamed, anonymous, bitOffset } = member;
    const from = base + Math.floor(bitOffset / 8);
    if (unnamed || type.kind === 'split') return;
    if (anonymous && type.kind === 'record') return this.part(type, from, value, record, base);
    // A part of a split is held where the split is, whatever its name.
    const shown = parts.has(name) ? 0 : value[name];
    if (shown === undefined) return;
    if (type.kind === 'leaf') this.leaf(type, member, base, shown);
    else if (type.kind === 'pointed') this.pointed(record, type, base, value, shown);
    else if (type.kind === 'trailing')
      this.part(type.target, this.bytes.length - type.fromEnd, shown, record, base, value);
    else this.part(type, from, shown, record, base, value);
  }

  private leaf(
    leaf: Leaf,
    { bitOffset, unitOffset }: Pick<LaidMember, 'bitOffset' | 'unitOffset'>,
    base: number,
    value: unknown,
  ): void {
    const { scalar, width, bytes, bigEndian, isBitField } = leaf;
    if (scalar.format === 'bool' && value === true && scalar.check === undefined)
      return this.free('a `bool` that is neither 0 nor 1', base + unitOffset, base + unitOffset + bytes);
    if (Number.isNaN(value)) return this.free('the payload of a NaN', base + unitOffset, base + unitOffset + bytes);
    if (leaf.fromHigh) {
      for (let bit = bitOffset; bit < bitOffset + width; bit++) this.holdBits((base * 8 + bit) ^ 7, 1);
      return;
    }
    if (!isBitField || !bigEndian || bytes === 1) return this.holdBits(base * 8 + bitOffset, width);
    const shift = bitOffset - unitOffset * 8;
    for (let bit = shift; bit < shift + width; bit++)
      this.holdBits((base + unitOffset + bytes - 1 - (bit >> 3)) * 8 + (bit & 7), 1);
  }

  /** What lies at `from`. `siblings`: the value of the record around it, which begins at `base`. */
  private part(type: LaidType, from: number, value: unknown, record: LaidRecord, base: number, siblings?: Row): void {
    switch (type.kind) {
      case 'leaf':
        this.free('padding', from, from + type.bytes);
        return this.leaf(type, { bitOffset: 0, unitOffset: 0 }, from, value);
      case 'guid':
        return this.hold(from, from + 16);
      case 'record':
        if (type.node.tag === undefined) this.free('padding', from, from + type.fixedBytes);
        return this.record(type, from, value as Row);
      case 'bytes':
        this.capacity(type.count, 1, from);
        return this.hold(from, from + (value as Uint8Array).length);
      case 'text': {
        const unit = type.encoding.startsWith('utf-16') ? 2 : 1;
        this.capacity(type.count, unit, from);
        return this.text(type, unit, from, value as string, siblings);
      }
      case 'array': {
        this.capacity(type.count, type.stride, from);
        (value as unknown[]).forEach((element, index) => {
          const place = from + index * type.stride;
          this.free('padding', place, place + type.stride);
          this.part(type.element, place, element, record, base);
        });
      }
    }
  }

  private capacity(count: Count, unit: number, from: number): void {
    if (count.kind !== 'field' || count.capacity === undefined) return;
    this.free('unused room of a part with a `capacity`', from, from + count.capacity * unit);
  }

  private text(
    { count, encoding, exact }: { count: Count; encoding: string; exact: boolean },
    unit: number,
    from: number,
    value: string,
    siblings?: Row,
  ): void {
    if (count.kind === 'terminated') return this.hold(from, this.nul(from, this.bytes.length, unit) + unit);
    if (count.kind === 'fixed' && exact) return this.hold(from, from + count.count * unit);
    if (count.kind === 'fixed') {
      const end = from + count.count * unit;
      const nul = this.nul(from, end, unit);
      this.free('bytes after the NUL of a text of fixed size', nul + unit, end);
      return this.hold(from, Math.min(end, nul + unit));
    }
    if (count.kind === 'field' && siblings !== undefined) {
      const counted = countedBy(count, BigInt(at(siblings, count.field) as number | bigint));
      return this.hold(from, from + (count.unit === 'bytes' ? counted : counted * unit));
    }
    const units = encoding === 'utf-8' ? this.bytes.length - from : value.length;
    this.hold(from, from + units * unit);
  }

  private nul(from: number, end: number, unit: number): number {
    for (let place = from; place + unit <= end; place += unit)
      if (this.bytes[place] === 0 && this.bytes[place + unit - 1] === 0) return place;
    return end;
  }

  private tagged(union: LaidRecord, from: number, value: Row): void {
    const isSized = union.node.tag?.sized === true;
    if (!isSized) this.free('unused bytes of a tagged union', from, from + union.bytes);
    const raw = value['raw'] as Uint8Array | undefined;
    const arm = union.members.find(({ name }) => value[name] !== undefined);
    if (arm === undefined) return raw === undefined ? undefined : this.hold(from, from + raw.length);
    if (arm.type.kind === 'leaf') {
      this.free('padding', from, from + arm.type.bytes);
      return this.leaf(arm.type, arm, from, value[arm.name]);
    }
    this.part(arm.type, from, value[arm.name], union, from);
  }

  private pointed(
    record: LaidRecord,
    { offsetField, relativeTo, target, targetBytes }: Extract<LaidType, { kind: 'pointed' }>,
    base: number,
    value: Row,
    shown: unknown,
  ): void {
    const found = findMember(record.members, offsetField);
    // A big-endian bit-field's place is its unit's; offsets here are whole numbers.
    const origin = relativeTo === 'record' ? 0 : base + leafStart(found?.member, found?.bitOffset ?? 0);
    const isEmpty = targetBytes === 0 && ((shown as ArrayLike<unknown>).length ?? 1) === 0;
    const isTerminated = 'count' in target && target.count.kind === 'terminated';
    if (isEmpty && !isTerminated) return;
    this.part(target, origin + Number(at(value, offsetField)), shown, record, base, value);
  }
}

/** Where a leaf is loaded from, which an offset relative to it counts from: a bit-field of an odd number of bytes from its unit. */
function leafStart(member: LaidMember | undefined, bitOffset: number): number {
  if (member?.type.kind !== 'leaf' || !member.type.isBitField) return Math.floor(bitOffset / 8);
  const bytes = Math.ceil(((member.bitOffset % 8) + member.bitSize) / 8);
  const { bigEndian, fromHigh } = member.type;
  const isUnit = (bigEndian && !fromHigh) || ![1, 2, 4, 8].includes(bytes);
  return isUnit ? member.unitOffset + (bitOffset - member.bitOffset) / 8 : Math.floor(bitOffset / 8);
}

/** What a member says of a part, by the formula of the documentation. */
function countedBy({ measure }: Extract<Count, { kind: 'field' }>, member: bigint): number {
  const { mask, shift = 0, times = 1, plus = 0, align: to = 1 } = measure ?? {};
  const bits = (mask === undefined ? member : member & BigInt(mask)) >> BigInt(shift);
  return Math.ceil((Number(bits) * times + plus) / to) * to;
}

function at(value: Row, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (inner as Row | undefined)?.[key], value);
}
