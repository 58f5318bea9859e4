import type { CastbufError } from '../errors/index.js';

/** Types of blocks, as a file has them. */
export const BlockType = {
  SECTION: 0x0a0d0d0a,
  INTERFACE: 1,
  /** Obsolete: written before 2009. */
  PACKET: 2,
  SIMPLE_PACKET: 3,
  NAMES: 4,
  STATISTICS: 5,
  ENHANCED_PACKET: 6,
  SECRETS: 0x0a,
  /** A program that edits a capture may copy it. */
  CUSTOM: 0x00000bad,
  /** One that edits a capture leaves it out. */
  CUSTOM_PRIVATE: 0x40000bad,
} as const;

/** What the first 4 bytes of a section's body are in its own byte order. */
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** A block's type and its length before the body, and the length once more after it. */
export const BLOCK_HEADER_BYTES = 8;
export const BLOCK_FRAME_BYTES = 12;

export type Endian = 'little' | 'big';

/** What an option says: by the kind of the option a text, a number or bytes. */
export type OptionValue = string | number | bigint | Uint8Array;

/** A note of a block. */
export interface CaptureOption {
  readonly code: number;
  /** As the format calls it: `if_name`. Undefined where it is not known. */
  readonly name: string | undefined;
  /** Bytes where the option is not known, or is not as long as its kind is. */
  readonly value: OptionValue;
  /** Of a custom option: the number of who defines it. */
  readonly pen?: number;
}

/** What every block has. */
interface BlockPlace {
  /** As the file has it; 0 in a classic pcap file, which has no blocks. */
  readonly type: number;
  /** Offset of its first byte in the source. */
  readonly offset: number;
  /** All of its bytes: those of all blocks, one after the other, are the source's. They are the source itself where it is bytes, and else a copy. */
  readonly bytes: Uint8Array;
}

/** The start of a file, or of one that was joined to it. Interfaces count from 0 again. */
export interface SectionBlock extends BlockPlace {
  readonly kind: 'section';
  /** `pcap`: the file's header. */
  readonly format: 'pcapng' | 'pcap';
  readonly endian: Endian;
  readonly major: number;
  readonly minor: number;
  /** Bytes of the blocks that follow it, as it says; undefined where it does not. It is not checked. */
  readonly length: bigint | undefined;
  readonly options: readonly CaptureOption[];
}

/** Where packets are from. */
export interface InterfaceBlock extends BlockPlace {
  readonly kind: 'interface';
  /** Its number in the section. */
  readonly id: number;
  /** What a packet's bytes begin with: 1 is Ethernet, 147 to 162 are for users. */
  readonly linkType: number;
  /** The most bytes of a packet that were kept; 0: all. */
  readonly snapLength: number;
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** Units of its packets' `ticks` in a second. */
  readonly ticksPerSecond: bigint;
  /** Seconds that are added to its packets' times. */
  readonly timeOffset: bigint;
  readonly options: readonly CaptureOption[];
}

/** A packet: of an enhanced, a simple or an obsolete packet block, or of a pcap file. */
export interface PacketBlock extends BlockPlace {
  readonly kind: 'packet';
  readonly interface: InterfaceBlock;
  /** Nanoseconds since 1970, UTC, rounded down where the interface counts less than these; undefined of a simple packet, which has no time. */
  readonly timestamp: bigint | undefined;
  /** The same as the file has it: in units of the interface, without its offset. */
  readonly ticks: bigint | undefined;
  /** The bytes that were kept. */
  readonly data: Uint8Array;
  /** Offset of the first of them in the source. */
  readonly dataOffset: number;
  /** Bytes that the packet had: more than `data` where it was cut. */
  readonly originalLength: number;
  readonly comments: readonly string[];
  readonly options: readonly CaptureOption[];
}

/** An address and what it is called. */
export interface NameRecord {
  /** 1: IPv4, 2: IPv6, 3: EUI-48, 4: EUI-64. */
  readonly type: number;
  /** Undefined where the type is not known: then `value` has all of it. */
  readonly address: Uint8Array | undefined;
  readonly names: readonly string[];
  readonly value: Uint8Array;
}

/** Names of addresses. */
export interface NamesBlock extends BlockPlace {
  readonly kind: 'names';
  readonly records: readonly NameRecord[];
  readonly options: readonly CaptureOption[];
}

/** Counts of an interface. */
export interface StatisticsBlock extends BlockPlace {
  readonly kind: 'statistics';
  readonly interface: InterfaceBlock;
  /** Nanoseconds since 1970, UTC. */
  readonly timestamp: bigint;
  readonly ticks: bigint;
  readonly options: readonly CaptureOption[];
}

/** What decrypts packets. */
export interface SecretsBlock extends BlockPlace {
  readonly kind: 'secrets';
  /** 0x544c534b: a TLS key log. */
  readonly secretsType: number;
  readonly data: Uint8Array;
  readonly options: readonly CaptureOption[];
}

/** A block that somebody defined for their own use. */
export interface CustomBlock extends BlockPlace {
  readonly kind: 'custom';
  /** The private enterprise number of who defines it. */
  readonly pen: number;
  /** With its padding and its options: where these begin, only who defines it knows. */
  readonly data: Uint8Array;
  /** A program that edits the capture may copy it. */
  readonly isCopied: boolean;
}

/** A block of a type that is not known. */
export interface UnknownBlock extends BlockPlace {
  readonly kind: 'unknown';
  readonly body: Uint8Array;
}

/** Bytes that are no block: one that the source's end cut, or that was bad and passed over. */
export interface CaptureGap {
  readonly kind: 'gap';
  /** Offset of its first byte in the source. */
  readonly from: number;
  /** Offset of the first byte after it. */
  readonly to: number;
  readonly reason: CastbufError;
  readonly bytes: Uint8Array;
}

/** What a capture consists of. */
export type CaptureBlock =
  | SectionBlock
  | InterfaceBlock
  | PacketBlock
  | NamesBlock
  | StatisticsBlock
  | SecretsBlock
  | CustomBlock
  | UnknownBlock
  | CaptureGap;
