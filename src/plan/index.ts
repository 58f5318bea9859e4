export { allocateBytes, allocated } from './allocate.js';
export { assertAttached, isBytes } from './attached-bytes.js';
export { assertNoExtra } from './extra-members.js';
export { compile } from './compile.js';
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
export type {
  BatchData,
  BatchOptions,
  ColumnArray,
  Engine,
  ListColumn,
  Machine,
  SummedBytes,
  SummaryBatch,
  SummaryRequest,
} from './engine.js';
export { columnNamed, columnsNamed, isFloatColumn, isSingleNumber, noColumn } from './column-paths.js';
export { filter, isFilter } from './filter.js';
export type { Filter, FilterExpression, FilterPlan, FilterStep, FilterValue } from './filter.js';
export type { ValueRange } from './filter-ranges.js';
export { parseFilter } from './filter-text.js';
export { bucketZeroOf, type SummaryData } from './summary-data.js';
export { setWide } from './guards.js';
export { describePlan } from './describe-plan.js';
export { compileMessageSet, messageFailureOf } from './message-set.js';
export type { TagWindow } from './tag-windows.js';
export type { MessageMachine, MessageProgram, MessageSetProgram } from './message-set.js';
export { ARM_ABSENT, ARM_PARTIAL, ARM_WHOLE, namesOf, presenceOf } from './arm-presence.js';
export { emptyOutcome } from './outcome.js';
export { integerBounds } from './integer-bounds.js';
export { isRecordShape, shownMembers, UNKNOWN_GAPS, type ShownMember } from './shown-members.js';
export { pathOfShape } from './shape-path.js';
export { ARRAY_OF, elementBytes, kindBytes } from './column-arrays.js';
export { codeOf, failureOf, hexOf, withIndices, type FailedOutcome } from './failure.js';
export { assertPackable, assertPackedBytes, MAX_PACKED_BYTES, packingOf } from './packing.js';
export type { PackedColumn, Packing } from './packing.js';
export { joinBytes } from './join-bytes.js';
export { leafWordsOf, type LeafWords } from './discriminator.js';
export { compileRecordSet, recordFailureOf } from './record-set.js';
export type { RecordSetProgram, RecordsMachine, RecordTypeProgram, RoutedData } from './record-set.js';
export { isShared, unshared } from './shared-memory.js';
