// MIRACAST_SESSION_INFO under msvc-x64, compiled by castbuf from src/miracast/structures.ts. Do not edit it: change the schema and compile it again.
// schema c6bf3924dac69834014c02b8f0c0f6107e90231cc8b5d6d5f3933ce747d51a05
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
  compiledCodec,
  compiledLayout,
  copyOutput,
  cursorClass,
  disagree,
  evenPlaces,
  givenInteger,
  has,
  isObject,
  memberOf,
  messageView,
  moveByRows,
  noWholeArm,
  presence,
  refuseExtra,
  refusedRecord,
  sliceOf,
  truncated,
  unfit,
  writtenOp,
  wrongInteger,
  wrongObject,
} from '../compiled/index.js';

function checkMIRACAST_SESSION_INFO(view, at, end) {
  if (end - at < 4) throw truncated(at, 4, end - at);
  return 4;
}

function readMIRACAST_SESSION_INFO(view, at, length, copy) {
  return {
    MonitorConnected: view.getUint8(at) & 1,
    ReducedModeListDueToBandwidth: (view.getUint8(at) >>> 1) & 1,
    Reserved: view.getUint32(at, true) >>> 2,
    Value: view.getUint32(at, true),
  };
}

export function decodeMIRACAST_SESSION_INFO(message: Bytes): MIRACAST_SESSION_INFO {
  const view = messageView(message);
  return readMIRACAST_SESSION_INFO(view, 0, checkMIRACAST_SESSION_INFO(view, 0, view.byteLength), sliceOf);
}

const NAMES_MIRACAST_SESSION_INFO = ['MonitorConnected', 'ReducedModeListDueToBandwidth', 'Reserved', 'Value'];

function isNameMIRACAST_SESSION_INFO(key) {
  return (
    key === 'MonitorConnected' ||
    key === 'ReducedModeListDueToBandwidth' ||
    key === 'Reserved' ||
    key === 'Value'
  );
}

/** Undefined while a value is written: a getter of it may encode, too. */
let IDLE_MIRACAST_SESSION_INFO;

const RULES_MIRACAST_SESSION_INFO = {
  fixedBytes: 4,
  mostBytes: 16777216,
  lengthOp: undefined,
  isNext: false,
  startAlign: 1,
  trailingBytes: 0,
  gapsOp: undefined,
  tailOp: undefined,
  sum: () => 0,
};

const OP_MonitorConnected = writtenOp('MonitorConnected', [2, 1, 0, 1, 0, 1, 0, 0, 1]);

const OP_ReducedModeListDueToBandwidth = writtenOp('ReducedModeListDueToBandwidth', [3, 1, 0, 1, 1, 1, 0, 0, 1]);

const OP_Reserved = writtenOp('Reserved', [4, 1, 0, 4, 2, 30, 0, 0, 1]);

const OP_Value = writtenOp('Value', [6, 1, 0, 4, 0, 32, 4194304, 0, 1]);

function putMIRACAST_SESSION_INFO(value) {
  if (!isObject(value)) throw wrongObject(value, '');
  for (const key in value) if (!isNameMIRACAST_SESSION_INFO(key)) refuseExtra(value, key, NAMES_MIRACAST_SESSION_INFO, '');
  const record = IDLE_MIRACAST_SESSION_INFO ?? new RecordWriter(RULES_MIRACAST_SESSION_INFO);
  IDLE_MIRACAST_SESSION_INFO = undefined;
  record.begin();
  const given_ = presence(
    Number(has(value, 'MonitorConnected', value.MonitorConnected)) + Number(has(value, 'ReducedModeListDueToBandwidth', value.ReducedModeListDueToBandwidth)) + Number(has(value, 'Reserved', value.Reserved)),
    3
  );
  const given_2 = presence(Number(has(value, 'Value', value.Value)), 1);
  if (given_ !== WHOLE && given_2 !== WHOLE) {
    throw noWholeArm(
      '',
      value,
      [['MonitorConnected', 'ReducedModeListDueToBandwidth', 'Reserved'], ['Value']],
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
    const MonitorConnected = memberOf(value, 'MonitorConnected');
    if (MonitorConnected !== undefined || !isPartial) {
      if (typeof MonitorConnected !== 'number' || (MonitorConnected & 1) !== MonitorConnected) {
        throw wrongInteger(MonitorConnected, 'MonitorConnected', 0, 1);
      }
      record.value(OP_MonitorConnected, MonitorConnected);
    }
    const ReducedModeListDueToBandwidth = memberOf(value, 'ReducedModeListDueToBandwidth');
    if (ReducedModeListDueToBandwidth !== undefined || !isPartial) {
      if (
        typeof ReducedModeListDueToBandwidth !== 'number' ||
        (ReducedModeListDueToBandwidth & 1) !== ReducedModeListDueToBandwidth
      ) {
        throw wrongInteger(ReducedModeListDueToBandwidth, 'ReducedModeListDueToBandwidth', 0, 1);
      }
      record.value(OP_ReducedModeListDueToBandwidth, ReducedModeListDueToBandwidth);
    }
    const Reserved = memberOf(value, 'Reserved');
    if (Reserved !== undefined || !isPartial) {
      if (typeof Reserved !== 'number' || (Reserved & 0x3fffffff) !== Reserved) {
        throw wrongInteger(Reserved, 'Reserved', 0, 1073741823);
      }
      record.value(OP_Reserved, Reserved);
    }
    record.endArm(mode);
  }
  if (given_2 !== ABSENT) {
    const isPartial2 = given_2 === PARTIAL;
    const mode2 = record.beginArm(given_2 === PARTIAL);
    const Value = memberOf(value, 'Value');
    if (Value !== undefined || !isPartial2) {
      if (typeof Value !== 'number' || Value >>> 0 !== Value) throw wrongInteger(Value, 'Value', 0, 4294967295);
      record.value(OP_Value, Value);
    }
    record.endArm(mode2);
  }
  record.endArms(arms);
  const isRefused = record.end() === undefined;
  IDLE_MIRACAST_SESSION_INFO = record;
  if (isRefused) throw refusedRecord(record.refusal);
  const { output } = record;
  return output;
}

/** The message as bytes of its own, padding zero. */
export function encodeMIRACAST_SESSION_INFO(value: MIRACAST_SESSION_INFOInput): Uint8Array<ArrayBuffer> {
  const { bytes, end } = putMIRACAST_SESSION_INFO(value);
  return bytes.slice(0, end);
}

/** Writes the message to the start of the target, and gives how many bytes it has. */
export function encodeIntoMIRACAST_SESSION_INFO(value: MIRACAST_SESSION_INFOInput, target: Bytes): number {
  const bytes = asBytes(target, 'the target');
  return copyOutput(bytes, putMIRACAST_SESSION_INFO(value));
}

/** Bytes that the encoded message has. */
export function sizeOfMIRACAST_SESSION_INFO(value: MIRACAST_SESSION_INFOInput): number {
  return putMIRACAST_SESSION_INFO(value).end;
}

const ViewMIRACAST_SESSION_INFO = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_SESSION_INFO extends Cursor {
    #place;

    constructor(view, at, length) {
      super();
      this.#place = new Place(view, at, length);
    }

    get '~place'() {
      return this.#place;
    }

    get MonitorConnected() {
      const { view, at } = this.#place;
      return (view.getUint8(at) & 1);
    }

    set MonitorConnected(value) {
      const given = givenInteger(value, 0, 1, 'MonitorConnected');
      const { view, at } = this.#place;
      view.setUint8(at, (view.getUint8(at) & 0xfe) | (given & 1));
    }

    get ReducedModeListDueToBandwidth() {
      const { view, at } = this.#place;
      return ((view.getUint8(at) >>> 1) & 1);
    }

    set ReducedModeListDueToBandwidth(value) {
      const given = givenInteger(value, 0, 1, 'ReducedModeListDueToBandwidth');
      const { view, at } = this.#place;
      view.setUint8(at, (view.getUint8(at) & 0xfd) | ((given & 1) << 1));
    }

    get Reserved() {
      const { view, at } = this.#place;
      return (view.getUint32(at, true) >>> 2);
    }

    set Reserved(value) {
      const given = givenInteger(value, 0, 1073741823, 'Reserved');
      const { view, at } = this.#place;
      view.setUint32(at, (view.getUint32(at, true) & 3) | ((given & 0x3fffffff) << 2), true);
    }

    get Value() {
      const { view, at } = this.#place;
      return view.getUint32(at, true);
    }

    set Value(value) {
      const { view, at } = this.#place;
      view.setUint32(at, givenInteger(value, 0, 4294967295, 'Value'), true);
    }
  },
  'MIRACAST_SESSION_INFO',
);

/** A cursor over the bytes of a message, which is checked once, here. Nothing is copied. */
export function viewMIRACAST_SESSION_INFO(message: Bytes): MIRACAST_SESSION_INFOView {
  const { buffer, byteOffset, byteLength } = asBytes(message);
  const view = new DataView(buffer, byteOffset, byteLength);
  return new ViewMIRACAST_SESSION_INFO(view, 0, checkMIRACAST_SESSION_INFO(view, 0, byteLength));
}

const kernel = /* @__PURE__ */ new CompiledKernel('(Ɖƛƕ)((()>*ƈ-ƧƧƧƧƧ)Ƨƈ0ƧƧƧƧƧƧƧƧ)Ƨ*7)+ƍƖƞ.ƕƍƕƗƚơ*()++*()/e*CƌƍƋƗƌƍuqziki{|Ƈ{m{{qwvƇqvnw()CƍƖƋƗƌƍuqziki{|Ƈ{m{{qwvƇqvnw((2Ȃ1*Ȃ.+9ƣ.Ƨ)Ʀȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥ4((((((((((((((((iǨ(P*(J?CI.ȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥ4((((((((((((((((iǬ(P*(J@CI/ȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥ4((((((((((((((((iǰ(P*(JACI0ȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥ4((((((((((((((((iǴ(P*(JBCI1H+ǕH,ǕƤIDH(iƤƙICH+I(+hH>HCq,h*hH(ǕjǸ(ƤHD~5(H(i0ƒH(i4ƒI)H>H?ƒȥƄ*(ȥƱ)ȥǑ)J2ȥǱ)H.ȥvJ5H>H@ƒȥƄ*(ȥƱ)ȥǑ)J3ȥǱ)i)ȥǳ)H/ȥvJ6ȥxH>i*ƜJ,HAƒȥ(,(J4ȥǱ)i*ȥǳ)H0ȥvJ7ȥxH,HBƒȥ(,(JļȥǱ)H1ȥvJ8ȥxI-H2ȥǲ)H.ȥvJ9H3ȥǲ)i)ȥǳ)H/ȥvJ:ȥxH4ȥǲ)i*ȥǳ)H0ȥvJ;ȥxHļȥǲ)H1ȥvJ=ȥxIļȥ4((((((((((((((((H2ȥ4Ȧ(((Ȧ(((Ȧ(((Ȧ(((ȥvH.ȥvȥxH3ȥ4Ȧ(((Ȧ(((Ȧ(((Ȧ(((ȥvH/ȥvȥxH4ȥ4(((Ǩ(((Ǩ(((Ǩ(((ǨȥvH0ȥvȥxH5H-ȥyȥ4)((((((()(((((((ȥvH.ȥvȥxH9Hļȥyȥ4)((((((()(((((((ȥvH.ȥvȥxH6H-ȥyȥ4*(((((((*(((((((ȥvH/ȥvȥxH:Hļȥyȥ4*(((((((*(((((((ȥvH/ȥvȥxH7H-ȥyȥ4Ȥȧȧȧ((((Ȥȧȧȧ((((ȥvH0ȥvȥxH;Hļȥyȥ4Ȥȧȧȧ((((Ȥȧȧȧ((((ȥvH0ȥvȥxH8H-ȥyȥ4ȧȧȧȧ((((ȧȧȧȧ((((ȥvH1ȥvȥxH=Hļȥyȥ4ȧȧȧȧ((((ȧȧȧȧ((((ȥvH1ȥvȥxȥ{5(H(H-ȥƃ+((H(i,ƒH-ȥƃ+()Hļȥƃ+((H)Hļȥƃ+()H(i8ƒI(H>i,ƒI>4*333i,H>^*(H(H+Ɠ3ȣ*+*Ʀ*ƣ,ƧH.H/ƒI4H.H/i)ƜƒI5H.H/i.ƔƒI/H,J+H)ǕH*ǕJ0ƥJ1j,{,Ƨi(-H1j,ƥj,ƧǏi)ƒ3J6H-H+ƓJ7H6H7qCƒI6H(H0ǏƒI(+hH+H6q,hH+H.ƒH(i,ƒH(ȥƅ+(ȥſ+()H(i4ƒH(i0ƒȥƅ+(ȥſ+()ȥ5()*+012389:;@ABCJ2ȥ4)((()((()((()(((ȥvJ3H3ȥ5(,04(,04(,04(,04ȥƂ*((H+H4ƒH2i)ȥǕ)ȥ4)((()((()((()(((ȥvJ3H3ȥ5(,04(,04(,04(,04ȥƂ*((H5H+i*ƜJ7ƒH2i*ȥǕ)ȥ3,(H/H7ƒH2ȥ3,(H+i,ƒI+H(i8ƒI(4)33i(H,H6q,ƦH6H,ƓǕj*ƮH0Ƥ-H*Ǖ3J0H)Ǖ{H-H6sJ(H(Ci(o^*(i,H0f*(H63', 'useKernelMIRACAST_SESSION_INFO');

/** For hosts that compile modules themselves: the kernel, before the first batch. */
export function useKernelMIRACAST_SESSION_INFO(module: WebAssembly.Module): void {
  kernel.use(module);
}

const slotsMIRACAST_SESSION_INFO = [
  [Uint8Array, 1, 0],
  [Uint8Array, 1, 1],
  [Uint32Array, 1, 2],
  [Uint32Array, 1, 6],
];

const columnsMIRACAST_SESSION_INFO = [
  ['MonitorConnected', 0],
  ['ReducedModeListDueToBandwidth', 1],
  ['Reserved', 2],
  ['Value', 3],
];

/** The cursor over the records of a batch, which is its own iterator and the result of each step. */
class RowsMIRACAST_SESSION_INFO extends ViewMIRACAST_SESSION_INFO {
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

const batchesMIRACAST_SESSION_INFO = /* @__PURE__ */ new Batches({
  slots: slotsMIRACAST_SESSION_INFO,
  rowBytes: 10,
  columns: columnsMIRACAST_SESSION_INFO,
  places: /* @__PURE__ */ evenPlaces(4),
  bytes: 4,
  least: 4,
  align: 1,
  check: checkMIRACAST_SESSION_INFO,
  read: readMIRACAST_SESSION_INFO,
  Rows: RowsMIRACAST_SESSION_INFO,
  decode: 'decodeMIRACAST_SESSION_INFO',
  takesRest: false,
  slack: 28,
  kernel: kernel,
});

/** Records of MIRACAST_SESSION_INFO to columns: rowCount, columns, offsets, value(i), rows(), error. */
export function decodeBatchMIRACAST_SESSION_INFO(bytes: Bytes, options?: CompiledBatchOptions): CompiledBatch<MIRACAST_SESSION_INFOColumns, MIRACAST_SESSION_INFO, MIRACAST_SESSION_INFOView> {
  return batchesMIRACAST_SESSION_INFO.decode(bytes, options);
}

/** The encoded message, valid until the next write. */
function writeMIRACAST_SESSION_INFO(value) {
  const { bytes, end } = putMIRACAST_SESSION_INFO(value);
  return bytes.subarray(0, end);
}

/** One row of the columns to its record, whose bytes are zero; the next one begins `step` bytes further, 0: there is none. */
function writeRowMIRACAST_SESSION_INFO(given, row, view, at, length, step) {
  if (given[0] !== undefined) {
    const v0 = given[0][row];
    if (v0 > 1) throw unfit(at, 0, 'MonitorConnected', 0, Number(v0));
    view.setUint8(at, (view.getUint8(at) & 0xfe) | (v0 & 1));
  }
  if (given[1] !== undefined) {
    const v1 = given[1][row];
    if (v1 > 1) throw unfit(at, 0, 'ReducedModeListDueToBandwidth', 0, Number(v1));
    view.setUint8(at, (view.getUint8(at) & 0xfd) | ((v1 & 1) << 1));
  }
  if (given[2] !== undefined) {
    const v2 = given[2][row];
    if (v2 > 1073741823) throw unfit(at, 0, 'Reserved', 0, Number(v2));
    view.setUint32(at, (view.getUint32(at, true) & 3) | ((v2 & 0x3fffffff) << 2), true);
  }
  if (given[3] !== undefined) {
    const v3 = given[3][row];
    view.setUint32(at, v3, true);
  }
  if (given[0] !== undefined) {
    const v0 = given[0][row];
    if ((view.getUint8(at) & 1) !== v0) throw disagree(at, 0, 'MonitorConnected', (view.getUint8(at) & 1), Number(v0));
  }
  if (given[1] !== undefined) {
    const v1 = given[1][row];
    if (((view.getUint8(at) >>> 1) & 1) !== v1) throw disagree(at, 0, 'ReducedModeListDueToBandwidth', ((view.getUint8(at) >>> 1) & 1), Number(v1));
  }
  if (given[2] !== undefined) {
    const v2 = given[2][row];
    if ((view.getUint32(at, true) >>> 2) !== v2) throw disagree(at, 0, 'Reserved', (view.getUint32(at, true) >>> 2), Number(v2));
  }
  if (given[3] !== undefined) {
    const v3 = given[3][row];
    if (view.getUint32(at, true) !== v3) throw disagree(at, 0, 'Value', view.getUint32(at, true), Number(v3));
  }
}

const rowWriterMIRACAST_SESSION_INFO = /* @__PURE__ */ new BatchWriter({
  slots: slotsMIRACAST_SESSION_INFO,
  columns: columnsMIRACAST_SESSION_INFO,
  optional: { 0: null, 1: null, 2: null, 3: null },
  rules: [/* @__PURE__ */ armRule('', 'MonitorConnected and ReducedModeListDueToBandwidth and Reserved, or Value', [[0,1,2],[3]])],
  fixedBytes: 4,
  mostBytes: 16777216,
  align: 1,
  writeRow: writeRowMIRACAST_SESSION_INFO,
  write: writeMIRACAST_SESSION_INFO,
  kernel: { module: kernel, encode: 'encodeMIRACAST_SESSION_INFO', slack: 65 },
});

/** Columns by path, or an array of values, as records of MIRACAST_SESSION_INFO one after the other. */
export function encodeBatchMIRACAST_SESSION_INFO(rows: Partial<MIRACAST_SESSION_INFOColumns> | readonly MIRACAST_SESSION_INFOInput[]): Uint8Array<ArrayBuffer> {
  return rowWriterMIRACAST_SESSION_INFO.encode(rows);
}

/** The same at the start of the target; gives how many bytes that is. */
export function encodeBatchIntoMIRACAST_SESSION_INFO(rows: Partial<MIRACAST_SESSION_INFOColumns> | readonly MIRACAST_SESSION_INFOInput[], target: Bytes): number {
  return rowWriterMIRACAST_SESSION_INFO.encodeInto(rows, target);
}

/** All of it, as one codec. */
export const MIRACAST_SESSION_INFO: CompiledCodec<MIRACAST_SESSION_INFO, MIRACAST_SESSION_INFOInput, MIRACAST_SESSION_INFOView, MIRACAST_SESSION_INFOColumns, MIRACAST_SESSION_INFOPath> = /* @__PURE__ */ compiledCodec([batchesMIRACAST_SESSION_INFO, rowWriterMIRACAST_SESSION_INFO, 16777216, false, 1], {
  layout: /* @__PURE__ */ compiledLayout('MIRACAST_SESSION_INFO', 'union', 'msvc-x64', 4, 4, {
    MonitorConnected: 0,
    ReducedModeListDueToBandwidth: 0,
    Reserved: 0,
    Value: 0,
  }),
  columns: [
    { path: 'MonitorConnected', kind: 'u8', repeat: 1 },
    { path: 'ReducedModeListDueToBandwidth', kind: 'u8', repeat: 1 },
    { path: 'Reserved', kind: 'u32', repeat: 1 },
    { path: 'Value', kind: 'u32', repeat: 1 },
  ],
  sizeOf: sizeOfMIRACAST_SESSION_INFO,
  decode: decodeMIRACAST_SESSION_INFO,
  encode: encodeMIRACAST_SESSION_INFO,
  encodeInto: encodeIntoMIRACAST_SESSION_INFO,
  view: viewMIRACAST_SESSION_INFO,
  decodeBatch: decodeBatchMIRACAST_SESSION_INFO,
  encodeBatch: encodeBatchMIRACAST_SESSION_INFO,
  encodeBatchInto: encodeBatchIntoMIRACAST_SESSION_INFO,
});

/** A decoded MIRACAST_SESSION_INFO. */
export type MIRACAST_SESSION_INFO = {
  MonitorConnected: number;
  ReducedModeListDueToBandwidth: number;
  Reserved: number;
  Value: number;
};

/** What encode takes: members that follow from others may be left out. */
export type MIRACAST_SESSION_INFOInput = {
  readonly MonitorConnected: number;
  readonly ReducedModeListDueToBandwidth: number;
  readonly Reserved: number;
  readonly Value?: number;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type MIRACAST_SESSION_INFOView = {
  MonitorConnected: number;
  ReducedModeListDueToBandwidth: number;
  Reserved: number;
  Value: number;
};

/** The columns of a batch, by path. */
export interface MIRACAST_SESSION_INFOColumns {
  readonly MonitorConnected: Uint8Array<ArrayBuffer>;
  readonly ReducedModeListDueToBandwidth: Uint8Array<ArrayBuffer>;
  readonly Reserved: Uint32Array<ArrayBuffer>;
  readonly Value: Uint32Array<ArrayBuffer>;
}

/** The path of any member. */
export type MIRACAST_SESSION_INFOPath = 'MonitorConnected' | 'ReducedModeListDueToBandwidth' | 'Reserved' | 'Value';
