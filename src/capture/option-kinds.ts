import { BlockType } from './blocks.js';

/** How an option's bytes are read. `ticks`: two words, the higher one first in both byte orders. */
export type OptionKind = 'text' | 'bytes' | 'u8' | 'u32' | 'i32' | 'u64' | 'i64' | 'ticks';

/** Bytes of the kinds that have a length of their own. */
export const KIND_BYTES: Readonly<Record<Exclude<OptionKind, 'text' | 'bytes'>, number>> = {
  u8: 1,
  u32: 4,
  i32: 4,
  u64: 8,
  i64: 8,
  ticks: 8,
};

export const END_OF_OPTIONS = 0;
export const COMMENT = 1;
export const SHB_USERAPPL = 4;
export const IF_NAME = 2;
export const IF_DESCRIPTION = 3;
export const IF_TSRESOL = 9;
export const IF_TSOFFSET = 14;

/** Options that somebody defined for their own use: text and bytes, copied by programs that edit a capture and not. */
const CUSTOM_OPTIONS: readonly (readonly [code: number, kind: OptionKind])[] = [
  [2988, 'text'],
  [2989, 'bytes'],
  [19372, 'text'],
  [19373, 'bytes'],
];

type Row = readonly [code: number, name: string, kind: OptionKind];

const ROWS: Readonly<Record<number, readonly Row[]>> = {
  [BlockType.SECTION]: [
    [2, 'shb_hardware', 'text'],
    [3, 'shb_os', 'text'],
    [SHB_USERAPPL, 'shb_userappl', 'text'],
  ],
  [BlockType.INTERFACE]: [
    [IF_NAME, 'if_name', 'text'],
    [IF_DESCRIPTION, 'if_description', 'text'],
    [4, 'if_IPv4addr', 'bytes'],
    [5, 'if_IPv6addr', 'bytes'],
    [6, 'if_MACaddr', 'bytes'],
    [7, 'if_EUIaddr', 'bytes'],
    [8, 'if_speed', 'u64'],
    [IF_TSRESOL, 'if_tsresol', 'u8'],
    [10, 'if_tzone', 'i32'],
    [11, 'if_filter', 'bytes'],
    [12, 'if_os', 'text'],
    [13, 'if_fcslen', 'u8'],
    [IF_TSOFFSET, 'if_tsoffset', 'i64'],
    [15, 'if_hardware', 'text'],
    [16, 'if_txspeed', 'u64'],
    [17, 'if_rxspeed', 'u64'],
    [18, 'if_iana_tzname', 'text'],
  ],
  [BlockType.ENHANCED_PACKET]: [
    [2, 'epb_flags', 'u32'],
    [3, 'epb_hash', 'bytes'],
    [4, 'epb_dropcount', 'u64'],
    [5, 'epb_packetid', 'u64'],
    [6, 'epb_queue', 'u32'],
    [7, 'epb_verdict', 'bytes'],
    [8, 'epb_processid_threadid', 'u64'],
  ],
  [BlockType.PACKET]: [
    [2, 'pack_flags', 'u32'],
    [3, 'pack_hash', 'bytes'],
  ],
  [BlockType.NAMES]: [
    [2, 'ns_dnsname', 'text'],
    [3, 'ns_dnsIP4addr', 'bytes'],
    [4, 'ns_dnsIP6addr', 'bytes'],
  ],
  [BlockType.STATISTICS]: [
    [2, 'isb_starttime', 'ticks'],
    [3, 'isb_endtime', 'ticks'],
    [4, 'isb_ifrecv', 'u64'],
    [5, 'isb_ifdrop', 'u64'],
    [6, 'isb_filteraccept', 'u64'],
    [7, 'isb_osdrop', 'u64'],
    [8, 'isb_usrdeliv', 'u64'],
  ],
};

/** What is known of an option of a block. */
export interface KnownOption {
  readonly name: string | undefined;
  readonly kind: OptionKind;
  /** Its bytes begin with the number of who defines it. */
  readonly isCustom: boolean;
}

const UNKNOWN: KnownOption = { name: undefined, kind: 'bytes', isCustom: false };
const KNOWN_COMMENT: KnownOption = { name: 'opt_comment', kind: 'text', isCustom: false };

export function knownOption(blockType: number, code: number): KnownOption {
  if (code === COMMENT) return KNOWN_COMMENT;
  const custom = CUSTOM_OPTIONS.find(([one]) => one === code);
  if (custom !== undefined) return { name: 'opt_custom', kind: custom[1], isCustom: true };
  const row = ROWS[blockType]?.find(([one]) => one === code);
  return row === undefined ? UNKNOWN : { name: row[1], kind: row[2], isCustom: false };
}
