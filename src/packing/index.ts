export { type Packed, packedWith, rangeBytes } from './packed.js';
export {
  type PackRanges,
  type PackedColumn,
  type Packing,
  assertPackable,
  assertPackedBytes,
  packingOf,
} from './packing.js';
export { type Texts, textsWith } from './texts.js';
export { unpack } from './unpack.js';
