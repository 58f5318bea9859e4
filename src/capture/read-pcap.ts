import { CastbufError } from '../errors/index.js';
import type { InterfaceBlock, PacketBlock, SectionBlock } from './blocks.js';
import { Body } from './body.js';
import { nanosecondsOf, ticksPerSecond } from './timestamps.js';

export const PCAP_HEADER_BYTES = 24;
const PCAP_PACKET_HEADER_BYTES = 16;

const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;
/** The upper bits of the word say how long a frame's check sequence is. */
const LINK_TYPE_MASK = 0xffff;

/** How the packets of a classic pcap file are read. */
interface PcapForm {
  readonly isLittle: boolean;
  readonly resolution: 6 | 9;
}

/** By the first word; undefined where it is not that of a pcap file. */
export function pcapForm(head: Uint8Array): PcapForm | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  for (const isLittle of [true, false]) {
    const word = view.getUint32(0, isLittle);
    if (word === MICROSECONDS) return { isLittle, resolution: 6 };
    if (word === NANOSECONDS) return { isLittle, resolution: 9 };
  }
  return undefined;
}

/** Packets of a classic pcap file: as those of a section that has one interface. */
export class PcapReader {
  readonly section: SectionBlock;
  readonly interface: InterfaceBlock;
  private readonly isLittle: boolean;

  /** `head` is the file's first 24 bytes. @throws CastbufError ERR_OUT_OF_RANGE for another version than 2 */
  constructor({ isLittle, resolution }: PcapForm, head: Uint8Array) {
    this.isLittle = isLittle;
    const body = new Body(head, 0, isLittle, 'pcap header', head.length);
    const [major, minor] = [body.u16(4), body.u16(6)];
    if (major !== 2) throw body.error('ERR_OUT_OF_RANGE', 4, `its version is ${major}.${minor}, and only 2.x is known`);
    const none = { type: 0, options: [] };
    this.section = {
      ...none,
      kind: 'section',
      offset: 0,
      bytes: head,
      format: 'pcap',
      endian: isLittle ? 'little' : 'big',
      major,
      minor,
      length: undefined,
    };
    this.interface = {
      ...none,
      kind: 'interface',
      offset: PCAP_HEADER_BYTES,
      bytes: head.subarray(PCAP_HEADER_BYTES),
      id: 0,
      linkType: body.u32(20) & LINK_TYPE_MASK,
      snapLength: body.u32(16),
      name: undefined,
      description: undefined,
      ticksPerSecond: ticksPerSecond(resolution),
      timeOffset: 0n,
    };
  }

  headBytes(): number {
    return PCAP_PACKET_HEADER_BYTES;
  }

  /** Of the packet with its header, which begins so. */
  lengthOf(head: Uint8Array): number {
    return PCAP_PACKET_HEADER_BYTES + this.bodyOf(head, 0).u32(8);
  }

  /** There is one length. */
  assertFrame(): void {}

  read(bytes: Uint8Array, offset: number): PacketBlock {
    const body = this.bodyOf(bytes, offset);
    const { ticksPerSecond: perSecond } = this.interface;
    const ticks = BigInt(body.u32(0)) * perSecond + BigInt(body.u32(4));
    return {
      kind: 'packet',
      type: 0,
      offset,
      bytes,
      interface: this.interface,
      timestamp: nanosecondsOf(ticks, perSecond, 0n),
      ticks,
      data: bytes.subarray(PCAP_PACKET_HEADER_BYTES),
      dataOffset: offset + PCAP_PACKET_HEADER_BYTES,
      originalLength: body.u32(12),
      comments: [],
      options: [],
    };
  }

  private bodyOf(bytes: Uint8Array, offset: number): Body {
    return new Body(bytes, offset, this.isLittle, 'packet', bytes.length);
  }
}

/** What the first 4 bytes of no capture are told. */
export function noCapture(head: Uint8Array): CastbufError {
  const digits = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const hint = `it begins with ${digits}; pcapng begins with 0a 0d 0d 0a, pcap with a1 b2 c3 d4 or a1 b2 3c 4d, in either order`;
  return new CastbufError('ERR_MAGIC', hint, { offset: 0, fieldOffset: 0 });
}
