// MIRACAST_STATISTIC_DATA under msvc-x64, compiled by castbuf from src/miracast/structures.ts. Do not edit it: change the schema and compile it again.
// schema a73575eb17d9efc2180bfd4fae5643505e0c2b5942231634284e51382da38b33
// @ts-nocheck -- what the functions consist of is plain JavaScript; what they take and give has types

import type { Bytes, CompiledBatch, CompiledBatchOptions, CompiledCodec } from '../compiled/index.js';
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
  armValidity,
  asBytes,
  assertArm,
  assertNoArm,
  assignPart,
  bytesAt,
  changed,
  compiledCodec,
  compiledLayout,
  copyOutput,
  cursorClass,
  disagree,
  disagreeing,
  enumNames,
  evenPlaces,
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
  noArm,
  noWholeArm,
  overlayPlan,
  payloadsOf,
  plainPlan,
  presence,
  recordPlan,
  refuseExtra,
  refusedRecord,
  replaceBytes,
  severalArms,
  sliceOf,
  takeInteger,
  takeWide,
  truncated,
  unfit,
  writtenOp,
  wrongGiven,
  wrongInteger,
  wrongObject,
  wrongRaw,
} from '../compiled/index.js';

function checkMIRACAST_STATISTIC_DATA(view, at, end) {
  if (end - at < 32) {
    throw truncated(at, 32, end - at, end !== 0 && end % 24 === 0 ? '; without padding it takes 24: createCodec(type, { abi: packedAbi(1) })' : '');
  }
  return 32;
}

function readMIRACAST_STATISTIC_DATA(view, at, length, copy) {
  switch (view.getUint32(at, true)) {
    case 0:
      return {
        StatisticType: view.getUint32(at, true),
        EncodeComplete: {
          ChunkInfo: {
            ChunkType: view.getUint32(at + 8, true),
            ChunkId: {
              FrameNumber: (view.getUint32(at + 20, true) & 0xff) * 0x100000000 + view.getUint32(at + 16, true),
              PartNumber: view.getUint32(at + 20, true) >>> 8,
              Value: view.getBigUint64(at + 16, true),
            },
            ProcessingTime: view.getUint32(at + 24, true),
            EncodeRate: view.getUint32(at + 28, true),
          },
        },
      };
    case 1:
      return {
        StatisticType: view.getUint32(at, true),
        ChunkSent: {
          ChunkId: {
            FrameNumber: (view.getUint32(at + 12, true) & 0xff) * 0x100000000 + view.getUint32(at + 8, true),
            PartNumber: view.getUint32(at + 12, true) >>> 8,
            Value: view.getBigUint64(at + 8, true),
          },
        },
      };
    case 2:
      return {
        StatisticType: view.getUint32(at, true),
        ProtocolEvent: { Event: view.getUint32(at + 8, true) },
      };
    default:
      return { StatisticType: view.getUint32(at, true), raw: copy(view, at + 8, 24) };
  }
}

export function decodeMIRACAST_STATISTIC_DATA(message: Bytes): MIRACAST_STATISTIC_DATA {
  const view = messageView(message);
  return readMIRACAST_STATISTIC_DATA(view, 0, checkMIRACAST_STATISTIC_DATA(view, 0, view.byteLength), sliceOf);
}

const NAMES_MIRACAST_STATISTIC_DATA = ['StatisticType', 'EncodeComplete', 'ChunkSent', 'ProtocolEvent', 'raw'];

function isNameMIRACAST_STATISTIC_DATA(key) {
  return (
    key === 'StatisticType' ||
    key === 'EncodeComplete' ||
    key === 'ChunkSent' ||
    key === 'ProtocolEvent' ||
    key === 'raw'
  );
}

/** Undefined while a value is written: a getter of it may encode, too. */
let IDLE_MIRACAST_STATISTIC_DATA;

const RULES_MIRACAST_STATISTIC_DATA = {
  fixedBytes: 32,
  mostBytes: 16777216,
  lengthOp: undefined,
  isNext: false,
  startAlign: 1,
  trailingBytes: 0,
  gapsOp: undefined,
  tailOp: undefined,
  sum: () => 0,
};

/** Which arm a value has: -1 is raw. */
function armOfvalue1InMIRACAST_STATISTIC_DATA(value, path) {
  const has0 = has(value, 'EncodeComplete', value.EncodeComplete);
  const has1 = has(value, 'ChunkSent', value.ChunkSent);
  const has2 = has(value, 'ProtocolEvent', value.ProtocolEvent);
  if (has0 + has1 + has2 > 1) throw severalArms(path, [has0 && 'EncodeComplete', has1 && 'ChunkSent', has2 && 'ProtocolEvent']);
  return has0 ? 0 : has1 ? 1 : has2 ? 2 : value.raw === undefined ? undefined : -1;
}

const ENUM_MIRACAST_STATISTIC_TYPE = /* @__PURE__ */ enumNames('MIRACAST_STATISTIC_TYPE', { MIRACAST_STATISTIC_TYPE_CHUNK_PROCESSING_COMPLETE: 0, MIRACAST_STATISTIC_TYPE_CHUNK_SENT: 1, MIRACAST_STATISTIC_TYPE_EVENT: 2, MIRACAST_STATISTIC_TYPE_FORCE_UINT32: 4294967295 });

const TAGS_value = [0, 1, 2];

const ARMS_value = ['EncodeComplete', 'ChunkSent', 'ProtocolEvent'];

const NAMES_EncodeComplete = ['ChunkInfo'];

function isNameOfEncodeCompleteInMIRACAST_STATISTIC_DATA(key) {
  return key === 'ChunkInfo';
}

const NAMES_ChunkInfo = ['ChunkType', 'ChunkId', 'ProcessingTime', 'EncodeRate'];

function isNameOfChunkInfoInMIRACAST_STATISTIC_DATA(key) {
  return key === 'ChunkType' || key === 'ChunkId' || key === 'ProcessingTime' || key === 'EncodeRate';
}

const ENUM_MIRACAST_CHUNK_TYPE = /* @__PURE__ */ enumNames('MIRACAST_CHUNK_TYPE', { MIRACAST_CHUNK_TYPE_UNKNOWN: 0, MIRACAST_CHUNK_TYPE_COLOR_CONVERT_COMPLETE: 1, MIRACAST_CHUNK_TYPE_ENCODE_COMPLETE: 2, MIRACAST_CHUNK_TYPE_FRAME_START: 3, MIRACAST_CHUNK_TYPE_FRAME_DROPPED: 4, MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_1: 2147483648, MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_2: 2147483649, MIRACAST_CHUNK_TYPE_ENCODE_FORCE_UINT32: 4294967295 });

const NAMES_ChunkId = ['FrameNumber', 'PartNumber', 'Value'];

function isNameOfChunkIdInMIRACAST_STATISTIC_DATA(key) {
  return key === 'FrameNumber' || key === 'PartNumber' || key === 'Value';
}

const OP_FrameNumber = writtenOp('EncodeComplete.ChunkInfo.ChunkId.FrameNumber', [6, 1, 16, 8, 0, 40, 0, 0, 1]);

const OP_PartNumber = writtenOp('EncodeComplete.ChunkInfo.ChunkId.PartNumber', [7, 1, 16, 8, 40, 24, 0, 0, 1]);

const OP_Value = writtenOp('EncodeComplete.ChunkInfo.ChunkId.Value', [9, 2, 16, 8, 0, 64, 6291456, 0, 1]);

const NAMES_ChunkSent = ['ChunkId'];

function isNameOfChunkSentInMIRACAST_STATISTIC_DATA(key) {
  return key === 'ChunkId';
}

const OP_FrameNumber2 = writtenOp('ChunkSent.ChunkId.FrameNumber', [15, 1, 8, 8, 0, 40, 0, 0, 1]);

const OP_PartNumber2 = writtenOp('ChunkSent.ChunkId.PartNumber', [16, 1, 8, 8, 40, 24, 0, 0, 1]);

const OP_Value2 = writtenOp('ChunkSent.ChunkId.Value', [18, 2, 8, 8, 0, 64, 6291456, 0, 1]);

const NAMES_ProtocolEvent = ['Event'];

function isNameOfProtocolEventInMIRACAST_STATISTIC_DATA(key) {
  return key === 'Event';
}

const ENUM_MIRACAST_PROTOCOL_EVENT = /* @__PURE__ */ enumNames('MIRACAST_PROTOCOL_EVENT', { MIRACAST_PROTOCOL_EVENT_IFRAME_RQ: 0, MIRACAST_PROTOCOL_EVENT_MONITOR_ARRIVE: 1, MIRACAST_PROTOCOL_EVENT_MONITOR_DEPART: 2, MIRACAST_PROTOCOL_EVENT_SINK_FAILED_PREFERRED_MODE_CHANGE: 3, MIRACAST_PROTOCOL_EVENT_FORCE_UINT32: 4294967295 });

const OP_StatisticType = writtenOp('StatisticType', [0, 1, 0, 4, 0, 32, 4194304, 0, 1]);

const OP_value = writtenOp('', [1, 7, 8, 24, -1, 0, 0, 0, 1], OP_StatisticType, [writtenOp('EncodeComplete', [2, 8, 8, 24, 0, 0, 0, 1, 1]), writtenOp('ChunkSent', [12, 8, 8, 8, 0, 0, 0, 1, 1]), writtenOp('ProtocolEvent', [19, 8, 8, 4, 0, 0, 0, 1, 1])]);

function putMIRACAST_STATISTIC_DATA(value) {
  if (!isObject(value)) throw wrongObject(value, '');
  for (const key in value) if (!isNameMIRACAST_STATISTIC_DATA(key)) refuseExtra(value, key, NAMES_MIRACAST_STATISTIC_DATA, '');
  const record = IDLE_MIRACAST_STATISTIC_DATA ?? new RecordWriter(RULES_MIRACAST_STATISTIC_DATA);
  IDLE_MIRACAST_STATISTIC_DATA = undefined;
  record.begin();
  const valueArm = armOfvalue1InMIRACAST_STATISTIC_DATA(value, '');
  if (valueArm === undefined) throw noArm('', 'EncodeComplete, ChunkSent, ProtocolEvent');
  const StatisticTypeGiven = given(value, 'StatisticType', value.StatisticType);
  let StatisticType = StatisticTypeGiven === undefined ? TAGS_value[valueArm] : StatisticTypeGiven;
  if (typeof StatisticType !== 'number' || StatisticType >>> 0 !== StatisticType) {
    StatisticType = takeInteger(
      StatisticTypeGiven,
      'StatisticType',
      0,
      4294967295,
      ENUM_MIRACAST_STATISTIC_TYPE,
      TAGS_value[valueArm]
    );
  }
  if (!((valueArm === 0 && (StatisticType === 0)) || (valueArm === 1 && (StatisticType === 1)) || (valueArm === 2 && (StatisticType === 2)) || (valueArm === -1 && StatisticType !== 0 && StatisticType !== 1 && StatisticType !== 2))) {
    throw disagreeing(
      StatisticType,
      StatisticType,
      TAGS_value[valueArm],
      `${ARMS_value[valueArm] ?? 'raw'} is given`,
      'StatisticType'
    );
  }
  record.output.view.setUint32(0, StatisticType, true);
  const arm = armOfvalue1InMIRACAST_STATISTIC_DATA(value, '');
  if (arm === undefined) throw noArm('', 'EncodeComplete, ChunkSent, ProtocolEvent');
  if (valueArm !== arm) throw changed('', valueArm, arm);
  if (arm === 0) {
    const EncodeComplete = value.EncodeComplete;
    if (!isObject(EncodeComplete)) throw wrongObject(given(value, 'EncodeComplete', EncodeComplete), 'EncodeComplete');
    for (const key in EncodeComplete) if (!isNameOfEncodeCompleteInMIRACAST_STATISTIC_DATA(key)) refuseExtra(EncodeComplete, key, NAMES_EncodeComplete, 'EncodeComplete');
    const ChunkInfo = EncodeComplete.ChunkInfo;
    if (!isObject(ChunkInfo)) {
      throw wrongObject(given(EncodeComplete, 'ChunkInfo', ChunkInfo), 'EncodeComplete.ChunkInfo');
    }
    for (const key in ChunkInfo) if (!isNameOfChunkInfoInMIRACAST_STATISTIC_DATA(key)) refuseExtra(ChunkInfo, key, NAMES_ChunkInfo, 'EncodeComplete.ChunkInfo');
    const ChunkTypeGiven = given(ChunkInfo, 'ChunkType', ChunkInfo.ChunkType);
    let ChunkType = ChunkTypeGiven;
    if (typeof ChunkType !== 'number' || ChunkType >>> 0 !== ChunkType) {
      ChunkType = takeInteger(
        ChunkTypeGiven,
        'EncodeComplete.ChunkInfo.ChunkType',
        0,
        4294967295,
        ENUM_MIRACAST_CHUNK_TYPE
      );
    }
    record.output.view.setUint32(8, ChunkType, true);
    const ChunkId = ChunkInfo.ChunkId;
    if (!isObject(ChunkId)) throw wrongObject(given(ChunkInfo, 'ChunkId', ChunkId), 'EncodeComplete.ChunkInfo.ChunkId');
    for (const key in ChunkId) if (!isNameOfChunkIdInMIRACAST_STATISTIC_DATA(key)) refuseExtra(ChunkId, key, NAMES_ChunkId, 'EncodeComplete.ChunkInfo.ChunkId');
    const given_ = presence(
      Number(has(ChunkId, 'FrameNumber', ChunkId.FrameNumber)) + Number(has(ChunkId, 'PartNumber', ChunkId.PartNumber)),
      2
    );
    const given_2 = presence(Number(has(ChunkId, 'Value', ChunkId.Value)), 1);
    if (given_ !== WHOLE && given_2 !== WHOLE) {
      throw noWholeArm(
        'EncodeComplete.ChunkInfo.ChunkId',
        ChunkId,
        [['FrameNumber', 'PartNumber'], ['Value']],
        [given_, given_2]
      );
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
          throw wrongInteger(FrameNumber, 'EncodeComplete.ChunkInfo.ChunkId.FrameNumber', 0, 1099511627775);
        }
        record.value(OP_FrameNumber, FrameNumber);
      }
      const PartNumber = memberOf(ChunkId, 'PartNumber');
      if (PartNumber !== undefined || !isPartial) {
        if (typeof PartNumber !== 'number' || (PartNumber & 0xffffff) !== PartNumber) {
          throw wrongInteger(PartNumber, 'EncodeComplete.ChunkInfo.ChunkId.PartNumber', 0, 16777215);
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
          'EncodeComplete.ChunkInfo.ChunkId.Value',
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
      throw wrongInteger(
        given(ChunkInfo, 'ProcessingTime', ProcessingTime),
        'EncodeComplete.ChunkInfo.ProcessingTime',
        0,
        4294967295
      );
    }
    record.output.view.setUint32(24, ProcessingTime, true);
    const EncodeRate = ChunkInfo.EncodeRate;
    if (typeof EncodeRate !== 'number' || EncodeRate >>> 0 !== EncodeRate) {
      throw wrongInteger(
        given(ChunkInfo, 'EncodeRate', EncodeRate),
        'EncodeComplete.ChunkInfo.EncodeRate',
        0,
        4294967295
      );
    }
    record.output.view.setUint32(28, EncodeRate, true);
  }
  else if (arm === 1) {
    const ChunkSent = value.ChunkSent;
    if (!isObject(ChunkSent)) throw wrongObject(given(value, 'ChunkSent', ChunkSent), 'ChunkSent');
    for (const key in ChunkSent) if (!isNameOfChunkSentInMIRACAST_STATISTIC_DATA(key)) refuseExtra(ChunkSent, key, NAMES_ChunkSent, 'ChunkSent');
    const ChunkId2 = ChunkSent.ChunkId;
    if (!isObject(ChunkId2)) throw wrongObject(given(ChunkSent, 'ChunkId', ChunkId2), 'ChunkSent.ChunkId');
    for (const key in ChunkId2) if (!isNameOfChunkIdInMIRACAST_STATISTIC_DATA(key)) refuseExtra(ChunkId2, key, NAMES_ChunkId, 'ChunkSent.ChunkId');
    const given_3 = presence(
      Number(has(ChunkId2, 'FrameNumber', ChunkId2.FrameNumber)) + Number(has(ChunkId2, 'PartNumber', ChunkId2.PartNumber)),
      2
    );
    const given_4 = presence(Number(has(ChunkId2, 'Value', ChunkId2.Value)), 1);
    if (given_3 !== WHOLE && given_4 !== WHOLE) {
      throw noWholeArm('ChunkSent.ChunkId', ChunkId2, [['FrameNumber', 'PartNumber'], ['Value']], [given_3, given_4]);
    }
    const arms2 = record.beginArms(
      given_3 === PARTIAL ||
      given_4 === PARTIAL ||
      Number(given_3 !== ABSENT) + Number(given_4 !== ABSENT) > 1
    );
    if (given_3 !== ABSENT) {
      const isPartial3 = given_3 === PARTIAL;
      const mode3 = record.beginArm(given_3 === PARTIAL);
      const FrameNumber2 = memberOf(ChunkId2, 'FrameNumber');
      if (FrameNumber2 !== undefined || !isPartial3) {
        if (
          typeof FrameNumber2 !== 'number' ||
          !(Number.isInteger(FrameNumber2) && FrameNumber2 >= 0 && FrameNumber2 <= 1099511627775)
        ) {
          throw wrongInteger(FrameNumber2, 'ChunkSent.ChunkId.FrameNumber', 0, 1099511627775);
        }
        record.value(OP_FrameNumber2, FrameNumber2);
      }
      const PartNumber2 = memberOf(ChunkId2, 'PartNumber');
      if (PartNumber2 !== undefined || !isPartial3) {
        if (typeof PartNumber2 !== 'number' || (PartNumber2 & 0xffffff) !== PartNumber2) {
          throw wrongInteger(PartNumber2, 'ChunkSent.ChunkId.PartNumber', 0, 16777215);
        }
        record.value(OP_PartNumber2, PartNumber2);
      }
      record.endArm(mode3);
    }
    if (given_4 !== ABSENT) {
      const isPartial4 = given_4 === PARTIAL;
      const mode4 = record.beginArm(given_4 === PARTIAL);
      const ValueGiven2 = memberOf(ChunkId2, 'Value');
      if (ValueGiven2 !== undefined || !isPartial4) {
        const Value2 = typeof ValueGiven2 === 'bigint' && BigInt.asUintN(
          64,
          ValueGiven2) === ValueGiven2 ? ValueGiven2 : takeWide(ValueGiven2,
          'ChunkSent.ChunkId.Value',
          0n,
          18446744073709551615n
        );
        record.value(OP_Value2, Value2);
      }
      record.endArm(mode4);
    }
    record.endArms(arms2);
  }
  else if (arm === 2) {
    const ProtocolEvent = value.ProtocolEvent;
    if (!isObject(ProtocolEvent)) throw wrongObject(given(value, 'ProtocolEvent', ProtocolEvent), 'ProtocolEvent');
    for (const key in ProtocolEvent) if (!isNameOfProtocolEventInMIRACAST_STATISTIC_DATA(key)) refuseExtra(ProtocolEvent, key, NAMES_ProtocolEvent, 'ProtocolEvent');
    const EventGiven = given(ProtocolEvent, 'Event', ProtocolEvent.Event);
    let Event = EventGiven;
    if (typeof Event !== 'number' || Event >>> 0 !== Event) {
      Event = takeInteger(EventGiven, 'ProtocolEvent.Event', 0, 4294967295, ENUM_MIRACAST_PROTOCOL_EVENT);
    }
    record.output.view.setUint32(8, Event, true);
  }
  else {
    const raw = value.raw;
    if (!isBytes(raw)) throw wrongGiven(raw, 'raw to be a Uint8Array', '');
    if (raw.length !== 24) throw wrongRaw('', 24, raw.length);
    record.raw(OP_value, raw);
  }
  const isRefused = record.end() === undefined;
  IDLE_MIRACAST_STATISTIC_DATA = record;
  if (isRefused) throw refusedRecord(record.refusal);
  const { output } = record;
  return output;
}

/** The message as bytes of its own, padding zero. */
export function encodeMIRACAST_STATISTIC_DATA(value: MIRACAST_STATISTIC_DATAInput): Uint8Array<ArrayBuffer> {
  const { bytes, end } = putMIRACAST_STATISTIC_DATA(value);
  return bytes.slice(0, end);
}

/** Writes the message to the start of the target, and gives how many bytes it has. */
export function encodeIntoMIRACAST_STATISTIC_DATA(value: MIRACAST_STATISTIC_DATAInput, target: Bytes): number {
  const bytes = asBytes(target, 'the target');
  return copyOutput(bytes, putMIRACAST_STATISTIC_DATA(value));
}

/** Bytes that the encoded message has. */
export function sizeOfMIRACAST_STATISTIC_DATA(value: MIRACAST_STATISTIC_DATAInput): number {
  return putMIRACAST_STATISTIC_DATA(value).end;
}

const namesMIRACAST_STATISTIC_TYPE = {
  MIRACAST_STATISTIC_TYPE_CHUNK_PROCESSING_COMPLETE: 0,
  MIRACAST_STATISTIC_TYPE_CHUNK_SENT: 1,
  MIRACAST_STATISTIC_TYPE_EVENT: 2,
  MIRACAST_STATISTIC_TYPE_FORCE_UINT32: 4294967295,
};

/** Which arm of the union its tag selects. */
function arm1OfMIRACAST_STATISTIC_DATA(view, at) {
  switch (view.getUint32(at, true)) {
    case 0:
      return 0;
    case 1:
      return 1;
    case 2:
      return 2;
    default:
      return -1;
  }
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

const ViewMIRACAST_STATISTIC_DATA_EncodeComplete_ChunkInfo_ChunkId = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_STATISTIC_DATA_EncodeComplete_ChunkInfo_ChunkId extends Cursor {
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
      return ((view.getUint32(at + 20, true) & 0xff) * 0x100000000 + view.getUint32(at + 16, true));
    }

    set FrameNumber(value) {
      const given = givenInteger(value, 0, 1099511627775, 'EncodeComplete.ChunkInfo.ChunkId.FrameNumber');
      const { view, at } = this.#place;
      {
        const low = given;
        const high = Math.floor(given / 0x100000000);
        view.setUint32(at + 16, low, true);
        view.setUint32(at + 20, (view.getUint32(at + 20, true) & 0xffffff00) | (high & 0xff), true);
      }
    }

    get PartNumber() {
      const { view, at } = this.#place;
      return (view.getUint32(at + 20, true) >>> 8);
    }

    set PartNumber(value) {
      const given = givenInteger(value, 0, 16777215, 'EncodeComplete.ChunkInfo.ChunkId.PartNumber');
      const { view, at } = this.#place;
      {
        const low = given;
        view.setUint32(at + 20, (view.getUint32(at + 20, true) & 0xff) | ((low << 8) & 0xffffff00), true);
      }
    }

    get Value() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 16, true);
    }

    set Value(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 16, givenWide(value, 0n, 18446744073709551615n, 'EncodeComplete.ChunkInfo.ChunkId.Value'), true);
    }
  },
  'EncodeComplete.ChunkInfo.ChunkId',
  'EncodeComplete.ChunkInfo.ChunkId',
  { FrameNumber: String, PartNumber: String },
);

const partMIRACAST_STATISTIC_DATA_ChunkId = {
  path: 'EncodeComplete.ChunkInfo.ChunkId',
  plan: /* @__PURE__ */ overlayPlan([
    ['', /* @__PURE__ */ recordPlan([
      ['FrameNumber', plainPlan],
      ['PartNumber', plainPlan],
    ]), true],
    ['Value', /* @__PURE__ */ leafPlan({ isWide: true })],
  ], [[16, 24]]),
  most: 16777216,
  extent: [16, 24],
};

const ViewMIRACAST_STATISTIC_DATA_EncodeComplete_ChunkInfo = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_STATISTIC_DATA_EncodeComplete_ChunkInfo extends Cursor {
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
      return view.getUint32(at + 8, true);
    }

    set ChunkType(value) {
      const { view, at } = this.#place;
      view.setUint32(at + 8, givenInteger(givenName(value, namesMIRACAST_CHUNK_TYPE, 'MIRACAST_CHUNK_TYPE', false, 'EncodeComplete.ChunkInfo.ChunkType'), 0, 4294967295, 'EncodeComplete.ChunkInfo.ChunkType'), true);
    }

    get ChunkId() {
      return (this.#ChunkId ??= new ViewMIRACAST_STATISTIC_DATA_EncodeComplete_ChunkInfo_ChunkId(this.#place));
    }

    set ChunkId(value) {
      assignPart(this.#place, partMIRACAST_STATISTIC_DATA_ChunkId, value, () => (this.#ChunkId ??= new ViewMIRACAST_STATISTIC_DATA_EncodeComplete_ChunkInfo_ChunkId(this.#place)));
    }

    get ProcessingTime() {
      const { view, at } = this.#place;
      return view.getUint32(at + 24, true);
    }

    set ProcessingTime(value) {
      const { view, at } = this.#place;
      view.setUint32(at + 24, givenInteger(value, 0, 4294967295, 'EncodeComplete.ChunkInfo.ProcessingTime'), true);
    }

    get EncodeRate() {
      const { view, at } = this.#place;
      return view.getUint32(at + 28, true);
    }

    set EncodeRate(value) {
      const { view, at } = this.#place;
      view.setUint32(at + 28, givenInteger(value, 0, 4294967295, 'EncodeComplete.ChunkInfo.EncodeRate'), true);
    }
  },
  'EncodeComplete.ChunkInfo',
  'EncodeComplete.ChunkInfo',
);

const partMIRACAST_STATISTIC_DATA_ChunkInfo = {
  path: 'EncodeComplete.ChunkInfo',
  plan: /* @__PURE__ */ recordPlan([
    ['ChunkType', /* @__PURE__ */ leafPlan({ names: namesMIRACAST_CHUNK_TYPE })],
    ['ChunkId', /* @__PURE__ */ overlayPlan([
      ['', /* @__PURE__ */ recordPlan([
        ['FrameNumber', plainPlan],
        ['PartNumber', plainPlan],
      ]), true],
      ['Value', /* @__PURE__ */ leafPlan({ isWide: true })],
    ], [[16, 24]])],
    ['ProcessingTime', plainPlan],
    ['EncodeRate', plainPlan],
  ]),
  most: 16777216,
  extent: [8, 32],
};

const ViewMIRACAST_STATISTIC_DATA_EncodeComplete = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_STATISTIC_DATA_EncodeComplete extends Cursor {
    #place;

    #ChunkInfo;

    constructor(place) {
      super();
      this.#place = place;
    }

    get '~place'() {
      return this.#place;
    }

    get ChunkInfo() {
      return (this.#ChunkInfo ??= new ViewMIRACAST_STATISTIC_DATA_EncodeComplete_ChunkInfo(this.#place));
    }

    set ChunkInfo(value) {
      assignPart(this.#place, partMIRACAST_STATISTIC_DATA_ChunkInfo, value, () => (this.#ChunkInfo ??= new ViewMIRACAST_STATISTIC_DATA_EncodeComplete_ChunkInfo(this.#place)));
    }
  },
  'EncodeComplete',
  'EncodeComplete',
);

const partMIRACAST_STATISTIC_DATA_EncodeComplete = {
  path: 'EncodeComplete',
  plan: /* @__PURE__ */ recordPlan([
    ['ChunkInfo', /* @__PURE__ */ recordPlan([
      ['ChunkType', /* @__PURE__ */ leafPlan({ names: namesMIRACAST_CHUNK_TYPE })],
      ['ChunkId', /* @__PURE__ */ overlayPlan([
        ['', /* @__PURE__ */ recordPlan([
          ['FrameNumber', plainPlan],
          ['PartNumber', plainPlan],
        ]), true],
        ['Value', /* @__PURE__ */ leafPlan({ isWide: true })],
      ], [[16, 24]])],
      ['ProcessingTime', plainPlan],
      ['EncodeRate', plainPlan],
    ])],
  ]),
  most: 16777216,
  extent: [8, 32],
};

const ViewMIRACAST_STATISTIC_DATA_ChunkSent_ChunkId = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_STATISTIC_DATA_ChunkSent_ChunkId extends Cursor {
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
      const given = givenInteger(value, 0, 1099511627775, 'ChunkSent.ChunkId.FrameNumber');
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
      const given = givenInteger(value, 0, 16777215, 'ChunkSent.ChunkId.PartNumber');
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
      view.setBigUint64(at + 8, givenWide(value, 0n, 18446744073709551615n, 'ChunkSent.ChunkId.Value'), true);
    }
  },
  'ChunkSent.ChunkId',
  'ChunkSent.ChunkId',
  { FrameNumber: String, PartNumber: String },
);

const partMIRACAST_STATISTIC_DATA_ChunkId2 = {
  path: 'ChunkSent.ChunkId',
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

const ViewMIRACAST_STATISTIC_DATA_ChunkSent = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_STATISTIC_DATA_ChunkSent extends Cursor {
    #place;

    #ChunkId;

    constructor(place) {
      super();
      this.#place = place;
    }

    get '~place'() {
      return this.#place;
    }

    get ChunkId() {
      return (this.#ChunkId ??= new ViewMIRACAST_STATISTIC_DATA_ChunkSent_ChunkId(this.#place));
    }

    set ChunkId(value) {
      assignPart(this.#place, partMIRACAST_STATISTIC_DATA_ChunkId2, value, () => (this.#ChunkId ??= new ViewMIRACAST_STATISTIC_DATA_ChunkSent_ChunkId(this.#place)));
    }
  },
  'ChunkSent',
  'ChunkSent',
);

const partMIRACAST_STATISTIC_DATA_ChunkSent = {
  path: 'ChunkSent',
  plan: /* @__PURE__ */ recordPlan([
    ['ChunkId', /* @__PURE__ */ overlayPlan([
      ['', /* @__PURE__ */ recordPlan([
        ['FrameNumber', plainPlan],
        ['PartNumber', plainPlan],
      ]), true],
      ['Value', /* @__PURE__ */ leafPlan({ isWide: true })],
    ], [[8, 16]])],
  ]),
  most: 16777216,
  extent: [8, 16],
};

const namesMIRACAST_PROTOCOL_EVENT = {
  MIRACAST_PROTOCOL_EVENT_IFRAME_RQ: 0,
  MIRACAST_PROTOCOL_EVENT_MONITOR_ARRIVE: 1,
  MIRACAST_PROTOCOL_EVENT_MONITOR_DEPART: 2,
  MIRACAST_PROTOCOL_EVENT_SINK_FAILED_PREFERRED_MODE_CHANGE: 3,
  MIRACAST_PROTOCOL_EVENT_FORCE_UINT32: 4294967295,
};

const ViewMIRACAST_STATISTIC_DATA_ProtocolEvent = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_STATISTIC_DATA_ProtocolEvent extends Cursor {
    #place;

    constructor(place) {
      super();
      this.#place = place;
    }

    get '~place'() {
      return this.#place;
    }

    get Event() {
      const { view, at } = this.#place;
      return view.getUint32(at + 8, true);
    }

    set Event(value) {
      const { view, at } = this.#place;
      view.setUint32(at + 8, givenInteger(givenName(value, namesMIRACAST_PROTOCOL_EVENT, 'MIRACAST_PROTOCOL_EVENT', false, 'ProtocolEvent.Event'), 0, 4294967295, 'ProtocolEvent.Event'), true);
    }
  },
  'ProtocolEvent',
  'ProtocolEvent',
);

const partMIRACAST_STATISTIC_DATA_ProtocolEvent = {
  path: 'ProtocolEvent',
  plan: /* @__PURE__ */ recordPlan([
    ['Event', /* @__PURE__ */ leafPlan({ names: namesMIRACAST_PROTOCOL_EVENT })],
  ]),
  most: 16777216,
  extent: [8, 12],
};

const ViewMIRACAST_STATISTIC_DATA = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_STATISTIC_DATA extends Cursor {
    #place;

    #EncodeComplete;

    #ChunkSent;

    #ProtocolEvent;

    constructor(view, at, length) {
      super();
      this.#place = new Place(view, at, length);
    }

    get '~place'() {
      return this.#place;
    }

    get StatisticType() {
      const { view, at } = this.#place;
      return view.getUint32(at, true);
    }

    set StatisticType(value) {
      const { view, at } = this.#place;
      view.setUint32(at, givenInteger(givenName(value, namesMIRACAST_STATISTIC_TYPE, 'MIRACAST_STATISTIC_TYPE', false, 'StatisticType'), 0, 4294967295, 'StatisticType'), true);
    }

    get EncodeComplete() {
      if (arm1OfMIRACAST_STATISTIC_DATA(this.#place.view, this.#place.at) !== 0) return undefined;
      return (this.#EncodeComplete ??= new ViewMIRACAST_STATISTIC_DATA_EncodeComplete(this.#place));
    }

    set EncodeComplete(value) {
      assertArm(arm1OfMIRACAST_STATISTIC_DATA(this.#place.view, this.#place.at), 0, 'EncodeComplete');
      assignPart(this.#place, partMIRACAST_STATISTIC_DATA_EncodeComplete, value, () => (this.#EncodeComplete ??= new ViewMIRACAST_STATISTIC_DATA_EncodeComplete(this.#place)));
    }

    get ChunkSent() {
      if (arm1OfMIRACAST_STATISTIC_DATA(this.#place.view, this.#place.at) !== 1) return undefined;
      return (this.#ChunkSent ??= new ViewMIRACAST_STATISTIC_DATA_ChunkSent(this.#place));
    }

    set ChunkSent(value) {
      assertArm(arm1OfMIRACAST_STATISTIC_DATA(this.#place.view, this.#place.at), 1, 'ChunkSent');
      assignPart(this.#place, partMIRACAST_STATISTIC_DATA_ChunkSent, value, () => (this.#ChunkSent ??= new ViewMIRACAST_STATISTIC_DATA_ChunkSent(this.#place)));
    }

    get ProtocolEvent() {
      if (arm1OfMIRACAST_STATISTIC_DATA(this.#place.view, this.#place.at) !== 2) return undefined;
      return (this.#ProtocolEvent ??= new ViewMIRACAST_STATISTIC_DATA_ProtocolEvent(this.#place));
    }

    set ProtocolEvent(value) {
      assertArm(arm1OfMIRACAST_STATISTIC_DATA(this.#place.view, this.#place.at), 2, 'ProtocolEvent');
      assignPart(this.#place, partMIRACAST_STATISTIC_DATA_ProtocolEvent, value, () => (this.#ProtocolEvent ??= new ViewMIRACAST_STATISTIC_DATA_ProtocolEvent(this.#place)));
    }

    get raw() {
      if (arm1OfMIRACAST_STATISTIC_DATA(this.#place.view, this.#place.at) >= 0) return undefined;
      const place = this.#place;
      return bytesAt(place, place.at + 8, 24);
    }

    set raw(value) {
      assertNoArm(arm1OfMIRACAST_STATISTIC_DATA(this.#place.view, this.#place.at), '');
      const bytes = givenBytes(value, '');
      const place = this.#place;
      replaceBytes(bytesAt(place, place.at + 8, 24), bytes, '');
    }
  },
  'MIRACAST_STATISTIC_DATA',
);

/** A cursor over the bytes of a message, which is checked once, here. Nothing is copied. */
export function viewMIRACAST_STATISTIC_DATA(message: Bytes): MIRACAST_STATISTIC_DATAView {
  const { buffer, byteOffset, byteLength } = asBytes(message);
  const view = new DataView(buffer, byteOffset, byteLength);
  return new ViewMIRACAST_STATISTIC_DATA(view, 0, checkMIRACAST_STATISTIC_DATA(view, 0, byteLength));
}

const kernel = /* @__PURE__ */ new CompiledKernel('(Ɖƛƕ)((()ļ*ƈ,ƧƧƧƧ(ƈ0ƧƧƧƧƧƧƧƧ)Ƨ*7)+ƍƖƞ.ƕƍƕƗƚơ*()++*()/I)EƌƍƋƗƌƍuqziki{|Ƈ{|i|q{|qkƇli|i()2ȧ,*Ș**,Ƨ)ƦH*H+idƔƒI.H)i*ƜJ,H*H+i*ƜƒƒH(P*0i(H(]*(J0xJ/C^*(H)i+ƜJ-H*H+i+ƜƒƒH(Q+8jȧȧȧȧȧGƫǡǥj(H/C_+(H*H+i,ƜƒH,ƒH(P*=iȧȧȧ/ƙi(H/C^*(H*H+iļƔƒH-ƒH(Q+8j(H/C_+(H*H+iDƔƒH,ƒH(P*@i(H/C^*(H*H+i-ƜƒH,ƒH(P*Di(H/C^*(H*H+iLƔƒH-ƒH(Q+0jȧȧȧȧȧGƫǡǥj(H0j)yJ/C_+(H*H+iTƔƒH,ƒH(P*5iȧȧȧ/ƙi(H/C^*(H*H+iXƔƒH-ƒH(Q+0j(H/C_+(H*H+iŠƔƒH,ƒH(P*0i(H0j*yC^*(H0j*~,hH.H)i@ƔƒJ)H(ȥ(,0ȥ3,(H)H(Q+@_+8-H.H)i@Ɣƒi(i@Ȥ3(33Ʋ***Ʀ,ƧH,J+H)ǕH*ǕJ0ƥJ1jH{,Ƨi(-H1jHƥjHƧǏi)ƒ3J2H-H+ƓJ3H2H3qCƒI2H(H0ǏƒI(+hH+H2q,hH.H+i*ƜƒJ3H(P*(^*(H3H(iHƒJ4P*(^*,H3H(ihƓJ5P*(^*0H3H(iȈ(ƒJ3P*(^*4H(H+H.H/8(H4H+i)ƒH.H/8(H5H+i*ƒH.H/8(H3H+i+ƒH.H/8(H+i,ƒI+H(iƨ)ƒI(4)33i(H,H2q,ƦH2H,ƓǕj-ƮH0Ƥ-H*Ǖ3J0H)Ǖ{H-H2sJ(H(Ci(o^*(i,H0f*(H23', 'useKernelMIRACAST_STATISTIC_DATA');

/** For hosts that compile modules themselves: the kernel, before the first batch. */
export function useKernelMIRACAST_STATISTIC_DATA(module: WebAssembly.Module): void {
  kernel.use(module);
}

const slotsMIRACAST_STATISTIC_DATA = [
  [Uint32Array, 1, 0],
  [Uint32Array, 1, 4],
  [Float64Array, 1, 8],
  [Uint32Array, 1, 16],
  [BigUint64Array, 1, 20],
  [Uint32Array, 1, 28],
  [Uint32Array, 1, 32],
  [Float64Array, 1, 36],
  [Uint32Array, 1, 44],
  [BigUint64Array, 1, 48],
  [Uint32Array, 1, 56],
  [Uint8Array, 24, 60],
];

const columnsMIRACAST_STATISTIC_DATA = [
  ['StatisticType', 0],
  ['EncodeComplete.ChunkInfo.ChunkType', 1],
  ['EncodeComplete.ChunkInfo.ChunkId.FrameNumber', 2],
  ['EncodeComplete.ChunkInfo.ChunkId.PartNumber', 3],
  ['EncodeComplete.ChunkInfo.ChunkId.Value', 4],
  ['EncodeComplete.ChunkInfo.ProcessingTime', 5],
  ['EncodeComplete.ChunkInfo.EncodeRate', 6],
  ['ChunkSent.ChunkId.FrameNumber', 7],
  ['ChunkSent.ChunkId.PartNumber', 8],
  ['ChunkSent.ChunkId.Value', 9],
  ['ProtocolEvent.Event', 10],
  ['raw', 11],
];

function has1_0MIRACAST_STATISTIC_DATA(view, at) {
  return [0].includes(view.getUint32(at, true));
}

function has1_1MIRACAST_STATISTIC_DATA(view, at) {
  return [1].includes(view.getUint32(at, true));
}

function has1_2MIRACAST_STATISTIC_DATA(view, at) {
  return [2].includes(view.getUint32(at, true));
}

function has1__1MIRACAST_STATISTIC_DATA(view, at) {
  return ![0, 1, 2].includes(view.getUint32(at, true));
}

/** The cursor over the records of a batch, which is its own iterator and the result of each step. */
class RowsMIRACAST_STATISTIC_DATA extends ViewMIRACAST_STATISTIC_DATA {
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

const batchesMIRACAST_STATISTIC_DATA = /* @__PURE__ */ new Batches({
  slots: slotsMIRACAST_STATISTIC_DATA,
  rowBytes: 84,
  columns: columnsMIRACAST_STATISTIC_DATA,
  places: /* @__PURE__ */ evenPlaces(32),
  bytes: 32,
  least: 32,
  align: 1,
  validity: /* @__PURE__ */ armValidity({
    'EncodeComplete.ChunkInfo.ChunkType': has1_0MIRACAST_STATISTIC_DATA,
    'EncodeComplete.ChunkInfo.ChunkId.FrameNumber': has1_0MIRACAST_STATISTIC_DATA,
    'EncodeComplete.ChunkInfo.ChunkId.PartNumber': has1_0MIRACAST_STATISTIC_DATA,
    'EncodeComplete.ChunkInfo.ChunkId.Value': has1_0MIRACAST_STATISTIC_DATA,
    'EncodeComplete.ChunkInfo.ProcessingTime': has1_0MIRACAST_STATISTIC_DATA,
    'EncodeComplete.ChunkInfo.EncodeRate': has1_0MIRACAST_STATISTIC_DATA,
    'ChunkSent.ChunkId.FrameNumber': has1_1MIRACAST_STATISTIC_DATA,
    'ChunkSent.ChunkId.PartNumber': has1_1MIRACAST_STATISTIC_DATA,
    'ChunkSent.ChunkId.Value': has1_1MIRACAST_STATISTIC_DATA,
    'ProtocolEvent.Event': has1_2MIRACAST_STATISTIC_DATA,
    raw: has1__1MIRACAST_STATISTIC_DATA,
  }),
  copies: payloadsOf,
  check: checkMIRACAST_STATISTIC_DATA,
  read: readMIRACAST_STATISTIC_DATA,
  Rows: RowsMIRACAST_STATISTIC_DATA,
  decode: 'decodeMIRACAST_STATISTIC_DATA',
  takesRest: false,
  slack: 112,
  kernel: kernel,
});

/** Records of MIRACAST_STATISTIC_DATA to columns: rowCount, columns, offsets, value(i), rows(), error. */
export function decodeBatchMIRACAST_STATISTIC_DATA(bytes: Bytes, options?: CompiledBatchOptions): CompiledBatch<MIRACAST_STATISTIC_DATAColumns, MIRACAST_STATISTIC_DATA, MIRACAST_STATISTIC_DATAView> {
  return batchesMIRACAST_STATISTIC_DATA.decode(bytes, options);
}

/** The encoded message, valid until the next write. */
function writeMIRACAST_STATISTIC_DATA(value) {
  const { bytes, end } = putMIRACAST_STATISTIC_DATA(value);
  return bytes.subarray(0, end);
}

/** One row of the columns to its record, whose bytes are zero; the next one begins `step` bytes further, 0: there is none. */
function writeRowMIRACAST_STATISTIC_DATA(given, row, view, at, length, step) {
  const v0 = given[0][row];
  view.setUint32(at, v0, true);
  if (has1_0MIRACAST_STATISTIC_DATA(view, at)) {
    const v1 = given[1][row];
    view.setUint32(at + 8, v1, true);
  }
  if (given[2] !== undefined && has1_0MIRACAST_STATISTIC_DATA(view, at)) {
    const v2 = given[2][row];
    if (!(Number.isInteger(v2) && v2 >= 0 && v2 <= 1099511627775)) throw unfit(at, 16, 'EncodeComplete.ChunkInfo.ChunkId.FrameNumber', 0, Number(v2));
    {
      const low = v2;
      const high = Math.floor(v2 / 0x100000000);
      view.setUint32(at + 16, low, true);
      view.setUint32(at + 20, (view.getUint32(at + 20, true) & 0xffffff00) | (high & 0xff), true);
    }
  }
  if (given[3] !== undefined && has1_0MIRACAST_STATISTIC_DATA(view, at)) {
    const v3 = given[3][row];
    if (v3 > 16777215) throw unfit(at, 16, 'EncodeComplete.ChunkInfo.ChunkId.PartNumber', 0, Number(v3));
    {
      const low = v3;
      view.setUint32(at + 20, (view.getUint32(at + 20, true) & 0xff) | ((low << 8) & 0xffffff00), true);
    }
  }
  if (given[4] !== undefined && has1_0MIRACAST_STATISTIC_DATA(view, at)) {
    const v4 = given[4][row];
    view.setBigUint64(at + 16, v4, true);
  }
  if (has1_0MIRACAST_STATISTIC_DATA(view, at)) {
    const v5 = given[5][row];
    view.setUint32(at + 24, v5, true);
  }
  if (has1_0MIRACAST_STATISTIC_DATA(view, at)) {
    const v6 = given[6][row];
    view.setUint32(at + 28, v6, true);
  }
  if (given[7] !== undefined && has1_1MIRACAST_STATISTIC_DATA(view, at)) {
    const v7 = given[7][row];
    if (!(Number.isInteger(v7) && v7 >= 0 && v7 <= 1099511627775)) throw unfit(at, 8, 'ChunkSent.ChunkId.FrameNumber', 0, Number(v7));
    {
      const low = v7;
      const high = Math.floor(v7 / 0x100000000);
      view.setUint32(at + 8, low, true);
      view.setUint32(at + 12, (view.getUint32(at + 12, true) & 0xffffff00) | (high & 0xff), true);
    }
  }
  if (given[8] !== undefined && has1_1MIRACAST_STATISTIC_DATA(view, at)) {
    const v8 = given[8][row];
    if (v8 > 16777215) throw unfit(at, 8, 'ChunkSent.ChunkId.PartNumber', 0, Number(v8));
    {
      const low = v8;
      view.setUint32(at + 12, (view.getUint32(at + 12, true) & 0xff) | ((low << 8) & 0xffffff00), true);
    }
  }
  if (given[9] !== undefined && has1_1MIRACAST_STATISTIC_DATA(view, at)) {
    const v9 = given[9][row];
    view.setBigUint64(at + 8, v9, true);
  }
  if (has1_2MIRACAST_STATISTIC_DATA(view, at)) {
    const v10 = given[10][row];
    view.setUint32(at + 8, v10, true);
  }
  if (has1__1MIRACAST_STATISTIC_DATA(view, at)) new Uint8Array(view.buffer, view.byteOffset + at + 8, 24).set(given[11].subarray(row * 24, (row + 1) * 24));
  if (given[2] !== undefined && has1_0MIRACAST_STATISTIC_DATA(view, at)) {
    const v2 = given[2][row];
    if (((view.getUint32(at + 20, true) & 0xff) * 0x100000000 + view.getUint32(at + 16, true)) !== v2) throw disagree(at, 16, 'EncodeComplete.ChunkInfo.ChunkId.FrameNumber', ((view.getUint32(at + 20, true) & 0xff) * 0x100000000 + view.getUint32(at + 16, true)), Number(v2));
  }
  if (given[3] !== undefined && has1_0MIRACAST_STATISTIC_DATA(view, at)) {
    const v3 = given[3][row];
    if ((view.getUint32(at + 20, true) >>> 8) !== v3) throw disagree(at, 16, 'EncodeComplete.ChunkInfo.ChunkId.PartNumber', (view.getUint32(at + 20, true) >>> 8), Number(v3));
  }
  if (given[4] !== undefined && has1_0MIRACAST_STATISTIC_DATA(view, at)) {
    const v4 = given[4][row];
    if (view.getBigUint64(at + 16, true) !== v4) throw disagree(at, 16, 'EncodeComplete.ChunkInfo.ChunkId.Value', Number(view.getBigUint64(at + 16, true)), Number(v4));
  }
  if (given[7] !== undefined && has1_1MIRACAST_STATISTIC_DATA(view, at)) {
    const v7 = given[7][row];
    if (((view.getUint32(at + 12, true) & 0xff) * 0x100000000 + view.getUint32(at + 8, true)) !== v7) throw disagree(at, 8, 'ChunkSent.ChunkId.FrameNumber', ((view.getUint32(at + 12, true) & 0xff) * 0x100000000 + view.getUint32(at + 8, true)), Number(v7));
  }
  if (given[8] !== undefined && has1_1MIRACAST_STATISTIC_DATA(view, at)) {
    const v8 = given[8][row];
    if ((view.getUint32(at + 12, true) >>> 8) !== v8) throw disagree(at, 8, 'ChunkSent.ChunkId.PartNumber', (view.getUint32(at + 12, true) >>> 8), Number(v8));
  }
  if (given[9] !== undefined && has1_1MIRACAST_STATISTIC_DATA(view, at)) {
    const v9 = given[9][row];
    if (view.getBigUint64(at + 8, true) !== v9) throw disagree(at, 8, 'ChunkSent.ChunkId.Value', Number(view.getBigUint64(at + 8, true)), Number(v9));
  }
}

const rowWriterMIRACAST_STATISTIC_DATA = /* @__PURE__ */ new BatchWriter({
  slots: slotsMIRACAST_STATISTIC_DATA,
  columns: columnsMIRACAST_STATISTIC_DATA,
  optional: { 2: null, 3: null, 4: null, 7: null, 8: null, 9: null },
  rules: [/* @__PURE__ */ armRule('EncodeComplete.ChunkInfo.ChunkId', 'EncodeComplete.ChunkInfo.ChunkId.FrameNumber and EncodeComplete.ChunkInfo.ChunkId.PartNumber, or EncodeComplete.ChunkInfo.ChunkId.Value', [[2,3],[4]]), /* @__PURE__ */ armRule('ChunkSent.ChunkId', 'ChunkSent.ChunkId.FrameNumber and ChunkSent.ChunkId.PartNumber, or ChunkSent.ChunkId.Value', [[7,8],[9]])],
  fixedBytes: 32,
  mostBytes: 16777216,
  align: 1,
  writeRow: writeRowMIRACAST_STATISTIC_DATA,
  write: writeMIRACAST_STATISTIC_DATA,
});

/** Columns by path, or an array of values, as records of MIRACAST_STATISTIC_DATA one after the other. */
export function encodeBatchMIRACAST_STATISTIC_DATA(rows: Partial<MIRACAST_STATISTIC_DATAColumns> | readonly MIRACAST_STATISTIC_DATAInput[]): Uint8Array<ArrayBuffer> {
  return rowWriterMIRACAST_STATISTIC_DATA.encode(rows);
}

/** The same at the start of the target; gives how many bytes that is. */
export function encodeBatchIntoMIRACAST_STATISTIC_DATA(rows: Partial<MIRACAST_STATISTIC_DATAColumns> | readonly MIRACAST_STATISTIC_DATAInput[], target: Bytes): number {
  return rowWriterMIRACAST_STATISTIC_DATA.encodeInto(rows, target);
}

/** All of it, as one codec. */
export const MIRACAST_STATISTIC_DATA: CompiledCodec<MIRACAST_STATISTIC_DATA, MIRACAST_STATISTIC_DATAInput, MIRACAST_STATISTIC_DATAView, MIRACAST_STATISTIC_DATAColumns, MIRACAST_STATISTIC_DATAPath> = /* @__PURE__ */ compiledCodec([batchesMIRACAST_STATISTIC_DATA, rowWriterMIRACAST_STATISTIC_DATA, 16777216, false, 1], {
  layout: /* @__PURE__ */ compiledLayout('MIRACAST_STATISTIC_DATA', 'struct', 'msvc-x64', 32, 8, {
    StatisticType: 0,
    EncodeComplete: 8,
    'EncodeComplete.ChunkInfo': 8,
    'EncodeComplete.ChunkInfo.ChunkType': 8,
    'EncodeComplete.ChunkInfo.ChunkId': 16,
    'EncodeComplete.ChunkInfo.ChunkId.FrameNumber': 16,
    'EncodeComplete.ChunkInfo.ChunkId.PartNumber': 21,
    'EncodeComplete.ChunkInfo.ChunkId.Value': 16,
    'EncodeComplete.ChunkInfo.ProcessingTime': 24,
    'EncodeComplete.ChunkInfo.EncodeRate': 28,
    ChunkSent: 8,
    'ChunkSent.ChunkId': 8,
    'ChunkSent.ChunkId.FrameNumber': 8,
    'ChunkSent.ChunkId.PartNumber': 13,
    'ChunkSent.ChunkId.Value': 8,
    ProtocolEvent: 8,
    'ProtocolEvent.Event': 8,
  }),
  columns: [
    { path: 'StatisticType', kind: 'u32', repeat: 1 },
    { path: 'EncodeComplete.ChunkInfo.ChunkType', kind: 'u32', repeat: 1 },
    { path: 'EncodeComplete.ChunkInfo.ChunkId.FrameNumber', kind: 'f64', repeat: 1 },
    { path: 'EncodeComplete.ChunkInfo.ChunkId.PartNumber', kind: 'u32', repeat: 1 },
    { path: 'EncodeComplete.ChunkInfo.ChunkId.Value', kind: 'u64', repeat: 1 },
    { path: 'EncodeComplete.ChunkInfo.ProcessingTime', kind: 'u32', repeat: 1 },
    { path: 'EncodeComplete.ChunkInfo.EncodeRate', kind: 'u32', repeat: 1 },
    { path: 'ChunkSent.ChunkId.FrameNumber', kind: 'f64', repeat: 1 },
    { path: 'ChunkSent.ChunkId.PartNumber', kind: 'u32', repeat: 1 },
    { path: 'ChunkSent.ChunkId.Value', kind: 'u64', repeat: 1 },
    { path: 'ProtocolEvent.Event', kind: 'u32', repeat: 1 },
    { path: 'raw', kind: 'bytes', repeat: 24 },
  ],
  sizeOf: sizeOfMIRACAST_STATISTIC_DATA,
  decode: decodeMIRACAST_STATISTIC_DATA,
  encode: encodeMIRACAST_STATISTIC_DATA,
  encodeInto: encodeIntoMIRACAST_STATISTIC_DATA,
  view: viewMIRACAST_STATISTIC_DATA,
  decodeBatch: decodeBatchMIRACAST_STATISTIC_DATA,
  encodeBatch: encodeBatchMIRACAST_STATISTIC_DATA,
  encodeBatchInto: encodeBatchIntoMIRACAST_STATISTIC_DATA,
});

/** The values of MIRACAST_STATISTIC_TYPE. */
export type MIRACAST_STATISTIC_TYPEValue =
  /** MIRACAST_STATISTIC_TYPE_CHUNK_PROCESSING_COMPLETE */
  | 0
  /** MIRACAST_STATISTIC_TYPE_CHUNK_SENT */
  | 1
  /** MIRACAST_STATISTIC_TYPE_EVENT */
  | 2
  /** MIRACAST_STATISTIC_TYPE_FORCE_UINT32 */
  | 4294967295
  | (number & {});

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

/** The values of MIRACAST_PROTOCOL_EVENT. */
export type MIRACAST_PROTOCOL_EVENTValue =
  /** MIRACAST_PROTOCOL_EVENT_IFRAME_RQ */
  | 0
  /** MIRACAST_PROTOCOL_EVENT_MONITOR_ARRIVE */
  | 1
  /** MIRACAST_PROTOCOL_EVENT_MONITOR_DEPART */
  | 2
  /** MIRACAST_PROTOCOL_EVENT_SINK_FAILED_PREFERRED_MODE_CHANGE */
  | 3
  /** MIRACAST_PROTOCOL_EVENT_FORCE_UINT32 */
  | 4294967295
  | (number & {});

/** A decoded MIRACAST_STATISTIC_DATA. */
export type MIRACAST_STATISTIC_DATA = {
  StatisticType: MIRACAST_STATISTIC_TYPEValue;
} & ({
  StatisticType: 0;
  EncodeComplete: {
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
  };
  ChunkSent?: undefined;
  ProtocolEvent?: undefined;
  raw?: undefined;
} | {
  StatisticType: 1;
  ChunkSent: {
    ChunkId: {
      FrameNumber: number;
      PartNumber: number;
      Value: bigint;
    };
  };
  EncodeComplete?: undefined;
  ProtocolEvent?: undefined;
  raw?: undefined;
} | {
  StatisticType: 2;
  ProtocolEvent: {
    Event: MIRACAST_PROTOCOL_EVENTValue;
  };
  EncodeComplete?: undefined;
  ChunkSent?: undefined;
  raw?: undefined;
} | {
  raw: Uint8Array;
  EncodeComplete?: undefined;
  ChunkSent?: undefined;
  ProtocolEvent?: undefined;
});

/** What encode takes: members that follow from others may be left out. */
export type MIRACAST_STATISTIC_DATAInput = {
  readonly StatisticType?: MIRACAST_STATISTIC_TYPEValue | 'MIRACAST_STATISTIC_TYPE_CHUNK_PROCESSING_COMPLETE' | 'MIRACAST_STATISTIC_TYPE_CHUNK_SENT' | 'MIRACAST_STATISTIC_TYPE_EVENT' | 'MIRACAST_STATISTIC_TYPE_FORCE_UINT32' | number | undefined;
} & ({
  readonly EncodeComplete: {
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
  };
  readonly ChunkSent?: undefined;
  readonly ProtocolEvent?: undefined;
  readonly raw?: undefined;
} | {
  readonly ChunkSent: {
    readonly ChunkId: {
      readonly FrameNumber: number;
      readonly PartNumber: number;
      readonly Value?: bigint | number | `${bigint}`;
    };
  };
  readonly EncodeComplete?: undefined;
  readonly ProtocolEvent?: undefined;
  readonly raw?: undefined;
} | {
  readonly ProtocolEvent: {
    readonly Event: MIRACAST_PROTOCOL_EVENTValue | 'MIRACAST_PROTOCOL_EVENT_IFRAME_RQ' | 'MIRACAST_PROTOCOL_EVENT_MONITOR_ARRIVE' | 'MIRACAST_PROTOCOL_EVENT_MONITOR_DEPART' | 'MIRACAST_PROTOCOL_EVENT_SINK_FAILED_PREFERRED_MODE_CHANGE' | 'MIRACAST_PROTOCOL_EVENT_FORCE_UINT32' | number;
  };
  readonly EncodeComplete?: undefined;
  readonly ChunkSent?: undefined;
  readonly raw?: undefined;
} | {
  readonly raw: Uint8Array;
  readonly EncodeComplete?: undefined;
  readonly ChunkSent?: undefined;
  readonly ProtocolEvent?: undefined;
});

/** A cursor over the bytes of one: setting a member writes it there. */
export type MIRACAST_STATISTIC_DATAView = {
  StatisticType: MIRACAST_STATISTIC_TYPEValue;
} & ({
  StatisticType: 0;
  EncodeComplete: {
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
  };
  ChunkSent?: undefined;
  ProtocolEvent?: undefined;
  raw?: undefined;
} | {
  StatisticType: 1;
  ChunkSent: {
    ChunkId: {
      FrameNumber: number;
      PartNumber: number;
      Value: bigint;
    };
  };
  EncodeComplete?: undefined;
  ProtocolEvent?: undefined;
  raw?: undefined;
} | {
  StatisticType: 2;
  ProtocolEvent: {
    Event: MIRACAST_PROTOCOL_EVENTValue;
  };
  EncodeComplete?: undefined;
  ChunkSent?: undefined;
  raw?: undefined;
} | {
  raw: Uint8Array;
  EncodeComplete?: undefined;
  ChunkSent?: undefined;
  ProtocolEvent?: undefined;
});

/** The columns of a batch, by path. */
export interface MIRACAST_STATISTIC_DATAColumns {
  readonly StatisticType: Uint32Array<ArrayBuffer>;
  readonly 'EncodeComplete.ChunkInfo.ChunkType': Uint32Array<ArrayBuffer>;
  readonly 'EncodeComplete.ChunkInfo.ChunkId.FrameNumber': Float64Array<ArrayBuffer>;
  readonly 'EncodeComplete.ChunkInfo.ChunkId.PartNumber': Uint32Array<ArrayBuffer>;
  readonly 'EncodeComplete.ChunkInfo.ChunkId.Value': BigUint64Array<ArrayBuffer>;
  readonly 'EncodeComplete.ChunkInfo.ProcessingTime': Uint32Array<ArrayBuffer>;
  readonly 'EncodeComplete.ChunkInfo.EncodeRate': Uint32Array<ArrayBuffer>;
  readonly 'ChunkSent.ChunkId.FrameNumber': Float64Array<ArrayBuffer>;
  readonly 'ChunkSent.ChunkId.PartNumber': Uint32Array<ArrayBuffer>;
  readonly 'ChunkSent.ChunkId.Value': BigUint64Array<ArrayBuffer>;
  readonly 'ProtocolEvent.Event': Uint32Array<ArrayBuffer>;
  readonly raw: Uint8Array<ArrayBuffer>;
}

/** The path of any member. */
export type MIRACAST_STATISTIC_DATAPath = 'StatisticType' | 'EncodeComplete' | 'EncodeComplete.ChunkInfo' | 'EncodeComplete.ChunkInfo.ChunkType' | 'EncodeComplete.ChunkInfo.ChunkId' | 'EncodeComplete.ChunkInfo.ChunkId.FrameNumber' | 'EncodeComplete.ChunkInfo.ChunkId.PartNumber' | 'EncodeComplete.ChunkInfo.ChunkId.Value' | 'EncodeComplete.ChunkInfo.ProcessingTime' | 'EncodeComplete.ChunkInfo.EncodeRate' | 'ChunkSent' | 'ChunkSent.ChunkId' | 'ChunkSent.ChunkId.FrameNumber' | 'ChunkSent.ChunkId.PartNumber' | 'ChunkSent.ChunkId.Value' | 'ProtocolEvent' | 'ProtocolEvent.Event';
