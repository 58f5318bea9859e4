/** What `castbuf` and `castbuf/js` have in common: everything but the engine. */
export type { TextEncoding } from './bytes/index.js';
export { CastbufError, ERROR_CODES, type ErrorCode, type ErrorPlace } from './errors/index.js';
export {
  align,
  anonymous,
  array,
  at,
  be,
  bf16,
  bits,
  bool,
  bool32,
  bool8,
  bytes,
  checksum,
  crc,
  dateToTime,
  enumeration,
  f16,
  f32,
  f64,
  filetime,
  flags,
  fourCC,
  guid,
  i16,
  i24,
  i32,
  i64,
  i8,
  layoutOf,
  le,
  luid,
  magic,
  ntstatus,
  packedAbi,
  pointer,
  range,
  split,
  struct,
  tagged,
  text,
  time,
  timeToDate,
  u16,
  u24,
  u32,
  u64,
  u8,
  union,
  unnamed,
} from './schema/index.js';
export type {
  Abi,
  AnyType,
  ArrayView,
  AnyColumns,
  BoolOptions,
  ChecksumAlgorithm,
  ChecksumOptions,
  ChecksumRange,
  OwnSum,
  SumFunction,
  CrcModel,
  CrcParameters,
  ColumnPath,
  ColumnSelection,
  ColumnsOf,
  CountOptions,
  Decoded,
  Endian,
  EnumOptions,
  FlatEntry,
  Infer,
  InferInput,
  InferView,
  Layout,
  Measure,
  MemberPath,
  NamedAbi,
  NumberPath,
  PackedAbi,
  PackedOf,
  PackedPath,
  PointedOptions,
  ReadonlyArrayView,
  ReadonlyView,
  SelectedColumns,
  Size,
  StructOptions,
  TaggedOptions,
  TextOptions,
  TextPath,
  TimeOptions,
  TimeUnit,
  Type,
  UnknownGap,
  UnknownTag,
  WideInput,
} from './schema/index.js';
export { parseFilter } from './query/index.js';
export type { Column, ColumnKind, Limits } from './program/index.js';
export type { ColumnArray, ListColumn } from './schema/index.js';
export type { Filter } from './columns/index.js';
export type { FilterExpression, FilterValue } from './query/index.js';
export type { PackedColumn } from './packing/index.js';
export { fromJson, toJson } from './json/index.js';
export { records, recordSet } from './record-types/index.js';
export { sumBy } from './own-sums/index.js';
export { validity, wideColumn } from './columns/index.js';
export {
  describeColumns,
  type ColumnCondition,
  type ColumnDescription,
  type ColumnNames,
  type ColumnValue,
  type LengthCondition,
  type TagCondition,
} from './column-descriptions/index.js';
export type { Bytes } from './bytes/index.js';
export type { Json } from './printing/index.js';
export type {
  AnyFeatured,
  Codec,
  CodecOptions,
  SetCodecOptions,
  ValueNotation,
  WideNotation,
  Features,
} from './message/index.js';
export type { DecodeLists, ListedRecords } from './list-records/index.js';
export type { EncodeStream, EncodeStreamOptions, EncodeTransform, RowSource } from './stream-out/index.js';
export type { PassThrough, Transform } from './transform/index.js';
export type {
  Batch,
  BatchMemory,
  BatchQuery,
  BatchReadOptions,
  Columns,
  DecodeBatch,
  Gap,
  OnBadRecord,
  ValueOptions,
} from './columns/index.js';
export type { ColumnsInput, EncodeAtOptions, EncodeBatch, EncodeBatchInto } from './rows-out/index.js';
export type {
  DecodeSetBatch,
  EncodeSetBatch,
  EncodeSetBatchInto,
  RecordBatch,
  SetBatch,
  SetCodec,
  SetReadOptions,
  StreamSetBatches,
} from './record-sets/index.js';
export type {
  RecordDefinitions,
  RecordInput,
  RecordSet,
  RecordTags,
  RecordValue,
  RecordView,
} from './record-types/index.js';
export type { HistogramBucket, Summaries, Summary } from './query/index.js';
export type { Packed, Texts } from './packing/index.js';
export type {
  BlobSource,
  ByteRanges,
  ReadableSource,
  ReadableSourceReader,
  StreamBatches,
  StreamOptions,
  StreamSource,
} from './stream/index.js';
export {
  readSchema,
  schemaHash,
  writeSchema,
  type WrittenEnumeration,
  type WrittenNumber,
  type WrittenRecord,
  type WrittenScalar,
  type WrittenSchema,
  type WrittenSize,
  type WrittenType,
} from './written-schema/index.js';
