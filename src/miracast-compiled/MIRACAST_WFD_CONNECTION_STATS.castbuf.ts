// MIRACAST_WFD_CONNECTION_STATS under msvc-x64, compiled by castbuf from src/miracast/structures.ts. Do not edit it: change the schema and compile it again.
// schema 4d635fed817f45b8a349046caed99ea7a33a9755d5ef1e4f61331f341cef91d9
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

function checkMIRACAST_WFD_CONNECTION_STATS(view, at, end) {
  if (end - at < 24) throw truncated(at, 24, end - at);
  return 24;
}

function readMIRACAST_WFD_CONNECTION_STATS(view, at, length, copy) {
  return {
    CurrentBitRate: view.getBigUint64(at, true),
    LocalMaxBitRate: view.getBigUint64(at + 8, true),
    RemoteMaxBitRate: view.getBigUint64(at + 16, true),
  };
}

export function decodeMIRACAST_WFD_CONNECTION_STATS(message: Bytes): MIRACAST_WFD_CONNECTION_STATS {
  const view = messageView(message);
  return readMIRACAST_WFD_CONNECTION_STATS(view, 0, checkMIRACAST_WFD_CONNECTION_STATS(view, 0, view.byteLength), sliceOf);
}

const NAMES_MIRACAST_WFD_CONNECTION_STATS = ['CurrentBitRate', 'LocalMaxBitRate', 'RemoteMaxBitRate'];

function isNameMIRACAST_WFD_CONNECTION_STATS(key) {
  return key === 'CurrentBitRate' || key === 'LocalMaxBitRate' || key === 'RemoteMaxBitRate';
}

function putMIRACAST_WFD_CONNECTION_STATS(value) {
  if (!isObject(value)) throw wrongObject(value, '');
  for (const key in value) if (!isNameMIRACAST_WFD_CONNECTION_STATS(key)) refuseExtra(value, key, NAMES_MIRACAST_WFD_CONNECTION_STATS, '');
  const output = takeOutput(24);
  const { view } = output;
  const CurrentBitRateGiven = given(value, 'CurrentBitRate', value.CurrentBitRate);
  const CurrentBitRate = typeof CurrentBitRateGiven === 'bigint' && BigInt.asUintN(
    64,
    CurrentBitRateGiven) === CurrentBitRateGiven ? CurrentBitRateGiven : takeWide(CurrentBitRateGiven,
    'CurrentBitRate',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(0, CurrentBitRate, true);
  const LocalMaxBitRateGiven = given(value, 'LocalMaxBitRate', value.LocalMaxBitRate);
  const LocalMaxBitRate = typeof LocalMaxBitRateGiven === 'bigint' && BigInt.asUintN(
    64,
    LocalMaxBitRateGiven) === LocalMaxBitRateGiven ? LocalMaxBitRateGiven : takeWide(LocalMaxBitRateGiven,
    'LocalMaxBitRate',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(8, LocalMaxBitRate, true);
  const RemoteMaxBitRateGiven = given(value, 'RemoteMaxBitRate', value.RemoteMaxBitRate);
  const RemoteMaxBitRate = typeof RemoteMaxBitRateGiven === 'bigint' && BigInt.asUintN(
    64,
    RemoteMaxBitRateGiven) === RemoteMaxBitRateGiven ? RemoteMaxBitRateGiven : takeWide(RemoteMaxBitRateGiven,
    'RemoteMaxBitRate',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(16, RemoteMaxBitRate, true);
  giveOutput(output);
  return output;
}

/** The message as bytes of its own, padding zero. */
export function encodeMIRACAST_WFD_CONNECTION_STATS(value: MIRACAST_WFD_CONNECTION_STATSInput): Uint8Array<ArrayBuffer> {
  const { bytes, end } = putMIRACAST_WFD_CONNECTION_STATS(value);
  return bytes.slice(0, end);
}

/** Writes the message to the start of the target, and gives how many bytes it has. */
export function encodeIntoMIRACAST_WFD_CONNECTION_STATS(value: MIRACAST_WFD_CONNECTION_STATSInput, target: Bytes): number {
  const bytes = asBytes(target, 'the target');
  return copyOutput(bytes, putMIRACAST_WFD_CONNECTION_STATS(value));
}

/** Bytes that the encoded message has. */
export function sizeOfMIRACAST_WFD_CONNECTION_STATS(value: MIRACAST_WFD_CONNECTION_STATSInput): number {
  return putMIRACAST_WFD_CONNECTION_STATS(value).end;
}

const ViewMIRACAST_WFD_CONNECTION_STATS = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_WFD_CONNECTION_STATS extends Cursor {
    #place;

    constructor(view, at, length) {
      super();
      this.#place = new Place(view, at, length);
    }

    get '~place'() {
      return this.#place;
    }

    get CurrentBitRate() {
      const { view, at } = this.#place;
      return view.getBigUint64(at, true);
    }

    set CurrentBitRate(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at, givenWide(value, 0n, 18446744073709551615n, 'CurrentBitRate'), true);
    }

    get LocalMaxBitRate() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 8, true);
    }

    set LocalMaxBitRate(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 8, givenWide(value, 0n, 18446744073709551615n, 'LocalMaxBitRate'), true);
    }

    get RemoteMaxBitRate() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 16, true);
    }

    set RemoteMaxBitRate(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 16, givenWide(value, 0n, 18446744073709551615n, 'RemoteMaxBitRate'), true);
    }
  },
  'MIRACAST_WFD_CONNECTION_STATS',
);

/** A cursor over the bytes of a message, which is checked once, here. Nothing is copied. */
export function viewMIRACAST_WFD_CONNECTION_STATS(message: Bytes): MIRACAST_WFD_CONNECTION_STATSView {
  const { buffer, byteOffset, byteLength } = asBytes(message);
  const view = new DataView(buffer, byteOffset, byteLength);
  return new ViewMIRACAST_WFD_CONNECTION_STATS(view, 0, checkMIRACAST_WFD_CONNECTION_STATS(view, 0, byteLength));
}

const kernel = /* @__PURE__ */ new CompiledKernel('(Ɖƛƕ)((()>*ƈ-ƧƧƧƧƧ)Ƨƈ0ƧƧƧƧƧƧƧƧ)Ƨ*7)+ƍƖƞ.ƕƍƕƗƚơ*()++*()/u*KƌƍƋƗƌƍuqziki{|ƇſnlƇkwvvmk|qwvƇ{|i|{()KƍƖƋƗƌƍuqziki{|ƇſnlƇkwvvmk|qwvƇ{|i|{((2ǳ-*Ƿ*+.ƣ-Ƨ)ƦiǨ(P*(I*iǬ(P*(I3iǰ(P*(I4H+ǕH,ǕƤI8H(iƤƙI5H+I(i(I)+hH)H5qH8H(Ǖjǈ)ƤƂƙ,hH)i+ƜJ6H*ƒJ7ȥ(,8I-H3H6ƒJ,ȥ(,8I.H4H6ƒJ6ȥ(,(I/H6ȥ(,8I0H(H7ȥ(,(J1H,ȥ(,(J2ȥ5()*+,-./89:;ļ=>?ȥ3,(H(H/ȥƃ+8(H(i@ƒJ,H1H2ȥ501234567@ABCDEFGȥ3,(H,H/ȥƃ+8)H(iXƒJ,H-H.ȥ5()*+,-./89:;ļ=>?ȥ3,(H,H0ȥƃ+8(H(iǰ(ƒJ,H-H.ȥ501234567@ABCDEFGȥ3,(H,H0ȥƃ+8)H(iȈ(ƒI(H)i,ƒI)4)33i,H)^*(H(H+Ɠ3ȟ*+*Ʀ,ƣ,ƧH.H/i+ƜƒI6H.H/i,ƜƒI/H,J+H)ǕH*ǕJ0ƥJ1j@{,Ƨi(-H1j@ƥj@ƧǏi)ƒ3J7H-H+ƓJ8H7H8qCƒI7H(H0ǏƒI(+hH+H7q,hH(ȥ(,XI2H(ȥ(,pI3H+i+ƜJ8H.ƒJ9H(ȥ(,(J4H(ȥ(,@J5ȥ5()*+,-./89:;ļ=>?ȥ3,(H9H2H3ȥ5()*+,-./89:;ļ=>?ȥ3,8H6H8ƒJ9H4H5ȥ501234567@ABCDEFGȥ3,(H9H2H3ȥ501234567@ABCDEFGȥ3,8H/H8ƒJ8H(Q+8_+(H8H(Q+P_+0H8H(Q+h_+8H8H(Q+ƀ_+@H+i,ƒI+H(iȈ(ƒI(4)33i(H,H7q,ƦH7H,ƓǕj@ƦH0Ƥ-H*Ǖ3J0H)Ǖ{H-H7sJ(H(Ci(o^*(i,H0f*(H73', 'useKernelMIRACAST_WFD_CONNECTION_STATS');

/** For hosts that compile modules themselves: the kernel, before the first batch. */
export function useKernelMIRACAST_WFD_CONNECTION_STATS(module: WebAssembly.Module): void {
  kernel.use(module);
}

const slotsMIRACAST_WFD_CONNECTION_STATS = [
  [BigUint64Array, 1, 0],
  [BigUint64Array, 1, 8],
  [BigUint64Array, 1, 16],
];

const columnsMIRACAST_WFD_CONNECTION_STATS = [
  ['CurrentBitRate', 0],
  ['LocalMaxBitRate', 1],
  ['RemoteMaxBitRate', 2],
];

/** The cursor over the records of a batch, which is its own iterator and the result of each step. */
class RowsMIRACAST_WFD_CONNECTION_STATS extends ViewMIRACAST_WFD_CONNECTION_STATS {
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

const batchesMIRACAST_WFD_CONNECTION_STATS = /* @__PURE__ */ new Batches({
  slots: slotsMIRACAST_WFD_CONNECTION_STATS,
  rowBytes: 24,
  columns: columnsMIRACAST_WFD_CONNECTION_STATS,
  places: /* @__PURE__ */ evenPlaces(24),
  bytes: 24,
  least: 24,
  align: 1,
  check: checkMIRACAST_WFD_CONNECTION_STATS,
  read: readMIRACAST_WFD_CONNECTION_STATS,
  Rows: RowsMIRACAST_WFD_CONNECTION_STATS,
  decode: 'decodeMIRACAST_WFD_CONNECTION_STATS',
  takesRest: false,
  slack: 88,
  kernel: kernel,
});

/** Records of MIRACAST_WFD_CONNECTION_STATS to columns: rowCount, columns, offsets, value(i), rows(), error. */
export function decodeBatchMIRACAST_WFD_CONNECTION_STATS(bytes: Bytes, options?: CompiledBatchOptions): CompiledBatch<MIRACAST_WFD_CONNECTION_STATSColumns, MIRACAST_WFD_CONNECTION_STATS, MIRACAST_WFD_CONNECTION_STATSView> {
  return batchesMIRACAST_WFD_CONNECTION_STATS.decode(bytes, options);
}

/** The encoded message, valid until the next write. */
function writeMIRACAST_WFD_CONNECTION_STATS(value) {
  const { bytes, end } = putMIRACAST_WFD_CONNECTION_STATS(value);
  return bytes.subarray(0, end);
}

/** One row of the columns to its record, whose bytes are zero; the next one begins `step` bytes further, 0: there is none. */
function writeRowMIRACAST_WFD_CONNECTION_STATS(given, row, view, at, length, step) {
  const v0 = given[0][row];
  view.setBigUint64(at, v0, true);
  const v1 = given[1][row];
  view.setBigUint64(at + 8, v1, true);
  const v2 = given[2][row];
  view.setBigUint64(at + 16, v2, true);
}

const rowWriterMIRACAST_WFD_CONNECTION_STATS = /* @__PURE__ */ new BatchWriter({
  slots: slotsMIRACAST_WFD_CONNECTION_STATS,
  columns: columnsMIRACAST_WFD_CONNECTION_STATS,
  optional: {  },
  rules: [],
  fixedBytes: 24,
  mostBytes: 16777216,
  align: 1,
  writeRow: writeRowMIRACAST_WFD_CONNECTION_STATS,
  write: writeMIRACAST_WFD_CONNECTION_STATS,
  kernel: { module: kernel, encode: 'encodeMIRACAST_WFD_CONNECTION_STATS', slack: 65 },
});

/** Columns by path, or an array of values, as records of MIRACAST_WFD_CONNECTION_STATS one after the other. */
export function encodeBatchMIRACAST_WFD_CONNECTION_STATS(rows: Partial<MIRACAST_WFD_CONNECTION_STATSColumns> | readonly MIRACAST_WFD_CONNECTION_STATSInput[]): Uint8Array<ArrayBuffer> {
  return rowWriterMIRACAST_WFD_CONNECTION_STATS.encode(rows);
}

/** The same at the start of the target; gives how many bytes that is. */
export function encodeBatchIntoMIRACAST_WFD_CONNECTION_STATS(rows: Partial<MIRACAST_WFD_CONNECTION_STATSColumns> | readonly MIRACAST_WFD_CONNECTION_STATSInput[], target: Bytes): number {
  return rowWriterMIRACAST_WFD_CONNECTION_STATS.encodeInto(rows, target);
}

/** All of it, as one codec. */
export const MIRACAST_WFD_CONNECTION_STATS: CompiledCodec<MIRACAST_WFD_CONNECTION_STATS, MIRACAST_WFD_CONNECTION_STATSInput, MIRACAST_WFD_CONNECTION_STATSView, MIRACAST_WFD_CONNECTION_STATSColumns, MIRACAST_WFD_CONNECTION_STATSPath> = /* @__PURE__ */ compiledCodec([batchesMIRACAST_WFD_CONNECTION_STATS, rowWriterMIRACAST_WFD_CONNECTION_STATS, 16777216, false, 1], {
  layout: /* @__PURE__ */ compiledLayout('MIRACAST_WFD_CONNECTION_STATS', 'struct', 'msvc-x64', 24, 8, {
    CurrentBitRate: 0,
    LocalMaxBitRate: 8,
    RemoteMaxBitRate: 16,
  }),
  columns: [
    { path: 'CurrentBitRate', kind: 'u64', repeat: 1 },
    { path: 'LocalMaxBitRate', kind: 'u64', repeat: 1 },
    { path: 'RemoteMaxBitRate', kind: 'u64', repeat: 1 },
  ],
  sizeOf: sizeOfMIRACAST_WFD_CONNECTION_STATS,
  decode: decodeMIRACAST_WFD_CONNECTION_STATS,
  encode: encodeMIRACAST_WFD_CONNECTION_STATS,
  encodeInto: encodeIntoMIRACAST_WFD_CONNECTION_STATS,
  view: viewMIRACAST_WFD_CONNECTION_STATS,
  decodeBatch: decodeBatchMIRACAST_WFD_CONNECTION_STATS,
  encodeBatch: encodeBatchMIRACAST_WFD_CONNECTION_STATS,
  encodeBatchInto: encodeBatchIntoMIRACAST_WFD_CONNECTION_STATS,
});

/** A decoded MIRACAST_WFD_CONNECTION_STATS. */
export type MIRACAST_WFD_CONNECTION_STATS = {
  CurrentBitRate: bigint;
  LocalMaxBitRate: bigint;
  RemoteMaxBitRate: bigint;
};

/** What encode takes: members that follow from others may be left out. */
export type MIRACAST_WFD_CONNECTION_STATSInput = {
  readonly CurrentBitRate: bigint | number | `${bigint}`;
  readonly LocalMaxBitRate: bigint | number | `${bigint}`;
  readonly RemoteMaxBitRate: bigint | number | `${bigint}`;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type MIRACAST_WFD_CONNECTION_STATSView = {
  CurrentBitRate: bigint;
  LocalMaxBitRate: bigint;
  RemoteMaxBitRate: bigint;
};

/** The columns of a batch, by path. */
export interface MIRACAST_WFD_CONNECTION_STATSColumns {
  readonly CurrentBitRate: BigUint64Array<ArrayBuffer>;
  readonly LocalMaxBitRate: BigUint64Array<ArrayBuffer>;
  readonly RemoteMaxBitRate: BigUint64Array<ArrayBuffer>;
}

/** The path of any member. */
export type MIRACAST_WFD_CONNECTION_STATSPath = 'CurrentBitRate' | 'LocalMaxBitRate' | 'RemoteMaxBitRate';
