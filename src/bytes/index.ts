export { allocateBytes, allocated } from './allocate.js';
export { assertAttached, isBytes } from './attached-bytes.js';
export { crcTable, reversedBits, wideCrcTable, wideReversedBits } from './crc-table.js';
export { asBytes, assertCount, assertRoom, type Bytes, copyInto, mayOverlap } from './given-bytes.js';
export { joinBytes } from './join-bytes.js';
export { isShared, unshared } from './shared-memory.js';
export { swapped } from './swapped-bytes.js';
