import { CastbufError, shownValue } from '../errors/index.js';
import type { SummaryData } from './summary-data.js';
import { floatNotation, Printed } from '../printing/index.js';

/** Buckets of a power of two. */
const OCTAVE_BUCKETS = 32;
/** A percentile is off by this part of the value at most. */
export const SKETCH_ERROR = 1 / 64;

/** How many values lie between two powers of two: from `low` on, below `high`. Those below 0: up to `high`, above `low`. */
export interface HistogramBucket {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/**
 * Figures of one column. Values of 64-bit columns are bigints. Sums of integers are exact (as a number, where the column has numbers:
 * nearest); sums of floats carry what each addition rounds away. Summaries of parts merge into those of the whole.
 */
export class Summary extends Printed {
  /** Buckets by their distance from that of 0: 32 for each power of two. */
  private constructor(
    private readonly kind: ValueKind,
    private readonly data: Omit<SummaryData, 'buckets'>,
    private readonly buckets: Float64Array,
  ) {
    super();
  }

  static of(data: SummaryData, kind: ValueKind): Summary {
    return new Summary(kind, data, new Float64Array(data.buckets));
  }

  get [Symbol.toStringTag](): string {
    return 'Summary';
  }

  /** The figures without the histogram; what JSON has no number for is a string. */
  toJSON(): object {
    const { count, nanCount, sum, mean, min, max } = this;
    const shown = (value: number | bigint | undefined): unknown =>
      typeof value === 'bigint' ? String(value) : value === undefined ? undefined : floatNotation(value);
    const figures = { sum: shown(sum), mean: shown(mean), min: shown(min), max: shown(max) };
    return {
      count,
      ...(nanCount > 0 && { nanCount }),
      ...(count > 0 && { ...figures, median: shown(this.percentile(50)) }),
    };
  }

  /** Rows with a value that is a number. */
  get count(): number {
    return this.data.count;
  }

  /** Rows whose value is NaN: they are in no other figure. */
  get nanCount(): number {
    return this.data.nans;
  }

  /** Undefined where there is no value; a bigint for 64-bit columns, as `min`, `max` and percentiles are. */
  get sum(): number | bigint {
    const { sum, rest } = this.data;
    if (typeof sum === 'bigint') return this.kind === 'wide' ? sum : Number(sum);
    return Number.isNaN(rest) ? sum : sum + (rest as number);
  }

  get mean(): number | undefined {
    return this.count === 0 ? undefined : Number(this.sum) / this.count;
  }

  get min(): number | bigint | undefined {
    return this.data.least;
  }

  get max(): number | bigint | undefined {
    return this.data.most;
  }

  /**
   * The smallest value that `percent` of all values do not exceed (nearest rank), off by a 64th at most; exact for integers below
   * 64, for 0 and 100, and undefined where there is no value.
   */
  percentile(percent: number): number | bigint | undefined {
    const { min, max, count, buckets } = this;
    if (typeof percent !== 'number' || !(percent >= 0 && percent <= 100))
      throw new CastbufError('ERR_USAGE', `a percentile is a number from 0 to 100, not ${shownValue(percent)}`);
    if (min === undefined || max === undefined) return undefined;
    let left = Math.max(1, Math.ceil((count * percent) / 100));
    if (left >= count) return max;
    if (left === 1) return min;
    let index = 0;
    while (index < buckets.length - 1 && left > (buckets[index] as number)) left -= buckets[index++] as number;
    const middle = this.middleOf(this.data.firstBucket + index);
    return middle < min ? min : middle > max ? max : middle;
  }

  /** Counts by power of two, from the first that has a value to the last; of floats only those that have. */
  histogram(): HistogramBucket[] {
    const found: HistogramBucket[] = [];
    this.buckets.forEach((count, index) => {
      const bucket = this.data.firstBucket + index;
      if (count === 0 && this.kind === 'float') return;
      const { low, high } = this.octaveOf(bucket);
      const last = found.at(-1);
      if (last?.low === low) found[found.length - 1] = { low, high, count: last.count + count };
      else found.push({ low, high, count });
    });
    return found;
  }

  /** The summary of both parts together. Float sums depend on the order in the last bit. */
  merge(other: Summary): Summary {
    if (!(other instanceof Summary)) throw new CastbufError('ERR_TYPE', `give a Summary, not ${shownValue(other)}`);
    const [one, two] = [this.data, other.data];
    const nans = one.nans + two.nans;
    if (one.count === 0) return other.withNans(nans);
    if (two.count === 0) return this.withNans(nans);
    const firstBucket = Math.min(one.firstBucket, two.firstBucket);
    const end = Math.max(one.firstBucket + this.buckets.length, two.firstBucket + other.buckets.length);
    const buckets = new Float64Array(end - firstBucket);
    for (const { data, buckets: counters } of [this, other]) {
      const first = data.firstBucket - firstBucket;
      counters.forEach((counter, index) => (buckets[first + index] = (buckets[first + index] as number) + counter));
    }
    const data = {
      count: one.count + two.count,
      nans,
      ...addedSums(one, two),
      least: lesser(one.least as number, two.least as number),
      most: greater(one.most as number, two.most as number),
      firstBucket,
    };
    return new Summary(this.kind, data, buckets);
  }

  private withNans(nans: number): Summary {
    return new Summary(this.kind, { ...this.data, nans }, this.buckets);
  }

  private middleOf(bucket: number): number | bigint {
    const magnitude = Math.abs(bucket);
    const middle = this.kind === 'float' ? floatMiddle(magnitude) : integerMiddle(magnitude, this.kind);
    return bucket < 0 ? -middle : middle;
  }

  private octaveOf(bucket: number): { low: number; high: number } {
    if (bucket === 0) return { low: 0, high: 0 };
    const magnitude = Math.abs(bucket);
    const octave =
      this.kind === 'float'
        ? Math.max(Math.floor(magnitude / OCTAVE_BUCKETS), 1) - 1023
        : Math.floor((magnitude - 1) / OCTAVE_BUCKETS);
    const isSubnormal = this.kind === 'float' && magnitude < OCTAVE_BUCKETS;
    const [near, far] = [isSubnormal ? 0 : 2 ** octave, isSubnormal ? 2 ** octave : 2 ** (octave + 1)];
    return bucket < 0 ? { low: -far, high: -near } : { low: near, high: far };
  }
}

/** `wide`: bigints. `long`: whole numbers. */
export type ValueKind = 'wide' | 'long' | 'float';

function lesser<V extends number | bigint>(a: V, b: V): V {
  return b < a ? b : a;
}

function greater<V extends number | bigint>(a: V, b: V): V {
  return b > a ? b : a;
}

function addedSums(
  one: Pick<SummaryData, 'sum' | 'rest'>,
  two: Pick<SummaryData, 'sum' | 'rest'>,
): Pick<SummaryData, 'sum' | 'rest'> {
  if (typeof one.sum === 'bigint') return { sum: one.sum + (two.sum as bigint), rest: 0n };
  const [a, b] = [one.sum, two.sum as number];
  const sum = a + b;
  const added = sum - a;
  const lost = a - (sum - added) + (b - added);
  return { sum, rest: (one.rest as number) + (two.rest as number) + lost };
}

/** The middle of a bucket of integers: itself where it holds one value. */
function integerMiddle(bucket: number, kind: ValueKind): number | bigint {
  if (bucket === 0) return kind === 'wide' ? 0n : 0;
  const octave = Math.floor((bucket - 1) / OCTAVE_BUCKETS);
  const top = BigInt(OCTAVE_BUCKETS + ((bucket - 1) % OCTAVE_BUCKETS));
  const shift = BigInt(octave - 5);
  const low = shift < 0n ? top >> -shift : top << shift;
  const middle = shift > 0n ? low + (1n << (shift - 1n)) : low;
  return kind === 'wide' ? middle : Number(middle);
}

function floatMiddle(bucket: number): number {
  if (bucket === 0) return 0;
  const view = new DataView(new ArrayBuffer(8));
  // The bit after those that name the bucket is half of its width.
  view.setUint32(0, (bucket << 15) | (1 << 14));
  const middle = view.getFloat64(0);
  return Number.isNaN(middle) ? Infinity : middle;
}
