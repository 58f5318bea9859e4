export { type Packed, type Texts, packedWith, textsWith } from './packed.js';
export {
  type PackRanges,
  type PackedColumn,
  type Packing,
  assertPackable,
  assertPackedBytes,
  packingOf,
} from './packing.js';
export { unpack } from './unpack.js';
