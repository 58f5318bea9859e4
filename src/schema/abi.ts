import type { NamedAbi } from './node.js';
import { shownValue, type CastbufError } from '../errors/index.js';
import { isKeyOf } from './given-names.js';
import { schemaError } from './schema-error.js';

/** `#pragma pack(n)` around everything, on top of another ABI. */
export interface PackedAbi {
  readonly packed: number;
  readonly base: NamedAbi;
}
export type Abi = NamedAbi | PackedAbi;

const PACKS: readonly unknown[] = [1, 2, 4, 8, 16];

/** The ABI of structs that are declared under `#pragma pack(n)` everywhere; `packed(1)` has no padding at all. */
export function packed(bytes: number, base: NamedAbi = 'msvc-x64'): PackedAbi {
  if (!PACKS.includes(bytes)) throw schemaError('', `packed takes 1, 2, 4, 8 or 16, not ${shownValue(bytes)}`);
  if (!isKeyOf(NAMED, base)) throw noAbi(base);
  return Object.freeze({ packed: bytes, base });
}

export interface AbiRules {
  readonly name: string;
  readonly family: 'msvc' | 'gcc';
  readonly pointerBytes: 4 | 8;
  readonly pack: number | undefined;
}

const NAMED: Readonly<Record<NamedAbi, AbiRules>> = {
  'msvc-x64': { name: 'msvc-x64', family: 'msvc', pointerBytes: 8, pack: undefined },
  'msvc-x86': { name: 'msvc-x86', family: 'msvc', pointerBytes: 4, pack: undefined },
  'gcc-x64': { name: 'gcc-x64', family: 'gcc', pointerBytes: 8, pack: undefined },
};

export function rulesOf(abi: Abi): AbiRules {
  if (isKeyOf(NAMED, abi)) return NAMED[abi];
  if (!isPacked(abi)) throw noAbi(abi);
  return { ...NAMED[abi.base], name: `packed(${abi.packed})`, pack: abi.packed };
}

function isPacked(abi: unknown): abi is PackedAbi {
  const { packed: bytes, base } = (typeof abi === 'object' && abi !== null ? abi : {}) as Partial<PackedAbi>;
  return PACKS.includes(bytes) && isKeyOf(NAMED, base);
}

function noAbi(abi: unknown): CastbufError {
  const isOptions = typeof abi === 'object' && abi !== null && 'abi' in abi;
  const wrapped = isOptions ? `; give its abi by itself, ${shownValue((abi as { abi: unknown }).abi)}` : '';
  const names = Object.keys(NAMED).join(', ');
  const what = typeof abi === 'string' ? `no ABI ${shownValue(abi)}` : `${shownValue(abi)} is no ABI`;
  return schemaError('', `${what}; there are ${names} and packed(n)${wrapped}`);
}

export interface Extent {
  readonly bytes: number;
  readonly align: number;
  /** What `__declspec(align)` demands, which no pack lowers; 1 where nobody demands anything. */
  readonly required: number;
  /** `__attribute__((packed))`: gcc lets such a bit-field lie across its units. */
  readonly packed?: boolean;
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
}

export function placementFor(rules: AbiRules, options: PlacementOptions): Placement {
  const pack = options.pack ?? rules.pack;
  return rules.family === 'msvc'
    ? new MsvcPlacement(options, pack !== undefined && pack <= rules.pointerBytes ? pack : undefined)
    : new GccPlacement(options, pack);
}

export function alignUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

/** MSVC keeps an empty C struct at 4 bytes. */
const MSVC_EMPTY_BYTES = 4;

/**
 * Microsoft's rules, as its compiler and clang's `-windows-msvc` targets have them:
 * a bit-field opens a whole unit of its type and shares it only with neighbours of the same size; bit-fields in a
 * union do not raise its alignment; a zero-width one counts only behind another bit-field; pack lowers natural
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
    this.required = options.align ?? 1;
  }

  place(extent: Extent): number {
    this.inUnit = false;
    this.required = Math.max(this.required, extent.required);
    const align = Math.max(this.capped(extent.align), extent.required);
    this.align = Math.max(this.align, align);
    return this.append(extent.bytes, align);
  }

  placeBits(unit: Extent, width: number): BitPlace {
    const align = Math.max(this.capped(unit.align), unit.required);
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
    return { bytes: bytes === 0 ? empty : bytes, align, required };
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

  private capped(align: number): number {
    return this.pack === undefined ? align : Math.min(align, this.pack);
  }
}

/**
 * The System V x86-64 rules as gcc has them: bit-fields pack bit by bit and move on only where one would cross a unit
 * of its type (under any pack they do not even then); named ones raise the alignment; pack lowers explicit alignment
 * of members too.
 */
class GccPlacement implements Placement {
  private bits = 0;
  private align = 1;
  private unitOffset = 0;
  private unitBytes = 0;

  constructor(
    private readonly options: PlacementOptions,
    private readonly pack: number | undefined,
  ) {
    this.align = options.align ?? 1;
  }

  place(extent: Extent): number {
    const align = this.capped(Math.max(extent.align, extent.required));
    this.align = Math.max(this.align, align);
    this.unitBytes = 0;
    return this.append(extent.bytes * 8, align * 8) / 8;
  }

  placeBits(unit: Extent, width: number, unnamed: boolean): BitPlace {
    const align = this.capped(Math.max(unit.align, unit.required));
    if (!unnamed) this.align = Math.max(this.align, align);
    if (this.options.union) return { bitOffset: this.append(width, 1), unitOffset: 0 };
    // Pack does not lower what a zero-width bit-field closes; aligned(n) moves a bit-field to its own boundary.
    if (width === 0) this.append(0, Math.max(unit.align, unit.required) * 8);
    else if (unit.required > 1) this.append(0, this.capped(unit.required) * 8);
    const mayCross = this.pack !== undefined || unit.packed === true;
    const crosses = !mayCross && (this.bits % (unit.align * 8)) + width > unit.bytes * 8;
    const bitOffset = this.append(width, crosses ? unit.align * 8 : 1);
    return { bitOffset, unitOffset: this.unitHolding(bitOffset, width, unit.bytes, align) };
  }

  finish(): Extent {
    const bytes = alignUp(Math.ceil(this.bits / 8), this.align);
    return { bytes, align: this.align, required: 1 };
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

  private capped(align: number): number {
    return this.pack === undefined ? align : Math.min(align, this.pack);
  }
}
