import type * as Runtime from '../compiled/index.js';

/** What `castbuf/compiled` exports. */
export type RuntimeName = keyof typeof Runtime;

/**
 * The same as names, which nothing in an emitted module may have. They are written here, and test/compile/runtime-names.test.ts compares them: to ask the module itself would make one
 * object of all that it exports, and keep every program from leaving any of it out.
 */
export const RUNTIME_NAMES: ReadonlySet<string> = new Set(
  `ABSENT ArrayView BatchWriter Batches CastbufError CompiledBatch CompiledKernel CompiledSetBatch Cursor ListBytes MessagePlace NOWHERE PARTIAL Parts
Place RecordWriter ReplyPlace RoutedBatch RowIterator SetBatches SetWriter WHOLE aboveLimit armRule armValidity asBytes assertArm assertArmFits
assertAttached assertNoArm assertNoNul assertPresent assertShared assertTail assignPart bitsSaying bytesAt bytesOfGuid bytesOfOutput bytesOfText
bytesPlan bytesToNul chainRule changed checkRecords columnReasons compiledCodec compiledLayout compiledMessages compiledSetCodec copyFloat16 copyInto
copyOutput copySingle countedBytes countingBy crcOf cursorClass decodeAscii decodeGuid decodeUtf16 decodeUtf16BE decodeUtf8 derivedColumns disagree
disagreeing elementPlaces encodeAscii encodeGuid encodeText encodeUtf16 encodeUtf16BE enumNames evenPlaces exactBytes exactNumber exactly fillRoom
findNul floatOutOfRange giveOutput given givenBool givenBytes givenFloat givenInteger givenLength givenName givenNumber givenWide growingArray
guidPlan has impliedNumber inSet internetSum isBytes isObject leafPlan leafValueFor listLength listNotSet listPlan marked markedPlan measuring memberOf messageView
moveByRows neededBytes negativeCount noArm noSuchType noWholeArm notFollowing notHeld noteUnheldTail nothingThere openUnitsAt otherType outOfRange
outside overCapacity overCount overOffset overlayPlan overrun payloadsOf placeWithin plainPlan pointedPlan presence putBytes putInt putUint readAscii
readFloat16 readGuid readRecords readUtf16 readUtf16BE readUtf8 recordPlan refuseExtra refused refusedRecord refusedWritten replaceBytes roomFor
roundFloat16 rowLists seated setGrowing setRaw severalArms shortDistance shortLength shownValue sliceOf storedPlaces sumOf sumOfRanges sumToZeroOf
taggedPlan tailOf tailStart takeBool takeInteger takeOutput takeWide textBytes textPlan toNul tooLong truncated twoSumsOf unequalParts unevenCount
unfit unitsAt unitsWithin unknownEnum unknownMessage unknownTag unsettable unterminated viewRecords viewedInt viewedUint wideCrcOf writeFloat16
writeGaps writtenOp wrongFloat wrongGiven wrongInteger wrongMagic wrongObject wrongRaw wrongSum wrongUnits xor8`.split(
    /\s/,
  ),
);
