export { narrowed } from './cursor-bits.js';
export { type Extent, extentOf, fixedExtent } from './cursor-extent.js';
export { Code, type Op, asLeaf, codeOf, isSum, leafOf, opOf, readInteger, readSplit, selectArm } from './code.js';
export { type ByteCopier, RecordFrame, type RowMover, rangeIn, unitsReader } from './cursor-frame.js';
export { assertReadableCursor, moverOf } from './cursor-printing.js';
export type { CursorClass, CursorsOfList, Property } from './cursor-property.js';
export { armSelector, fitOfArm } from './cursor-tagged.js';
export {
  recordBytes,
  startOfTail,
  unknownGapsProperty,
  unknownTailProperty,
  versionedTailProperty,
} from './cursor-unknown.js';
export { type CursorFactory, type FramedCursor, cursorFactory } from './cursor.js';
export { exactOutcome } from './exact-outcome.js';
export {
  type LeafBits,
  fitsLeaf,
  fitsWideLeaf,
  floatOfLeaf,
  isLittle,
  readLeaf,
  readWideLeaf,
  writeLeaf,
  writeWideLeaf,
} from './leaf.js';
export { type LeafValue, leafValue } from './leaf-value.js';
export { fillForm, heldInteger, heldNumber, holdsValue, largestOf, storeValue, whyNotHeld } from './store.js';
export { bitsFor, measured, nextMeasured } from './measure.js';
export { countingValue, countOfValue, isMasked, leafValueFor } from './counted-value.js';
export { joinedRanges, summedBytes, type Summed, type SummedBytes } from './summed.js';
export { formatOf, marked, shownMagic } from './cursor-range.js';
export { writeElement } from './write-element.js';
export { readTag } from './tag.js';
