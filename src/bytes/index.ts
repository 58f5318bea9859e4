export { allocateBytes, allocated } from './allocate.js';
export { assertAttached, isBytes } from './attached-bytes.js';
export { crcTable, reversedBits, wideCrcTable, wideReversedBits } from './crc-table.js';
export { asBytes, assertCount, assertRoom, type Bytes, copyInto, mayOverlap } from './given-bytes.js';
export { joinBytes } from './join-bytes.js';
export { repeatedBytes } from './repeated-bytes.js';
export { isShared, unshared } from './shared-memory.js';
export { swapped } from './swapped-bytes.js';
export {
  decodeAscii,
  decodeGuid,
  decodeText,
  decodeUtf16,
  decodeUtf16BE,
  decodeUtf8,
  encodeAscii,
  encodeGuid,
  encodeText,
  encodeUtf16,
  encodeUtf16BE,
  readableText,
  TEXT_ENCODINGS,
  textBytes,
  unitBytes,
  type TextEncoding,
} from './text.js';
