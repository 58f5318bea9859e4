// MIRACAST_CHUNK_DATA under msvc-x64, compiled by castbuf from src/miracast/structures.ts. Do not edit it: change the schema and compile it again.
// schema 18edaf1c053cf33c1f8d76c3d20f946cb14b51f217f2aff250e9174fb1efeaad
// @ts-nocheck -- what the functions consist of is plain JavaScript; what they take and give has types

import type { Bytes, CompiledBatch, CompiledBatchOptions, CompiledCodec, ListColumn } from '../compiled/index.js';
import {
  ABSENT,
  BatchWriter,
  Batches,
  CompiledKernel,
  Cursor,
  NOWHERE,
  PARTIAL,
  Place,
  RecordWriter,
  WHOLE,
  armRule,
  asBytes,
  assertAttached,
  assignPart,
  bytesAt,
  changed,
  compiledCodec,
  compiledLayout,
  copyOutput,
  cursorClass,
  derivedColumns,
  disagree,
  disagreeing,
  enumNames,
  exactBytes,
  given,
  givenBytes,
  givenInteger,
  givenName,
  givenWide,
  has,
  isBytes,
  isObject,
  leafPlan,
  memberOf,
  messageView,
  moveByRows,
  noWholeArm,
  overlayPlan,
  overrun,
  payloadsOf,
  plainPlan,
  presence,
  recordPlan,
  refuseExtra,
  refusedRecord,
  replaceBytes,
  rowLists,
  sliceOf,
  storedPlaces,
  takeInteger,
  takeWide,
  tooLong,
  truncated,
  unfit,
  writtenOp,
  wrongGiven,
  wrongInteger,
  wrongObject,
} from '../compiled/index.js';

function checkMIRACAST_CHUNK_DATA(view, at, end) {
  if (end - at < 28) throw truncated(at, 28, end - at);
  const count = view.getUint32(at + 24, true);
  if (count > end - at - 28) throw overrun(at, 28, 'PrivateDriverData', count, end - at - 28, 28 + count);
  if (count > 16777188) throw tooLong(at, 28 + count, 16777216);
  return 28 + count;
}

function readMIRACAST_CHUNK_DATA(view, at, length, copy) {
  return {
    ChunkInfo: {
      ChunkType: view.getUint32(at, true),
      ChunkId: {
        FrameNumber: (view.getUint32(at + 12, true) & 0xff) * 0x100000000 + view.getUint32(at + 8, true),
        PartNumber: view.getUint32(at + 12, true) >>> 8,
        Value: view.getBigUint64(at + 8, true),
      },
      ProcessingTime: view.getUint32(at + 16, true),
      EncodeRate: view.getUint32(at + 20, true),
    },
    PrivateDriverDataSize: view.getUint32(at + 24, true),
    PrivateDriverData: copy(view, at + 28, Math.min(view.getUint32(at + 24, true), length - 28)),
  };
}

export function decodeMIRACAST_CHUNK_DATA(message: Bytes): MIRACAST_CHUNK_DATA {
  const view = messageView(message);
  return readMIRACAST_CHUNK_DATA(view, 0, checkMIRACAST_CHUNK_DATA(view, 0, view.byteLength), sliceOf);
}

const NAMES_MIRACAST_CHUNK_DATA = ['ChunkInfo', 'PrivateDriverDataSize', 'PrivateDriverData'];

function isNameMIRACAST_CHUNK_DATA(key) {
  return key === 'ChunkInfo' || key === 'PrivateDriverDataSize' || key === 'PrivateDriverData';
}

/** Undefined while a value is written: a getter of it may encode, too. */
let IDLE_MIRACAST_CHUNK_DATA;

const RULES_MIRACAST_CHUNK_DATA = {
  fixedBytes: 28,
  mostBytes: 16777216,
  lengthOp: undefined,
  isNext: false,
  startAlign: 1,
  trailingBytes: 0,
  gapsOp: undefined,
  tailOp: undefined,
  sum: () => 0,
};

const NAMES_ChunkInfo = ['ChunkType', 'ChunkId', 'ProcessingTime', 'EncodeRate'];

function isNameOfChunkInfoInMIRACAST_CHUNK_DATA(key) {
  return key === 'ChunkType' || key === 'ChunkId' || key === 'ProcessingTime' || key === 'EncodeRate';
}

const ENUM_MIRACAST_CHUNK_TYPE = /* @__PURE__ */ enumNames('MIRACAST_CHUNK_TYPE', { MIRACAST_CHUNK_TYPE_UNKNOWN: 0, MIRACAST_CHUNK_TYPE_COLOR_CONVERT_COMPLETE: 1, MIRACAST_CHUNK_TYPE_ENCODE_COMPLETE: 2, MIRACAST_CHUNK_TYPE_FRAME_START: 3, MIRACAST_CHUNK_TYPE_FRAME_DROPPED: 4, MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_1: 2147483648, MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_2: 2147483649, MIRACAST_CHUNK_TYPE_ENCODE_FORCE_UINT32: 4294967295 });

const NAMES_ChunkId = ['FrameNumber', 'PartNumber', 'Value'];

function isNameOfChunkIdInMIRACAST_CHUNK_DATA(key) {
  return key === 'FrameNumber' || key === 'PartNumber' || key === 'Value';
}

const OP_FrameNumber = writtenOp('ChunkInfo.ChunkId.FrameNumber', [3, 1, 8, 8, 0, 40, 0, 0, 1]);

const OP_PartNumber = writtenOp('ChunkInfo.ChunkId.PartNumber', [4, 1, 8, 8, 40, 24, 0, 0, 1]);

const OP_Value = writtenOp('ChunkInfo.ChunkId.Value', [6, 2, 8, 8, 0, 64, 6291456, 0, 1]);

const OP_PrivateDriverDataSize = writtenOp('PrivateDriverDataSize', [9, 1, 24, 4, 0, 32, 4194304, 0, 1]);

const OP_PrivateDriverData = writtenOp('PrivateDriverData', [10, 5, 28, 1, 1, 0, 192, 0, 1], OP_PrivateDriverDataSize);

function putMIRACAST_CHUNK_DATA(value) {
  if (!isObject(value)) throw wrongObject(value, '');
  for (const key in value) if (!isNameMIRACAST_CHUNK_DATA(key)) refuseExtra(value, key, NAMES_MIRACAST_CHUNK_DATA, '');
  const record = IDLE_MIRACAST_CHUNK_DATA ?? new RecordWriter(RULES_MIRACAST_CHUNK_DATA);
  IDLE_MIRACAST_CHUNK_DATA = undefined;
  record.begin();
  const PrivateDriverDataFirst = value.PrivateDriverData;
  const PrivateDriverDataUnits = isBytes(PrivateDriverDataFirst) ? PrivateDriverDataFirst.length : undefined;
  if (PrivateDriverDataUnits === undefined) {
    throw wrongGiven(given(value, 'PrivateDriverData', PrivateDriverDataFirst), 'a Uint8Array', 'PrivateDriverData');
  }
  const ChunkInfo = value.ChunkInfo;
  if (!isObject(ChunkInfo)) throw wrongObject(given(value, 'ChunkInfo', ChunkInfo), 'ChunkInfo');
  for (const key in ChunkInfo) if (!isNameOfChunkInfoInMIRACAST_CHUNK_DATA(key)) refuseExtra(ChunkInfo, key, NAMES_ChunkInfo, 'ChunkInfo');
  const ChunkTypeGiven = given(ChunkInfo, 'ChunkType', ChunkInfo.ChunkType);
  let ChunkType = ChunkTypeGiven;
  if (typeof ChunkType !== 'number' || ChunkType >>> 0 !== ChunkType) {
    ChunkType = takeInteger(ChunkTypeGiven, 'ChunkInfo.ChunkType', 0, 4294967295, ENUM_MIRACAST_CHUNK_TYPE);
  }
  record.output.view.setUint32(0, ChunkType, true);
  const ChunkId = ChunkInfo.ChunkId;
  if (!isObject(ChunkId)) throw wrongObject(given(ChunkInfo, 'ChunkId', ChunkId), 'ChunkInfo.ChunkId');
  for (const key in ChunkId) if (!isNameOfChunkIdInMIRACAST_CHUNK_DATA(key)) refuseExtra(ChunkId, key, NAMES_ChunkId, 'ChunkInfo.ChunkId');
  const given_ = presence(
    Number(has(ChunkId, 'FrameNumber', ChunkId.FrameNumber)) + Number(has(ChunkId, 'PartNumber', ChunkId.PartNumber)),
    2
  );
  const given_2 = presence(Number(has(ChunkId, 'Value', ChunkId.Value)), 1);
  if (given_ !== WHOLE && given_2 !== WHOLE) {
    throw noWholeArm('ChunkInfo.ChunkId', ChunkId, [['FrameNumber', 'PartNumber'], ['Value']], [given_, given_2]);
  }
  const arms = record.beginArms(
    given_ === PARTIAL ||
    given_2 === PARTIAL ||
    Number(given_ !== ABSENT) + Number(given_2 !== ABSENT) > 1
  );
  if (given_ !== ABSENT) {
    const isPartial = given_ === PARTIAL;
    const mode = record.beginArm(given_ === PARTIAL);
    const FrameNumber = memberOf(ChunkId, 'FrameNumber');
    if (FrameNumber !== undefined || !isPartial) {
      if (
        typeof FrameNumber !== 'number' ||
        !(Number.isInteger(FrameNumber) && FrameNumber >= 0 && FrameNumber <= 1099511627775)
      ) {
        throw wrongInteger(FrameNumber, 'ChunkInfo.ChunkId.FrameNumber', 0, 1099511627775);
      }
      record.value(OP_FrameNumber, FrameNumber);
    }
    const PartNumber = memberOf(ChunkId, 'PartNumber');
    if (PartNumber !== undefined || !isPartial) {
      if (typeof PartNumber !== 'number' || (PartNumber & 0xffffff) !== PartNumber) {
        throw wrongInteger(PartNumber, 'ChunkInfo.ChunkId.PartNumber', 0, 16777215);
      }
      record.value(OP_PartNumber, PartNumber);
    }
    record.endArm(mode);
  }
  if (given_2 !== ABSENT) {
    const isPartial2 = given_2 === PARTIAL;
    const mode2 = record.beginArm(given_2 === PARTIAL);
    const ValueGiven = memberOf(ChunkId, 'Value');
    if (ValueGiven !== undefined || !isPartial2) {
      const Value = typeof ValueGiven === 'bigint' && BigInt.asUintN(
        64,
        ValueGiven) === ValueGiven ? ValueGiven : takeWide(ValueGiven,
        'ChunkInfo.ChunkId.Value',
        0n,
        18446744073709551615n
      );
      record.value(OP_Value, Value);
    }
    record.endArm(mode2);
  }
  record.endArms(arms);
  const ProcessingTime = ChunkInfo.ProcessingTime;
  if (typeof ProcessingTime !== 'number' || ProcessingTime >>> 0 !== ProcessingTime) {
    throw wrongInteger(given(ChunkInfo, 'ProcessingTime', ProcessingTime), 'ChunkInfo.ProcessingTime', 0, 4294967295);
  }
  record.output.view.setUint32(16, ProcessingTime, true);
  const EncodeRate = ChunkInfo.EncodeRate;
  if (typeof EncodeRate !== 'number' || EncodeRate >>> 0 !== EncodeRate) {
    throw wrongInteger(given(ChunkInfo, 'EncodeRate', EncodeRate), 'ChunkInfo.EncodeRate', 0, 4294967295);
  }
  record.output.view.setUint32(20, EncodeRate, true);
  const PrivateDriverDataSizeGiven = given(value, 'PrivateDriverDataSize', value.PrivateDriverDataSize);
  const PrivateDriverDataSize = PrivateDriverDataSizeGiven === undefined ? PrivateDriverDataUnits : PrivateDriverDataSizeGiven;
  if (typeof PrivateDriverDataSize !== 'number' || PrivateDriverDataSize >>> 0 !== PrivateDriverDataSize) {
    throw wrongInteger(PrivateDriverDataSize, 'PrivateDriverDataSize', 0, 4294967295);
  }
  if (PrivateDriverDataSize !== PrivateDriverDataUnits) {
    throw disagreeing(
      PrivateDriverDataSize,
      PrivateDriverDataSize,
      PrivateDriverDataUnits,
      `PrivateDriverData has ${PrivateDriverDataUnits}`,
      'PrivateDriverDataSize'
    );
  }
  record.output.view.setUint32(24, PrivateDriverDataSize, true);
  const PrivateDriverData = value.PrivateDriverData;
  if (!isBytes(PrivateDriverData)) {
    throw wrongGiven(given(value, 'PrivateDriverData', PrivateDriverData), 'a Uint8Array', 'PrivateDriverData');
  }
  const length_ = PrivateDriverData.length;
  if (PrivateDriverDataUnits !== length_) throw changed('PrivateDriverData', PrivateDriverDataUnits, length_);
  if (length_ === 0) assertAttached('these bytes', PrivateDriverData, 'PrivateDriverData');
  record.range(OP_PrivateDriverData, length_, exactBytes(PrivateDriverData, length_));
  const isRefused = record.end() === undefined;
  IDLE_MIRACAST_CHUNK_DATA = record;
  if (isRefused) throw refusedRecord(record.refusal);
  const { output } = record;
  return output;
}

/** The message as bytes of its own, padding zero. */
export function encodeMIRACAST_CHUNK_DATA(value: MIRACAST_CHUNK_DATAInput): Uint8Array<ArrayBuffer> {
  const { bytes, end } = putMIRACAST_CHUNK_DATA(value);
  return bytes.slice(0, end);
}

/** Writes the message to the start of the target, and gives how many bytes it has. */
export function encodeIntoMIRACAST_CHUNK_DATA(value: MIRACAST_CHUNK_DATAInput, target: Bytes): number {
  const bytes = asBytes(target, 'the target');
  return copyOutput(bytes, putMIRACAST_CHUNK_DATA(value));
}

/** Bytes that the encoded message has. */
export function sizeOfMIRACAST_CHUNK_DATA(value: MIRACAST_CHUNK_DATAInput): number {
  return putMIRACAST_CHUNK_DATA(value).end;
}

const namesMIRACAST_CHUNK_TYPE = {
  MIRACAST_CHUNK_TYPE_UNKNOWN: 0,
  MIRACAST_CHUNK_TYPE_COLOR_CONVERT_COMPLETE: 1,
  MIRACAST_CHUNK_TYPE_ENCODE_COMPLETE: 2,
  MIRACAST_CHUNK_TYPE_FRAME_START: 3,
  MIRACAST_CHUNK_TYPE_FRAME_DROPPED: 4,
  MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_1: 2147483648,
  MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_2: 2147483649,
  MIRACAST_CHUNK_TYPE_ENCODE_FORCE_UINT32: 4294967295,
};

const ViewMIRACAST_CHUNK_DATA_ChunkInfo_ChunkId = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_CHUNK_DATA_ChunkInfo_ChunkId extends Cursor {
    #place;

    constructor(place) {
      super();
      this.#place = place;
    }

    get '~place'() {
      return this.#place;
    }

    get FrameNumber() {
      const { view, at } = this.#place;
      return ((view.getUint32(at + 12, true) & 0xff) * 0x100000000 + view.getUint32(at + 8, true));
    }

    set FrameNumber(value) {
      const given = givenInteger(value, 0, 1099511627775, 'ChunkInfo.ChunkId.FrameNumber');
      const { view, at } = this.#place;
      {
        const low = given;
        const high = Math.floor(given / 0x100000000);
        view.setUint32(at + 8, low, true);
        view.setUint32(at + 12, (view.getUint32(at + 12, true) & 0xffffff00) | (high & 0xff), true);
      }
    }

    get PartNumber() {
      const { view, at } = this.#place;
      return (view.getUint32(at + 12, true) >>> 8);
    }

    set PartNumber(value) {
      const given = givenInteger(value, 0, 16777215, 'ChunkInfo.ChunkId.PartNumber');
      const { view, at } = this.#place;
      {
        const low = given;
        view.setUint32(at + 12, (view.getUint32(at + 12, true) & 0xff) | ((low << 8) & 0xffffff00), true);
      }
    }

    get Value() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 8, true);
    }

    set Value(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 8, givenWide(value, 0n, 18446744073709551615n, 'ChunkInfo.ChunkId.Value'), true);
    }
  },
  'ChunkInfo.ChunkId',
  'ChunkInfo.ChunkId',
  { FrameNumber: String, PartNumber: String },
);

const partMIRACAST_CHUNK_DATA_ChunkId = {
  path: 'ChunkInfo.ChunkId',
  plan: /* @__PURE__ */ overlayPlan([
    ['', /* @__PURE__ */ recordPlan([
      ['FrameNumber', plainPlan],
      ['PartNumber', plainPlan],
    ]), true],
    ['Value', /* @__PURE__ */ leafPlan({ isWide: true })],
  ], [[8, 16]]),
  most: 16777216,
  extent: [8, 16],
};

const ViewMIRACAST_CHUNK_DATA_ChunkInfo = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_CHUNK_DATA_ChunkInfo extends Cursor {
    #place;

    #ChunkId;

    constructor(place) {
      super();
      this.#place = place;
    }

    get '~place'() {
      return this.#place;
    }

    get ChunkType() {
      const { view, at } = this.#place;
      return view.getUint32(at, true);
    }

    set ChunkType(value) {
      const { view, at } = this.#place;
      view.setUint32(at, givenInteger(givenName(value, namesMIRACAST_CHUNK_TYPE, 'MIRACAST_CHUNK_TYPE', false, 'ChunkInfo.ChunkType'), 0, 4294967295, 'ChunkInfo.ChunkType'), true);
    }

    get ChunkId() {
      return (this.#ChunkId ??= new ViewMIRACAST_CHUNK_DATA_ChunkInfo_ChunkId(this.#place));
    }

    set ChunkId(value) {
      assignPart(this.#place, partMIRACAST_CHUNK_DATA_ChunkId, value, () => (this.#ChunkId ??= new ViewMIRACAST_CHUNK_DATA_ChunkInfo_ChunkId(this.#place)));
    }

    get ProcessingTime() {
      const { view, at } = this.#place;
      return view.getUint32(at + 16, true);
    }

    set ProcessingTime(value) {
      const { view, at } = this.#place;
      view.setUint32(at + 16, givenInteger(value, 0, 4294967295, 'ChunkInfo.ProcessingTime'), true);
    }

    get EncodeRate() {
      const { view, at } = this.#place;
      return view.getUint32(at + 20, true);
    }

    set EncodeRate(value) {
      const { view, at } = this.#place;
      view.setUint32(at + 20, givenInteger(value, 0, 4294967295, 'ChunkInfo.EncodeRate'), true);
    }
  },
  'ChunkInfo',
  'ChunkInfo',
);

const partMIRACAST_CHUNK_DATA_ChunkInfo = {
  path: 'ChunkInfo',
  plan: /* @__PURE__ */ recordPlan([
    ['ChunkType', /* @__PURE__ */ leafPlan({ names: namesMIRACAST_CHUNK_TYPE })],
    ['ChunkId', /* @__PURE__ */ overlayPlan([
      ['', /* @__PURE__ */ recordPlan([
        ['FrameNumber', plainPlan],
        ['PartNumber', plainPlan],
      ]), true],
      ['Value', /* @__PURE__ */ leafPlan({ isWide: true })],
    ], [[8, 16]])],
    ['ProcessingTime', plainPlan],
    ['EncodeRate', plainPlan],
  ]),
  most: 16777216,
  extent: [0, 24],
};

const ViewMIRACAST_CHUNK_DATA = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_CHUNK_DATA extends Cursor {
    #place;

    #ChunkInfo;

    constructor(view, at, length) {
      super();
      this.#place = new Place(view, at, length);
    }

    get '~place'() {
      return this.#place;
    }

    get ChunkInfo() {
      return (this.#ChunkInfo ??= new ViewMIRACAST_CHUNK_DATA_ChunkInfo(this.#place));
    }

    set ChunkInfo(value) {
      assignPart(this.#place, partMIRACAST_CHUNK_DATA_ChunkInfo, value, () => (this.#ChunkInfo ??= new ViewMIRACAST_CHUNK_DATA_ChunkInfo(this.#place)));
    }

    get PrivateDriverDataSize() {
      const { view, at } = this.#place;
      return view.getUint32(at + 24, true);
    }

    set PrivateDriverDataSize(value) {
      const { view, at } = this.#place;
      view.setUint32(at + 24, givenInteger(value, 0, 4294967295, 'PrivateDriverDataSize'), true);
    }

    get PrivateDriverData() {
      const place = this.#place;
      return bytesAt(place, place.at + 28, place.view.getUint32(place.at + 24, true));
    }

    set PrivateDriverData(value) {
      const bytes = givenBytes(value, 'PrivateDriverData');
      const place = this.#place;
      replaceBytes(bytesAt(place, place.at + 28, place.view.getUint32(place.at + 24, true)), bytes, 'PrivateDriverData');
    }
  },
  'MIRACAST_CHUNK_DATA',
);

/** A cursor over the bytes of a message, which is checked once, here. Nothing is copied. */
export function viewMIRACAST_CHUNK_DATA(message: Bytes): MIRACAST_CHUNK_DATAView {
  const { buffer, byteOffset, byteLength } = asBytes(message);
  const view = new DataView(buffer, byteOffset, byteLength);
  return new ViewMIRACAST_CHUNK_DATA(view, 0, checkMIRACAST_CHUNK_DATA(view, 0, byteLength));
}

const kernel = /* @__PURE__ */ new CompiledKernel('(Ɖƛƕ)((()>*ƈ-ƧƧƧƧƧ)Ƨƈ0ƧƧƧƧƧƧƧƧ)Ƨ*7)+ƍƖƞ.ƕƍƕƗƚơ*()++*()..)Ƨ)i(3/k+/ƜƗƝƋƐƍƌ+(AƌƍƋƗƌƍuqziki{|Ƈkp}vsƇli|i()AƍƖƋƗƌƍuqziki{|Ƈkp}vsƇli|i((2ǈA*ǘ6+:Ƨ@ƣ4ƦiǨ(P*(I0iǸ(P*(I1iǼ(P*(I2iȀ(P*(I3iȄ(P*(I4iȈ(P*(I5ȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥ4((((((((((((((((iǬ(P*(J6CI?ȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥ4((((((((((((((((iǰ(P*(J7CI@ȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥ4((((((((((((((((iǴ(P*(J8CIAH+ǕH,ǕƤI_H(iƤƙI9H+I(+hH.H9q,h*hH5H.i*ƜJ-ƒJ,ȥ(,(IQH-H4ƒJ/]*(IZH/]*,I[H/]*0IŜH/]*4I]H,]*4JYH,]*0JXH,]*,JWH,]*(J^H(ǕƤƤƤƤjǙ)ƤH_~5(H*ǕHZH^ƤJŠHWH[ƤJaHŠHa~CJaHXHŜƤJŠHYH]ƤJbHŠHb~CJŠHŠHa|C|5(H^ǏJ:H(ƒiDƒJ;HWǏƒiDƒJļHXǏƒiDƒJ/HYǏƒiDƒH-H0ƒȥ(,(JRȥ4((((((((((((((((ȥ5()*+89:;,-./ļ=>?ISH.i+ƜJ=H6ƒJ>ȥ(,(JLȥ4((((((Xk((((((XkȥȘ)JTȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvH?ȥvJUH-H7ƒȥ(,(JMȥǱ)iPȥǳ)H@ȥvJDȥxH8H=ƒJ=ȥ(,(HAȥvJEȥxINH>ȥ(,8JOȥ4((((((Xk((((((XkȥȘ)JFȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvH?ȥvJGHMȥǲ)iPȥǳ)H@ȥvJHȥxH=ȥ(,8HAȥvJIȥxIVH-H1ƒȥ(,(JJH-H2ƒȥ(,(JKȥ5()*+89:;,-./ļ=>?IBH-H3ƒȥ(,(JPȥ4((((((((((((((((ȥ5()*+89:;,-./ļ=>?ICȥ4((((((((((((((((HQȥ4Ȍȧȧ(Ȍȧȧ(Ȍȧȧ(Ȍȧȧ(ȥdȥxHPHQȥyȥxHLȥ4((((((((((((((((ȥtHLȥ4((((((Ƙj((((((ƘjȥqȥvHTȥ4((((((Xk((((((Xkȥș)HLȥoȥvȥuH?ȥvȥxHOȥ4((((((((((((((((ȥtHOȥ4((((((Ƙj((((((ƘjȥqȥvHFȥ4((((((Xk((((((Xkȥș)HOȥoȥvȥuH?ȥvȥxHMȥ4(((ȧ(((ȧ(((ȧ(((ȧȥvH@ȥvȥxHUHNȥyȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvH?ȥvȥxHGHVȥyȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvH?ȥvȥxHDHNȥyȥ4(((((ȧȧȧ(((((ȧȧȧȥvH@ȥvȥxHHHVȥyȥ4(((((ȧȧȧ(((((ȧȧȧȥvH@ȥvȥxHEHNȥyȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥvHAȥvȥxHIHVȥyȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥvHAȥvȥxȥ{5(HRȥ4((((((((((((((((ȥ50123@ABC4567DEFGIDHJHKȥ50123@ABC4567DEFGIEHPȥ4((((((((((((((((ȥ50123@ABC4567DEFGIFH(HSHNȥ5()*+,-./89:;ļ=>?ȥ3,(H(HBHCȥ5()*+,-./89:;ļ=>?ȥ3,8H)HZǏƒI-H:H(iDƒJ(ƒI:+hH-ȥ(,8IGH(H-ȥ(,(ȥ3,(H(HGȥ3,8H-iHƒI-H:H(iHƒJ(s5(3H;HSHNȥ501234567@ABCDEFGȥ3,(H;HBHCȥ501234567@ABCDEFGȥ3,8H)H[ǏƒI(H;iDƒJ-HWǏƒI:+hH(ȥ(,8IBH-H(ȥ(,(ȥ3,(H-HBȥ3,8H(iHƒI(H:H-iHƒJ-s5(3HļHDHVȥ5()*+,-./89:;ļ=>?ȥ3,(HļHEHFȥ5()*+,-./89:;ļ=>?ȥ3,8H)HŜǏƒI(HļiDƒJ-HXǏƒI:+hH(ȥ(,8IBH-H(ȥ(,(ȥ3,(H-HBȥ3,8H(iHƒI(H:H-iHƒJ-s5(3H/HDHVȥ501234567@ABCDEFGȥ3,(H/HEHFȥ501234567@ABCDEFGȥ3,8H)H]ǏƒI(H/iDƒJ-HYǏƒI/+hH(ȥ(,8IBH-H(ȥ(,(ȥ3,(H-HBȥ3,8H(iHƒI(H/H-iHƒJ-s5(3I(H.i,ƒI.4*333i,H.^*(H(H+Ɠ3ȓ2+0Ʀ:Ƨ.ƣH.J:H/i*ƜƒIAH:H/i4ƔƒI@H:H/i,ƜƒI?H:H/i@ƔƒI>H:H/iDƔƒI=H:H/i-ƜƒIļH:H/iLƔƒI;H(H)ƒIEH(H+ƓiDƓIHH,I/H+ǕJ0H)ǕƤJ3I7H0H*ǕƤjDƤJ1I2+hH-H/s,h*hi(I,i(I(i(I.i(I8i(IGj(I6j(I5j(I4j(I0H1H2Ɓ,hH3H1jƨƨƨ0ƤJ2H2H3}CI7HHH1ǏƒI*HHH1jƨhƥJ2ǏƒJ9HEH9HEqCIIi(IFi(IDi(ICi(IB+hHIH*iƨ*ƒJ9w,hHFH*P*(ƚIFHDH*P*hƚIDHCH*P*ƨ)ƚICHBH*P*Ǩ)ƚIBH9I*4)33HDHFƚHCƚHBƚL(3*hH-H/Ɠi,qH1H3}ƚ5(H7H1HHH1ǏƒJ(]*@ƤjDƤJ6{5(H7H6HHH6ǏƒJ.]*@ƤjDƤJ5{5(H7H5HHH5ǏƒJ8]*@ƤjDƤJ4{5(H4HHH4ǏƒJG]*@ƤjDƤJ0H7}5(i,I,3H,m,hi,H-H/ƓJ(H(i,wCI9i(I8HHH1ǏƒJ(I,i(I.+hH8H9q,h*hH(HEw5(*Ƨi(HEǕH(ǕJ0ƥJ4jD{5(Bi(H0Ǐ]*@J0H4jDƥ}5(Bi(H0jȌȧȧ/~5(BH0jDƤǏ3J*m5(H8i*ƜJ.H(J,^*8H.H*J.^*HH(H.ƒI(H8i)ƒI84*333H8I(+hH(i,q,hH(i*ƜJ*H,^*8H*H.^*HH(i)ƒI(4)33iXH,H.ƒ^*(H8J,m5)H1iļP*(J.i8P*(J(ƓǕƤI6H1i@P*(J8H(ƓǕƤI5H1iDP*(JGH(ƓǕƤI4H1iX]*(H(ǕƥƤI03H;H/i*ƜJ*ƒJ9H1f*(H9H6f*,H9H5f*0H9H4f*4H*H:ƒH(ȥ(,(JJH.ȥ(,(JKȥ5()*+89:;,-./ļ=>?H8ȥ(,(JLHGȥ(,(JMȥ5()*+89:;,-./ļ=>?ȥ5()*+,-./89:;ļ=>?ȥ3,(HAH/i+ƜJ9ƒJBHJHKȥ501234567@ABCDEFGJJȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvȥ4((((((Xk((((((Xkȥxȥ4((((((Xk((((((Xkȥș)ȥ3,(HBHLHMȥ501234567@ABCDEFGJKȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvȥ4((((((Xk((((((Xkȥxȥ4((((((Xk((((((Xkȥș)ȥ3,8H9H?ƒJ9HJȥ3,(H9HKȥ3,8H*H@ƒHJHKȥ5,-./4567ļ=>?DEFGi0ȥǕ)ȥ3,(H*H>ƒH(ȥ(,8JLH.ȥ(,8JMȥ5()*+89:;,-./ļ=>?JNH8ȥ(,8JOHGȥ(,8JKȥ5()*+89:;,-./ļ=>?JJȥ5()*+,-./89:;ļ=>?ȥ3,(H*H=ƒHNHJȥ501234567@ABCDEFGȥ3,(H*HļƒHLHMȥ50123@ABC4567DEFGHOHKȥ50123@ABC4567DEFGȥ5()*+,-./89:;ļ=>?ȥ3,(H,H/ƒI/H0I14*333i(H+ǕJ0H)ǕƤjDƤH1}H-H/sJ(H(Ci(o^*(i,H1jDƥH0ƥf*(H/3', 'useKernelMIRACAST_CHUNK_DATA');

/** For hosts that compile modules themselves: the kernel, before the first batch. */
export function useKernelMIRACAST_CHUNK_DATA(module: WebAssembly.Module): void {
  kernel.use(module);
}

const slotsMIRACAST_CHUNK_DATA = [
  [Uint32Array, 1, 0],
  [Float64Array, 1, 4],
  [Uint32Array, 1, 12],
  [BigUint64Array, 1, 16],
  [Uint32Array, 1, 24],
  [Uint32Array, 1, 28],
  [Uint32Array, 1, 32],
  [Uint32Array, 1, 36],
];

const columnsMIRACAST_CHUNK_DATA = [
  ['ChunkInfo.ChunkType', 0],
  ['ChunkInfo.ChunkId.FrameNumber', 1],
  ['ChunkInfo.ChunkId.PartNumber', 2],
  ['ChunkInfo.ChunkId.Value', 3],
  ['ChunkInfo.ProcessingTime', 4],
  ['ChunkInfo.EncodeRate', 5],
  ['PrivateDriverDataSize', 6],
  ['PrivateDriverData', 7, 6],
];

/** The cursor over the records of a batch, which is its own iterator and the result of each step. */
class RowsMIRACAST_CHUNK_DATA extends ViewMIRACAST_CHUNK_DATA {
  #place = this['~place'];
  #row = 0;
  #offsets;
  #rowCount;
  #lease;

  constructor(view, offsets, lengths, rowCount, lease, assertFresh) {
    super(view, NOWHERE, -1);
    moveByRows(this.#place, () => this.#row, offsets, lengths, rowCount, assertFresh);
    this.#offsets = offsets;
    this.#rowCount = rowCount;
    this.#lease = lease;
  }

  [Symbol.iterator]() {
    return this;
  }

  next() {
    const row = this.#row;
    if (row < this.#rowCount) {
      try {
        this.#place.view.getUint8(this.#lease.probe);
      } catch {
        this.#place.rows.assertFresh();
      }
      this.#place.at = this.#offsets[row];
    }
    this.#row = row + 1;
    return this;
  }

  get done() {
    return this.#row > this.#rowCount;
  }

  get value() {
    return this.done ? undefined : this;
  }
}

const batchesMIRACAST_CHUNK_DATA = /* @__PURE__ */ new Batches({
  slots: slotsMIRACAST_CHUNK_DATA,
  rowBytes: 40,
  columns: columnsMIRACAST_CHUNK_DATA,
  places: /* @__PURE__ */ storedPlaces(7, 28, -1, 28),
  bytes: 0,
  least: 28,
  align: 1,
  copies: payloadsOf,
  check: checkMIRACAST_CHUNK_DATA,
  read: readMIRACAST_CHUNK_DATA,
  Rows: RowsMIRACAST_CHUNK_DATA,
  decode: 'decodeMIRACAST_CHUNK_DATA',
  takesRest: false,
  slack: 17,
  kernel: kernel,
});

/** Records of MIRACAST_CHUNK_DATA to columns: rowCount, columns, offsets, value(i), rows(), error. */
export function decodeBatchMIRACAST_CHUNK_DATA(bytes: Bytes, options?: CompiledBatchOptions): CompiledBatch<MIRACAST_CHUNK_DATAColumns, MIRACAST_CHUNK_DATA, MIRACAST_CHUNK_DATAView> {
  return batchesMIRACAST_CHUNK_DATA.decode(bytes, options);
}

/** The encoded message, valid until the next write. */
function writeMIRACAST_CHUNK_DATA(value) {
  const { bytes, end } = putMIRACAST_CHUNK_DATA(value);
  return bytes.subarray(0, end);
}

/** One row of the columns to its record, whose bytes are zero; the next one begins `step` bytes further, 0: there is none. */
function writeRowMIRACAST_CHUNK_DATA(given, row, view, at, length, step) {
  const v0 = given[0][row];
  view.setUint32(at, v0, true);
  if (given[1] !== undefined) {
    const v1 = given[1][row];
    if (!(Number.isInteger(v1) && v1 >= 0 && v1 <= 1099511627775)) throw unfit(at, 8, 'ChunkInfo.ChunkId.FrameNumber', 0, Number(v1));
    {
      const low = v1;
      const high = Math.floor(v1 / 0x100000000);
      view.setUint32(at + 8, low, true);
      view.setUint32(at + 12, (view.getUint32(at + 12, true) & 0xffffff00) | (high & 0xff), true);
    }
  }
  if (given[2] !== undefined) {
    const v2 = given[2][row];
    if (v2 > 16777215) throw unfit(at, 8, 'ChunkInfo.ChunkId.PartNumber', 0, Number(v2));
    {
      const low = v2;
      view.setUint32(at + 12, (view.getUint32(at + 12, true) & 0xff) | ((low << 8) & 0xffffff00), true);
    }
  }
  if (given[3] !== undefined) {
    const v3 = given[3][row];
    view.setBigUint64(at + 8, v3, true);
  }
  const v4 = given[4][row];
  view.setUint32(at + 16, v4, true);
  const v5 = given[5][row];
  view.setUint32(at + 20, v5, true);
  if (given[6] !== undefined) {
    const v6 = given[6][row];
    view.setUint32(at + 24, v6, true);
  }
  const bytes = length - 28;
  const from = given[7].offsets[row];
  new Uint8Array(view.buffer, view.byteOffset + at + 28, bytes).set(given[7].data.subarray(from, from + bytes));
  const counted = bytes;
  if (given[6] !== undefined) {
    if (view.getUint32(at + 24, true) !== counted) throw disagree(at, 24, 'PrivateDriverDataSize', counted, view.getUint32(at + 24, true));
  } else {
    view.setUint32(at + 24, counted, true);
  }
  if (given[1] !== undefined) {
    const v1 = given[1][row];
    if (((view.getUint32(at + 12, true) & 0xff) * 0x100000000 + view.getUint32(at + 8, true)) !== v1) throw disagree(at, 8, 'ChunkInfo.ChunkId.FrameNumber', ((view.getUint32(at + 12, true) & 0xff) * 0x100000000 + view.getUint32(at + 8, true)), Number(v1));
  }
  if (given[2] !== undefined) {
    const v2 = given[2][row];
    if ((view.getUint32(at + 12, true) >>> 8) !== v2) throw disagree(at, 8, 'ChunkInfo.ChunkId.PartNumber', (view.getUint32(at + 12, true) >>> 8), Number(v2));
  }
  if (given[3] !== undefined) {
    const v3 = given[3][row];
    if (view.getBigUint64(at + 8, true) !== v3) throw disagree(at, 8, 'ChunkInfo.ChunkId.Value', Number(view.getBigUint64(at + 8, true)), Number(v3));
  }
}

const rowWriterMIRACAST_CHUNK_DATA = /* @__PURE__ */ new BatchWriter({
  slots: slotsMIRACAST_CHUNK_DATA,
  columns: columnsMIRACAST_CHUNK_DATA,
  optional: { 1: null, 2: null, 3: null, 6: null },
  rules: [/* @__PURE__ */ armRule('ChunkInfo.ChunkId', 'ChunkInfo.ChunkId.FrameNumber and ChunkInfo.ChunkId.PartNumber, or ChunkInfo.ChunkId.Value', [[1,2],[3]])],
  lists: rowLists,
  fixedBytes: 28,
  mostBytes: 16777216,
  align: 1,
  writeRow: writeRowMIRACAST_CHUNK_DATA,
  write: writeMIRACAST_CHUNK_DATA,
  kernel: { module: kernel, encode: 'encodeMIRACAST_CHUNK_DATA', slack: 65, derive: /* @__PURE__ */ derivedColumns([[6,0,1]]) },
});

/** Columns by path, or an array of values, as records of MIRACAST_CHUNK_DATA one after the other. */
export function encodeBatchMIRACAST_CHUNK_DATA(rows: Partial<MIRACAST_CHUNK_DATAColumns> | readonly MIRACAST_CHUNK_DATAInput[]): Uint8Array<ArrayBuffer> {
  return rowWriterMIRACAST_CHUNK_DATA.encode(rows);
}

/** The same at the start of the target; gives how many bytes that is. */
export function encodeBatchIntoMIRACAST_CHUNK_DATA(rows: Partial<MIRACAST_CHUNK_DATAColumns> | readonly MIRACAST_CHUNK_DATAInput[], target: Bytes): number {
  return rowWriterMIRACAST_CHUNK_DATA.encodeInto(rows, target);
}

/** All of it, as one codec. */
export const MIRACAST_CHUNK_DATA: CompiledCodec<MIRACAST_CHUNK_DATA, MIRACAST_CHUNK_DATAInput, MIRACAST_CHUNK_DATAView, MIRACAST_CHUNK_DATAColumns, MIRACAST_CHUNK_DATAPath> = /* @__PURE__ */ compiledCodec([batchesMIRACAST_CHUNK_DATA, rowWriterMIRACAST_CHUNK_DATA, 16777216, false, 1], {
  layout: /* @__PURE__ */ compiledLayout('MIRACAST_CHUNK_DATA', 'struct', 'msvc-x64', 32, 8, {
    ChunkInfo: 0,
    'ChunkInfo.ChunkType': 0,
    'ChunkInfo.ChunkId': 8,
    'ChunkInfo.ChunkId.FrameNumber': 8,
    'ChunkInfo.ChunkId.PartNumber': 13,
    'ChunkInfo.ChunkId.Value': 8,
    'ChunkInfo.ProcessingTime': 16,
    'ChunkInfo.EncodeRate': 20,
    PrivateDriverDataSize: 24,
    PrivateDriverData: 28,
  }),
  columns: [
    { path: 'ChunkInfo.ChunkType', kind: 'u32', repeat: 1 },
    { path: 'ChunkInfo.ChunkId.FrameNumber', kind: 'f64', repeat: 1 },
    { path: 'ChunkInfo.ChunkId.PartNumber', kind: 'u32', repeat: 1 },
    { path: 'ChunkInfo.ChunkId.Value', kind: 'u64', repeat: 1 },
    { path: 'ChunkInfo.ProcessingTime', kind: 'u32', repeat: 1 },
    { path: 'ChunkInfo.EncodeRate', kind: 'u32', repeat: 1 },
    { path: 'PrivateDriverDataSize', kind: 'u32', repeat: 1 },
    { path: 'PrivateDriverData', kind: 'list', repeat: 1 },
  ],
  sizeOf: sizeOfMIRACAST_CHUNK_DATA,
  decode: decodeMIRACAST_CHUNK_DATA,
  encode: encodeMIRACAST_CHUNK_DATA,
  encodeInto: encodeIntoMIRACAST_CHUNK_DATA,
  view: viewMIRACAST_CHUNK_DATA,
  decodeBatch: decodeBatchMIRACAST_CHUNK_DATA,
  encodeBatch: encodeBatchMIRACAST_CHUNK_DATA,
  encodeBatchInto: encodeBatchIntoMIRACAST_CHUNK_DATA,
});

/** The values of MIRACAST_CHUNK_TYPE. */
export type MIRACAST_CHUNK_TYPEValue =
  /** MIRACAST_CHUNK_TYPE_UNKNOWN */
  | 0
  /** MIRACAST_CHUNK_TYPE_COLOR_CONVERT_COMPLETE */
  | 1
  /** MIRACAST_CHUNK_TYPE_ENCODE_COMPLETE */
  | 2
  /** MIRACAST_CHUNK_TYPE_FRAME_START */
  | 3
  /** MIRACAST_CHUNK_TYPE_FRAME_DROPPED */
  | 4
  /** MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_1 */
  | 2147483648
  /** MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_2 */
  | 2147483649
  /** MIRACAST_CHUNK_TYPE_ENCODE_FORCE_UINT32 */
  | 4294967295
  | (number & {});

/** A decoded MIRACAST_CHUNK_DATA. */
export type MIRACAST_CHUNK_DATA = {
  ChunkInfo: {
    ChunkType: MIRACAST_CHUNK_TYPEValue;
    ChunkId: {
      FrameNumber: number;
      PartNumber: number;
      Value: bigint;
    };
    ProcessingTime: number;
    EncodeRate: number;
  };
  PrivateDriverDataSize: number;
  PrivateDriverData: Uint8Array;
};

/** What encode takes: members that follow from others may be left out. */
export type MIRACAST_CHUNK_DATAInput = {
  readonly ChunkInfo: {
    readonly ChunkType: MIRACAST_CHUNK_TYPEValue | 'MIRACAST_CHUNK_TYPE_UNKNOWN' | 'MIRACAST_CHUNK_TYPE_COLOR_CONVERT_COMPLETE' | 'MIRACAST_CHUNK_TYPE_ENCODE_COMPLETE' | 'MIRACAST_CHUNK_TYPE_FRAME_START' | 'MIRACAST_CHUNK_TYPE_FRAME_DROPPED' | 'MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_1' | 'MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_2' | 'MIRACAST_CHUNK_TYPE_ENCODE_FORCE_UINT32' | number;
    readonly ChunkId: {
      readonly FrameNumber: number;
      readonly PartNumber: number;
      readonly Value?: bigint | number | `${bigint}`;
    };
    readonly ProcessingTime: number;
    readonly EncodeRate: number;
  };
  readonly PrivateDriverDataSize?: number | undefined;
  readonly PrivateDriverData: Uint8Array;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type MIRACAST_CHUNK_DATAView = {
  ChunkInfo: {
    ChunkType: MIRACAST_CHUNK_TYPEValue;
    ChunkId: {
      FrameNumber: number;
      PartNumber: number;
      Value: bigint;
    };
    ProcessingTime: number;
    EncodeRate: number;
  };
  PrivateDriverDataSize: number;
  PrivateDriverData: Uint8Array;
};

/** The columns of a batch, by path. */
export interface MIRACAST_CHUNK_DATAColumns {
  readonly 'ChunkInfo.ChunkType': Uint32Array<ArrayBuffer>;
  readonly 'ChunkInfo.ChunkId.FrameNumber': Float64Array<ArrayBuffer>;
  readonly 'ChunkInfo.ChunkId.PartNumber': Uint32Array<ArrayBuffer>;
  readonly 'ChunkInfo.ChunkId.Value': BigUint64Array<ArrayBuffer>;
  readonly 'ChunkInfo.ProcessingTime': Uint32Array<ArrayBuffer>;
  readonly 'ChunkInfo.EncodeRate': Uint32Array<ArrayBuffer>;
  readonly PrivateDriverDataSize: Uint32Array<ArrayBuffer>;
  readonly PrivateDriverData: ListColumn;
}

/** The path of any member. */
export type MIRACAST_CHUNK_DATAPath = 'ChunkInfo' | 'ChunkInfo.ChunkType' | 'ChunkInfo.ChunkId' | 'ChunkInfo.ChunkId.FrameNumber' | 'ChunkInfo.ChunkId.PartNumber' | 'ChunkInfo.ChunkId.Value' | 'ChunkInfo.ProcessingTime' | 'ChunkInfo.EncodeRate' | 'PrivateDriverDataSize' | 'PrivateDriverData';
