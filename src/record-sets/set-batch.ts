import { CastbufError, shownValue } from '../errors/index.js';
import {
  RowsOfArrays,
  type BatchData,
  freshData,
  isStale,
  wholeData,
  Batch,
  batchPartsOf,
  countOfGaps,
  figuresOf,
  gapsOf,
  movedGaps,
  NO_GAPS,
  type BatchGaps,
  type Gap,
  type ValueOptions,
} from '../columns/index.js';
import { routedColumns, type RoutedData, type RoutedStore } from './record-set-program.js';
import { orderOf, rowIndexOf } from './routed-places.js';
import type { Program } from '../program/index.js';
import { Printed } from '../printing/index.js';
import type { CursorFactory } from '../cursor/index.js';
import type { AnyType } from '../schema/index.js';
import type { RecordDefinitions, RecordValue, RecordView } from '../record-types/index.js';
import { SetRowIterator } from './set-row-iterator.js';

/** The records of one type of a stream, as columns. */
export class RecordBatch<T extends AnyType> extends Batch<T> {
  /** Which of all records of the stream each row is, from 0 on. */
  get rowIndex(): Uint32Array {
    return rowIndexOf(this.fresh());
  }

  override copy(): RecordBatch<T> {
    // Alone, its rows do not lie one after the other.
    const alone = { ...routedColumns(batchPartsOf(this).program), isDense: false };
    return new RecordBatch<T>(this.ownedParts(alone));
  }
}

/** What a batch knows of one type. */
export interface SetMember {
  readonly name: string;
  readonly program: Program;
  /** Of its columns. */
  readonly paths: readonly string[];
  readonly cursors: CursorFactory;
}

export interface SetBatchParts {
  readonly members: readonly SetMember[];
  readonly typeNames: readonly string[];
  /** What read the batch. */
  readonly source: object;
  /** Stores of batches that own their arrays, for those that copy one. */
  readonly newStore: () => RoutedStore;
  readonly data: RoutedData;
  readonly error: CastbufError | undefined;
  /** Records that were passed over; undefined where the first of them would have ended the batch. */
  readonly gaps?: BatchGaps | undefined;
  /** What the stream lost before the batch, where it resynchronises. */
  readonly before?: readonly Gap[];
  readonly isBorrowed: boolean;
  readonly byteOffset: number;
}

type BatchesOf<D extends RecordDefinitions> = { readonly [N in keyof D]: RecordBatch<D[N][1]> };

/** The data of a batch, for functions that take one. Undefined for anything but a batch of a set codec. */
export function setBatchPartsOf(batch: unknown): SetBatchParts | undefined {
  return batch instanceof SetBatch ? batch['parts'] : undefined;
}

/** Records of several types, each in the columns of its type: `batch.of.Chunk.columns`. It owns what it has, as a `Batch` does. */
export class SetBatch<D extends RecordDefinitions> extends Printed {
  /** Why decoding stopped; undefined when all input was good. Every record before it is in the batch. */
  readonly error: CastbufError | undefined;
  /** Offset of this batch's first byte in its stream; 0 for `decodeBatch`. */
  readonly byteOffset: number;
  /** Names of the types, in the order that `order` numbers them. */
  readonly typeNames: readonly (keyof D & string)[];
  private batches: BatchesOf<D> | undefined;
  private types: Uint16Array | undefined;
  private shownGaps: readonly Gap[] | undefined;

  constructor(private readonly parts: SetBatchParts) {
    super();
    this.error = parts.error;
    this.byteOffset = parts.byteOffset;
    this.typeNames = parts.typeNames;
  }

  /** The records of each type. */
  get of(): BatchesOf<D> {
    // Made when somebody asks: small batches seldom pay back eight objects.
    this.batches ??= batchesOf(this.parts) as BatchesOf<D>;
    return this.batches;
  }

  /** Records of all types. */
  get rowCount(): number {
    return this.parts.data.rows;
  }

  /** What was passed over, in the order of the stream, as a `Batch` has it. */
  get gaps(): readonly Gap[] {
    const { gaps, before = NO_GAPS, data } = this.parts;
    return (this.shownGaps ??= gapsOf(gaps, before, data, this.byteOffset));
  }

  /** Bytes of the batch that the records took, those that `onBadRecord: 'skip'` passed over among them. */
  get consumedBytes(): number {
    return this.parts.data.consumed;
  }

  /** Which type each record is, in the order of the stream: its number in `typeNames`. */
  get order(): Uint16Array {
    const { types, rows } = this.fresh();
    return (this.types ??= orderOf(types, rows));
  }

  /** All records in the order of the stream: the name of each one's type and the cursor of that type, which moves on at its next record. */
  rows(): IterableIterator<RecordView<D>, undefined, undefined> {
    const { members } = this.parts;
    return new SetRowIterator<RecordView<D>>(this.whole(), this.order, members, () => void this.whole());
  }

  /** Record `row` of all, as an object with the name of its type. @throws CastbufError as `value` of a batch of one type does */
  value(row: number, options?: ValueOptions): RecordValue<D> {
    const { order, rowCount } = this;
    const name = Number.isInteger(row) ? this.typeNames[order[row] as number] : undefined;
    if (name === undefined) {
      throw new CastbufError('ERR_USAGE', `record ${shownValue(row)} is not there; the batch has ${rowCount}`);
    }
    const batch = this.of[name] as RecordBatch<AnyType>;
    return { type: name, value: batch.value(placeOf(batch.rowIndex, row), options) } as RecordValue<D>;
  }

  /** The same batch in memory of its own, with a copy of the bytes that its rows and lists show. */
  copy(): SetBatch<D> {
    const data = this.whole();
    const bytes = new Uint8Array(data.bytes.subarray(0, data.consumed));
    const store = this.parts.newStore().begin(bytes, this.parts.gaps !== undefined);
    const lent = data.types.map(
      ({ rows, offsets, lengths, columns }) => new RowsOfArrays(rows, [offsets, lengths], columns),
    );
    store.append(lent, data.consumed, true);
    return new SetBatch<D>({ ...this.parts, isBorrowed: false, data: store.finish(data.consumed) });
  }

  /** The same batch as a part of a longer stream. */
  at(byteOffset: number, error: CastbufError | undefined, before?: readonly Gap[]): SetBatch<D> {
    const gaps = before ?? movedGaps(this.parts.before ?? NO_GAPS, byteOffset - this.byteOffset);
    return new SetBatch<D>({ ...this.parts, byteOffset, error, before: gaps });
  }

  get [Symbol.toStringTag](): string {
    return 'SetBatch';
  }

  /** How many rows there are of each type, and nothing of their values: also of a stale batch. */
  toJSON(): object {
    const { data, gaps, before = NO_GAPS } = this.parts;
    const rows = this.typeNames.map((name, type) => [name, data.types[type]?.rows]);
    return { ...figuresOf(this, isStale(data)), ...countOfGaps(gaps, before), of: Object.fromEntries(rows) };
  }

  private whole(): RoutedData {
    return wholeData(this.parts.data);
  }

  private fresh(): RoutedData {
    return freshData(this.parts.data);
  }
}

function batchesOf(parts: SetBatchParts): Record<string, RecordBatch<AnyType>> {
  const { source, data, byteOffset } = parts;
  const batches = parts.members.map(({ name, program, paths, cursors }, type) => {
    const own = data.types[type] as BatchData;
    const error = undefined;
    return [name, new RecordBatch({ program, paths, source, cursors, data: own, error, byteOffset })] as const;
  });
  return Object.fromEntries(batches);
}

/** Where `row` stands among ascending numbers that have it. */
function placeOf(numbers: Uint32Array, row: number): number {
  let low = 0;
  for (let high = numbers.length; low < high;) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
