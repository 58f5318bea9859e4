/**
 * EDID: the base block of 128 bytes in which a monitor says what it is; extension blocks follow it.
 * From: VESA E-EDID Standard, release A, revision 2, section 3
 *
 * Letters of the manufacturer count from A = 1. Descriptors of 18 bytes, detailed timings among them, are bytes here.
 */
import { anonymous, array, be, bits, bool8, bytes, checksum, magic, struct, u16, u32, u64, u8 } from 'castbuf';

export const Base = struct(
  'EDID',
  {
    Magic: magic(u64, 0x00ffffffffffff00n),
    Manufacturer: anonymous(be(bits(u16, { Letter3: 5, Letter2: 5, Letter1: 5, Reserved: 1 }))),
    ProductCode: u16,
    SerialNumber: u32,
    Week: u8,
    YearLess1990: u8,
    Version: u8,
    Revision: u8,
    InputOptions: bits(u8, 7),
    IsDigital: bits(bool8, 1),
    WidthCm: u8,
    HeightCm: u8,
    GammaTimes100Less100: u8,
    Features: u8,
    Chromaticity: array(u8, 10),
    EstablishedTimings: array(u8, 3),
    StandardTimings: array(u16, 8),
    Descriptor1: bytes(18),
    Descriptor2: bytes(18),
    Descriptor3: bytes(18),
    Descriptor4: bytes(18),
    ExtensionCount: u8,
    Checksum: checksum(u8, 'sum-to-zero-8'),
  },
  { pack: 1 },
);
