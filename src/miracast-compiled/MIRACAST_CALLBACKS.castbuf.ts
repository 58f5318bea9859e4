// MIRACAST_CALLBACKS under msvc-x64, compiled by castbuf from src/miracast/structures.ts. Do not edit it: change the schema and compile it again.
// schema bacf9797963f86f0ce0bb148b5f62c6d75cb35237c5b7003f5d42bb870db244d
// @ts-nocheck -- what the functions consist of is plain JavaScript; what they take and give has types

import type { Bytes, CompiledBatch, CompiledBatchOptions, CompiledCodec } from '../compiled/index.js';
import {
  BatchWriter,
  Batches,
  CompiledKernel,
  Cursor,
  NOWHERE,
  Place,
  asBytes,
  compiledCodec,
  compiledLayout,
  copyOutput,
  cursorClass,
  evenPlaces,
  giveOutput,
  given,
  givenWide,
  isObject,
  messageView,
  moveByRows,
  refuseExtra,
  sliceOf,
  takeOutput,
  takeWide,
  truncated,
  wrongObject,
} from '../compiled/index.js';

function checkMIRACAST_CALLBACKS(view, at, end) {
  if (end - at < 40) throw truncated(at, 40, end - at);
  return 40;
}

function readMIRACAST_CALLBACKS(view, at, length, copy) {
  return {
    ReportSessionStatus: view.getBigUint64(at, true),
    MiracastIoControl: view.getBigUint64(at + 8, true),
    ReportStatistic: view.getBigUint64(at + 16, true),
    GetNextChunkData: view.getBigUint64(at + 24, true),
    RegisterForDataRateNotifications: view.getBigUint64(at + 32, true),
  };
}

export function decodeMIRACAST_CALLBACKS(message: Bytes): MIRACAST_CALLBACKS {
  const view = messageView(message);
  return readMIRACAST_CALLBACKS(view, 0, checkMIRACAST_CALLBACKS(view, 0, view.byteLength), sliceOf);
}

const NAMES_MIRACAST_CALLBACKS = ['ReportSessionStatus', 'MiracastIoControl', 'ReportStatistic', 'GetNextChunkData', 'RegisterForDataRateNotifications'];

function isNameMIRACAST_CALLBACKS(key) {
  return (
    key === 'ReportSessionStatus' ||
    key === 'MiracastIoControl' ||
    key === 'ReportStatistic' ||
    key === 'GetNextChunkData' ||
    key === 'RegisterForDataRateNotifications'
  );
}

function putMIRACAST_CALLBACKS(value) {
  if (!isObject(value)) throw wrongObject(value, '');
  for (const key in value) if (!isNameMIRACAST_CALLBACKS(key)) refuseExtra(value, key, NAMES_MIRACAST_CALLBACKS, '');
  const output = takeOutput(40);
  const { view } = output;
  const ReportSessionStatusGiven = given(value, 'ReportSessionStatus', value.ReportSessionStatus);
  const ReportSessionStatus = typeof ReportSessionStatusGiven === 'bigint' && BigInt.asUintN(
    64,
    ReportSessionStatusGiven) === ReportSessionStatusGiven ? ReportSessionStatusGiven : takeWide(ReportSessionStatusGiven,
    'ReportSessionStatus',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(0, ReportSessionStatus, true);
  const MiracastIoControlGiven = given(value, 'MiracastIoControl', value.MiracastIoControl);
  const MiracastIoControl = typeof MiracastIoControlGiven === 'bigint' && BigInt.asUintN(
    64,
    MiracastIoControlGiven) === MiracastIoControlGiven ? MiracastIoControlGiven : takeWide(MiracastIoControlGiven,
    'MiracastIoControl',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(8, MiracastIoControl, true);
  const ReportStatisticGiven = given(value, 'ReportStatistic', value.ReportStatistic);
  const ReportStatistic = typeof ReportStatisticGiven === 'bigint' && BigInt.asUintN(
    64,
    ReportStatisticGiven) === ReportStatisticGiven ? ReportStatisticGiven : takeWide(ReportStatisticGiven,
    'ReportStatistic',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(16, ReportStatistic, true);
  const GetNextChunkDataGiven = given(value, 'GetNextChunkData', value.GetNextChunkData);
  const GetNextChunkData = typeof GetNextChunkDataGiven === 'bigint' && BigInt.asUintN(
    64,
    GetNextChunkDataGiven) === GetNextChunkDataGiven ? GetNextChunkDataGiven : takeWide(GetNextChunkDataGiven,
    'GetNextChunkData',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(24, GetNextChunkData, true);
  const RegisterForDataRateNotificationsGiven = given(
    value,
    'RegisterForDataRateNotifications',
    value.RegisterForDataRateNotifications
  );
  const RegisterForDataRateNotifications = typeof RegisterForDataRateNotificationsGiven === 'bigint' && BigInt.asUintN(
    64,
    RegisterForDataRateNotificationsGiven) === RegisterForDataRateNotificationsGiven ? RegisterForDataRateNotificationsGiven : takeWide(RegisterForDataRateNotificationsGiven,
    'RegisterForDataRateNotifications',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(32, RegisterForDataRateNotifications, true);
  giveOutput(output);
  return output;
}

/** The message as bytes of its own, padding zero. */
export function encodeMIRACAST_CALLBACKS(value: MIRACAST_CALLBACKSInput): Uint8Array<ArrayBuffer> {
  const { bytes, end } = putMIRACAST_CALLBACKS(value);
  return bytes.slice(0, end);
}

/** Writes the message to the start of the target, and gives how many bytes it has. */
export function encodeIntoMIRACAST_CALLBACKS(value: MIRACAST_CALLBACKSInput, target: Bytes): number {
  const bytes = asBytes(target, 'the target');
  return copyOutput(bytes, putMIRACAST_CALLBACKS(value));
}

/** Bytes that the encoded message has. */
export function sizeOfMIRACAST_CALLBACKS(value: MIRACAST_CALLBACKSInput): number {
  return putMIRACAST_CALLBACKS(value).end;
}

const ViewMIRACAST_CALLBACKS = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_CALLBACKS extends Cursor {
    #place;

    constructor(view, at, length) {
      super();
      this.#place = new Place(view, at, length);
    }

    get '~place'() {
      return this.#place;
    }

    get ReportSessionStatus() {
      const { view, at } = this.#place;
      return view.getBigUint64(at, true);
    }

    set ReportSessionStatus(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at, givenWide(value, 0n, 18446744073709551615n, 'ReportSessionStatus'), true);
    }

    get MiracastIoControl() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 8, true);
    }

    set MiracastIoControl(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 8, givenWide(value, 0n, 18446744073709551615n, 'MiracastIoControl'), true);
    }

    get ReportStatistic() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 16, true);
    }

    set ReportStatistic(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 16, givenWide(value, 0n, 18446744073709551615n, 'ReportStatistic'), true);
    }

    get GetNextChunkData() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 24, true);
    }

    set GetNextChunkData(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 24, givenWide(value, 0n, 18446744073709551615n, 'GetNextChunkData'), true);
    }

    get RegisterForDataRateNotifications() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 32, true);
    }

    set RegisterForDataRateNotifications(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 32, givenWide(value, 0n, 18446744073709551615n, 'RegisterForDataRateNotifications'), true);
    }
  },
  'MIRACAST_CALLBACKS',
);

/** A cursor over the bytes of a message, which is checked once, here. Nothing is copied. */
export function viewMIRACAST_CALLBACKS(message: Bytes): MIRACAST_CALLBACKSView {
  const { buffer, byteOffset, byteLength } = asBytes(message);
  const view = new DataView(buffer, byteOffset, byteLength);
  return new ViewMIRACAST_CALLBACKS(view, 0, checkMIRACAST_CALLBACKS(view, 0, byteLength));
}

const kernel = /* @__PURE__ */ new CompiledKernel('(Ɖƛƕ)((()>*ƈ-ƧƧƧƧƧ)Ƨƈ0ƧƧƧƧƧƧƧƧ)Ƨ*7)+ƍƖƞ.ƕƍƕƗƚơ*()++*()/_*@ƌƍƋƗƌƍuqziki{|Ƈkittjiks{()@ƍƖƋƗƌƍuqziki{|Ƈkittjiks{((2Ǌ0*Ȣ++2ƣ0Ƨ)ƦiǨ(P*(I*iǬ(P*(I7iǰ(P*(I8iǴ(P*(I9iǸ(P*(I:H+ǕH,ǕƤI?H(iƤƙI;H+I(i(I)+hH)H;qH?H(ǕjȈ)ƤƂƙ,hH)i+ƜJļH*ƒJ=ȥ(,8I-H7HļƒJ,ȥ(,8I.H8HļƒJ>ȥ(,(I/H>ȥ(,8I0H9HļƒJ>ȥ(,(I1H>ȥ(,8I2H:HļƒJļȥ(,(I3Hļȥ(,8I4H(H=ȥ(,(J5H,ȥ(,(J6ȥ5()*+,-./89:;ļ=>?ȥ3,(H(H/H1ȥ5()*+,-./89:;ļ=>?ȥ3,8H(H3ȥƃ+H(H(iPƒJ,H5H6ȥ501234567@ABCDEFGȥ3,(H,H/H1ȥ501234567@ABCDEFGȥ3,8H,H3ȥƃ+H)H(iǸ(ƒJ,H-H.ȥ5()*+,-./89:;ļ=>?ȥ3,(H,H0H2ȥ5()*+,-./89:;ļ=>?ȥ3,8H,H4ȥƃ+H(H(iȠ(ƒJ,H-H.ȥ501234567@ABCDEFGȥ3,(H,H0H2ȥ501234567@ABCDEFGȥ3,8H,H4ȥƃ+H)H(iǈ)ƒI(H)i,ƒI)4)33i,H)^*(H(H+Ɠ3ǋ,+,ƣ*Ʀ.ƧH.H/i+ƜƒI6H.H/i,ƜƒI7H.H/i@ƔƒI8H.H/i-ƜƒI/H,J+H)ǕH*ǕJ4ƥJ5jP{,Ƨi(-H5jPƥjPƧǏi)ƒ3J9H-H+ƓJ:H9H:qCƒI9H(H4ǏƒI(+hH+H9q,hH(ȥ(,xI0H(ȥ(,ƠI1H+i+ƜJ:H.ƒJ;H(ȥ(,(J2H(ȥ(,PJ3ȥ5()*+,-./89:;ļ=>?ȥ3,(H;H0H1ȥ5()*+,-./89:;ļ=>?ȥ3,8H6H:ƒJ;H2H3ȥ501234567@ABCDEFGȥ3,(H;H0H1ȥ501234567@ABCDEFGȥ3,8H(ȥ(,ƈI0H(ȥ(,ư)I1H7H:ƒJ;H(ȥ(,8J2H(ȥ(,ŠJ3ȥ5()*+,-./89:;ļ=>?ȥ3,(H;H0H1ȥ5()*+,-./89:;ļ=>?ȥ3,8H8H:ƒJ;H2H3ȥ501234567@ABCDEFGȥ3,(H;H0H1ȥ501234567@ABCDEFGȥ3,8H/H:ƒJ:H(Q+H_+(H:H(Q+p_+0H:H(Q+Ƙ_+8H:H(Q+ǀ)_+@H+i,ƒI+H(iǈ)ƒI(4)33i(H,H9q,ƦH9H,ƓǕjPƦH4Ƥ-H*Ǖ3J4H)Ǖ{H-H9sJ(H(Ci(o^*(i,H4f*(H93', 'useKernelMIRACAST_CALLBACKS');

/** For hosts that compile modules themselves: the kernel, before the first batch. */
export function useKernelMIRACAST_CALLBACKS(module: WebAssembly.Module): void {
  kernel.use(module);
}

const slotsMIRACAST_CALLBACKS = [
  [BigUint64Array, 1, 0],
  [BigUint64Array, 1, 8],
  [BigUint64Array, 1, 16],
  [BigUint64Array, 1, 24],
  [BigUint64Array, 1, 32],
];

const columnsMIRACAST_CALLBACKS = [
  ['ReportSessionStatus', 0],
  ['MiracastIoControl', 1],
  ['ReportStatistic', 2],
  ['GetNextChunkData', 3],
  ['RegisterForDataRateNotifications', 4],
];

/** The cursor over the records of a batch, which is its own iterator and the result of each step. */
class RowsMIRACAST_CALLBACKS extends ViewMIRACAST_CALLBACKS {
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

const batchesMIRACAST_CALLBACKS = /* @__PURE__ */ new Batches({
  slots: slotsMIRACAST_CALLBACKS,
  rowBytes: 40,
  columns: columnsMIRACAST_CALLBACKS,
  places: /* @__PURE__ */ evenPlaces(40),
  bytes: 40,
  least: 40,
  align: 1,
  check: checkMIRACAST_CALLBACKS,
  read: readMIRACAST_CALLBACKS,
  Rows: RowsMIRACAST_CALLBACKS,
  decode: 'decodeMIRACAST_CALLBACKS',
  takesRest: false,
  slack: 136,
  kernel: kernel,
});

/** Records of MIRACAST_CALLBACKS to columns: rowCount, columns, offsets, value(i), rows(), error. */
export function decodeBatchMIRACAST_CALLBACKS(bytes: Bytes, options?: CompiledBatchOptions): CompiledBatch<MIRACAST_CALLBACKSColumns, MIRACAST_CALLBACKS, MIRACAST_CALLBACKSView> {
  return batchesMIRACAST_CALLBACKS.decode(bytes, options);
}

/** The encoded message, valid until the next write. */
function writeMIRACAST_CALLBACKS(value) {
  const { bytes, end } = putMIRACAST_CALLBACKS(value);
  return bytes.subarray(0, end);
}

/** One row of the columns to its record, whose bytes are zero; the next one begins `step` bytes further, 0: there is none. */
function writeRowMIRACAST_CALLBACKS(given, row, view, at, length, step) {
  const v0 = given[0][row];
  view.setBigUint64(at, v0, true);
  const v1 = given[1][row];
  view.setBigUint64(at + 8, v1, true);
  const v2 = given[2][row];
  view.setBigUint64(at + 16, v2, true);
  const v3 = given[3][row];
  view.setBigUint64(at + 24, v3, true);
  const v4 = given[4][row];
  view.setBigUint64(at + 32, v4, true);
}

const rowWriterMIRACAST_CALLBACKS = /* @__PURE__ */ new BatchWriter({
  slots: slotsMIRACAST_CALLBACKS,
  columns: columnsMIRACAST_CALLBACKS,
  optional: {  },
  rules: [],
  fixedBytes: 40,
  mostBytes: 16777216,
  align: 1,
  writeRow: writeRowMIRACAST_CALLBACKS,
  write: writeMIRACAST_CALLBACKS,
  kernel: { module: kernel, encode: 'encodeMIRACAST_CALLBACKS', slack: 65 },
});

/** Columns by path, or an array of values, as records of MIRACAST_CALLBACKS one after the other. */
export function encodeBatchMIRACAST_CALLBACKS(rows: Partial<MIRACAST_CALLBACKSColumns> | readonly MIRACAST_CALLBACKSInput[]): Uint8Array<ArrayBuffer> {
  return rowWriterMIRACAST_CALLBACKS.encode(rows);
}

/** The same at the start of the target; gives how many bytes that is. */
export function encodeBatchIntoMIRACAST_CALLBACKS(rows: Partial<MIRACAST_CALLBACKSColumns> | readonly MIRACAST_CALLBACKSInput[], target: Bytes): number {
  return rowWriterMIRACAST_CALLBACKS.encodeInto(rows, target);
}

/** All of it, as one codec. */
export const MIRACAST_CALLBACKS: CompiledCodec<MIRACAST_CALLBACKS, MIRACAST_CALLBACKSInput, MIRACAST_CALLBACKSView, MIRACAST_CALLBACKSColumns, MIRACAST_CALLBACKSPath> = /* @__PURE__ */ compiledCodec([batchesMIRACAST_CALLBACKS, rowWriterMIRACAST_CALLBACKS, 16777216, false, 1], {
  layout: /* @__PURE__ */ compiledLayout('MIRACAST_CALLBACKS', 'struct', 'msvc-x64', 40, 8, {
    ReportSessionStatus: 0,
    MiracastIoControl: 8,
    ReportStatistic: 16,
    GetNextChunkData: 24,
    RegisterForDataRateNotifications: 32,
  }),
  columns: [
    { path: 'ReportSessionStatus', kind: 'u64', repeat: 1 },
    { path: 'MiracastIoControl', kind: 'u64', repeat: 1 },
    { path: 'ReportStatistic', kind: 'u64', repeat: 1 },
    { path: 'GetNextChunkData', kind: 'u64', repeat: 1 },
    { path: 'RegisterForDataRateNotifications', kind: 'u64', repeat: 1 },
  ],
  sizeOf: sizeOfMIRACAST_CALLBACKS,
  decode: decodeMIRACAST_CALLBACKS,
  encode: encodeMIRACAST_CALLBACKS,
  encodeInto: encodeIntoMIRACAST_CALLBACKS,
  view: viewMIRACAST_CALLBACKS,
  decodeBatch: decodeBatchMIRACAST_CALLBACKS,
  encodeBatch: encodeBatchMIRACAST_CALLBACKS,
  encodeBatchInto: encodeBatchIntoMIRACAST_CALLBACKS,
});

/** A decoded MIRACAST_CALLBACKS. */
export type MIRACAST_CALLBACKS = {
  ReportSessionStatus: bigint;
  MiracastIoControl: bigint;
  ReportStatistic: bigint;
  GetNextChunkData: bigint;
  RegisterForDataRateNotifications: bigint;
};

/** What encode takes: members that follow from others may be left out. */
export type MIRACAST_CALLBACKSInput = {
  readonly ReportSessionStatus: bigint | number | `${bigint}`;
  readonly MiracastIoControl: bigint | number | `${bigint}`;
  readonly ReportStatistic: bigint | number | `${bigint}`;
  readonly GetNextChunkData: bigint | number | `${bigint}`;
  readonly RegisterForDataRateNotifications: bigint | number | `${bigint}`;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type MIRACAST_CALLBACKSView = {
  ReportSessionStatus: bigint;
  MiracastIoControl: bigint;
  ReportStatistic: bigint;
  GetNextChunkData: bigint;
  RegisterForDataRateNotifications: bigint;
};

/** The columns of a batch, by path. */
export interface MIRACAST_CALLBACKSColumns {
  readonly ReportSessionStatus: BigUint64Array<ArrayBuffer>;
  readonly MiracastIoControl: BigUint64Array<ArrayBuffer>;
  readonly ReportStatistic: BigUint64Array<ArrayBuffer>;
  readonly GetNextChunkData: BigUint64Array<ArrayBuffer>;
  readonly RegisterForDataRateNotifications: BigUint64Array<ArrayBuffer>;
}

/** The path of any member. */
export type MIRACAST_CALLBACKSPath = 'ReportSessionStatus' | 'MiracastIoControl' | 'ReportStatistic' | 'GetNextChunkData' | 'RegisterForDataRateNotifications';
