export { abiOfLayout, extentOfType, findMember, layoutOf, layoutOfAny, memberNames } from './layout.js';
export type {
  FlatEntry,
  LaidArray,
  LaidBytes,
  LaidGuid,
  LaidMember,
  LaidPointed,
  LaidRecord,
  LaidRecords,
  LaidSplit,
  LaidText,
  LaidTrailing,
  LaidType,
  Layout,
  Leaf,
} from './layout.js';
export { memberTypes, typeNameOf } from './type-name.js';
export { byteOrderOf, NAMED_ABIS, packedAbi } from './abi.js';
export { alignUp } from './placement.js';
export type { Abi, PackedAbi } from './abi.js';
export { fieldAt, hasPointed, hasRecords, isVariable } from './assert-record.js';
export { OwnSum } from './node.js';
export type {
  Check,
  ChecksumMethod,
  ChecksumRange,
  ChecksumRule,
  CrcModel,
  Count,
  Endian,
  EnumNames,
  NamedAbi,
  RecordNode,
  RecordOptions,
  RecordsNode,
  RecordTypeNode,
  ScalarNode,
  SumFunction,
  TimeRule,
  TimeUnit,
  UnionTag,
} from './node.js';
export type {
  AnyColumns,
  ColumnArray,
  ColumnPath,
  ColumnSelection,
  ColumnsOf,
  ListColumn,
  MemberPath,
  NoColumn,
  NumberPath,
  PackedOf,
  PackedPath,
  RangeLeaf,
  SelectedColumns,
  TextPath,
} from './columns-of.js';
export type {
  AnyType,
  Arms,
  ArrayView,
  Decoded,
  Infer,
  InferInput,
  InferView,
  Members,
  NamedValue,
  ReadonlyArrayView,
  ReadonlyView,
  Type,
  UnknownGap,
  UnionPart,
  UnknownTag,
  UnknownWideTag,
} from './infer.js';
export * from './scalars.js';
export { type FloatFormat, type FloatRow, float16, floatName, floatOf, overflowHint, overflows } from './floats.js';
export { bool, enumeration, flags, nameOfValue, normalise, range } from './checked-numbers.js';
export { magic, magicOfBytes, textAsInteger, type MagicOf } from './magic.js';
export { dateToTime, nanosecondsOf, time, timeText, timeToDate, type TimeOptions } from './times.js';
export { fourCC } from './four-cc.js';
export { noSuchName, numberOfText } from './number-text.js';
export { isInherited, memberOf, namedEntries } from './given-names.js';
export { missingFunction } from './missing-function.js';
export { tagsAndType } from './tag-values.js';
export { align, be, le, naturallyAligned, unaligned } from './adjusted-types.js';
export { bits, unnamed } from './bit-fields.js';
export { bitsMeasured, measureText, type Measure } from './measures.js';
export {
  array,
  bytes,
  countOf,
  text,
  type CountOptions,
  type FillsSize,
  type Size,
  type TextOptions,
} from './counted-parts.js';
export {
  anonymous,
  at,
  lengthOptions,
  record,
  split,
  struct,
  STRUCT_OPTIONS,
  tagged,
  trailing,
  union,
} from './records.js';
export type { PointedOptions, RecordDescription, StructOptions, TaggedOptions } from './records.js';
export { checksum, crc } from './checksums.js';
export type { ChecksumAlgorithm, ChecksumOptions, CrcParameters } from './checksums.js';
export type { BoolOptions, EnumOptions } from './checked-numbers.js';
export { partName as partNameOf } from './part-name.js';
export { nodeOf, typeOf } from './type-of.js';
export { assertDepth, depthOf } from './schema-depth.js';
export type { EnumType, NamedValues } from './enum-types.js';
