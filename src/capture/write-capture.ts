import { allocateBytes, asBytes, type Bytes } from '../bytes/index.js';
import { assertOptions, CastbufError, shownValue } from '../errors/index.js';
import {
  BLOCK_FRAME_BYTES,
  BLOCK_HEADER_BYTES,
  BlockType,
  BYTE_ORDER_MAGIC,
  type CaptureBlock,
  type CaptureGap,
  type Endian,
  type InterfaceBlock,
  type SectionBlock,
} from './blocks.js';
import { paddedTo4 } from './body.js';
import { COMMENT, IF_DESCRIPTION, IF_NAME, IF_TSOFFSET, IF_TSRESOL, SHB_USERAPPL } from './option-kinds.js';
import { EXAMPLE_PEN, schemaData } from './schema-block.js';
import { ticksOf, ticksPerSecond } from './timestamps.js';
import { writeOptions, type OptionGiven } from './write-options.js';

/** 10^-9 of a second. */
const NANOSECOND_RESOLUTION: OptionGiven = { code: IF_TSRESOL, value: 9 };
const MAX_U32 = 0xffff_ffff;
const MAX_TICKS = 0xffff_ffff_ffff_ffffn;

/** What a section says of the file. */
export interface SectionGiven {
  /** Byte order of its blocks (default `little`). */
  readonly endian?: Endian;
  /** The program that writes it. */
  readonly application?: string;
  readonly options?: readonly OptionGiven[];
}

/** What packets are from. */
export interface InterfaceGiven {
  /** What their bytes begin with: 147 to 162 are LINKTYPE_USER0 to USER15. */
  readonly linkType: number;
  readonly name?: string;
  readonly description?: string;
  /** The most bytes of a packet that are kept (default 0: all). */
  readonly snapLength?: number;
  readonly options?: readonly OptionGiven[];
}

/** A packet to write. */
export interface PacketGiven {
  /** What `interface` returned. */
  readonly interface: number;
  /** Nanoseconds since 1970, UTC. */
  readonly timestamp: bigint;
  readonly data: Bytes;
  /** Bytes that it had, where `data` is cut (default: those of `data`). */
  readonly originalLength?: number;
  readonly comments?: readonly string[];
  readonly options?: readonly OptionGiven[];
}

/** A custom block to write. */
export interface CustomGiven {
  /** The private enterprise number of who defines it. */
  readonly pen: number;
  readonly data: Bytes;
  /** Whether programs that edit the capture may copy it (default true). */
  readonly isCopied?: boolean;
}

/** How the packets of an interface count time. */
type Clock = Pick<InterfaceBlock, 'ticksPerSecond' | 'timeOffset'>;

const INTERFACE_OPTIONS = {
  linkType: 'number',
  name: 'string',
  description: 'string',
  snapLength: 'number',
  options: 'array',
} as const;
const PACKET_OPTIONS = {
  interface: 'number',
  timestamp: 'any',
  data: 'any',
  originalLength: 'number',
  comments: 'array',
  options: 'array',
} as const;

/**
 * Writes a pcapng file, a block at a time. The first thing that is written is a section; before the packets of an interface comes the interface.
 *
 * ```ts
 * const parts: Uint8Array[] = [];
 * const capture = new CaptureWriter((block) => void parts.push(block));
 * capture.section({ application: 'my recorder' });
 * const bus = capture.interface({ linkType: 147, name: 'bus' });
 * capture.packet({ interface: bus, timestamp: 1_700_000_000_000_000_000n, data: bytes });
 * ```
 */
export class CaptureWriter {
  private isLittle = true;
  /** Undefined before the first section. */
  private interfaces: Clock[] | undefined;
  /** A cut block was copied. */
  private isOver = false;

  /** @param write takes each block, whole, in memory of its own. What it throws comes out of the call, and the block counts as written. */
  constructor(private readonly write: (block: Uint8Array) => void) {
    if (typeof write !== 'function')
      throw new CastbufError('ERR_USAGE', `new CaptureWriter takes a function, not ${shownValue(write)}`);
  }

  /** Starts a section: interfaces count from 0 again. @throws CastbufError ERR_USAGE, ERR_TYPE */
  section(given: SectionGiven = {}): void {
    assertOptions('section', given, { endian: ['little', 'big'], application: 'string', options: 'array' });
    const { endian = 'little', application, options = [] } = given;
    const isLittle = endian === 'little';
    const named = application === undefined ? [] : [{ code: SHB_USERAPPL, value: application }];
    const notes = writeOptions([...named, ...options], BlockType.SECTION, isLittle);
    this.assertOpen();
    this.isLittle = isLittle;
    this.interfaces = [];
    this.block(BlockType.SECTION, 16, [notes], (view) => {
      view.setUint32(8, BYTE_ORDER_MAGIC, isLittle);
      view.setUint16(12, 1, isLittle);
      // How long the section will be, nobody knows yet: -1.
      view.setBigInt64(16, -1n, isLittle);
    });
  }

  /**
   * Describes an interface; returns its number in the section. Its packets count nanoseconds, unless its options have another resolution (`if_tsresol`).
   * @throws CastbufError ERR_USAGE, ERR_TYPE, ERR_OUT_OF_RANGE
   */
  interface(given: InterfaceGiven): number {
    assertOptions('interface', given, INTERFACE_OPTIONS);
    const { linkType, name, description, snapLength = 0, options: others = [] } = given;
    assertWithin('linkType', linkType, 0xffff);
    assertWithin('snapLength', snapLength, MAX_U32);
    const options: OptionGiven[] = [
      ...(name === undefined ? [] : [{ code: IF_NAME, value: name }]),
      ...(description === undefined ? [] : [{ code: IF_DESCRIPTION, value: description }]),
      ...(others.some(({ code }) => code === IF_TSRESOL) ? [] : [NANOSECOND_RESOLUTION]),
      ...others,
    ];
    const notes = writeOptions(options, BlockType.INTERFACE, this.isLittle);
    const interfaces = this.assertSection('an interface');
    interfaces.push(clockOf(options));
    this.block(BlockType.INTERFACE, 8, [notes], (view) => {
      view.setUint16(8, linkType, this.isLittle);
      view.setUint32(12, snapLength, this.isLittle);
    });
    return interfaces.length - 1;
  }

  /** An enhanced packet block. @throws CastbufError ERR_USAGE, ERR_TYPE, ERR_OUT_OF_RANGE, ERR_LENGTH */
  packet(given: PacketGiven): void {
    assertOptions('packet', given, PACKET_OPTIONS);
    const { interface: id, timestamp, comments = [], options = [] } = given;
    const clock = this.assertSection('a packet')[id];
    if (clock === undefined)
      throw new CastbufError(
        'ERR_USAGE',
        `the section has no interface ${shownValue(id)}; interface() returns the number of one`,
      );
    const data = asBytes(given.data, "the packet's data");
    const { originalLength = data.length } = given;
    assertWithin('originalLength', originalLength, MAX_U32);
    const ticks = exactTicks(timestamp, clock);
    const remarks = comments.map((value) => ({ code: COMMENT, value }));
    const notes = writeOptions([...remarks, ...options], BlockType.ENHANCED_PACKET, this.isLittle);
    this.block(BlockType.ENHANCED_PACKET, 20, [data, notes], (view) => {
      view.setUint32(8, id, this.isLittle);
      view.setUint32(12, Number(ticks >> 32n), this.isLittle);
      view.setUint32(16, Number(ticks & 0xffff_ffffn), this.isLittle);
      view.setUint32(20, data.length, this.isLittle);
      view.setUint32(24, originalLength, this.isLittle);
    });
  }

  /** A block of your own. @throws CastbufError ERR_USAGE, ERR_TYPE, ERR_OUT_OF_RANGE, ERR_LENGTH */
  custom(given: CustomGiven): void {
    assertOptions('custom', given, { pen: 'number', data: 'any', isCopied: 'boolean' });
    const { pen, isCopied = true } = given;
    assertWithin('pen', pen, MAX_U32);
    const data = asBytes(given.data, "the block's data");
    this.assertSection('a custom block');
    this.block(isCopied ? BlockType.CUSTOM : BlockType.CUSTOM_PRIVATE, 4, [data], (view) => {
      view.setUint32(8, pen, this.isLittle);
    });
  }

  /**
   * A custom block that says what the packets of the section consist of, so that who reads them needs no schema. The block is found again by how it begins, whatever its number is.
   * @param schema what `writeSchema` returned
   * @param pen the private enterprise number of your organisation, where it has one (default 32473, the one of examples)
   */
  schema(schema: object, { pen = EXAMPLE_PEN }: { readonly pen?: number } = {}): void {
    this.custom({ pen, data: schemaData(JSON.stringify(schema)) });
  }

  /**
   * A block that was read, byte for byte. After a gap nothing can be written: it is the end of a file that was cut.
   * @throws CastbufError ERR_USAGE for packets of a pcap file, which is no pcapng, and for a block that does not fit here: of another byte order than the section, or of an interface that it has not
   */
  copy(block: CaptureBlock): void {
    this.assertOpen();
    if (block.kind === 'section') this.copySection(block);
    else if (block.kind === 'gap') this.isOver = block.reason.code === 'ERR_TRUNCATED_HEADER';
    else this.assertFits(block);
    if (block.kind === 'interface') this.interfaces?.push(block);
    this.write(block.bytes.slice());
  }

  private copySection({ format, endian }: SectionBlock): void {
    if (format === 'pcap')
      throw new CastbufError('ERR_USAGE', 'a pcap file has no blocks to copy; write its interface and its packets');
    this.isLittle = endian === 'little';
    this.interfaces = [];
  }

  /** @throws CastbufError ERR_USAGE */
  private assertFits(block: Exclude<CaptureBlock, SectionBlock | CaptureGap>): void {
    const interfaces = this.assertSection(`a block (${block.kind})`);
    const { bytes, type } = block;
    const found = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, this.isLittle);
    if (bytes.length === 0 || found !== type)
      throw new CastbufError(
        'ERR_USAGE',
        'the block is of a file of the other byte order, or of a pcap file; write its content anew',
      );
    const id = block.kind === 'packet' || block.kind === 'statistics' ? block.interface.id : -1;
    if (id >= interfaces.length)
      throw new CastbufError(
        'ERR_USAGE',
        `the block is of interface ${id}, which this section has not; copy its interface before it`,
      );
  }

  private assertOpen(): void {
    if (this.isOver)
      throw new CastbufError('ERR_USAGE', 'a block that was cut is the last of a file; nothing follows it');
  }

  private assertSection(what: string): Clock[] {
    this.assertOpen();
    if (this.interfaces !== undefined) return this.interfaces;
    throw new CastbufError('ERR_USAGE', `${what} is in a section; call section() first`);
  }

  /** @param fixedBytes of the body, which `fill` writes: those between the head and the parts, each of which is padded */
  private block(type: number, fixedBytes: number, parts: readonly Uint8Array[], fill: (view: DataView) => void): void {
    const length = parts.reduce((sum, part) => sum + paddedTo4(part.length), BLOCK_FRAME_BYTES + fixedBytes);
    assertWithin('the length of a block', length, MAX_U32);
    const bytes = allocateBytes(length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, type, this.isLittle);
    view.setUint32(4, length, this.isLittle);
    fill(view);
    let at = BLOCK_HEADER_BYTES + fixedBytes;
    for (const part of parts) {
      bytes.set(part, at);
      at += paddedTo4(part.length);
    }
    view.setUint32(length - 4, length, this.isLittle);
    this.write(bytes);
  }
}

/** What the options of an interface say of its packets' times. `writeOptions` has looked at them: they are numbers, or bytes that were read. */
function clockOf(options: readonly OptionGiven[]): Clock {
  const resolution = options.find(({ code }) => code === IF_TSRESOL)?.value;
  const offset = options.find(({ code }) => code === IF_TSOFFSET)?.value ?? 0n;
  if (typeof resolution === 'number' && (typeof offset === 'bigint' || typeof offset === 'number'))
    return { ticksPerSecond: ticksPerSecond(resolution), timeOffset: BigInt(offset) };
  throw new CastbufError('ERR_TYPE', 'if_tsresol is a number, and if_tsoffset a bigint; bytes say no time');
}

/** @throws CastbufError ERR_OUT_OF_RANGE where the interface cannot say this time exactly */
function exactTicks(timestamp: bigint, { ticksPerSecond: perSecond, timeOffset }: Clock): bigint {
  if (typeof timestamp !== 'bigint')
    throw new CastbufError('ERR_TYPE', `timestamp is a bigint, nanoseconds since 1970, not ${shownValue(timestamp)}`);
  const ticks = ticksOf(timestamp, perSecond, timeOffset);
  if (ticks !== undefined && ticks >= 0n && ticks <= MAX_TICKS) return ticks;
  const hint =
    ticks === undefined
      ? `the interface counts ${perSecond} ticks a second, and timestamp ${timestamp} lies between two of them; give if_tsresol 9, or round it`
      : `timestamp ${timestamp} is outside what the interface can say: ${ticks} ticks, from 0 to 2^64 - 1`;
  throw new CastbufError('ERR_OUT_OF_RANGE', hint);
}

/** @throws CastbufError ERR_OUT_OF_RANGE */
function assertWithin(what: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= most) return;
  throw new CastbufError('ERR_OUT_OF_RANGE', `${what} is a whole number from 0 to ${most}, not ${shownValue(value)}`);
}
