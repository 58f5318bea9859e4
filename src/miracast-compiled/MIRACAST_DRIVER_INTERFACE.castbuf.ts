// MIRACAST_DRIVER_INTERFACE under msvc-x64, compiled by castbuf from src/miracast/structures.ts. Do not edit it: change the schema and compile it again.
// schema 0a9bb76208290813160d5b99add44b1b631634b78a168c655b3deccb0d598b43
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
  givenInteger,
  givenWide,
  isObject,
  messageView,
  moveByRows,
  refuseExtra,
  sliceOf,
  takeOutput,
  takeWide,
  truncated,
  wrongInteger,
  wrongObject,
} from '../compiled/index.js';

function checkMIRACAST_DRIVER_INTERFACE(view, at, end) {
  if (end - at < 48) {
    throw truncated(at, 48, end - at, end !== 0 && end % 44 === 0 ? '; without padding it takes 44: createCodec(type, { abi: packedAbi(1) })' : '');
  }
  return 48;
}

function readMIRACAST_DRIVER_INTERFACE(view, at, length, copy) {
  return {
    Size: view.getUint32(at, true),
    CreateMiracastContext: view.getBigUint64(at + 8, true),
    DestroyMiracastContext: view.getBigUint64(at + 16, true),
    StartMiracastSession: view.getBigUint64(at + 24, true),
    StopMiracastSession: view.getBigUint64(at + 32, true),
    HandleKernelModeMessage: view.getBigUint64(at + 40, true),
  };
}

export function decodeMIRACAST_DRIVER_INTERFACE(message: Bytes): MIRACAST_DRIVER_INTERFACE {
  const view = messageView(message);
  return readMIRACAST_DRIVER_INTERFACE(view, 0, checkMIRACAST_DRIVER_INTERFACE(view, 0, view.byteLength), sliceOf);
}

const NAMES_MIRACAST_DRIVER_INTERFACE = ['Size', 'CreateMiracastContext', 'DestroyMiracastContext', 'StartMiracastSession', 'StopMiracastSession', 'HandleKernelModeMessage'];

function isNameMIRACAST_DRIVER_INTERFACE(key) {
  return (
    key === 'Size' ||
    key === 'CreateMiracastContext' ||
    key === 'DestroyMiracastContext' ||
    key === 'StartMiracastSession' ||
    key === 'StopMiracastSession' ||
    key === 'HandleKernelModeMessage'
  );
}

function putMIRACAST_DRIVER_INTERFACE(value) {
  if (!isObject(value)) throw wrongObject(value, '');
  for (const key in value) if (!isNameMIRACAST_DRIVER_INTERFACE(key)) refuseExtra(value, key, NAMES_MIRACAST_DRIVER_INTERFACE, '');
  const output = takeOutput(48);
  const { view } = output;
  view.setUint32(4, 0);
  const Size = value.Size;
  if (typeof Size !== 'number' || Size >>> 0 !== Size) {
    throw wrongInteger(given(value, 'Size', Size), 'Size', 0, 4294967295);
  }
  view.setUint32(0, Size, true);
  const CreateMiracastContextGiven = given(value, 'CreateMiracastContext', value.CreateMiracastContext);
  const CreateMiracastContext = typeof CreateMiracastContextGiven === 'bigint' && BigInt.asUintN(
    64,
    CreateMiracastContextGiven) === CreateMiracastContextGiven ? CreateMiracastContextGiven : takeWide(CreateMiracastContextGiven,
    'CreateMiracastContext',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(8, CreateMiracastContext, true);
  const DestroyMiracastContextGiven = given(value, 'DestroyMiracastContext', value.DestroyMiracastContext);
  const DestroyMiracastContext = typeof DestroyMiracastContextGiven === 'bigint' && BigInt.asUintN(
    64,
    DestroyMiracastContextGiven) === DestroyMiracastContextGiven ? DestroyMiracastContextGiven : takeWide(DestroyMiracastContextGiven,
    'DestroyMiracastContext',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(16, DestroyMiracastContext, true);
  const StartMiracastSessionGiven = given(value, 'StartMiracastSession', value.StartMiracastSession);
  const StartMiracastSession = typeof StartMiracastSessionGiven === 'bigint' && BigInt.asUintN(
    64,
    StartMiracastSessionGiven) === StartMiracastSessionGiven ? StartMiracastSessionGiven : takeWide(StartMiracastSessionGiven,
    'StartMiracastSession',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(24, StartMiracastSession, true);
  const StopMiracastSessionGiven = given(value, 'StopMiracastSession', value.StopMiracastSession);
  const StopMiracastSession = typeof StopMiracastSessionGiven === 'bigint' && BigInt.asUintN(
    64,
    StopMiracastSessionGiven) === StopMiracastSessionGiven ? StopMiracastSessionGiven : takeWide(StopMiracastSessionGiven,
    'StopMiracastSession',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(32, StopMiracastSession, true);
  const HandleKernelModeMessageGiven = given(value, 'HandleKernelModeMessage', value.HandleKernelModeMessage);
  const HandleKernelModeMessage = typeof HandleKernelModeMessageGiven === 'bigint' && BigInt.asUintN(
    64,
    HandleKernelModeMessageGiven) === HandleKernelModeMessageGiven ? HandleKernelModeMessageGiven : takeWide(HandleKernelModeMessageGiven,
    'HandleKernelModeMessage',
    0n,
    18446744073709551615n
  );
  view.setBigUint64(40, HandleKernelModeMessage, true);
  giveOutput(output);
  return output;
}

/** The message as bytes of its own, padding zero. */
export function encodeMIRACAST_DRIVER_INTERFACE(value: MIRACAST_DRIVER_INTERFACEInput): Uint8Array<ArrayBuffer> {
  const { bytes, end } = putMIRACAST_DRIVER_INTERFACE(value);
  return bytes.slice(0, end);
}

/** Writes the message to the start of the target, and gives how many bytes it has. */
export function encodeIntoMIRACAST_DRIVER_INTERFACE(value: MIRACAST_DRIVER_INTERFACEInput, target: Bytes): number {
  const bytes = asBytes(target, 'the target');
  return copyOutput(bytes, putMIRACAST_DRIVER_INTERFACE(value));
}

/** Bytes that the encoded message has. */
export function sizeOfMIRACAST_DRIVER_INTERFACE(value: MIRACAST_DRIVER_INTERFACEInput): number {
  return putMIRACAST_DRIVER_INTERFACE(value).end;
}

const ViewMIRACAST_DRIVER_INTERFACE = /* @__PURE__ */ cursorClass(
  class ViewMIRACAST_DRIVER_INTERFACE extends Cursor {
    #place;

    constructor(view, at, length) {
      super();
      this.#place = new Place(view, at, length);
    }

    get '~place'() {
      return this.#place;
    }

    get Size() {
      const { view, at } = this.#place;
      return view.getUint32(at, true);
    }

    set Size(value) {
      const { view, at } = this.#place;
      view.setUint32(at, givenInteger(value, 0, 4294967295, 'Size'), true);
    }

    get CreateMiracastContext() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 8, true);
    }

    set CreateMiracastContext(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 8, givenWide(value, 0n, 18446744073709551615n, 'CreateMiracastContext'), true);
    }

    get DestroyMiracastContext() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 16, true);
    }

    set DestroyMiracastContext(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 16, givenWide(value, 0n, 18446744073709551615n, 'DestroyMiracastContext'), true);
    }

    get StartMiracastSession() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 24, true);
    }

    set StartMiracastSession(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 24, givenWide(value, 0n, 18446744073709551615n, 'StartMiracastSession'), true);
    }

    get StopMiracastSession() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 32, true);
    }

    set StopMiracastSession(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 32, givenWide(value, 0n, 18446744073709551615n, 'StopMiracastSession'), true);
    }

    get HandleKernelModeMessage() {
      const { view, at } = this.#place;
      return view.getBigUint64(at + 40, true);
    }

    set HandleKernelModeMessage(value) {
      const { view, at } = this.#place;
      view.setBigUint64(at + 40, givenWide(value, 0n, 18446744073709551615n, 'HandleKernelModeMessage'), true);
    }
  },
  'MIRACAST_DRIVER_INTERFACE',
);

/** A cursor over the bytes of a message, which is checked once, here. Nothing is copied. */
export function viewMIRACAST_DRIVER_INTERFACE(message: Bytes): MIRACAST_DRIVER_INTERFACEView {
  const { buffer, byteOffset, byteLength } = asBytes(message);
  const view = new DataView(buffer, byteOffset, byteLength);
  return new ViewMIRACAST_DRIVER_INTERFACE(view, 0, checkMIRACAST_DRIVER_INTERFACE(view, 0, byteLength));
}

const kernel = /* @__PURE__ */ new CompiledKernel('(Ɖƛƕ)((()>*ƈ-ƧƧƧƧƧ)Ƨƈ0ƧƧƧƧƧƧƧƧ)Ƨ*7)+ƍƖƞ.ƕƍƕƗƚơ*()++*()/m*GƌƍƋƗƌƍuqziki{|Ƈlzq~mzƇqv|mznikm()GƍƖƋƗƌƍuqziki{|Ƈlzq~mzƇqv|mznikm((2ǩ2*ǃ-+4ƣ0Ƨ)ƦiǨ(P*(I9iǬ(P*(I*iǰ(P*(I:iǴ(P*(I;iǸ(P*(IļiǼ(P*(I=H+ǕH,ǕƤIAH(iƤƙI>H+I(i(I)+hH)H>qHAH(Ǖjƨ*ƤƂƙ,hH)i+ƜJ?H*ƒJ,ȥ(,8I-H:H?ƒJ@ȥ(,(I7H@ȥ(,8I.H;H?ƒJ@ȥ(,(I8H@ȥ(,8I/HļH?ƒJ@ȥ(,(I0H@ȥ(,8I1H=H?ƒJ?ȥ(,(I2H?ȥ(,8I3H(H9H)i*Ɯƒȥ(,(J4ȥ4((((((((((((((((ȥ5()*+89:;,-./ļ=>?J5H,ȥ(,(J6ȥ5()*+,-./89:;ļ=>?ȥ3,(H(H7H8ȥ5()*+,-./89:;ļ=>?ȥ3,8H(H0H2ȥ5()*+,-./89:;ļ=>?ȥ3,HH(H5H6ȥ501234567@ABCDEFGȥ3,XH(H7H8ȥ501234567@ABCDEFGȥ3,hH(H0H2ȥ501234567@ABCDEFGȥ3,xH(H4ȥ4((((((((((((((((ȥ50123@ABC4567DEFGJ0H-ȥ5()*+,-./89:;ļ=>?ȥ3,ƈH(H.H/ȥ5()*+,-./89:;ļ=>?ȥ3,ƘH(H1H3ȥ5()*+,-./89:;ļ=>?ȥ3,ƨ)H(H0H-ȥ501234567@ABCDEFGȥ3,Ƹ)H(H.H/ȥ501234567@ABCDEFGȥ3,ǈ)H(H1H3ȥ501234567@ABCDEFGȥ3,ǘ)H(iǨ)ƒI(H)i,ƒI)4)33i,H)^*(H(H+Ɠ3ǉ-+,ƣ*Ʀ/ƧH.H/i*ƜƒI6H.H/i4ƔƒI7H.H/iļƔƒI8H.H/iDƔƒI9H.H/iLƔƒI/H,J+H)ǕH*ǕJ4ƥJ5jX{,Ƨi(-H5jXƥjXƧǏi)ƒ3J:H-H+ƓJ;H:H;qCƒI:H(H4ǏƒI(+hH+H:q,hH.H+i*ƜƒH(ȥ(,(J0H(ȥ(,XJ1ȥ5()*+89:;,-./ļ=>?H(ȥ(,ƈJ2H(ȥ(,Ƹ)J3ȥ5()*+89:;,-./ļ=>?ȥ5()*+,-./89:;ļ=>?ȥ3,(H6H+i+ƜJ;ƒJļH0H1ȥ501234567@ABCDEFGȥ3,(HļH2H3ȥ501234567@ABCDEFGȥ3,8H(ȥ(,ƘI0H(ȥ(,ǈ)I1H7H;ƒJļH(ȥ(,8J2H(ȥ(,hJ3ȥ5()*+,-./89:;ļ=>?ȥ3,(HļH0H1ȥ5()*+,-./89:;ļ=>?ȥ3,8H8H;ƒJļH2H3ȥ501234567@ABCDEFGȥ3,(HļH0H1ȥ501234567@ABCDEFGȥ3,8H(ȥ(,ƨ)I0H(ȥ(,ǘ)I1H9H;ƒJļH(ȥ(,HJ2H(ȥ(,xJ3ȥ5()*+,-./89:;ļ=>?ȥ3,(HļH0H1ȥ5()*+,-./89:;ļ=>?ȥ3,8H/H;ƒJ;H2H3ȥ501234567@ABCDEFGȥ3,(H;H0H1ȥ501234567@ABCDEFGȥ3,8H+i,ƒI+H(iǨ)ƒI(4)33i(H,H:q,ƦH:H,ƓǕjXƦH4Ƥ-H*Ǖ3J4H)Ǖ{H-H:sJ(H(Ci(o^*(i,H4f*(H:3', 'useKernelMIRACAST_DRIVER_INTERFACE');

/** For hosts that compile modules themselves: the kernel, before the first batch. */
export function useKernelMIRACAST_DRIVER_INTERFACE(module: WebAssembly.Module): void {
  kernel.use(module);
}

const slotsMIRACAST_DRIVER_INTERFACE = [
  [Uint32Array, 1, 0],
  [BigUint64Array, 1, 4],
  [BigUint64Array, 1, 12],
  [BigUint64Array, 1, 20],
  [BigUint64Array, 1, 28],
  [BigUint64Array, 1, 36],
];

const columnsMIRACAST_DRIVER_INTERFACE = [
  ['Size', 0],
  ['CreateMiracastContext', 1],
  ['DestroyMiracastContext', 2],
  ['StartMiracastSession', 3],
  ['StopMiracastSession', 4],
  ['HandleKernelModeMessage', 5],
];

/** The cursor over the records of a batch, which is its own iterator and the result of each step. */
class RowsMIRACAST_DRIVER_INTERFACE extends ViewMIRACAST_DRIVER_INTERFACE {
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

const batchesMIRACAST_DRIVER_INTERFACE = /* @__PURE__ */ new Batches({
  slots: slotsMIRACAST_DRIVER_INTERFACE,
  rowBytes: 44,
  columns: columnsMIRACAST_DRIVER_INTERFACE,
  places: /* @__PURE__ */ evenPlaces(48),
  bytes: 48,
  least: 48,
  align: 1,
  check: checkMIRACAST_DRIVER_INTERFACE,
  read: readMIRACAST_DRIVER_INTERFACE,
  Rows: RowsMIRACAST_DRIVER_INTERFACE,
  decode: 'decodeMIRACAST_DRIVER_INTERFACE',
  takesRest: false,
  slack: 160,
  kernel: kernel,
});

/** Records of MIRACAST_DRIVER_INTERFACE to columns: rowCount, columns, offsets, value(i), rows(), error. */
export function decodeBatchMIRACAST_DRIVER_INTERFACE(bytes: Bytes, options?: CompiledBatchOptions): CompiledBatch<MIRACAST_DRIVER_INTERFACEColumns, MIRACAST_DRIVER_INTERFACE, MIRACAST_DRIVER_INTERFACEView> {
  return batchesMIRACAST_DRIVER_INTERFACE.decode(bytes, options);
}

/** The encoded message, valid until the next write. */
function writeMIRACAST_DRIVER_INTERFACE(value) {
  const { bytes, end } = putMIRACAST_DRIVER_INTERFACE(value);
  return bytes.subarray(0, end);
}

/** One row of the columns to its record, whose bytes are zero; the next one begins `step` bytes further, 0: there is none. */
function writeRowMIRACAST_DRIVER_INTERFACE(given, row, view, at, length, step) {
  const v0 = given[0][row];
  view.setUint32(at, v0, true);
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

const rowWriterMIRACAST_DRIVER_INTERFACE = /* @__PURE__ */ new BatchWriter({
  slots: slotsMIRACAST_DRIVER_INTERFACE,
  columns: columnsMIRACAST_DRIVER_INTERFACE,
  optional: {  },
  rules: [],
  fixedBytes: 48,
  mostBytes: 16777216,
  align: 1,
  writeRow: writeRowMIRACAST_DRIVER_INTERFACE,
  write: writeMIRACAST_DRIVER_INTERFACE,
  kernel: { module: kernel, encode: 'encodeMIRACAST_DRIVER_INTERFACE', slack: 65 },
});

/** Columns by path, or an array of values, as records of MIRACAST_DRIVER_INTERFACE one after the other. */
export function encodeBatchMIRACAST_DRIVER_INTERFACE(rows: Partial<MIRACAST_DRIVER_INTERFACEColumns> | readonly MIRACAST_DRIVER_INTERFACEInput[]): Uint8Array<ArrayBuffer> {
  return rowWriterMIRACAST_DRIVER_INTERFACE.encode(rows);
}

/** The same at the start of the target; gives how many bytes that is. */
export function encodeBatchIntoMIRACAST_DRIVER_INTERFACE(rows: Partial<MIRACAST_DRIVER_INTERFACEColumns> | readonly MIRACAST_DRIVER_INTERFACEInput[], target: Bytes): number {
  return rowWriterMIRACAST_DRIVER_INTERFACE.encodeInto(rows, target);
}

/** All of it, as one codec. */
export const MIRACAST_DRIVER_INTERFACE: CompiledCodec<MIRACAST_DRIVER_INTERFACE, MIRACAST_DRIVER_INTERFACEInput, MIRACAST_DRIVER_INTERFACEView, MIRACAST_DRIVER_INTERFACEColumns, MIRACAST_DRIVER_INTERFACEPath> = /* @__PURE__ */ compiledCodec([batchesMIRACAST_DRIVER_INTERFACE, rowWriterMIRACAST_DRIVER_INTERFACE, 16777216, false, 1], {
  layout: /* @__PURE__ */ compiledLayout('MIRACAST_DRIVER_INTERFACE', 'struct', 'msvc-x64', 48, 8, {
    Size: 0,
    CreateMiracastContext: 8,
    DestroyMiracastContext: 16,
    StartMiracastSession: 24,
    StopMiracastSession: 32,
    HandleKernelModeMessage: 40,
  }),
  columns: [
    { path: 'Size', kind: 'u32', repeat: 1 },
    { path: 'CreateMiracastContext', kind: 'u64', repeat: 1 },
    { path: 'DestroyMiracastContext', kind: 'u64', repeat: 1 },
    { path: 'StartMiracastSession', kind: 'u64', repeat: 1 },
    { path: 'StopMiracastSession', kind: 'u64', repeat: 1 },
    { path: 'HandleKernelModeMessage', kind: 'u64', repeat: 1 },
  ],
  sizeOf: sizeOfMIRACAST_DRIVER_INTERFACE,
  decode: decodeMIRACAST_DRIVER_INTERFACE,
  encode: encodeMIRACAST_DRIVER_INTERFACE,
  encodeInto: encodeIntoMIRACAST_DRIVER_INTERFACE,
  view: viewMIRACAST_DRIVER_INTERFACE,
  decodeBatch: decodeBatchMIRACAST_DRIVER_INTERFACE,
  encodeBatch: encodeBatchMIRACAST_DRIVER_INTERFACE,
  encodeBatchInto: encodeBatchIntoMIRACAST_DRIVER_INTERFACE,
});

/** A decoded MIRACAST_DRIVER_INTERFACE. */
export type MIRACAST_DRIVER_INTERFACE = {
  Size: number;
  CreateMiracastContext: bigint;
  DestroyMiracastContext: bigint;
  StartMiracastSession: bigint;
  StopMiracastSession: bigint;
  HandleKernelModeMessage: bigint;
};

/** What encode takes: members that follow from others may be left out. */
export type MIRACAST_DRIVER_INTERFACEInput = {
  readonly Size: number;
  readonly CreateMiracastContext: bigint | number | `${bigint}`;
  readonly DestroyMiracastContext: bigint | number | `${bigint}`;
  readonly StartMiracastSession: bigint | number | `${bigint}`;
  readonly StopMiracastSession: bigint | number | `${bigint}`;
  readonly HandleKernelModeMessage: bigint | number | `${bigint}`;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type MIRACAST_DRIVER_INTERFACEView = {
  Size: number;
  CreateMiracastContext: bigint;
  DestroyMiracastContext: bigint;
  StartMiracastSession: bigint;
  StopMiracastSession: bigint;
  HandleKernelModeMessage: bigint;
};

/** The columns of a batch, by path. */
export interface MIRACAST_DRIVER_INTERFACEColumns {
  readonly Size: Uint32Array<ArrayBuffer>;
  readonly CreateMiracastContext: BigUint64Array<ArrayBuffer>;
  readonly DestroyMiracastContext: BigUint64Array<ArrayBuffer>;
  readonly StartMiracastSession: BigUint64Array<ArrayBuffer>;
  readonly StopMiracastSession: BigUint64Array<ArrayBuffer>;
  readonly HandleKernelModeMessage: BigUint64Array<ArrayBuffer>;
}

/** The path of any member. */
export type MIRACAST_DRIVER_INTERFACEPath = 'Size' | 'CreateMiracastContext' | 'DestroyMiracastContext' | 'StartMiracastSession' | 'StopMiracastSession' | 'HandleKernelModeMessage';
