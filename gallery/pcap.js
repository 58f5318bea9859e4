/**
 * pcap: packets that libpcap captured, after a header of 24 bytes.
 * From: https://ietf-opsawg-wg.github.io/draft-ietf-opsawg-pcap/draft-ietf-opsawg-pcap.html
 *
 * Fraction counts microseconds, or nanoseconds where the file's first word is a1b23c4d. Files of big-endian machines have PacketBig.
 */
import { bytes, struct, u32 } from 'castbuf';

const MEMBERS = { Seconds: u32, Fraction: u32, Captured: u32, Original: u32, Data: bytes('Captured') };

export const Packet = struct('Packet', MEMBERS);
export const PacketBig = struct('PacketBig', MEMBERS, { endian: 'big' });
