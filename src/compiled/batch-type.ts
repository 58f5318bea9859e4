import type { ColumnArray } from '../schema/index.js';

/** The typed array of a column. */
export interface ArrayKind {
  new (buffer: ArrayBuffer, byteOffset: number, length: number): ColumnArray;
  new (length: number): ColumnArray;
  readonly BYTES_PER_ELEMENT: number;
}

/**
 * A column: its path, what its array is, elements a row. Of a list also the column that has its lengths; -1: it has its own.
 */
export type ColumnWords = readonly [path: string, Kind: ArrayKind, repeat: number, lengths?: number];

/** What an emitted module says of the rows of one type. */
export interface TypeWords<Value> {
  /** The type's name. */
  readonly name: string;
  readonly columns: readonly ColumnWords[];
  /** Why members have no column, by path. */
  readonly without: Readonly<Record<string, string>>;
  /** Whether a record has what the arm of a tagged union around a column holds, by the column's path. */
  readonly arms: Readonly<Record<string, (view: DataView, at: number) => boolean>>;
  /** Bytes of each record, and from one to the next, where all are as long; else 0. */
  readonly recordBytes: number;
  readonly stride: number;
  /** Least bytes of a record. */
  readonly leastBytes: number;
  /** Records begin at multiples of this. */
  readonly align: number;
  /** Bytes from a record to its list, where it has one. */
  readonly listAt: number;
  /** The record's length. @throws CastbufError that says why it is none */
  check(view: DataView, at: number, end: number): number;
  read(view: DataView, at: number, length: number, copy: CopyBytes): Value;
  /** Makes the cursor that moves over the rows. */
  rows(
    view: DataView,
    offsets: Uint32Array,
    lengths: Uint32Array | ((row: number) => number),
    rowCount: number,
    assertFresh: () => void,
  ): IterableIterator<unknown>;
}

/** What a kernel is, and what it needs. */
export interface KernelWords {
  /** The kernel: as text, a character a byte, or compiled by the host. */
  readonly wasm: string | WebAssembly.Module;
  /** What it exports. */
  readonly decode: string;
  /** A record may take all input that is left. */
  readonly takesRest: boolean;
  /** Bytes behind the input that the kernel may read. */
  readonly slack: number;
}

/** What an emitted module says of the batches of its type. */
export interface BatchWords<Value> extends TypeWords<Value>, KernelWords {}

export type CopyBytes = (view: DataView, from: number, bytes: number) => Uint8Array;

/** One array of a batch. */
export interface Slot {
  readonly Kind: ArrayKind;
  readonly repeat: number;
  /** Bytes of a row in the slots before it. */
  readonly before: number;
}

/** The arrays of a type's batches, in the order of src/compile/assembly/column-slots.ts; -1: there is no such slot. */
export interface Slots {
  readonly all: readonly Slot[];
  readonly rowBytes: number;
  readonly offsets: number;
  readonly lengths: number;
  /** Of a type in a record set: which of all records each row is. */
  readonly rowIndex: number;
  /** By column: its array, and the lengths of a list. */
  readonly columns: readonly number[];
  readonly listLengths: readonly number[];
  /** The slot that says where the list of each record begins. */
  readonly list: number;
}

/** @param isRouted the type is one of a record set */
export function slotsOf({ columns, stride, align }: TypeWords<unknown>, isRouted = false): Slots {
  const all: Slot[] = [];
  let rowBytes = 0;
  const add = (Kind: ArrayKind, repeat = 1): number => {
    all.push({ Kind, repeat, before: rowBytes });
    rowBytes += Kind.BYTES_PER_ELEMENT * repeat;
    return all.length - 1;
  };
  const first = columns.findIndex(([, , , lengths]) => lengths !== undefined);
  const offsets = stride > 0 || first >= 0 ? -1 : add(Uint32Array);
  const lengths = stride > 0 || align === 1 ? -1 : add(Uint32Array);
  const rowIndex = isRouted ? add(Uint32Array) : -1;
  const own: number[] = [];
  const ofColumns = columns.map(([, Kind, repeat, counts], index) => {
    const slot = add(Kind, repeat);
    if (counts === -1) own[index] = add(Uint32Array);
    return slot;
  });
  const listLengths = columns.map(([, , , counts], index) => own[index] ?? (ofColumns[counts ?? -1] as number));
  return { all, rowBytes, offsets, lengths, rowIndex, columns: ofColumns, listLengths, list: ofColumns[first] ?? -1 };
}
