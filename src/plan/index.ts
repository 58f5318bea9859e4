export { allocateBytes, allocated } from './allocate.js';
export { assertAttached, isBytes } from './attached-bytes.js';
export { assertNoExtra } from './extra-members.js';
export { columnsOffset, columnWords } from './column-words.js';
export { compile } from './compile.js';
export { rowWords } from './row-words.js';
export { limitsOf } from './limits.js';
export { DEFAULT_LIMITS } from './program.js';
export type {
  ArrayShape,
  Column,
  ColumnKind,
  Derivation,
  LeafShape,
  Limits,
  MemberShape,
  Outcome,
  OverlayShape,
  Program,
  RangeShape,
  RecordShape,
  Shape,
  SplitShape,
  TaggedArm,
  TaggedShape,
} from './program.js';
export type { Engine, Machine, SummedBytes } from './engine.js';
export type { BatchData, Lender } from './column-data.js';
export type { ColumnArray, ListColumn } from '../schema/index.js';
export type { BatchOptions, ColumnReader } from './column-reader.js';
export type { RowWriter } from './row-writer.js';
export { BatchStore, distances, lentColumns, type LentRows, type StoredProgram } from './batch-store.js';
export { columnNamed, columnsNamed, isFloatColumn, isSingleNumber, noColumn } from './column-paths.js';
export { filterWith } from './filter.js';
export { SELECT, type Filter, type Selection } from './selection.js';
export type { FilterExpression, FilterPlan, FilterStep, FilterValue } from './filter.js';
export type { ValueRange } from './filter-ranges.js';
export { parseFilter } from './filter-text.js';
export { bucketZeroOf } from './summary-data.js';
export type { SummarizeRecords, SummaryBatch, SummaryData, SummaryRequest } from './summary-data.js';
export { setWide } from './guards.js';
export { describePlan } from './describe-plan.js';
export { compileMessageSet, messageFailureOf } from './message-set.js';
export type { TagWindow } from './tag-windows.js';
export type { MessageEngine, MessageMachine, MessageProgram, MessageSetProgram } from './message-set.js';
export { ARM_ABSENT, ARM_PARTIAL, ARM_WHOLE, namesOf, presenceOf } from './arm-presence.js';
export { emptyOutcome } from './outcome.js';
export { integerBounds } from './integer-bounds.js';
export { isRecordShape, shownMembers, UNKNOWN_GAPS, type ShownMember } from './shown-members.js';
export { pathOfShape } from './shape-path.js';
export { ARRAY_OF, elementBytes, kindBytes } from './column-arrays.js';
export { codeOf, failureOf, hexOf, withIndices, type FailedOutcome } from './failure.js';
export { assertPackable, assertPackedBytes, MAX_PACKED_BYTES, packingOf } from './packing.js';
export type { PackedColumn, Packing, PackRanges } from './packing.js';
export { joinBytes } from './join-bytes.js';
export { swapped } from './swapped-bytes.js';
export { leafWordsOf, type LeafWords } from './discriminator.js';
export { compileRecordSet, recordFailureOf, routedColumns, RoutedStore } from './record-set.js';
export type { RecordSetProgram, RecordsMachine, RecordTypeProgram, RoutedData } from './record-set.js';
export { isShared, unshared } from './shared-memory.js';
