import type { AbiRules } from './abi.js';

export interface Extent {
  readonly bytes: number;
  readonly align: number;
  /** What `__declspec(align)` demands, which no pack lowers; 0 where nobody demands anything. */
  readonly required: number;
  /** `__attribute__((packed))`: `align` does not count, and gcc lets such a bit-field lie across its units. */
  readonly packed: boolean;
}

export interface BitPlace {
  /** First bit, from the start of the record. */
  readonly bitOffset: number;
  /** Byte where the unit starts that the bits lie in: what a big-endian bit-field is loaded from. */
  readonly unitOffset: number;
}

/** Places one record's members after each other and says how large it became. */
export interface Placement {
  /** Byte offset of the next member. */
  place(extent: Extent): number;
  placeBits(unit: Extent, width: number, unnamed: boolean): BitPlace;
  finish(): Extent;
}

export interface PlacementOptions {
  readonly union: boolean;
  readonly pack: number | undefined;
  readonly align: number | undefined;
  /** `ms_struct`: gcc places bit-fields by Microsoft's units. */
  readonly bitLayout: 'ms' | undefined;
}

export function placementFor(rules: AbiRules, options: PlacementOptions): Placement {
  const pack = options.pack ?? rules.pack;
  if (rules.family === 'gcc') {
    const Rules = options.bitLayout === 'ms' ? MsStructPlacement : GccPlacement;
    return new Rules(options, pack, rules);
  }
  return new MsvcPlacement(options, pack !== undefined && pack <= rules.pointerBytes ? pack : undefined);
}

export function alignUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

/** MSVC keeps an empty C struct at 4 bytes. */
const MSVC_EMPTY_BYTES = 4;

/**
 * Microsoft's rules, as its compiler and clang's `-windows-msvc` targets have them:
 * a bit-field opens a whole unit of its type and shares it only with neighbours of the same size; bit-fields in a
 * union do not raise its alignment; a zero-width one counts only after another bit-field; pack lowers natural
 * alignment but not what `__declspec(align)` requires. A pack above the pointer size is ignored.
 */
class MsvcPlacement implements Placement {
  private size = 0;
  private align = 1;
  private required: number;
  private unitBytes = 0;
  private unitBitsLeft = 0;
  private inUnit = false;

  constructor(
    private readonly options: PlacementOptions,
    private readonly pack: number | undefined,
  ) {
    this.required = options.align ?? 0;
  }

  place(extent: Extent): number {
    this.inUnit = false;
    this.required = Math.max(this.required, extent.required);
    const align = Math.max(this.natural(extent), extent.required);
    this.align = Math.max(this.align, align);
    return this.append(extent.bytes, align);
  }

  placeBits(unit: Extent, width: number): BitPlace {
    const align = Math.max(this.natural(unit), unit.required);
    if (width === 0) {
      this.closeUnit(unit.bytes, align);
      return { bitOffset: this.options.union ? 0 : this.size * 8, unitOffset: this.size };
    }
    if (!this.options.union && this.inUnit && this.unitBytes === unit.bytes && width <= this.unitBitsLeft) {
      const bitOffset = this.size * 8 - this.unitBitsLeft;
      this.unitBitsLeft -= width;
      return { bitOffset, unitOffset: this.size - this.unitBytes };
    }
    this.inUnit = true;
    this.unitBytes = unit.bytes;
    this.unitBitsLeft = unit.bytes * 8 - width;
    if (!this.options.union) this.align = Math.max(this.align, align);
    const unitOffset = this.append(unit.bytes, align);
    return { bitOffset: unitOffset * 8, unitOffset };
  }

  finish(): Extent {
    const natural = alignUp(this.size, this.align);
    const align = Math.max(this.align, this.required);
    const rounding = Math.max(this.capped(align), this.required);
    const bytes = alignUp(natural, rounding);
    const empty = this.required >= MSVC_EMPTY_BYTES ? align : MSVC_EMPTY_BYTES;
    // A record that demands an alignment itself demands all of its own as a member, its members' natural one included.
    const required = this.options.align === undefined ? this.required : align;
    return { bytes: bytes === 0 ? empty : bytes, align, required, packed: false };
  }

  private closeUnit(unitBytes: number, align: number): void {
    if (!this.inUnit) return;
    this.inUnit = false;
    if (this.options.union) {
      this.size = Math.max(this.size, unitBytes);
      return;
    }
    this.size = alignUp(this.size, align);
    this.align = Math.max(this.align, align);
  }

  private append(bytes: number, align: number): number {
    const at = this.options.union ? 0 : alignUp(this.size, align);
    this.size = Math.max(this.size, at + bytes);
    return at;
  }

  private natural({ align, packed }: Extent): number {
    return packed ? 1 : this.capped(align);
  }

  private capped(align: number): number {
    return this.pack === undefined ? align : Math.min(align, this.pack);
  }
}

/**
 * The System V rules as gcc has them, and AAPCS: bit-fields pack bit by bit and move on only where one would cross a unit
 * of its type (under any pack they do not even then); named ones raise the alignment; pack lowers explicit alignment
 * of members too. Names and steps are those of gcc's stor-layout.cc.
 */
class GccPlacement implements Placement {
  protected bits = 0;
  protected align: number;
  private unitOffset = 0;
  private unitBytes = 0;

  constructor(
    protected readonly options: PlacementOptions,
    protected readonly pack: number | undefined,
    private readonly rules: Pick<AbiRules, 'numberAlign' | 'alignsUnnamedBits'>,
  ) {
    this.align = options.align ?? 1;
  }

  place(extent: Extent): number {
    const align = this.capped(this.wanted(extent));
    this.align = Math.max(this.align, align);
    this.unitBytes = 0;
    return this.append(extent.bytes * 8, align * 8) / 8;
  }

  placeBits(unit: Extent, width: number, unnamed: boolean): BitPlace {
    const alignBits = this.bitAlignment(unit, width);
    if (!unnamed || this.rules.alignsUnnamedBits)
      this.align = Math.max(this.align, alignBits / 8, width === 0 ? 1 : this.unitAlign(unit));
    const isBitField = width > 0 && this.wholeBits(unit, width) === undefined;
    let from = this.options.union ? 0 : alignUp(this.bits, Math.max(1, alignBits));
    // Pack and packed let it lie across units; else it takes no more of them than its type does.
    if (isBitField && this.pack === undefined && !unit.packed && spans(from, width, unit))
      from = alignUp(from, unit.align * 8);
    this.bits = Math.max(this.bits, from + width);
    return { bitOffset: from, unitOffset: this.unitHolding(from, width, unit.bytes, this.unitAlign(unit)) };
  }

  finish(): Extent {
    const bytes = alignUp(Math.ceil(this.bits / 8), this.align);
    return { bytes, align: this.align, required: 0, packed: false };
  }

  /** What a member that is no bit-field is aligned to, but for pack. */
  protected wanted({ align, required, packed }: Extent): number {
    return packed ? Math.max(1, required) : Math.max(align, required);
  }

  /** What the type of a named bit-field raises the alignment of the record to. */
  private unitAlign({ align, packed }: Extent): number {
    if (this.pack !== undefined) return Math.min(align, this.pack);
    return packed ? 1 : align;
  }

  /** A boundary in bits that the bit-field moves to; below 8 there is none. */
  protected bitAlignment(unit: Extent, width: number): number {
    // A zero-width one closes a whole unit, whatever pack and packed say.
    if (width === 0) return Math.max(unit.align, unit.required) * 8;
    const whole = Math.min(this.wholeBits(unit, width) ?? 0, this.rules.numberAlign * 8);
    const align = Math.max(unit.required * 8, whole);
    return this.pack === undefined ? align : Math.min(align, this.pack * 8);
  }

  /** A bit-field that is a whole integer and lies at its boundary is one, and is aligned like one. */
  private wholeBits({ packed }: Extent, width: number): number | undefined {
    const isWhole = width === 8 || width === 16 || width === 32 || width === 64;
    if (!isWhole || (packed && width > 8)) return undefined;
    return this.options.union || this.bits % width === 0 ? width : undefined;
  }

  // gcc has no units; for big-endian fields the run of same-sized neighbours is one, from its first byte on.
  private unitHolding(bitOffset: number, width: number, bytes: number, align: number): number {
    const inside = this.unitBytes === bytes && bitOffset + width <= (this.unitOffset + bytes) * 8;
    if (!inside) this.unitOffset = Math.floor(bitOffset / (align * 8)) * align;
    this.unitBytes = bytes;
    return this.unitOffset;
  }

  private append(bits: number, alignBits: number): number {
    const at = this.options.union ? 0 : alignUp(this.bits, alignBits);
    this.bits = Math.max(this.bits, at + bits);
    return at;
  }

  protected capped(align: number): number {
    return this.pack === undefined ? align : Math.min(align, this.pack);
  }
}

/** Whether bits lie in more units, each as long as the alignment of the type, than the type has. */
function spans(from: number, width: number, { bytes, align }: Extent): boolean {
  const unitBits = align * 8;
  return Math.ceil(((from % unitBits) + width) / unitBits) > Math.floor(bytes / align);
}

interface PlacedBits {
  readonly width: number;
  readonly unit: Extent;
}

/**
 * gcc's records with `ms_struct`: a bit-field opens a unit of its type, which neighbours of the same size share; a zero-width one
 * counts only after another bit-field. Everything else is gcc's.
 */
class MsStructPlacement extends GccPlacement {
  /** The bit-field that was placed last; undefined where the last member was none. */
  private before: PlacedBits | undefined;
  /** Bits of its unit that nobody has. */
  private left = 0;

  override place(extent: Extent): number {
    const wanted = this.capped(this.wanted(extent));
    this.align = Math.max(this.align, wanted);
    if (this.options.union) return super.place(extent);
    this.closeUnit();
    this.bits = alignUp(this.bits, wanted * 8);
    return super.place(extent);
  }

  override placeBits(unit: Extent, width: number): BitPlace {
    const { before } = this;
    const alignBits = width === 0 ? 1 : this.bitAlignment(unit, width);
    const raises = width > 0 ? !unit.packed : before !== undefined && before.width > 0;
    if (raises) this.align = Math.max(this.align, this.capped(Math.max(unit.align, unit.required)), alignBits / 8);
    if (this.options.union) {
      this.bits = Math.max(this.bits, width);
      return { bitOffset: 0, unitOffset: 0 };
    }
    this.before = { width, unit };
    const isRun = before !== undefined && before.width > 0 && width > 0 && before.unit.bytes === unit.bytes;
    if (isRun && this.left >= width) this.left -= width;
    else {
      if (before !== undefined && before.width > 0) this.bits += this.left;
      this.bits = alignUp(this.bits, Math.max(1, alignBits));
      if (isRun) this.left = unit.bytes * 8 - width;
      else this.openUnit(unit, width, before?.width === 0 ? undefined : before);
    }
    const from = this.bits;
    this.bits += width;
    return { bitOffset: from, unitOffset: Math.floor(from / 8) - Math.floor((unit.bytes * 8 - this.left - width) / 8) };
  }

  override finish(): Extent {
    this.closeUnit();
    return super.finish();
  }

  private openUnit(unit: Extent, width: number, before: PlacedBits | undefined): void {
    if (before === undefined ? width === 0 : before.unit.bytes === unit.bytes) return;
    this.bits = alignUp(this.bits, unit.packed ? 8 : this.capped(unit.align) * 8);
    this.left = unit.bytes * 8 - width;
  }

  /** What a bit-field opened has the whole size of its type. */
  private closeUnit(): void {
    if (this.before !== undefined && this.before.width > 0) this.bits += this.left;
    this.before = undefined;
  }
}
