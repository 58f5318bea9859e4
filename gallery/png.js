/**
 * PNG: the chunks of an image, after its signature of 8 bytes.
 * From: Portable Network Graphics (PNG) Specification (Third Edition), W3C, 2025, chapter 5
 *
 * Each chunk ends with a CRC of its type and its data, which decoding compares.
 */
import { bytes, checksum, struct, text, u32 } from 'castbuf';

export const Chunk = struct(
  'Chunk',
  {
    Length: u32,
    Type: text('ascii', 4),
    Data: bytes('Length'),
    Crc: checksum(u32, 'crc-32', { from: 'Type', to: 'Crc' }),
  },
  { endian: 'big' },
);
