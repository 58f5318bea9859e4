import { assertOptions, CastbufError, shownValue, type OptionRules } from '../errors/index.js';
import { RecordReader } from '../message/index.js';
import type { Program } from '../program/index.js';
import type { BatchData, Lender } from './column-data.js';
import { assertHeld, rowLength, type RowPlaces } from './row-places.js';

/** How `batch.value` makes an object. */
export interface ValueOptions {
  /** Bytes have memory of their own. Without it those of several values share a block of up to 64 KiB, which stays as long as one of them. */
  readonly slice?: boolean | undefined;
}

const VALUE_OPTIONS: OptionRules = { slice: 'boolean' };

/** Reads the rows of a batch as objects. What is asked for each row is at hand: a batch's data is made of getters. */
export class RowValues implements RowPlaces {
  private readonly reader: RecordReader;
  readonly rows: number;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array | undefined;
  private readonly owner: Lender;
  private readonly epoch: number;
  private readonly bytes: Uint8Array;
  readonly consumed: number;

  /** @param refuse throws: the batch's memory was used again, or its bytes are gone */
  constructor(
    program: Program,
    data: BatchData,
    private readonly refuse: () => void,
  ) {
    this.reader = new RecordReader(program).open(data.bytes);
    this.rows = data.rows;
    this.offsets = data.offsets;
    this.lengths = data.storedLengths;
    this.owner = data.owner;
    this.epoch = data.epoch;
    this.bytes = data.bytes;
    this.consumed = data.consumed;
  }

  /** @throws CastbufError ERR_STALE_BATCH, and ERR_USAGE for a row that is not there */
  value(row: number, options: ValueOptions | undefined): object {
    const { rows, consumed } = this;
    if (this.epoch !== this.owner.epoch || this.bytes.length < consumed) this.refuse();
    if (!Number.isInteger(row) || row < 0 || row >= rows) {
      throw new CastbufError('ERR_USAGE', `row ${shownValue(row)} is not there; the batch has ${rows} rows`);
    }
    if (options !== undefined) assertOptions('value', options, VALUE_OPTIONS);
    assertHeld(this);
    return this.reader.value(this.offsets[row] as number, rowLength(this, row), options?.slice === true);
  }
}
