import { allocated } from '../bytes/index.js';
import { ARRAY_OF, type Program } from '../program/index.js';
import type { ColumnArray, ListColumn } from '../schema/index.js';
import type { BatchData } from './column-data.js';

/** What says which columns a batch has. */
export type StoredProgram = Pick<Program, 'columns' | 'lengthColumns' | 'isDense' | 'leastBytes'>;

/** Which columns a batch keeps, and whether a filter chose its rows. */
export interface Kept {
  readonly columns?: ReadonlySet<number> | undefined;
  readonly isFiltered: boolean;
}

const ALL: Kept = { isFiltered: false };

/** Rows that lie somewhere else, for as long as it takes to copy them. */
export interface LentRows {
  readonly rows: number;
  readonly offsets: Uint32Array;
  /** Undefined where each record ends at the next one. */
  readonly lengths: Uint32Array | undefined;
  readonly selection: Uint32Array | undefined;
  /** A column's array; of a list its offsets. */
  column(index: number): ColumnArray;
  /** The lengths of a list that no other column has. */
  listLengths(index: number): Uint32Array;
}

/** Columns of rows, each at its index. */
export function lentColumns(
  columns: readonly (ColumnArray | ListColumn | undefined)[],
): Pick<LentRows, 'column' | 'listLengths'> {
  return {
    column(index) {
      const column = columns[index] as ColumnArray | ListColumn;
      return 'data' in column ? column.offsets : column;
    },
    listLengths: (index) => (columns[index] as ListColumn).lengths,
  };
}

/**
 * The arrays of a batch that owns them. They grow by half again, and a later batch may fill them anew: then `epoch` changes, and the earlier
 * batch is stale.
 */
export class BatchStore {
  epoch = 0;
  rows = 0;
  private bytes: Uint8Array | undefined;
  private kept: Kept = ALL;
  private capacity = 0;
  // An array that nobody needs is not made: most batches are small, and have no time for it.
  private offsets: Uint32Array | undefined;
  private lengths: Uint32Array | undefined;
  private selection: Uint32Array | undefined;
  private readonly columns: (ColumnArray | undefined)[] = [];
  private readonly listLengths: (Uint32Array | undefined)[] = [];

  constructor(private readonly program: StoredProgram) {}

  /** Whether its arrays are those of batches of `program`. */
  isOf(program: StoredProgram): boolean {
    return this.program === program;
  }

  /** Empties the store for rows of `bytes`. */
  begin(bytes: Uint8Array, kept: Kept): this {
    this.epoch++;
    this.rows = 0;
    this.capacity = 0;
    this.bytes = bytes;
    this.kept = kept;
    return this;
  }

  /** Adds rows. They and those before them took `consumed` bytes; no more follow after the last ones. */
  append(lent: LentRows, consumed: number, isLast: boolean): void {
    const { rows } = lent;
    const end = this.rows + rows;
    if (end > this.capacity) this.capacity = isLast ? end : this.expectedRows(end, consumed);
    this.offsets = this.put(this.offsets, lent.offsets, 1);
    if (this.hasLengths) this.lengths = this.put(this.lengths, lent.lengths as Uint32Array, 1);
    if (this.kept.isFiltered) this.selection = this.put(this.selection, lent.selection as Uint32Array, 1);
    this.program.columns.forEach(({ kind, repeat }, index) => {
      if (!this.isKept(index)) return;
      this.columns[index] = this.put(this.columns[index], lent.column(index), repeat);
      if (kind !== 'list' || this.lengthColumn(index) !== undefined) return;
      this.listLengths[index] = this.put(this.listLengths[index], lent.listLengths(index), 1);
    });
    this.rows = end;
  }

  /** All rows, as a batch. Of `records` records, where a filter chose. */
  finish(consumed: number, records: number): BatchData {
    const { rows, program } = this;
    const { isFiltered } = this.kept;
    const bytes = this.bytes as Uint8Array;
    const arrays = program.columns.map(({ repeat }, index) => firstOf(this.columns[index], rows * repeat));
    const columns = program.columns.flatMap(({ kind }, index): ColumnArray | ListColumn | [] => {
      if (!this.isKept(index)) return [];
      const array = (arrays[index] ?? new ARRAY_OF[kind](0)) as ColumnArray;
      if (kind !== 'list') return array;
      const shared = this.lengthColumn(index);
      const lengths = shared === undefined ? firstOf(this.listLengths[index], rows) : arrays[shared];
      return { data: bytes, offsets: array as Uint32Array, lengths: (lengths ?? new Uint32Array(0)) as Uint32Array };
    });
    const offsets = firstOf(this.offsets, rows) ?? new Uint32Array(0);
    const lengths = this.hasLengths ? (firstOf(this.lengths, rows) ?? new Uint32Array(0)) : undefined;
    const selection = isFiltered ? (firstOf(this.selection, rows) ?? new Uint32Array(0)) : undefined;
    const figures = { rows, records: isFiltered ? records : rows, consumed };
    return new StoredBatch(this, bytes, figures, { offsets, lengths, selection, columns });
  }

  /** The rows so far tell how many the rest of the input will have. */
  private expectedRows(rows: number, consumed: number): number {
    const { length } = this.bytes as Uint8Array;
    const expected = Math.ceil((length / Math.max(consumed / rows, 1)) * 1.05);
    const most = Math.ceil(length / this.program.leastBytes);
    return Math.max(rows, Math.min(most, Math.max(expected, Math.ceil(this.capacity * 1.5))));
  }

  /** The array with `more` after the rows that are there: the same one where it has room. */
  private put<A extends ColumnArray>(array: A | undefined, more: A, repeat: number): A {
    const at = this.rows * repeat;
    const length = this.capacity * repeat;
    if (array !== undefined && array.length >= length) {
      // An array whose buffer its owner gave away is as long as no rows are, and takes nothing.
      if (more.length > 0) (array as Uint8Array).set(more as Uint8Array, at);
      return array;
    }
    // A copy is not filled with zeros first.
    if (at === 0 && more.length === length) return copyOf(more);
    const Kind = more.constructor as new (length: number) => A;
    const larger = allocated(length * more.BYTES_PER_ELEMENT, () => new Kind(length));
    if (at > 0) (larger as Uint8Array).set((array as Uint8Array).subarray(0, at));
    (larger as Uint8Array).set(more as Uint8Array, at);
    return larger;
  }

  /** Every column of every record: what follows from something else is then not stored. */
  private get isWhole(): boolean {
    return !this.kept.isFiltered && this.kept.columns === undefined;
  }

  private get hasLengths(): boolean {
    return !this.isWhole || !this.program.isDense;
  }

  private lengthColumn(index: number): number | undefined {
    return this.isWhole ? this.program.lengthColumns[index] : undefined;
  }

  private isKept(column: number): boolean {
    return this.kept.columns?.has(column) !== false;
  }
}

interface StoredArrays {
  readonly offsets: Uint32Array;
  /** Undefined where each record ends at the next one. */
  readonly lengths: Uint32Array | undefined;
  readonly selection: Uint32Array | undefined;
  readonly columns: BatchData['columns'];
}

/** The rows of a store. A class, because an object with a getter of its own takes longer to make than a small batch to decode. */
class StoredBatch implements BatchData {
  readonly epoch: number;
  readonly rows: number;
  readonly records: number;
  readonly consumed: number;
  readonly offsets: Uint32Array;
  readonly selection: Uint32Array | undefined;
  readonly columns: BatchData['columns'];
  readonly storedLengths: Uint32Array | undefined;
  private distances: Uint32Array | undefined;

  constructor(
    readonly owner: BatchStore,
    readonly bytes: Uint8Array,
    { rows, records, consumed }: Pick<BatchData, 'rows' | 'records' | 'consumed'>,
    { offsets, lengths, selection, columns }: StoredArrays,
  ) {
    this.epoch = owner.epoch;
    this.rows = rows;
    this.records = records;
    this.consumed = consumed;
    this.offsets = offsets;
    this.storedLengths = lengths;
    this.selection = selection;
    this.columns = columns;
  }

  /** Made when somebody asks: the first touch of new memory takes longer than decoding. */
  get lengths(): Uint32Array {
    return this.storedLengths ?? (this.distances ??= distances(this.offsets, this.consumed));
  }
}

function copyOf<A extends ColumnArray>(array: A): A {
  return allocated(array.byteLength, () => array.slice() as A);
}

function firstOf<A extends ColumnArray>(array: A | undefined, length: number): A | undefined {
  return array === undefined || array.length === length ? array : (array.subarray(0, length) as A);
}

/** Lengths of records that lie one after the other, up to `end`. */
export function distances(offsets: Uint32Array, end: number): Uint32Array {
  const lengths = new Uint32Array(offsets.length);
  for (let row = offsets.length - 1, next = end; row >= 0; row--) {
    const offset = offsets[row] as number;
    lengths[row] = next - offset;
    next = offset;
  }
  return lengths;
}
