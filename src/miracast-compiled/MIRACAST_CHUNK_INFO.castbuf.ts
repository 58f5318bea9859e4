// MIRACAST_CHUNK_INFO under msvc-x64, compiled by castbuf from src/miracast/structures.ts. Do not edit it: change the schema and compile it again.
// schema 514ecd22fc2f9e1416d14723bb35a133d55e40bb92210794e7325494a0332b00
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
  asBytes,
  assignPart,
  compiledCodec,
  compiledLayout,
  copyOutput,
  cursorClass,
  disagree,
  enumNames,
  evenPlaces,
  given,
  givenInteger,
  givenName,
  givenWide,
  has,
  isObject,
  leafPlan,
  memberOf,
  messageView,
  moveByRows,
  noWholeArm,
  overlayPlan,
  plainPlan,
  presence,
  recordPlan,
  refuseExtra,
  refusedRecord,
  sliceOf,
  takeInteger,
  takeWide,
  truncated,
  unfit,
  writtenOp,
  wrongInteger,
  wrongObject,
} from '../compiled/index.js';

function checkMIRACAST_CHUNK_INFO(view, at, end) {
  if (end - at < 24) {
    throw truncated(at, 24, end - at, end !== 0 && end % 20 === 0 ? '; without padding it takes 20: createCodec(type, { abi: packedAbi(1) })' : '');
  }
  return 24;
}

function readMIRACAST_CHUNK_INFO(view, at, length, copy) {
  return {
    ChunkType: view.getUint32(at, true),
    ChunkId: {
      FrameNumber: (view.getUint32(at + 12, true) & 0xff) * 0x100000000 + view.getUint32(at + 8, true),
      PartNumber: view.getUint32(at + 12, true) >>> 8,
      Value: view.getBigUint64(at + 8, true),
    },
    ProcessingTime: view.getUint32(at + 16, true),
    EncodeRate: view.getUint32(at + 20, true),
  };
}

export function decodeMIRACAST_CHUNK_INFO(message: Bytes): MIRACAST_CHUNK_INFO {
  const view = messageView(message);
  return readMIRACAST_CHUNK_INFO(view, 0, checkMIRACAST_CHUNK_INFO(view, 0, view.byteLength), sliceOf);
}

const NAMES_MIRACAST_CHUNK_INFO = ['ChunkType', 'ChunkId', 'ProcessingTime', 'EncodeRate'];

function isNameMIRACAST_CHUNK_INFO(key) {
  return key === 'ChunkType' || key === 'ChunkId' || key === 'ProcessingTime' || key === 'EncodeRate';
}

/** Undefined while a value is written: a getter of it may encode, too. */
let IDLE_MIRACAST_CHUNK_INFO;

const RULES_MIRACAST_CHUNK_INFO = {
  fixedBytes: 24,
  mostBytes: 16777216,
  lengthOp: undefined,
  isNext: false,
  startAlign: 1,
  trailingBytes: 0,
  gapsOp: undefined,
  tailOp: undefined,
  sum: () => 0,
};

const ENUM_MIRACAST_CHUNK_TYPE = /* @__PURE__ */ enumNames('MIRACAST_CHUNK_TYPE', { MIRACAST_CHUNK_TYPE_UNKNOWN: 0, MIRACAST_CHUNK_TYPE_COLOR_CONVERT_COMPLETE: 1, MIRACAST_CHUNK_TYPE_ENCODE_COMPLETE: 2, MIRACAST_CHUNK_TYPE_FRAME_START: 3, MIRACAST_CHUNK_TYPE_FRAME_DROPPED: 4, MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_1: 2147483648, MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_2: 2147483649, MIRACAST_CHUNK_TYPE_ENCODE_FORCE_UINT32: 4294967295 });

const NAMES_ChunkId = ['FrameNumber', 'PartNumber', 'Value'];

function isNameOfChunkIdInMIRACAST_CHUNK_INFO(key) {
  return key === 'FrameNumber' || key === 'PartNumber' || key === 'Value';
}

const OP_FrameNumber = writtenOp('ChunkId.FrameNumber', [3, 1, 8, 8, 0, 40, 0, 0, 1]);

const OP_PartNumber = writtenOp('ChunkId.PartNumber', [4, 1, 8, 8, 40, 24, 0, 0, 1]);

const OP_Value = writtenOp('ChunkId.Value', [6, 2, 8, 8, 0, 64, 6291456, 0, 1]);

function putMIRACAST_CHUNK_INFO(value) {
  if (!isObject(value)) throw wrongObject(value, '');
  for (const key in value) if (!isNameMIRACAST_CHUNK_INFO(key)) refuseExtra(value, key, NAMES_MIRACAST_CHUNK_INFO, '');
  const record = IDLE_MIRACAST_CHUNK_INFO ?? new RecordWriter(RULES_MIRACAST_CHUNK_INFO);
  IDLE_MIRACAST_CHUNK_INFO = undefined;
  record.begin();
  const ChunkTypeGiven = given(value, 'ChunkType', value.ChunkType);
  let ChunkType = ChunkTypeGiven;
  if (typeof ChunkType !== 'number' || ChunkType >>> 0 !== ChunkType) {
    ChunkType = takeInteger(ChunkTypeGiven, 'ChunkType', 0, 4294967295, ENUM_MIRACAST_CHUNK_TYPE);
  }
  record.output.view.setUint32(0, ChunkType, true);
  const ChunkId = value.ChunkId;
  if (!isObject(ChunkId)) throw wrongObject(given(value, 'ChunkId', ChunkId), 'ChunkId');
  for (const key in ChunkId) if (!isNameOfChunkIdInMIRACAST_CHUNK_INFO(key)) refuseExtra(ChunkId, key, NAMES_ChunkId, 'ChunkId');
  const given_ = presence(
    Number(has(ChunkId, 'FrameNumber', ChunkId.FrameNumber)) + Number(has(ChunkId, 'PartNumber', ChunkId.PartNumber)),
    2
  );
  const given_2 = presence(Number(has(ChunkId, 'Value', ChunkId.Value)), 1);
  if (given_ !== WHOLE && given_2 !== WHOLE) {
    throw noWholeArm('ChunkId', ChunkId, [['FrameNumber', 'PartNumber'], ['Value']], [given_, given_2]);
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
        throw wrongInteger(FrameNumber, 'ChunkId.FrameNumber', 0, 1099511627775);
      }
      record.value(OP_FrameNumber, FrameNumber);
    }
    const PartNumber = memberOf(ChunkId, 'PartNumber');
    if (PartNumber !== undefined || !isPartial) {
      if (typeof PartNumber !== 'number' || (PartNumber & 0xffffff) !== PartNumber) {
        throw wrongInteger(PartNumber, 'ChunkId.PartNumber', 0, 16777215);
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
        'ChunkId.Value',
        0n,
        18446744073709551615n
      );
      record.value(OP_Value, Value);
    }
    record.endArm(mode2);
  }
  record.endArms(arms);
  const ProcessingTime = value.ProcessingTime;
  if (typeof ProcessingTime !== 'number' || ProcessingTime >>> 0 !== ProcessingTime) {
    throw wrongInteger(given(value, 'ProcessingTime', ProcessingTime), 'ProcessingTime', 0, 4294967295);
  }
  record.output.view.setUint32(16, ProcessingTime, true);
  const EncodeRate = value.EncodeRate;
  if (typeof EncodeRate !== 'number' || EncodeRate >>> 0 !== EncodeRate) {
    throw wrongInteger(given(value, 'EncodeRate', EncodeRate), 'EncodeRate', 0, 4294967295);
  }
  record.output.view.setUint32(20, EncodeRate, true);
  const isRefused = record.end() === undefined;
  IDLE_MIRACAST_CHUNK_INFO = record;
  if (isRefused) throw refusedRecord(record.refusal);
  const { output } = record;
  return output;
}

/** The message as bytes of its own, padding zero. */
export function encodeMIRACAST_CHUNK_INFO(value: MIRACAST_CHUNK_INFOInput): Uint8Array<ArrayBuffer> {
  const { bytes, end } = putMIRACAST_CHUNK_INFO(value);
  return bytes.slice(0, end);
}

/** Writes the message to the start of the target, and gives how many bytes it has. */
export function encodeIntoMIRACAST_CHUNK_INFO(value: MIRACAST_CHUNK_INFOInput, target: Bytes): number {
  const bytes = asBytes(target, 'the target');
  return copyOutput(bytes, putMIRACAST_CHUNK_INFO(value));
}

/** Bytes that the encoded message has. */
export function sizeOfMIRACAST_CHUNK_INFO(value: MIRACAST_CHUNK_INFOInput): number {
  return putMIRACAST_CHUNK_INFO(value).end;
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

const ViewMIRACAST_CHUNK_INFO_ChunkId = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_CHUNK_INFO_ChunkId extends Cursor {
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
      const given = givenInteger(value, 0, 1099511627775, 'ChunkId.FrameNumber');
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
      const given = givenInteger(value, 0, 16777215, 'ChunkId.PartNumber');
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
      view.setBigUint64(at + 8, givenWide(value, 0n, 18446744073709551615n, 'ChunkId.Value'), true);
    }
  },
  'ChunkId',
  'ChunkId',
  { FrameNumber: String, PartNumber: String },
);

const partMIRACAST_CHUNK_INFO_ChunkId = {
  path: 'ChunkId',
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

const ViewMIRACAST_CHUNK_INFO = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_CHUNK_INFO extends Cursor {
    #place;

    #ChunkId;

    constructor(view, at, length) {
      super();
      this.#place = new Place(view, at, length);
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
      view.setUint32(at, givenInteger(givenName(value, namesMIRACAST_CHUNK_TYPE, 'MIRACAST_CHUNK_TYPE', false, 'ChunkType'), 0, 4294967295, 'ChunkType'), true);
    }

    get ChunkId() {
      return (this.#ChunkId ??= new ViewMIRACAST_CHUNK_INFO_ChunkId(this.#place));
    }

    set ChunkId(value) {
      assignPart(this.#place, partMIRACAST_CHUNK_INFO_ChunkId, value, () => (this.#ChunkId ??= new ViewMIRACAST_CHUNK_INFO_ChunkId(this.#place)));
    }

    get ProcessingTime() {
      const { view, at } = this.#place;
      return view.getUint32(at + 16, true);
    }

    set ProcessingTime(value) {
      const { view, at } = this.#place;
      view.setUint32(at + 16, givenInteger(value, 0, 4294967295, 'ProcessingTime'), true);
    }

    get EncodeRate() {
      const { view, at } = this.#place;
      return view.getUint32(at + 20, true);
    }

    set EncodeRate(value) {
      const { view, at } = this.#place;
      view.setUint32(at + 20, givenInteger(value, 0, 4294967295, 'EncodeRate'), true);
    }
  },
  'MIRACAST_CHUNK_INFO',
);

/** A cursor over the bytes of a message, which is checked once, here. Nothing is copied. */
export function viewMIRACAST_CHUNK_INFO(message: Bytes): MIRACAST_CHUNK_INFOView {
  const { buffer, byteOffset, byteLength } = asBytes(message);
  const view = new DataView(buffer, byteOffset, byteLength);
  return new ViewMIRACAST_CHUNK_INFO(view, 0, checkMIRACAST_CHUNK_INFO(view, 0, byteLength));
}

const kernel = /* @__PURE__ */ new CompiledKernel('(Ɖƛƕ)((()>*ƈ-ƧƧƧƧƧ)Ƨƈ0ƧƧƧƧƧƧƧƧ)Ƨ*7)+ƍƖƞ.ƕƍƕƗƚơ*()++*()/a*AƌƍƋƗƌƍuqziki{|Ƈkp}vsƇqvnw()AƍƖƋƗƌƍuqziki{|Ƈkp}vsƇqvnw((2ǡ6*Ǌ1+=ƣ0Ƨ)ƦiǨ(P*(IBiǸ(P*(ICiǼ(P*(IDȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥ4((((((((((((((((iǬ(P*(J*CI-ȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥ4((((((((((((((((iǰ(P*(JECI.ȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥ4((((((((((((((((iǴ(P*(JFCI0H+ǕH,ǕƤIJH(iƤƙIGH+I(i(I)+hH)HGq,h*hH(Ǖjǈ)ƤHJ~5(HBH)i*ƜJ,ƒȥ(,(J3ȥ4((((((((((((((((ȥ5()*+89:;,-./ļ=>?I@H)i+ƜJHH*ƒJIȥ(,(J>ȥ4((((((Xk((((((XkȥȘ)J4ȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvH-ȥvJ5H,HEƒȥ(,(J1ȥǱ)iPȥǳ)H.ȥvJ6ȥxHFHHƒJHȥ(,(H0ȥvJ7ȥxI?HIȥ(,8JAȥ4((((((Xk((((((XkȥȘ)J8ȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvH-ȥvJ9H1ȥǲ)iPȥǳ)H.ȥvJ:ȥxHHȥ(,8H0ȥvJ;ȥxI/H,HCƒȥ(,(JļH,HDƒȥ(,(J=ȥ5()*+89:;,-./ļ=>?I2ȥ4((((((((((((((((H>ȥ4((((((((((((((((ȥtH>ȥ4((((((Ƙj((((((ƘjȥqȥvH4ȥ4((((((Xk((((((Xkȥș)H>ȥoȥvȥuH-ȥvȥxHAȥ4((((((((((((((((ȥtHAȥ4((((((Ƙj((((((ƘjȥqȥvH8ȥ4((((((Xk((((((Xkȥș)HAȥoȥvȥuH-ȥvȥxH1ȥ4(((ȧ(((ȧ(((ȧ(((ȧȥvH.ȥvȥxH5H?ȥyȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvH-ȥvȥxH9H/ȥyȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvH-ȥvȥxH6H?ȥyȥ4(((((ȧȧȧ(((((ȧȧȧȥvH.ȥvȥxH:H/ȥyȥ4(((((ȧȧȧ(((((ȧȧȧȥvH.ȥvȥxH7H?ȥyȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥvH0ȥvȥxH;H/ȥyȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥvH0ȥvȥxȥ{5(H(H@H?ȥ5()*+,-./89:;ļ=>?ȥ3,(H(H2ȥƃ+8(H(i@ƒJ,H@H?ȥ501234567@ABCDEFGȥ3,(H,H2ȥƃ+8)H(iXƒJ,H3ȥ4((((((((((((((((ȥ50123@ABC4567DEFGJ1H/ȥ5()*+,-./89:;ļ=>?ȥ3,(H,HļH=ȥ50123@ABC4567DEFGJ2ȥƃ+8(H(iǰ(ƒJ,H1H/ȥ501234567@ABCDEFGȥ3,(H,H2ȥƃ+8)H(iȈ(ƒI(H)i,ƒI)4*333i,H)^*(H(H+Ɠ3ƺ-+,ƣ*Ʀ3ƧH.H/i*ƜƒI6H.H/i4ƔƒI7H.H/i,ƜƒI8H.H/i@ƔƒI9H.H/iDƔƒI=H,J+H)ǕH*ǕJ4ƥJ5j@{,Ƨi(-H5j@ƥj@ƧǏi)ƒ3J/H-H+ƓJ:H/H:qCƒI:H(H4ǏƒI(+hH+H:q,hH+i*ƜJ;H.ƒH(ȥ(,(J1H(i@ƒJ>ȥ(,(J0ȥ5()*+89:;,-./ļ=>?H(iXƒJ?ȥ(,(J2H(iǰ(ƒJ/ȥ(,(J3ȥ5()*+89:;,-./ļ=>?ȥ5()*+,-./89:;ļ=>?ȥ3,(H6H+i+ƜJļƒJ@H1H0ȥ501234567@ABCDEFGJ0ȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvȥ4((((((Xk((((((Xkȥxȥ4((((((Xk((((((Xkȥș)ȥ3,(H@H2H3ȥ501234567@ABCDEFGJ1ȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvȥ4((((((Xk((((((Xkȥxȥ4((((((Xk((((((Xkȥș)ȥ3,8H8HļƒJļH0ȥ3,(HļH1ȥ3,8H7H;ƒH0H1ȥ5,-./4567ļ=>?DEFGi0ȥǕ)ȥ3,(H9H;ƒH>H(ȥƅ+8ȥſ+8)J0H/H?ȥƅ+8ȥſ+8)J1ȥ5()*+012389:;@ABCȥ3,(H;H=ƒH0H1ȥ5,-./4567ļ=>?DEFGȥ3,(H+i,ƒI+H(iȈ(ƒI(4)33i(H,H:q,ƦH:H,ƓǕj@ƦH4Ƥ-H*Ǖ3J4H)Ǖ{H-H:sJ(H(Ci(o^*(i,H4f*(H:3', 'useKernelMIRACAST_CHUNK_INFO');

/** For hosts that compile modules themselves: the kernel, before the first batch. */
export function useKernelMIRACAST_CHUNK_INFO(module: WebAssembly.Module): void {
  kernel.use(module);
}

const slotsMIRACAST_CHUNK_INFO = [
  [Uint32Array, 1, 0],
  [Float64Array, 1, 4],
  [Uint32Array, 1, 12],
  [BigUint64Array, 1, 16],
  [Uint32Array, 1, 24],
  [Uint32Array, 1, 28],
];

const columnsMIRACAST_CHUNK_INFO = [
  ['ChunkType', 0],
  ['ChunkId.FrameNumber', 1],
  ['ChunkId.PartNumber', 2],
  ['ChunkId.Value', 3],
  ['ProcessingTime', 4],
  ['EncodeRate', 5],
];

/** The cursor over the records of a batch, which is its own iterator and the result of each step. */
class RowsMIRACAST_CHUNK_INFO extends ViewMIRACAST_CHUNK_INFO {
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

const batchesMIRACAST_CHUNK_INFO = /* @__PURE__ */ new Batches({
  slots: slotsMIRACAST_CHUNK_INFO,
  rowBytes: 32,
  columns: columnsMIRACAST_CHUNK_INFO,
  places: /* @__PURE__ */ evenPlaces(24),
  bytes: 24,
  least: 24,
  align: 1,
  check: checkMIRACAST_CHUNK_INFO,
  read: readMIRACAST_CHUNK_INFO,
  Rows: RowsMIRACAST_CHUNK_INFO,
  decode: 'decodeMIRACAST_CHUNK_INFO',
  takesRest: false,
  slack: 88,
  kernel: kernel,
});

/** Records of MIRACAST_CHUNK_INFO to columns: rowCount, columns, offsets, value(i), rows(), error. */
export function decodeBatchMIRACAST_CHUNK_INFO(bytes: Bytes, options?: CompiledBatchOptions): CompiledBatch<MIRACAST_CHUNK_INFOColumns, MIRACAST_CHUNK_INFO, MIRACAST_CHUNK_INFOView> {
  return batchesMIRACAST_CHUNK_INFO.decode(bytes, options);
}

/** The encoded message, valid until the next write. */
function writeMIRACAST_CHUNK_INFO(value) {
  const { bytes, end } = putMIRACAST_CHUNK_INFO(value);
  return bytes.subarray(0, end);
}

/** One row of the columns to its record, whose bytes are zero; the next one begins `step` bytes further, 0: there is none. */
function writeRowMIRACAST_CHUNK_INFO(given, row, view, at, length, step) {
  const v0 = given[0][row];
  view.setUint32(at, v0, true);
  if (given[1] !== undefined) {
    const v1 = given[1][row];
    if (!(Number.isInteger(v1) && v1 >= 0 && v1 <= 1099511627775)) throw unfit(at, 8, 'ChunkId.FrameNumber', 0, Number(v1));
    {
      const low = v1;
      const high = Math.floor(v1 / 0x100000000);
      view.setUint32(at + 8, low, true);
      view.setUint32(at + 12, (view.getUint32(at + 12, true) & 0xffffff00) | (high & 0xff), true);
    }
  }
  if (given[2] !== undefined) {
    const v2 = given[2][row];
    if (v2 > 16777215) throw unfit(at, 8, 'ChunkId.PartNumber', 0, Number(v2));
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
  if (given[1] !== undefined) {
    const v1 = given[1][row];
    if (((view.getUint32(at + 12, true) & 0xff) * 0x100000000 + view.getUint32(at + 8, true)) !== v1) throw disagree(at, 8, 'ChunkId.FrameNumber', ((view.getUint32(at + 12, true) & 0xff) * 0x100000000 + view.getUint32(at + 8, true)), Number(v1));
  }
  if (given[2] !== undefined) {
    const v2 = given[2][row];
    if ((view.getUint32(at + 12, true) >>> 8) !== v2) throw disagree(at, 8, 'ChunkId.PartNumber', (view.getUint32(at + 12, true) >>> 8), Number(v2));
  }
  if (given[3] !== undefined) {
    const v3 = given[3][row];
    if (view.getBigUint64(at + 8, true) !== v3) throw disagree(at, 8, 'ChunkId.Value', Number(view.getBigUint64(at + 8, true)), Number(v3));
  }
}

const rowWriterMIRACAST_CHUNK_INFO = /* @__PURE__ */ new BatchWriter({
  slots: slotsMIRACAST_CHUNK_INFO,
  columns: columnsMIRACAST_CHUNK_INFO,
  optional: { 1: null, 2: null, 3: null },
  rules: [/* @__PURE__ */ armRule('ChunkId', 'ChunkId.FrameNumber and ChunkId.PartNumber, or ChunkId.Value', [[1,2],[3]])],
  fixedBytes: 24,
  mostBytes: 16777216,
  align: 1,
  writeRow: writeRowMIRACAST_CHUNK_INFO,
  write: writeMIRACAST_CHUNK_INFO,
  kernel: { module: kernel, encode: 'encodeMIRACAST_CHUNK_INFO', slack: 65 },
});

/** Columns by path, or an array of values, as records of MIRACAST_CHUNK_INFO one after the other. */
export function encodeBatchMIRACAST_CHUNK_INFO(rows: Partial<MIRACAST_CHUNK_INFOColumns> | readonly MIRACAST_CHUNK_INFOInput[]): Uint8Array<ArrayBuffer> {
  return rowWriterMIRACAST_CHUNK_INFO.encode(rows);
}

/** The same at the start of the target; gives how many bytes that is. */
export function encodeBatchIntoMIRACAST_CHUNK_INFO(rows: Partial<MIRACAST_CHUNK_INFOColumns> | readonly MIRACAST_CHUNK_INFOInput[], target: Bytes): number {
  return rowWriterMIRACAST_CHUNK_INFO.encodeInto(rows, target);
}

/** All of it, as one codec. */
export const MIRACAST_CHUNK_INFO: CompiledCodec<MIRACAST_CHUNK_INFO, MIRACAST_CHUNK_INFOInput, MIRACAST_CHUNK_INFOView, MIRACAST_CHUNK_INFOColumns, MIRACAST_CHUNK_INFOPath> = /* @__PURE__ */ compiledCodec([batchesMIRACAST_CHUNK_INFO, rowWriterMIRACAST_CHUNK_INFO, 16777216, false, 1], {
  layout: /* @__PURE__ */ compiledLayout('MIRACAST_CHUNK_INFO', 'struct', 'msvc-x64', 24, 8, {
    ChunkType: 0,
    ChunkId: 8,
    'ChunkId.FrameNumber': 8,
    'ChunkId.PartNumber': 13,
    'ChunkId.Value': 8,
    ProcessingTime: 16,
    EncodeRate: 20,
  }),
  columns: [
    { path: 'ChunkType', kind: 'u32', repeat: 1 },
    { path: 'ChunkId.FrameNumber', kind: 'f64', repeat: 1 },
    { path: 'ChunkId.PartNumber', kind: 'u32', repeat: 1 },
    { path: 'ChunkId.Value', kind: 'u64', repeat: 1 },
    { path: 'ProcessingTime', kind: 'u32', repeat: 1 },
    { path: 'EncodeRate', kind: 'u32', repeat: 1 },
  ],
  sizeOf: sizeOfMIRACAST_CHUNK_INFO,
  decode: decodeMIRACAST_CHUNK_INFO,
  encode: encodeMIRACAST_CHUNK_INFO,
  encodeInto: encodeIntoMIRACAST_CHUNK_INFO,
  view: viewMIRACAST_CHUNK_INFO,
  decodeBatch: decodeBatchMIRACAST_CHUNK_INFO,
  encodeBatch: encodeBatchMIRACAST_CHUNK_INFO,
  encodeBatchInto: encodeBatchIntoMIRACAST_CHUNK_INFO,
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

/** A decoded MIRACAST_CHUNK_INFO. */
export type MIRACAST_CHUNK_INFO = {
  ChunkType: MIRACAST_CHUNK_TYPEValue;
  ChunkId: {
    FrameNumber: number;
    PartNumber: number;
    Value: bigint;
  };
  ProcessingTime: number;
  EncodeRate: number;
};

/** What encode takes: members that follow from others may be left out. */
export type MIRACAST_CHUNK_INFOInput = {
  readonly ChunkType: MIRACAST_CHUNK_TYPEValue | 'MIRACAST_CHUNK_TYPE_UNKNOWN' | 'MIRACAST_CHUNK_TYPE_COLOR_CONVERT_COMPLETE' | 'MIRACAST_CHUNK_TYPE_ENCODE_COMPLETE' | 'MIRACAST_CHUNK_TYPE_FRAME_START' | 'MIRACAST_CHUNK_TYPE_FRAME_DROPPED' | 'MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_1' | 'MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_2' | 'MIRACAST_CHUNK_TYPE_ENCODE_FORCE_UINT32' | number;
  readonly ChunkId: {
    readonly FrameNumber: number;
    readonly PartNumber: number;
    readonly Value?: bigint | number | `${bigint}`;
  };
  readonly ProcessingTime: number;
  readonly EncodeRate: number;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type MIRACAST_CHUNK_INFOView = {
  ChunkType: MIRACAST_CHUNK_TYPEValue;
  ChunkId: {
    FrameNumber: number;
    PartNumber: number;
    Value: bigint;
  };
  ProcessingTime: number;
  EncodeRate: number;
};

/** The columns of a batch, by path. */
export interface MIRACAST_CHUNK_INFOColumns {
  readonly ChunkType: Uint32Array<ArrayBuffer>;
  readonly 'ChunkId.FrameNumber': Float64Array<ArrayBuffer>;
  readonly 'ChunkId.PartNumber': Uint32Array<ArrayBuffer>;
  readonly 'ChunkId.Value': BigUint64Array<ArrayBuffer>;
  readonly ProcessingTime: Uint32Array<ArrayBuffer>;
  readonly EncodeRate: Uint32Array<ArrayBuffer>;
}

/** The path of any member. */
export type MIRACAST_CHUNK_INFOPath = 'ChunkType' | 'ChunkId' | 'ChunkId.FrameNumber' | 'ChunkId.PartNumber' | 'ChunkId.Value' | 'ProcessingTime' | 'EncodeRate';
