import { isFloatColumn, type ColumnReader, type ArmGuards } from '../columns/index.js';
import { unshared } from '../bytes/index.js';
import type { Column, Program } from '../program/index.js';
import type { SummaryBatch, SummaryData, SummaryRequest } from '../query/index.js';
import { BatchReader, otherEngine } from './batch-reader.js';
import type { Code } from '../cursor/index.js';
import { valueReader, type ReadValue } from './column-value.js';
import { RecordFilter } from './filter.js';

const SUB_BITS = 5;
const bits = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/** @throws CastbufError ERR_USAGE for a codec of another engine */
export function summarizeOnReference(
  reader: ColumnReader,
  bytes: Uint8Array,
  { columns, filter }: SummaryRequest,
): SummaryBatch {
  if (!(reader instanceof BatchReader)) throw otherEngine();
  const view = reader.attach(unshared(bytes));
  const { program, code, guards, outcome } = reader;
  const isKept = filter && new RecordFilter(program, code, guards, filter).over(view);
  const figures = columns.map((index) => new ColumnFigures(program, code, guards, index, view));
  const progress = { records: 0, consumed: 0 };
  let rows = 0;
  outcome.of(() =>
    reader.walk(view, progress, (start, length) => {
      if (isKept?.(start, length) === false) return true;
      rows++;
      for (const one of figures) one.add(start, length);
      return true;
    }),
  );
  return { rows, ...progress, columns: figures.map((one) => one.finish()) };
}

/** Figures of one column, a record at a time: the same as the kernel's, to the last bit. */
export class ColumnFigures {
  private readonly read: ReadValue;
  private readonly isFloat: boolean;
  private count = 0;
  private nans = 0;
  private whole = 0n;
  private sum = 0;
  private rest = 0;
  private least: number | bigint | undefined;
  private most: number | bigint | undefined;
  private readonly counters = new Map<number, number>();

  constructor(program: Program, code: Code, guards: ArmGuards, index: number, view: DataView) {
    this.read = valueReader(program, code, guards, index, view);
    this.isFloat = isFloatColumn(program, program.columns[index] as Column);
  }

  add(record: number, bytes: number): void {
    const value = this.read(record, bytes);
    if (value === undefined) return;
    if (Number.isNaN(value)) {
      this.nans++;
      return;
    }
    this.count++;
    if (this.least === undefined || value < this.least) this.least = value;
    if (this.most === undefined || value > this.most) this.most = value;
    if (this.isFloat) this.addFloat(value as number);
    else this.whole += BigInt(value);
    const bucket = this.isFloat ? floatBucket(value as number) : integerBucket(value);
    this.counters.set(bucket, (this.counters.get(bucket) ?? 0) + 1);
  }

  finish(): SummaryData {
    const { count, nans, least, most, isFloat, counters } = this;
    const used = [...counters.keys()].sort((a, b) => a - b);
    const firstBucket = used[0] ?? 0;
    const buckets = new Uint32Array(used.length === 0 ? 0 : (used.at(-1) as number) - firstBucket + 1);
    for (const [bucket, counter] of counters) buckets[bucket - firstBucket] = counter;
    const sums = isFloat ? { sum: this.sum, rest: this.rest } : { sum: this.whole, rest: 0n };
    return { count, nans, ...sums, least, most, firstBucket, buckets };
  }

  /** One value after the other; what an addition rounds away is summed, too. */
  private addFloat(value: number): void {
    const next = this.sum + value;
    const added = next - this.sum;
    this.rest += this.sum - (next - added) + (value - added);
    this.sum = next;
  }
}

/** The upper bits of a double: exponent and the 5 bits after it. In the order of the magnitudes. */
function floatBucket(value: number): number {
  bits.setFloat64(0, value);
  const bucket = (bits.getUint32(0) & 0x7fffffff) >>> (20 - SUB_BITS);
  return bits.getInt32(0) < 0 ? 0 - bucket : bucket;
}

function integerBucket(value: number | bigint): number {
  const wide = BigInt(value);
  if (wide === 0n) return 0;
  const magnitude = wide < 0n ? -wide : wide;
  const octave = magnitude.toString(2).length - 1;
  const top = Number((magnitude << BigInt(SUB_BITS)) >> BigInt(octave));
  const bucket = octave * 2 ** SUB_BITS + top - 2 ** SUB_BITS + 1;
  return wide < 0n ? -bucket : bucket;
}
