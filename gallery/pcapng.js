/**
 * pcapng: the blocks of a capture, the section's header among them.
 * From: https://ietf-opsawg-wg.github.io/draft-ietf-opsawg-pcapng/draft-ietf-opsawg-pcapng.html
 *
 * Options, padding and the second copy of the length are unknownTail, as castbuf cannot place what follows a part of varying length yet.
 */
import { bytes, i64, magic, recordSet, struct, u16, u32 } from 'castbuf';

const SECTION = 0x0a0d0d0a;

/** The record set of one byte order. */
function blocksOf(/** @type {'little' | 'big'} */ endian) {
  const block = (/** @type {string} */ name, /** @type {Record<string, any>} */ members) =>
    struct(name, { Type: u32, Length: u32, ...members }, { endian, length: 'Length', startAlign: 4, pack: 4 });
  const Section = block('SectionHeader', {
    ByteOrder: magic(u32, 0x1a2b3c4d),
    Major: u16,
    Minor: u16,
    SectionLength: i64,
  });
  const Interface = block('InterfaceDescription', { LinkType: u16, Reserved: u16, SnapLength: u32 });
  const SimplePacket = block('SimplePacket', { Original: u32 });
  const Packet = block('EnhancedPacket', {
    Interface: u32,
    TimeHigh: u32,
    TimeLow: u32,
    Captured: u32,
    Original: u32,
    Data: bytes('Captured'),
  });
  return recordSet('Type', {
    Section: [SECTION, Section],
    Interface: [1, Interface],
    SimplePacket: [3, SimplePacket],
    Packet: [6, Packet],
    Other: ['otherwise', block('Block', {})],
  });
}

export const Blocks = blocksOf('little');
export const BlocksBig = blocksOf('big');
