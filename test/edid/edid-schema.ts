import {
  anonymous,
  array,
  be,
  bits,
  bool8,
  bytes,
  checksum,
  magic,
  split,
  struct,
  tagged,
  u16,
  u32,
  u64,
  u8,
} from '../../src/surface.js';

/*
 * The 128-byte base block of EDID (VESA E-EDID A.2) in the public schema language: a format that was not designed
 * for it. Used with the ABI packedAbi(1).
 */

/** Three letters of 5 bits, 'A' is 1, in a big-endian word. */
const Manufacturer = be(bits(u16, { Letter3: 5, Letter2: 5, Letter1: 5, ManufacturerReserved: 1 }));

/** Ten-bit fractions of 1024: the high eight bits in a byte each, the low two in two bytes for all of them. */
const Chromaticity = struct('Chromaticity', {
  GreenYLow: bits(u8, 2),
  GreenXLow: bits(u8, 2),
  RedYLow: bits(u8, 2),
  RedXLow: bits(u8, 2),
  WhiteYLow: bits(u8, 2),
  WhiteXLow: bits(u8, 2),
  BlueYLow: bits(u8, 2),
  BlueXLow: bits(u8, 2),
  RedXHigh: u8,
  RedYHigh: u8,
  GreenXHigh: u8,
  GreenYHigh: u8,
  BlueXHigh: u8,
  BlueYHigh: u8,
  WhiteXHigh: u8,
  WhiteYHigh: u8,
  RedX: split('RedXHigh', 'RedXLow'),
  RedY: split('RedYHigh', 'RedYLow'),
  GreenX: split('GreenXHigh', 'GreenXLow'),
  GreenY: split('GreenYHigh', 'GreenYLow'),
  BlueX: split('BlueXHigh', 'BlueXLow'),
  BlueY: split('BlueYHigh', 'BlueYLow'),
  WhiteX: split('WhiteXHigh', 'WhiteXLow'),
  WhiteY: split('WhiteYHigh', 'WhiteYLow'),
});

const StandardTiming = struct('StandardTiming', {
  WidthDiv8Less31: u8,
  RefreshLess60: bits(u8, 6),
  AspectRatio: bits(u8, 2),
});

/** What follows the pixel clock of a detailed timing: 8 + 4, 8 + 2 and 4 + 2 bits, the high ones shared by two values. */
const DetailedTiming = struct('DetailedTiming', {
  WidthLow: u8,
  HBlankLow: u8,
  HBlankHigh: bits(u8, 4),
  WidthHigh: bits(u8, 4),
  HeightLow: u8,
  VBlankLow: u8,
  VBlankHigh: bits(u8, 4),
  HeightHigh: bits(u8, 4),
  HFrontLow: u8,
  HSyncLow: u8,
  VSyncLow: bits(u8, 4),
  VFrontLow: bits(u8, 4),
  VSyncHigh: bits(u8, 2),
  VFrontHigh: bits(u8, 2),
  HSyncHigh: bits(u8, 2),
  HFrontHigh: bits(u8, 2),
  WidthMmLow: u8,
  HeightMmLow: u8,
  HeightMmHigh: bits(u8, 4),
  WidthMmHigh: bits(u8, 4),
  HBorder: u8,
  VBorder: u8,
  StereoLow: bits(u8, 1),
  SyncOptions: bits(u8, 2),
  SyncKind: bits(u8, 2),
  Stereo: bits(u8, 2),
  Interlaced: bits(bool8, 1),
  Width: split('WidthHigh', 'WidthLow'),
  HBlank: split('HBlankHigh', 'HBlankLow'),
  Height: split('HeightHigh', 'HeightLow'),
  VBlank: split('VBlankHigh', 'VBlankLow'),
  HFront: split('HFrontHigh', 'HFrontLow'),
  HSync: split('HSyncHigh', 'HSyncLow'),
  VFront: split('VFrontHigh', 'VFrontLow'),
  VSync: split('VSyncHigh', 'VSyncLow'),
  WidthMm: split('WidthMmHigh', 'WidthMmLow'),
  HeightMm: split('HeightMmHigh', 'HeightMmLow'),
});

/** Text, limits and the like: what it holds depends on Tag. */
const DisplayDescriptor = struct('DisplayDescriptor', { Reserved: u8, Tag: u8, Options: u8, Data: bytes(13) });

/** 18 bytes. Its first word is the pixel clock in units of 10 kHz; 0 makes it a display descriptor. */
const Descriptor = struct('Descriptor', {
  PixelClock: u16,
  Body: anonymous(tagged('PixelClock', { Timing: ['otherwise', DetailedTiming], Display: [0, DisplayDescriptor] })),
});

const HEAD = {
  Magic: magic(u64, 0x00ffffffffffff00n),
  Manufacturer: anonymous(Manufacturer),
  ProductCode: u16,
  SerialNumber: u32,
  Week: u8,
  /** Less 1990. */
  Year: u8,
  Version: u8,
  Revision: u8,
  InputOptions: bits(u8, 7),
  IsDigital: bits(bool8, 1),
  WidthCm: u8,
  HeightCm: u8,
  /** Times 100, less 100; 255 where it is told elsewhere. */
  Gamma: u8,
  Features: u8,
  Chromaticity,
  EstablishedTimings: array(u8, 3),
  StandardTimings: array(StandardTiming, 8),
} as const;

const FOOT = { ExtensionCount: u8, Checksum: checksum(u8, 'sum-to-zero-8') } as const;

export const EDID_BASE_BLOCK = struct('EDID_BASE_BLOCK', { ...HEAD, Descriptors: array(Descriptor, 4), ...FOOT });

/** The same bytes without arrays of structs, so that every member has a column. */
const { StandardTimings: _, ...FLAT_HEAD } = HEAD;
export const EDID_COLUMNS = struct('EDID_COLUMNS', {
  ...FLAT_HEAD,
  StandardTimings: array(u16, 8),
  First: Descriptor,
  Second: Descriptor,
  Third: Descriptor,
  Fourth: Descriptor,
  ...FOOT,
});
