// IO_STATUS_BLOCK under msvc-x64, compiled by castbuf from src/miracast/structures.ts. Do not edit it: change the schema and compile it again.
// schema 04de00ca07d630e8defa326db40b2cedd093bd5db861ec56cec465f2a024ce68
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
  given,
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
  writtenOp,
  wrongInteger,
  wrongObject,
} from '../compiled/index.js';

function checkIO_STATUS_BLOCK(view, at, end) {
  if (end - at < 16) throw truncated(at, 16, end - at);
  return 16;
}

function readIO_STATUS_BLOCK(view, at, length, copy) {
  return {
    Status: view.getInt32(at, true),
    Pointer: view.getBigUint64(at, true),
    Information: view.getBigUint64(at + 8, true),
  };
}

export function decodeIO_STATUS_BLOCK(message: Bytes): IO_STATUS_BLOCK {
  const view = messageView(message);
  return readIO_STATUS_BLOCK(view, 0, checkIO_STATUS_BLOCK(view, 0, view.byteLength), sliceOf);
}

const NAMES_IO_STATUS_BLOCK = ['Status', 'Pointer', 'Information'];

function isNameIO_STATUS_BLOCK(key) {
  return key === 'Status' || key === 'Pointer' || key === 'Information';
}

/** Undefined while a value is written: a getter of it may encode, too. */
let IDLE_IO_STATUS_BLOCK;

const RULES_IO_STATUS_BLOCK = {
  fixedBytes: 16,
  mostBytes: 16777216,
  lengthOp: undefined,
  isNext: false,
  startAlign: 1,
  trailingBytes: 0,
  gapsOp: undefined,
  tailOp: undefined,
  sum: () => 0,
};

const OP_Status = writtenOp('Status', [2, 1, 0, 4, 0, 32, 4194305, 0, 1]);

const OP_Pointer = writtenOp('Pointer', [4, 2, 0, 8, 0, 64, 6291456, 0, 1]);

function putIO_STATUS_BLOCK(value) {
  if (!isObject(value)) throw wrongObject(value, '');
  for (const key in value) if (!isNameIO_STATUS_BLOCK(key)) refuseExtra(value, key, NAMES_IO_STATUS_BLOCK, '');
  const record = IDLE_IO_STATUS_BLOCK ?? new RecordWriter(RULES_IO_STATUS_BLOCK);
  IDLE_IO_STATUS_BLOCK = undefined;
  record.begin();
  const given_ = presence(Number(has(value, 'Status', value.Status)), 1);
  const given_2 = presence(Number(has(value, 'Pointer', value.Pointer)), 1);
  if (given_ !== WHOLE && given_2 !== WHOLE) throw noWholeArm('', value, [['Status'], ['Pointer']], [given_, given_2]);
  const arms = record.beginArms(
    given_ === PARTIAL ||
    given_2 === PARTIAL ||
    Number(given_ !== ABSENT) + Number(given_2 !== ABSENT) > 1
  );
  if (given_ !== ABSENT) {
    const isPartial = given_ === PARTIAL;
    const mode = record.beginArm(given_ === PARTIAL);
    const Status = memberOf(value, 'Status');
    if (Status !== undefined || !isPartial) {
      if (typeof Status !== 'number' || (Status | 0) !== Status) {
        throw wrongInteger(Status, 'Status', -2147483648, 2147483647);
      }
      record.value(OP_Status, Status);
    }
    record.endArm(mode);
  }
  if (given_2 !== ABSENT) {
    const isPartial2 = given_2 === PARTIAL;
    const mode2 = record.beginArm(given_2 === PARTIAL);
    const PointerGiven = memberOf(value, 'Pointer');
    if (PointerGiven !== undefined || !isPartial2) {
      const Pointer = typeof PointerGiven === 'bigint' && BigInt.asUintN(
        64,
        PointerGiven) === PointerGiven ? PointerGiven : takeWide(PointerGiven,
        'Pointer',
        0n,
        18446744073709551615n
      );
      record.value(OP_Pointer, Pointer);
    }
    record.endArm(mode2);
  }
  record.endArms(arms);
  const InformationGiven = given(value, 'Information', value.Information);
  const Information = typeof InformationGiven === 'bigint' && BigInt.asUintN(
    64,
    InformationGiven) === InformationGiven ? InformationGiven : takeWide(InformationGiven,
    'Information',
    0n,
    18446744073709551615n
  );
  record.output.view.setBigUint64(8, Information, true);
  const isRefused = record.end() === undefined;
  IDLE_IO_STATUS_BLOCK = record;
  if (isRefused) throw refusedRecord(record.refusal);
  const { output } = record;
  return output;
}

/** The message as bytes of its own, padding zero. */
export function encodeIO_STATUS_BLOCK(value: IO_STATUS_BLOCKInput): Uint8Array<ArrayBuffer> {
  const { bytes, end } = putIO_STATUS_BLOCK(value);
  return bytes.slice(0, end);
}

/** Writes the message to the start of the target, and gives how many bytes it has. */
export function encodeIntoIO_STATUS_BLOCK(value: IO_STATUS_BLOCKInput, target: Bytes): number {
  const bytes = asBytes(target, 'the target');
  return copyOutput(bytes, putIO_STATUS_BLOCK(value));
}

/** Bytes that the encoded message has. */
export function sizeOfIO_STATUS_BLOCK(value: IO_STATUS_BLOCKInput): number {
  return putIO_STATUS_BLOCK(value).end;
}

const ViewIO_STATUS_BLOCK = /* @__PURE__ */ cursorClass(
  class ViewIO_STATUS_BLOCK extends Cursor {
    #place;

    constructor(view, at, length) {
      super();
      this.#place = new Place(view, at, length);
    }

    get '~place'() {
      return this.#place;
    }

    get Status() {
      const { view, at } = this.#place;
      return view.getInt32(at, true);
    }

    set Status(value) {
      const { view, at } = this.#place;
      view.setUint32(at, givenInteger(value, -2147483648, 2147483647, 'Status'), true);
    }

    get Pointer() {
      const { view, at } = this.#place;
      return view.getBigUint64(at, true);
    }

    set Pointer(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at, givenWide(value, 0n, 18446744073709551615n, 'Pointer'), true);
    }

    get Information() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 8, true);
    }

    set Information(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 8, givenWide(value, 0n, 18446744073709551615n, 'Information'), true);
    }
  },
  'IO_STATUS_BLOCK',
);

/** A cursor over the bytes of a message, which is checked once, here. Nothing is copied. */
export function viewIO_STATUS_BLOCK(message: Bytes): IO_STATUS_BLOCKView {
  const { buffer, byteOffset, byteLength } = asBytes(message);
  const view = new DataView(buffer, byteOffset, byteLength);
  return new ViewIO_STATUS_BLOCK(view, 0, checkIO_STATUS_BLOCK(view, 0, byteLength));
}

const kernel = /* @__PURE__ */ new CompiledKernel('(Ɖƛƕ)((()>*ƈ-ƧƧƧƧƧ)Ƨƈ0ƧƧƧƧƧƧƧƧ)Ƨ*7)+ƍƖƞ.ƕƍƕƗƚơ*()++*()/Y*=ƌƍƋƗƌƍqwƇ{|i|}{Ƈjtwks()=ƍƖƋƗƌƍqwƇ{|i|}{Ƈjtwks((2ƻ/*ǋ,+1ƣ,Ƨ)Ʀiǰ(P*(I*ȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥ4((((((((((((((((iǨ(P*(J6CI-ȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥ4((((((((((((((((iǬ(P*(J7CI.H+ǕH,ǕƤI:H(iƤƙI8H+I(i(I)+hH)H8q,h*hH(Ǖjƨ)ƤH:~5(H6H)i*Ɯƒȥ(,(J/ȥǱ)H-ȥvI3H/ȥǲ)H-ȥvJ0H)i+ƜJ9H7ƒJ,ȥ(,8H.ȥvJ1ȥxI2H*H9ƒJ9ȥ(,(I4H9ȥ(,8I/ȥ4((((((((((((((((H3H3H,ȥ(,(H.ȥvJ5ȥxJ3ȥyȥ4ȧȧȧȧ((((ȧȧȧȧ((((ȥvH-ȥvȥxH0H2ȥyȥ4ȧȧȧȧ((((ȧȧȧȧ((((ȥvH-ȥvȥxH5H3ȥyȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥvH.ȥvȥxH1H2ȥyȥ4ȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȧȥvH.ȥvȥxȥ{5(H(H3H4ȥ5()*+,-./89:;ļ=>?ȥ3,(H(H3H4ȥ501234567@ABCDEFGȥ3,8H(H2H/ȥ5()*+,-./89:;ļ=>?ȥ3,HH(H2H/ȥ501234567@ABCDEFGȥ3,XH(ihƓI(H)i,ƒI)4*333i,H)^*(H(H+Ɠ3ȓ*+*Ʀ,Ƨ.ƣH.H/i*ƜƒI2H.H/i4ƔƒI3H,J+H)ǕH*ǕJ0ƥJ1j8{,Ƨi(-H1j8ƥj8ƧǏi)ƒ3J/H-H+ƓJ4H/H4qCƒI4H(H0ǏƒI(+hH+H4q,hH.H+i*ƜƒH(ȥ(,(J6H(ȥ(,8J7ȥ5()*+,-./89:;ļ=>?J8H(ȥ(,HJ9H(ȥ(,XJ:ȥ5()*+,-./89:;ļ=>?J;ȥ5()*+012389:;@ABCȥ3,(H2H+i+ƜJ/ƒJ5H8ȥ3,(H5H;ȥ3,8H/H3ƒJ/H6H7ȥ501234567@ABCDEFGȥ3,(H/H9H:ȥ501234567@ABCDEFGȥ3,8H+i,ƒI+H(ihƓI(4)33i(H,H4q,ƦH4H,ƓǕj,ƮH0Ƥ-H*Ǖ3J0H)Ǖ{H-H4sJ(H(Ci(o^*(i,H0f*(H43', 'useKernelIO_STATUS_BLOCK');

/** For hosts that compile modules themselves: the kernel, before the first batch. */
export function useKernelIO_STATUS_BLOCK(module: WebAssembly.Module): void {
  kernel.use(module);
}

const slotsIO_STATUS_BLOCK = [
  [Int32Array, 1, 0],
  [BigUint64Array, 1, 4],
  [BigUint64Array, 1, 12],
];

const columnsIO_STATUS_BLOCK = [
  ['Status', 0],
  ['Pointer', 1],
  ['Information', 2],
];

/** The cursor over the records of a batch, which is its own iterator and the result of each step. */
class RowsIO_STATUS_BLOCK extends ViewIO_STATUS_BLOCK {
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

const batchesIO_STATUS_BLOCK = /* @__PURE__ */ new Batches({
  slots: slotsIO_STATUS_BLOCK,
  rowBytes: 20,
  columns: columnsIO_STATUS_BLOCK,
  places: /* @__PURE__ */ evenPlaces(16),
  bytes: 16,
  least: 16,
  align: 1,
  check: checkIO_STATUS_BLOCK,
  read: readIO_STATUS_BLOCK,
  Rows: RowsIO_STATUS_BLOCK,
  decode: 'decodeIO_STATUS_BLOCK',
  takesRest: false,
  slack: 64,
  kernel: kernel,
});

/** Records of IO_STATUS_BLOCK to columns: rowCount, columns, offsets, value(i), rows(), error. */
export function decodeBatchIO_STATUS_BLOCK(bytes: Bytes, options?: CompiledBatchOptions): CompiledBatch<IO_STATUS_BLOCKColumns, IO_STATUS_BLOCK, IO_STATUS_BLOCKView> {
  return batchesIO_STATUS_BLOCK.decode(bytes, options);
}

/** The encoded message, valid until the next write. */
function writeIO_STATUS_BLOCK(value) {
  const { bytes, end } = putIO_STATUS_BLOCK(value);
  return bytes.subarray(0, end);
}

/** One row of the columns to its record, whose bytes are zero; the next one begins `step` bytes further, 0: there is none. */
function writeRowIO_STATUS_BLOCK(given, row, view, at, length, step) {
  if (given[0] !== undefined) {
    const v0 = given[0][row];
    view.setUint32(at, v0, true);
  }
  if (given[1] !== undefined) {
    const v1 = given[1][row];
    view.setBigUint64(at, v1, true);
  }
  const v2 = given[2][row];
  view.setBigUint64(at + 8, v2, true);
  if (given[0] !== undefined) {
    const v0 = given[0][row];
    if (view.getInt32(at, true) !== v0) throw disagree(at, 0, 'Status', view.getInt32(at, true), Number(v0));
  }
  if (given[1] !== undefined) {
    const v1 = given[1][row];
    if (view.getBigUint64(at, true) !== v1) throw disagree(at, 0, 'Pointer', Number(view.getBigUint64(at, true)), Number(v1));
  }
}

const rowWriterIO_STATUS_BLOCK = /* @__PURE__ */ new BatchWriter({
  slots: slotsIO_STATUS_BLOCK,
  columns: columnsIO_STATUS_BLOCK,
  optional: { 0: null, 1: null },
  rules: [/* @__PURE__ */ armRule('', 'Status, or Pointer', [[0],[1]])],
  fixedBytes: 16,
  mostBytes: 16777216,
  align: 1,
  writeRow: writeRowIO_STATUS_BLOCK,
  write: writeIO_STATUS_BLOCK,
  kernel: { module: kernel, encode: 'encodeIO_STATUS_BLOCK', slack: 65 },
});

/** Columns by path, or an array of values, as records of IO_STATUS_BLOCK one after the other. */
export function encodeBatchIO_STATUS_BLOCK(rows: Partial<IO_STATUS_BLOCKColumns> | readonly IO_STATUS_BLOCKInput[]): Uint8Array<ArrayBuffer> {
  return rowWriterIO_STATUS_BLOCK.encode(rows);
}

/** The same at the start of the target; gives how many bytes that is. */
export function encodeBatchIntoIO_STATUS_BLOCK(rows: Partial<IO_STATUS_BLOCKColumns> | readonly IO_STATUS_BLOCKInput[], target: Bytes): number {
  return rowWriterIO_STATUS_BLOCK.encodeInto(rows, target);
}

/** All of it, as one codec. */
export const IO_STATUS_BLOCK: CompiledCodec<IO_STATUS_BLOCK, IO_STATUS_BLOCKInput, IO_STATUS_BLOCKView, IO_STATUS_BLOCKColumns, IO_STATUS_BLOCKPath> = /* @__PURE__ */ compiledCodec([batchesIO_STATUS_BLOCK, rowWriterIO_STATUS_BLOCK, 16777216, false, 1], {
  layout: /* @__PURE__ */ compiledLayout('IO_STATUS_BLOCK', 'struct', 'msvc-x64', 16, 8, {
    Status: 0,
    Pointer: 0,
    Information: 8,
  }),
  columns: [
    { path: 'Status', kind: 'i32', repeat: 1 },
    { path: 'Pointer', kind: 'u64', repeat: 1 },
    { path: 'Information', kind: 'u64', repeat: 1 },
  ],
  sizeOf: sizeOfIO_STATUS_BLOCK,
  decode: decodeIO_STATUS_BLOCK,
  encode: encodeIO_STATUS_BLOCK,
  encodeInto: encodeIntoIO_STATUS_BLOCK,
  view: viewIO_STATUS_BLOCK,
  decodeBatch: decodeBatchIO_STATUS_BLOCK,
  encodeBatch: encodeBatchIO_STATUS_BLOCK,
  encodeBatchInto: encodeBatchIntoIO_STATUS_BLOCK,
});

/** A decoded IO_STATUS_BLOCK. */
export type IO_STATUS_BLOCK = {
  Status: number;
  Pointer: bigint;
  Information: bigint;
};

/** What encode takes: members that follow from others may be left out. */
export type IO_STATUS_BLOCKInput = {
  readonly Status?: number;
  readonly Pointer?: bigint | number | `${bigint}`;
  readonly Information: bigint | number | `${bigint}`;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type IO_STATUS_BLOCKView = {
  Status: number;
  Pointer: bigint;
  Information: bigint;
};

/** The columns of a batch, by path. */
export interface IO_STATUS_BLOCKColumns {
  readonly Status: Int32Array<ArrayBuffer>;
  readonly Pointer: BigUint64Array<ArrayBuffer>;
  readonly Information: BigUint64Array<ArrayBuffer>;
}

/** The path of any member. */
export type IO_STATUS_BLOCKPath = 'Status' | 'Pointer' | 'Information';
