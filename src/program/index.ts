export { ARM_ABSENT, ARM_PARTIAL, ARM_WHOLE, namesOf, presenceOf } from './arm-presence.js';
export { ARRAY_OF, type ArrayOf, elementBytes, kindBytes } from './column-arrays.js';
export { elementPlace, leafKind } from './columns.js';
export { columnMagic, fillsItself, magicOf } from './magic-of.js';
export { compile } from './compile.js';
export {
  type LeafWords,
  assertTag,
  bitsAt,
  commonLeaf,
  commonTag,
  leafOfNumber,
  leafOpOf,
  leafWordsAt,
  leafWordsOf,
  refused,
  valueOf,
} from './discriminator.js';
export { assertNoExtra } from './extra-members.js';
export { framingWords } from './framing.js';
export { codeOf, exactWant, failureOf, hexOf, withIndices } from './failure.js';
export { type Guard as ProgramGuard, guardsIn, setWide } from './guards.js';
export { integerBounds } from './integer-bounds.js';
export { leafFlags } from './leaf-words.js';
export { limitsOf } from './limits.js';
export { type Op, floatRowOf, isConvertedFloat, isReversed } from './ops.js';
export { emptyOutcome, isWaiting, neededBytes } from './outcome.js';
export { type PackedHint, packedInputOf, packedLengthOf } from './packed-hint.js';
export {
  type ArrayShape,
  type Column,
  type ColumnGuard,
  type ColumnKind,
  DEFAULT_LIMITS,
  type FoundRecords,
  type OwnSumOp,
  type OwnSums,
  type WrongSum,
  type Derivation,
  type LeafShape,
  type Limits,
  type ListedRecord,
  type ListPart,
  type PlacedLists,
  type ListedType,
  type MemberShape,
  type Outcome,
  type OverlayShape,
  type Program,
  type RangeShape,
  type RecordBytesWriter,
  type RecordList,
  type RecordLists,
  type RecordShape,
  type RecordsShape,
  type Shape,
  type SplitShape,
  type TaggedShape,
} from './program.js';
export { columnsOfShape, shapesIn } from './shape-columns.js';
export { VERSIONED_TAIL } from './place.js';
export { pathOfShape } from './shape-path.js';
export { type ShownMember, UNKNOWN_GAPS, isRecordShape, shownMembers } from './shown-members.js';
