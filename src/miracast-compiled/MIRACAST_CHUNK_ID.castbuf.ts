// MIRACAST_CHUNK_ID under msvc-x64, compiled by castbuf from src/miracast/structures.ts. Do not edit it: change the schema and compile it again.
// schema f0c1b239c7b9afdd7209985c5a3045db540e22e1e0dfc5baa5dbf4c5aead7983
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
  givenWide,
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
  takeWide,
  truncated,
  unfit,
  writtenOp,
  wrongInteger,
  wrongObject,
} from '../compiled/index.js';

function checkMIRACAST_CHUNK_ID(view, at, end) {
  if (end - at < 8) throw truncated(at, 8, end - at);
  return 8;
}

function readMIRACAST_CHUNK_ID(view, at, length, copy) {
  return {
    FrameNumber: (view.getUint32(at + 4, true) & 0xff) * 0x100000000 + view.getUint32(at, true),
    PartNumber: view.getUint32(at + 4, true) >>> 8,
    Value: view.getBigUint64(at, true),
  };
}

export function decodeMIRACAST_CHUNK_ID(message: Bytes): MIRACAST_CHUNK_ID {
  const view = messageView(message);
  return readMIRACAST_CHUNK_ID(view, 0, checkMIRACAST_CHUNK_ID(view, 0, view.byteLength), sliceOf);
}

const NAMES_MIRACAST_CHUNK_ID = ['FrameNumber', 'PartNumber', 'Value'];

function isNameMIRACAST_CHUNK_ID(key) {
  return key === 'FrameNumber' || key === 'PartNumber' || key === 'Value';
}

/** Undefined while a value is written: a getter of it may encode, too. */
let IDLE_MIRACAST_CHUNK_ID;

const RULES_MIRACAST_CHUNK_ID = {
  fixedBytes: 8,
  mostBytes: 16777216,
  lengthOp: undefined,
  isNext: false,
  startAlign: 1,
  trailingBytes: 0,
  gapsOp: undefined,
  tailOp: undefined,
  sum: () => 0,
};

const OP_FrameNumber = writtenOp('FrameNumber', [2, 1, 0, 8, 0, 40, 0, 0, 1]);

const OP_PartNumber = writtenOp('PartNumber', [3, 1, 0, 8, 40, 24, 0, 0, 1]);

const OP_Value = writtenOp('Value', [5, 2, 0, 8, 0, 64, 6291456, 0, 1]);

function putMIRACAST_CHUNK_ID(value) {
  if (!isObject(value)) throw wrongObject(value, '');
  for (const key in value) if (!isNameMIRACAST_CHUNK_ID(key)) refuseExtra(value, key, NAMES_MIRACAST_CHUNK_ID, '');
  const record = IDLE_MIRACAST_CHUNK_ID ?? new RecordWriter(RULES_MIRACAST_CHUNK_ID);
  IDLE_MIRACAST_CHUNK_ID = undefined;
  record.begin();
  const given_ = presence(
    Number(has(value, 'FrameNumber', value.FrameNumber)) + Number(has(value, 'PartNumber', value.PartNumber)),
    2
  );
  const given_2 = presence(Number(has(value, 'Value', value.Value)), 1);
  if (given_ !== WHOLE && given_2 !== WHOLE) {
    throw noWholeArm('', value, [['FrameNumber', 'PartNumber'], ['Value']], [given_, given_2]);
  }
  const arms = record.beginArms(
    given_ === PARTIAL ||
    given_2 === PARTIAL ||
    Number(given_ !== ABSENT) + Number(given_2 !== ABSENT) > 1
  );
  if (given_ !== ABSENT) {
    const isPartial = given_ === PARTIAL;
    const mode = record.beginArm(given_ === PARTIAL);
    const FrameNumber = memberOf(value, 'FrameNumber');
    if (FrameNumber !== undefined || !isPartial) {
      if (
        typeof FrameNumber !== 'number' ||
        !(Number.isInteger(FrameNumber) && FrameNumber >= 0 && FrameNumber <= 1099511627775)
      ) {
        throw wrongInteger(FrameNumber, 'FrameNumber', 0, 1099511627775);
      }
      record.value(OP_FrameNumber, FrameNumber);
    }
    const PartNumber = memberOf(value, 'PartNumber');
    if (PartNumber !== undefined || !isPartial) {
      if (typeof PartNumber !== 'number' || (PartNumber & 0xffffff) !== PartNumber) {
        throw wrongInteger(PartNumber, 'PartNumber', 0, 16777215);
      }
      record.value(OP_PartNumber, PartNumber);
    }
    record.endArm(mode);
  }
  if (given_2 !== ABSENT) {
    const isPartial2 = given_2 === PARTIAL;
    const mode2 = record.beginArm(given_2 === PARTIAL);
    const ValueGiven = memberOf(value, 'Value');
    if (ValueGiven !== undefined || !isPartial2) {
      const Value = typeof ValueGiven === 'bigint' && BigInt.asUintN(
        64,
        ValueGiven) === ValueGiven ? ValueGiven : takeWide(ValueGiven,
        'Value',
        0n,
        18446744073709551615n
      );
      record.value(OP_Value, Value);
    }
    record.endArm(mode2);
  }
  record.endArms(arms);
  const isRefused = record.end() === undefined;
  IDLE_MIRACAST_CHUNK_ID = record;
  if (isRefused) throw refusedRecord(record.refusal);
  const { output } = record;
  return output;
}

/** The message as bytes of its own, padding zero. */
export function encodeMIRACAST_CHUNK_ID(value: MIRACAST_CHUNK_IDInput): Uint8Array<ArrayBuffer> {
  const { bytes, end } = putMIRACAST_CHUNK_ID(value);
  return bytes.slice(0, end);
}

/** Writes the message to the start of the target, and gives how many bytes it has. */
export function encodeIntoMIRACAST_CHUNK_ID(value: MIRACAST_CHUNK_IDInput, target: Bytes): number {
  const bytes = asBytes(target, 'the target');
  return copyOutput(bytes, putMIRACAST_CHUNK_ID(value));
}

/** Bytes that the encoded message has. */
export function sizeOfMIRACAST_CHUNK_ID(value: MIRACAST_CHUNK_IDInput): number {
  return putMIRACAST_CHUNK_ID(value).end;
}

const ViewMIRACAST_CHUNK_ID = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_CHUNK_ID extends Cursor {
    #place;

    constructor(view, at, length) {
      super();
      this.#place = new Place(view, at, length);
    }

    get '~place'() {
      return this.#place;
    }

    get FrameNumber() {
      const { view, at } = this.#place;
      return ((view.getUint32(at + 4, true) & 0xff) * 0x100000000 + view.getUint32(at, true));
    }

    set FrameNumber(value) {
      const given = givenInteger(value, 0, 1099511627775, 'FrameNumber');
      const { view, at } = this.#place;
      {
        const low = given;
        const high = Math.floor(given / 0x100000000);
        view.setUint32(at, low, true);
        view.setUint32(at + 4, (view.getUint32(at + 4, true) & 0xffffff00) | (high & 0xff), true);
      }
    }

    get PartNumber() {
      const { view, at } = this.#place;
      return (view.getUint32(at + 4, true) >>> 8);
    }

    set PartNumber(value) {
      const given = givenInteger(value, 0, 16777215, 'PartNumber');
      const { view, at } = this.#place;
      {
        const low = given;
        view.setUint32(at + 4, (view.getUint32(at + 4, true) & 0xff) | ((low << 8) & 0xffffff00), true);
      }
    }

    get Value() {
      const { view, at } = this.#place;
      return view.getBigUint64(at, true);
    }

    set Value(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at, givenWide(value, 0n, 18446744073709551615n, 'Value'), true);
    }
  },
  'MIRACAST_CHUNK_ID',
  '',
  { FrameNumber: String, PartNumber: String },
);

/** A cursor over the bytes of a message, which is checked once, here. Nothing is copied. */
export function viewMIRACAST_CHUNK_ID(message: Bytes): MIRACAST_CHUNK_IDView {
  const { buffer, byteOffset, byteLength } = asBytes(message);
  const view = new DataView(buffer, byteOffset, byteLength);
  return new ViewMIRACAST_CHUNK_ID(view, 0, checkMIRACAST_CHUNK_ID(view, 0, byteLength));
}

const kernel = /* @__PURE__ */ new CompiledKernel('(Ɖƛƕ)((()>*ƈ-ƧƧƧƧƧ)Ƨƈ0ƧƧƧƧƧƧƧƧ)Ƨ*7)+ƍƖƞ.ƕƍƕƗƚơ*()++*()/]*?ƌƍƋƗƌƍuqziki{|Ƈkp}vsƇql()?ƍƖƋƗƌƍuqziki{|Ƈkp}vsƇql((2ǉ2*ȡ.+8ƣ.Ƨ)Ʀȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥ4((((((((((((((((iǨ(P*(J>CI-ȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥ4((((((((((((((((iǬ(P*(J?CI.ȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥ4((((((((((((((((iǰ(P*(J@CI1H+ǕH,ǕƤICH(iƤƙIAH+I(+hH=HAq,h*hH(ǕjȈ(ƤHC~5(H(i8ƒH(i@ƒI)H=i+ƜJBH>ƒJ,ȥ(,(J2ȥ4((((((Xk((((((XkȥȘ)J5ȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvH-ȥvJ6H?H=i*Ɯƒȥ(,(J4ȥǱ)iPȥǳ)H.ȥvJ7ȥxH@HBƒJBȥ(,(H1ȥvJ8ȥxI/H,ȥ(,8J3ȥ4((((((Xk((((((XkȥȘ)J9ȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvH-ȥvJ:H4ȥǲ)iPȥǳ)H.ȥvJ;ȥxHBȥ(,8H1ȥvJļȥxI0ȥ4((((((((((((((((H2ȥ4((((((((((((((((ȥtH2ȥ4((((((Ƙj((((((ƘjȥqȥvH5ȥ4((((((Xk((((((Xkȥș)H2ȥoȥvȥuH-ȥvȥxH3ȥ4((((((((((((((((ȥtH3ȥ4((((((Ƙj((((((ƘjȥqȥvH9ȥ4((((((Xk((((((Xkȥș)H3ȥoȥvȥuH-ȥvȥxH4ȥ4(((ȧ(((ȧ(((ȧ(((ȧȥvH.ȥvȥxH6H/ȥyȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvH-ȥvȥxH:H0ȥyȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvH-ȥvȥxH7H/ȥyȥ4(((((ȧȧȧ(((((ȧȧȧȥvH.ȥvȥxH;H0ȥyȥ4(((((ȧȧȧ(((((ȧȧȧȥvH.ȥvȥxH8H/ȥyȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥvH1ȥvȥxHļH0ȥyȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥvH1ȥvȥxȥ{5(H(H/ȥƃ+((H(i0ƒH/ȥƃ+()H0ȥƃ+((H)H0ȥƃ+()H(iHƒI(H=i,ƒI=4*333i,H=^*(H(H+Ɠ3ǋ++*Ʀ*ƣ,ƧH.H/i+ƜƒI4H.H/i4ƔƒI5H,J+H)ǕH*ǕJ0ƥJ1j0{,Ƨi(-H1j0ƥj0ƧǏi)ƒ3J/H-H+ƓJ6H/H6qCƒI6H(H0ǏƒI(+hH+H6q,hH(i@ƒH(i8ƒȥƅ+(ȥſ+()I2H+i+ƜJ/H.ƒJ7H(i0ƒH(ȥƅ+(ȥſ+()J3ȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvȥ4((((((Xk((((((Xkȥxȥ4((((((Xk((((((Xkȥș)ȥ3,(H7H2ȥ4ȧȧȧȧȧ(((ȧȧȧȧȧ(((ȥvȥ4((((((Xk((((((Xkȥxȥ4((((((Xk((((((Xkȥș)ȥ3,8H/H5ƒJ/H3ȥ3,(H/H2ȥ3,8H4H+i*ƜƒH3H2ȥ5,-./4567ļ=>?DEFGi0ȥǕ)ȥ3,(H+i,ƒI+H(iHƒI(4)33i(H,H6q,ƦH6H,ƓǕj+ƮH0Ƥ-H*Ǖ3J0H)Ǖ{H-H6sJ(H(Ci(o^*(i,H0f*(H63', 'useKernelMIRACAST_CHUNK_ID');

/** For hosts that compile modules themselves: the kernel, before the first batch. */
export function useKernelMIRACAST_CHUNK_ID(module: WebAssembly.Module): void {
  kernel.use(module);
}

const slotsMIRACAST_CHUNK_ID = [
  [Float64Array, 1, 0],
  [Uint32Array, 1, 8],
  [BigUint64Array, 1, 12],
];

const columnsMIRACAST_CHUNK_ID = [
  ['FrameNumber', 0],
  ['PartNumber', 1],
  ['Value', 2],
];

/** The cursor over the records of a batch, which is its own iterator and the result of each step. */
class RowsMIRACAST_CHUNK_ID extends ViewMIRACAST_CHUNK_ID {
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

const batchesMIRACAST_CHUNK_ID = /* @__PURE__ */ new Batches({
  slots: slotsMIRACAST_CHUNK_ID,
  rowBytes: 20,
  columns: columnsMIRACAST_CHUNK_ID,
  places: /* @__PURE__ */ evenPlaces(8),
  bytes: 8,
  least: 8,
  align: 1,
  check: checkMIRACAST_CHUNK_ID,
  read: readMIRACAST_CHUNK_ID,
  Rows: RowsMIRACAST_CHUNK_ID,
  decode: 'decodeMIRACAST_CHUNK_ID',
  takesRest: false,
  slack: 40,
  kernel: kernel,
});

/** Records of MIRACAST_CHUNK_ID to columns: rowCount, columns, offsets, value(i), rows(), error. */
export function decodeBatchMIRACAST_CHUNK_ID(bytes: Bytes, options?: CompiledBatchOptions): CompiledBatch<MIRACAST_CHUNK_IDColumns, MIRACAST_CHUNK_ID, MIRACAST_CHUNK_IDView> {
  return batchesMIRACAST_CHUNK_ID.decode(bytes, options);
}

/** The encoded message, valid until the next write. */
function writeMIRACAST_CHUNK_ID(value) {
  const { bytes, end } = putMIRACAST_CHUNK_ID(value);
  return bytes.subarray(0, end);
}

/** One row of the columns to its record, whose bytes are zero; the next one begins `step` bytes further, 0: there is none. */
function writeRowMIRACAST_CHUNK_ID(given, row, view, at, length, step) {
  if (given[0] !== undefined) {
    const v0 = given[0][row];
    if (!(Number.isInteger(v0) && v0 >= 0 && v0 <= 1099511627775)) throw unfit(at, 0, 'FrameNumber', 0, Number(v0));
    {
      const low = v0;
      const high = Math.floor(v0 / 0x100000000);
      view.setUint32(at, low, true);
      view.setUint32(at + 4, (view.getUint32(at + 4, true) & 0xffffff00) | (high & 0xff), true);
    }
  }
  if (given[1] !== undefined) {
    const v1 = given[1][row];
    if (v1 > 16777215) throw unfit(at, 0, 'PartNumber', 0, Number(v1));
    {
      const low = v1;
      view.setUint32(at + 4, (view.getUint32(at + 4, true) & 0xff) | ((low << 8) & 0xffffff00), true);
    }
  }
  if (given[2] !== undefined) {
    const v2 = given[2][row];
    view.setBigUint64(at, v2, true);
  }
  if (given[0] !== undefined) {
    const v0 = given[0][row];
    if (((view.getUint32(at + 4, true) & 0xff) * 0x100000000 + view.getUint32(at, true)) !== v0) throw disagree(at, 0, 'FrameNumber', ((view.getUint32(at + 4, true) & 0xff) * 0x100000000 + view.getUint32(at, true)), Number(v0));
  }
  if (given[1] !== undefined) {
    const v1 = given[1][row];
    if ((view.getUint32(at + 4, true) >>> 8) !== v1) throw disagree(at, 0, 'PartNumber', (view.getUint32(at + 4, true) >>> 8), Number(v1));
  }
  if (given[2] !== undefined) {
    const v2 = given[2][row];
    if (view.getBigUint64(at, true) !== v2) throw disagree(at, 0, 'Value', Number(view.getBigUint64(at, true)), Number(v2));
  }
}

const rowWriterMIRACAST_CHUNK_ID = /* @__PURE__ */ new BatchWriter({
  slots: slotsMIRACAST_CHUNK_ID,
  columns: columnsMIRACAST_CHUNK_ID,
  optional: { 0: null, 1: null, 2: null },
  rules: [/* @__PURE__ */ armRule('', 'FrameNumber and PartNumber, or Value', [[0,1],[2]])],
  fixedBytes: 8,
  mostBytes: 16777216,
  align: 1,
  writeRow: writeRowMIRACAST_CHUNK_ID,
  write: writeMIRACAST_CHUNK_ID,
  kernel: { module: kernel, encode: 'encodeMIRACAST_CHUNK_ID', slack: 65 },
});

/** Columns by path, or an array of values, as records of MIRACAST_CHUNK_ID one after the other. */
export function encodeBatchMIRACAST_CHUNK_ID(rows: Partial<MIRACAST_CHUNK_IDColumns> | readonly MIRACAST_CHUNK_IDInput[]): Uint8Array<ArrayBuffer> {
  return rowWriterMIRACAST_CHUNK_ID.encode(rows);
}

/** The same at the start of the target; gives how many bytes that is. */
export function encodeBatchIntoMIRACAST_CHUNK_ID(rows: Partial<MIRACAST_CHUNK_IDColumns> | readonly MIRACAST_CHUNK_IDInput[], target: Bytes): number {
  return rowWriterMIRACAST_CHUNK_ID.encodeInto(rows, target);
}

/** All of it, as one codec. */
export const MIRACAST_CHUNK_ID: CompiledCodec<MIRACAST_CHUNK_ID, MIRACAST_CHUNK_IDInput, MIRACAST_CHUNK_IDView, MIRACAST_CHUNK_IDColumns, MIRACAST_CHUNK_IDPath> = /* @__PURE__ */ compiledCodec([batchesMIRACAST_CHUNK_ID, rowWriterMIRACAST_CHUNK_ID, 16777216, false, 1], {
  layout: /* @__PURE__ */ compiledLayout('MIRACAST_CHUNK_ID', 'union', 'msvc-x64', 8, 8, {
    FrameNumber: 0,
    PartNumber: 5,
    Value: 0,
  }),
  columns: [
    { path: 'FrameNumber', kind: 'f64', repeat: 1 },
    { path: 'PartNumber', kind: 'u32', repeat: 1 },
    { path: 'Value', kind: 'u64', repeat: 1 },
  ],
  sizeOf: sizeOfMIRACAST_CHUNK_ID,
  decode: decodeMIRACAST_CHUNK_ID,
  encode: encodeMIRACAST_CHUNK_ID,
  encodeInto: encodeIntoMIRACAST_CHUNK_ID,
  view: viewMIRACAST_CHUNK_ID,
  decodeBatch: decodeBatchMIRACAST_CHUNK_ID,
  encodeBatch: encodeBatchMIRACAST_CHUNK_ID,
  encodeBatchInto: encodeBatchIntoMIRACAST_CHUNK_ID,
});

/** A decoded MIRACAST_CHUNK_ID. */
export type MIRACAST_CHUNK_ID = {
  FrameNumber: number;
  PartNumber: number;
  Value: bigint;
};

/** What encode takes: members that follow from others may be left out. */
export type MIRACAST_CHUNK_IDInput = {
  readonly FrameNumber: number;
  readonly PartNumber: number;
  readonly Value?: bigint | number | `${bigint}`;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type MIRACAST_CHUNK_IDView = {
  FrameNumber: number;
  PartNumber: number;
  Value: bigint;
};

/** The columns of a batch, by path. */
export interface MIRACAST_CHUNK_IDColumns {
  readonly FrameNumber: Float64Array<ArrayBuffer>;
  readonly PartNumber: Uint32Array<ArrayBuffer>;
  readonly Value: BigUint64Array<ArrayBuffer>;
}

/** The path of any member. */
export type MIRACAST_CHUNK_IDPath = 'FrameNumber' | 'PartNumber' | 'Value';
