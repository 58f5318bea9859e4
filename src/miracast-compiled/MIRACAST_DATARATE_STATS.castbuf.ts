// MIRACAST_DATARATE_STATS under msvc-x64, compiled by castbuf from src/miracast/structures.ts. Do not edit it: change the schema and compile it again.
// schema 21e10c91aa5c02b14f868977cdf5b1440ac56e47b44491fab617225983760164
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

function checkMIRACAST_DATARATE_STATS(view, at, end) {
  if (end - at < 48) throw truncated(at, 48, end - at);
  return 48;
}

function readMIRACAST_DATARATE_STATS(view, at, length, copy) {
  return {
    EncoderBitRate: view.getBigUint64(at, true),
    CurrentMaxTxDataRate: view.getBigUint64(at + 8, true),
    TransmittedFrameCount: view.getBigUint64(at + 16, true),
    FailedFrameCount: view.getBigUint64(at + 24, true),
    RetriedFrameCount: view.getBigUint64(at + 32, true),
    MultipleRetryFrameCount: view.getBigUint64(at + 40, true),
  };
}

export function decodeMIRACAST_DATARATE_STATS(message: Bytes): MIRACAST_DATARATE_STATS {
  const view = messageView(message);
  return readMIRACAST_DATARATE_STATS(view, 0, checkMIRACAST_DATARATE_STATS(view, 0, view.byteLength), sliceOf);
}

const NAMES_MIRACAST_DATARATE_STATS = ['EncoderBitRate', 'CurrentMaxTxDataRate', 'TransmittedFrameCount', 'FailedFrameCount', 'RetriedFrameCount', 'MultipleRetryFrameCount'];

function isNameMIRACAST_DATARATE_STATS(key) {
  return (
    key === 'EncoderBitRate' ||
    key === 'CurrentMaxTxDataRate' ||
    key === 'TransmittedFrameCount' ||
    key === 'FailedFrameCount' ||
    key === 'RetriedFrameCount' ||
    key === 'MultipleRetryFrameCount'
  );
}

function putMIRACAST_DATARATE_STATS(value) {
  if (!isObject(value)) throw wrongObject(value, '');
  for (const key in value) if (!isNameMIRACAST_DATARATE_STATS(key)) refuseExtra(value, key, NAMES_MIRACAST_DATARATE_STATS, '');
  const output = takeOutput(48);
  const { view } = output;
  const EncoderBitRateGiven = given(value, 'EncoderBitRate', value.EncoderBitRate);
  const EncoderBitRate = typeof EncoderBitRateGiven === 'bigint' && BigInt.asUintN(
    64,
    EncoderBitRateGiven) === EncoderBitRateGiven ? EncoderBitRateGiven : takeWide(EncoderBitRateGiven,
    'EncoderBitRate',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(0, EncoderBitRate, true);
  const CurrentMaxTxDataRateGiven = given(value, 'CurrentMaxTxDataRate', value.CurrentMaxTxDataRate);
  const CurrentMaxTxDataRate = typeof CurrentMaxTxDataRateGiven === 'bigint' && BigInt.asUintN(
    64,
    CurrentMaxTxDataRateGiven) === CurrentMaxTxDataRateGiven ? CurrentMaxTxDataRateGiven : takeWide(CurrentMaxTxDataRateGiven,
    'CurrentMaxTxDataRate',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(8, CurrentMaxTxDataRate, true);
  const TransmittedFrameCountGiven = given(value, 'TransmittedFrameCount', value.TransmittedFrameCount);
  const TransmittedFrameCount = typeof TransmittedFrameCountGiven === 'bigint' && BigInt.asUintN(
    64,
    TransmittedFrameCountGiven) === TransmittedFrameCountGiven ? TransmittedFrameCountGiven : takeWide(TransmittedFrameCountGiven,
    'TransmittedFrameCount',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(16, TransmittedFrameCount, true);
  const FailedFrameCountGiven = given(value, 'FailedFrameCount', value.FailedFrameCount);
  const FailedFrameCount = typeof FailedFrameCountGiven === 'bigint' && BigInt.asUintN(
    64,
    FailedFrameCountGiven) === FailedFrameCountGiven ? FailedFrameCountGiven : takeWide(FailedFrameCountGiven,
    'FailedFrameCount',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(24, FailedFrameCount, true);
  const RetriedFrameCountGiven = given(value, 'RetriedFrameCount', value.RetriedFrameCount);
  const RetriedFrameCount = typeof RetriedFrameCountGiven === 'bigint' && BigInt.asUintN(
    64,
    RetriedFrameCountGiven) === RetriedFrameCountGiven ? RetriedFrameCountGiven : takeWide(RetriedFrameCountGiven,
    'RetriedFrameCount',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(32, RetriedFrameCount, true);
  const MultipleRetryFrameCountGiven = given(value, 'MultipleRetryFrameCount', value.MultipleRetryFrameCount);
  const MultipleRetryFrameCount = typeof MultipleRetryFrameCountGiven === 'bigint' && BigInt.asUintN(
    64,
    MultipleRetryFrameCountGiven) === MultipleRetryFrameCountGiven ? MultipleRetryFrameCountGiven : takeWide(MultipleRetryFrameCountGiven,
    'MultipleRetryFrameCount',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(40, MultipleRetryFrameCount, true);
  giveOutput(output);
  return output;
}

/** The message as bytes of its own, padding zero. */
export function encodeMIRACAST_DATARATE_STATS(value: MIRACAST_DATARATE_STATSInput): Uint8Array<ArrayBuffer> {
  const { bytes, end } = putMIRACAST_DATARATE_STATS(value);
  return bytes.slice(0, end);
}

/** Writes the message to the start of the target, and gives how many bytes it has. */
export function encodeIntoMIRACAST_DATARATE_STATS(value: MIRACAST_DATARATE_STATSInput, target: Bytes): number {
  const bytes = asBytes(target, 'the target');
  return copyOutput(bytes, putMIRACAST_DATARATE_STATS(value));
}

/** Bytes that the encoded message has. */
export function sizeOfMIRACAST_DATARATE_STATS(value: MIRACAST_DATARATE_STATSInput): number {
  return putMIRACAST_DATARATE_STATS(value).end;
}

const ViewMIRACAST_DATARATE_STATS = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_DATARATE_STATS extends Cursor {
    #place;

    constructor(view, at, length) {
      super();
      this.#place = new Place(view, at, length);
    }

    get '~place'() {
      return this.#place;
    }

    get EncoderBitRate() {
      const { view, at } = this.#place;
      return view.getBigUint64(at, true);
    }

    set EncoderBitRate(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at, givenWide(value, 0n, 18446744073709551615n, 'EncoderBitRate'), true);
    }

    get CurrentMaxTxDataRate() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 8, true);
    }

    set CurrentMaxTxDataRate(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 8, givenWide(value, 0n, 18446744073709551615n, 'CurrentMaxTxDataRate'), true);
    }

    get TransmittedFrameCount() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 16, true);
    }

    set TransmittedFrameCount(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 16, givenWide(value, 0n, 18446744073709551615n, 'TransmittedFrameCount'), true);
    }

    get FailedFrameCount() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 24, true);
    }

    set FailedFrameCount(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 24, givenWide(value, 0n, 18446744073709551615n, 'FailedFrameCount'), true);
    }

    get RetriedFrameCount() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 32, true);
    }

    set RetriedFrameCount(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 32, givenWide(value, 0n, 18446744073709551615n, 'RetriedFrameCount'), true);
    }

    get MultipleRetryFrameCount() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 40, true);
    }

    set MultipleRetryFrameCount(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 40, givenWide(value, 0n, 18446744073709551615n, 'MultipleRetryFrameCount'), true);
    }
  },
  'MIRACAST_DATARATE_STATS',
);

/** A cursor over the bytes of a message, which is checked once, here. Nothing is copied. */
export function viewMIRACAST_DATARATE_STATS(message: Bytes): MIRACAST_DATARATE_STATSView {
  const { buffer, byteOffset, byteLength } = asBytes(message);
  const view = new DataView(buffer, byteOffset, byteLength);
  return new ViewMIRACAST_DATARATE_STATS(view, 0, checkMIRACAST_DATARATE_STATS(view, 0, byteLength));
}

const kernel = /* @__PURE__ */ new CompiledKernel('(Ɖƛƕ)((()>*ƈ-ƧƧƧƧƧ)Ƨƈ0ƧƧƧƧƧƧƧƧ)Ƨ*7)+ƍƖƞ.ƕƍƕƗƚơ*()++*()/i*EƌƍƋƗƌƍuqziki{|Ƈli|izi|mƇ{|i|{()EƍƖƋƗƌƍuqziki{|Ƈli|izi|mƇ{|i|{((2ț1*Ǿ,+4ƣ1Ƨ)ƦiǨ(P*(I*iǬ(P*(I9iǰ(P*(I:iǴ(P*(I;iǸ(P*(IļiǼ(P*(I=H+ǕH,ǕƤIBH(iƤƙI?H+I(i(I)+hH)H?qHBH(Ǖjƨ*ƤƂƙ,hH)i+ƜJ@H*ƒJ,ȥ(,8I-H9H@ƒJ>ȥ(,8I.H:H@ƒJAȥ(,(I/HAȥ(,8I0H;H@ƒJAȥ(,(I1HAȥ(,8I2HļH@ƒJAȥ(,(I3HAȥ(,8I4H=H@ƒJ@ȥ(,(I5H@ȥ(,8I6H(H,ȥ(,(J7H>ȥ(,(J8ȥ5()*+,-./89:;ļ=>?ȥ3,(H(H/H1ȥ5()*+,-./89:;ļ=>?ȥ3,8H(H3H5ȥ5()*+,-./89:;ļ=>?ȥ3,HH(H7H8ȥ501234567@ABCDEFGȥ3,XH(H/H1ȥ501234567@ABCDEFGȥ3,hH(H3H5ȥ501234567@ABCDEFGȥ3,xH(H-H.ȥ5()*+,-./89:;ļ=>?ȥ3,ƈH(H0H2ȥ5()*+,-./89:;ļ=>?ȥ3,ƘH(H4H6ȥ5()*+,-./89:;ļ=>?ȥ3,ƨ)H(H-H.ȥ501234567@ABCDEFGȥ3,Ƹ)H(H0H2ȥ501234567@ABCDEFGȥ3,ǈ)H(H4H6ȥ501234567@ABCDEFGȥ3,ǘ)H(iǨ)ƒI(H)i,ƒI)4)33i,H)^*(H(H+Ɠ3ǀ-+,ƣ*Ʀ/ƧH.H/i+ƜƒI6H.H/i,ƜƒI7H.H/i@ƔƒI8H.H/i-ƜƒI9H.H/iPƔƒI/H,J+H)ǕH*ǕJ4ƥJ5jX{,Ƨi(-H5jXƥjXƧǏi)ƒ3J:H-H+ƓJ;H:H;qCƒI:H(H4ǏƒI(+hH+H:q,hH(ȥ(,ƈI0H(ȥ(,Ƹ)I1H+i+ƜJ;H.ƒJļH(ȥ(,(J2H(ȥ(,XJ3ȥ5()*+,-./89:;ļ=>?ȥ3,(HļH0H1ȥ5()*+,-./89:;ļ=>?ȥ3,8H6H;ƒJļH2H3ȥ501234567@ABCDEFGȥ3,(HļH0H1ȥ501234567@ABCDEFGȥ3,8H(ȥ(,ƘI0H(ȥ(,ǈ)I1H7H;ƒJļH(ȥ(,8J2H(ȥ(,hJ3ȥ5()*+,-./89:;ļ=>?ȥ3,(HļH0H1ȥ5()*+,-./89:;ļ=>?ȥ3,8H8H;ƒJļH2H3ȥ501234567@ABCDEFGȥ3,(HļH0H1ȥ501234567@ABCDEFGȥ3,8H(ȥ(,ƨ)I0H(ȥ(,ǘ)I1H9H;ƒJļH(ȥ(,HJ2H(ȥ(,xJ3ȥ5()*+,-./89:;ļ=>?ȥ3,(HļH0H1ȥ5()*+,-./89:;ļ=>?ȥ3,8H/H;ƒJ;H2H3ȥ501234567@ABCDEFGȥ3,(H;H0H1ȥ501234567@ABCDEFGȥ3,8H+i,ƒI+H(iǨ)ƒI(4)33i(H,H:q,ƦH:H,ƓǕjXƦH4Ƥ-H*Ǖ3J4H)Ǖ{H-H:sJ(H(Ci(o^*(i,H4f*(H:3', 'useKernelMIRACAST_DATARATE_STATS');

/** For hosts that compile modules themselves: the kernel, before the first batch. */
export function useKernelMIRACAST_DATARATE_STATS(module: WebAssembly.Module): void {
  kernel.use(module);
}

const slotsMIRACAST_DATARATE_STATS = [
  [BigUint64Array, 1, 0],
  [BigUint64Array, 1, 8],
  [BigUint64Array, 1, 16],
  [BigUint64Array, 1, 24],
  [BigUint64Array, 1, 32],
  [BigUint64Array, 1, 40],
];

const columnsMIRACAST_DATARATE_STATS = [
  ['EncoderBitRate', 0],
  ['CurrentMaxTxDataRate', 1],
  ['TransmittedFrameCount', 2],
  ['FailedFrameCount', 3],
  ['RetriedFrameCount', 4],
  ['MultipleRetryFrameCount', 5],
];

/** The cursor over the records of a batch, which is its own iterator and the result of each step. */
class RowsMIRACAST_DATARATE_STATS extends ViewMIRACAST_DATARATE_STATS {
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

const batchesMIRACAST_DATARATE_STATS = /* @__PURE__ */ new Batches({
  slots: slotsMIRACAST_DATARATE_STATS,
  rowBytes: 48,
  columns: columnsMIRACAST_DATARATE_STATS,
  places: /* @__PURE__ */ evenPlaces(48),
  bytes: 48,
  least: 48,
  align: 1,
  check: checkMIRACAST_DATARATE_STATS,
  read: readMIRACAST_DATARATE_STATS,
  Rows: RowsMIRACAST_DATARATE_STATS,
  decode: 'decodeMIRACAST_DATARATE_STATS',
  takesRest: false,
  slack: 160,
  kernel: kernel,
});

/** Records of MIRACAST_DATARATE_STATS to columns: rowCount, columns, offsets, value(i), rows(), error. */
export function decodeBatchMIRACAST_DATARATE_STATS(bytes: Bytes, options?: CompiledBatchOptions): CompiledBatch<MIRACAST_DATARATE_STATSColumns, MIRACAST_DATARATE_STATS, MIRACAST_DATARATE_STATSView> {
  return batchesMIRACAST_DATARATE_STATS.decode(bytes, options);
}

/** The encoded message, valid until the next write. */
function writeMIRACAST_DATARATE_STATS(value) {
  const { bytes, end } = putMIRACAST_DATARATE_STATS(value);
  return bytes.subarray(0, end);
}

/** One row of the columns to its record, whose bytes are zero; the next one begins `step` bytes further, 0: there is none. */
function writeRowMIRACAST_DATARATE_STATS(given, row, view, at, length, step) {
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
  const v5 = given[5][row];
  view.setBigUint64(at + 40, v5, true);
}

const rowWriterMIRACAST_DATARATE_STATS = /* @__PURE__ */ new BatchWriter({
  slots: slotsMIRACAST_DATARATE_STATS,
  columns: columnsMIRACAST_DATARATE_STATS,
  optional: {  },
  rules: [],
  fixedBytes: 48,
  mostBytes: 16777216,
  align: 1,
  writeRow: writeRowMIRACAST_DATARATE_STATS,
  write: writeMIRACAST_DATARATE_STATS,
  kernel: { module: kernel, encode: 'encodeMIRACAST_DATARATE_STATS', slack: 65 },
});

/** Columns by path, or an array of values, as records of MIRACAST_DATARATE_STATS one after the other. */
export function encodeBatchMIRACAST_DATARATE_STATS(rows: Partial<MIRACAST_DATARATE_STATSColumns> | readonly MIRACAST_DATARATE_STATSInput[]): Uint8Array<ArrayBuffer> {
  return rowWriterMIRACAST_DATARATE_STATS.encode(rows);
}

/** The same at the start of the target; gives how many bytes that is. */
export function encodeBatchIntoMIRACAST_DATARATE_STATS(rows: Partial<MIRACAST_DATARATE_STATSColumns> | readonly MIRACAST_DATARATE_STATSInput[], target: Bytes): number {
  return rowWriterMIRACAST_DATARATE_STATS.encodeInto(rows, target);
}

/** All of it, as one codec. */
export const MIRACAST_DATARATE_STATS: CompiledCodec<MIRACAST_DATARATE_STATS, MIRACAST_DATARATE_STATSInput, MIRACAST_DATARATE_STATSView, MIRACAST_DATARATE_STATSColumns, MIRACAST_DATARATE_STATSPath> = /* @__PURE__ */ compiledCodec([batchesMIRACAST_DATARATE_STATS, rowWriterMIRACAST_DATARATE_STATS, 16777216, false, 1], {
  layout: /* @__PURE__ */ compiledLayout('MIRACAST_DATARATE_STATS', 'struct', 'msvc-x64', 48, 8, {
    EncoderBitRate: 0,
    CurrentMaxTxDataRate: 8,
    TransmittedFrameCount: 16,
    FailedFrameCount: 24,
    RetriedFrameCount: 32,
    MultipleRetryFrameCount: 40,
  }),
  columns: [
    { path: 'EncoderBitRate', kind: 'u64', repeat: 1 },
    { path: 'CurrentMaxTxDataRate', kind: 'u64', repeat: 1 },
    { path: 'TransmittedFrameCount', kind: 'u64', repeat: 1 },
    { path: 'FailedFrameCount', kind: 'u64', repeat: 1 },
    { path: 'RetriedFrameCount', kind: 'u64', repeat: 1 },
    { path: 'MultipleRetryFrameCount', kind: 'u64', repeat: 1 },
  ],
  sizeOf: sizeOfMIRACAST_DATARATE_STATS,
  decode: decodeMIRACAST_DATARATE_STATS,
  encode: encodeMIRACAST_DATARATE_STATS,
  encodeInto: encodeIntoMIRACAST_DATARATE_STATS,
  view: viewMIRACAST_DATARATE_STATS,
  decodeBatch: decodeBatchMIRACAST_DATARATE_STATS,
  encodeBatch: encodeBatchMIRACAST_DATARATE_STATS,
  encodeBatchInto: encodeBatchIntoMIRACAST_DATARATE_STATS,
});

/** A decoded MIRACAST_DATARATE_STATS. */
export type MIRACAST_DATARATE_STATS = {
  EncoderBitRate: bigint;
  CurrentMaxTxDataRate: bigint;
  TransmittedFrameCount: bigint;
  FailedFrameCount: bigint;
  RetriedFrameCount: bigint;
  MultipleRetryFrameCount: bigint;
};

/** What encode takes: members that follow from others may be left out. */
export type MIRACAST_DATARATE_STATSInput = {
  readonly EncoderBitRate: bigint | number | `${bigint}`;
  readonly CurrentMaxTxDataRate: bigint | number | `${bigint}`;
  readonly TransmittedFrameCount: bigint | number | `${bigint}`;
  readonly FailedFrameCount: bigint | number | `${bigint}`;
  readonly RetriedFrameCount: bigint | number | `${bigint}`;
  readonly MultipleRetryFrameCount: bigint | number | `${bigint}`;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type MIRACAST_DATARATE_STATSView = {
  EncoderBitRate: bigint;
  CurrentMaxTxDataRate: bigint;
  TransmittedFrameCount: bigint;
  FailedFrameCount: bigint;
  RetriedFrameCount: bigint;
  MultipleRetryFrameCount: bigint;
};

/** The columns of a batch, by path. */
export interface MIRACAST_DATARATE_STATSColumns {
  readonly EncoderBitRate: BigUint64Array<ArrayBuffer>;
  readonly CurrentMaxTxDataRate: BigUint64Array<ArrayBuffer>;
  readonly TransmittedFrameCount: BigUint64Array<ArrayBuffer>;
  readonly FailedFrameCount: BigUint64Array<ArrayBuffer>;
  readonly RetriedFrameCount: BigUint64Array<ArrayBuffer>;
  readonly MultipleRetryFrameCount: BigUint64Array<ArrayBuffer>;
}

/** The path of any member. */
export type MIRACAST_DATARATE_STATSPath = 'EncoderBitRate' | 'CurrentMaxTxDataRate' | 'TransmittedFrameCount' | 'FailedFrameCount' | 'RetriedFrameCount' | 'MultipleRetryFrameCount';
