import { nanosecondsOf, type ColumnArray, type TimeRule, type TimeUnit } from '../schema/index.js';
import type { ColumnValue } from '../column-descriptions/index.js';
import type { ArrowData, ArrowType, TimestampUnit } from './arrow-type.js';
import { zerosIn } from './bitmaps.js';

/** A number that is a time. */
export type TimeValue = Extract<ColumnValue, { readonly type: 'integer' | 'float' }> & { readonly time: TimeRule };

/** Times as timestamps. */
export interface Timestamps {
  readonly type: Extract<ArrowType, { readonly kind: 'timestamp' }>;
  /** Every value is a timestamp, and tells the number that it was. */
  readonly isExact: boolean;
  read(values: ColumnArray): ArrowData;
}

/** Arrow has no units of 100 ns: nanoseconds end in 2262, before many a FILETIME. */
const UNIT_OF: Readonly<Record<TimeUnit, TimestampUnit>> = {
  d: 's',
  s: 's',
  ms: 'ms',
  us: 'us',
  '100ns': 'us',
  ns: 'ns',
};
const NANOSECONDS: Readonly<Record<TimestampUnit, bigint>> = { s: 1_000_000_000n, ms: 1_000_000n, us: 1000n, ns: 1n };
const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

/** @param isFine in microseconds, unless it is nanoseconds, whatever the unit of the number */
export function timestampsOf(value: TimeValue, isFine = false): Timestamps {
  const { time } = value;
  const own: TimestampUnit = value.type === 'float' ? 'us' : UNIT_OF[time.unit];
  const unit = isFine && own !== 'ns' ? 'us' : own;
  const type = { kind: 'timestamp', unit } as const;
  const isWhole = value.type === 'integer' && time.unit !== '100ns';
  const isExact = isWhole && boundsOf(value).every((bound) => timestamp(time, bound, unit) !== undefined);
  return { type, isExact, read: (values) => readTimes(values, value, unit) };
}

/** Least and most of its bits. */
function boundsOf({ bits, isSigned }: Extract<TimeValue, { readonly type: 'integer' }>): readonly bigint[] {
  return isSigned ? [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n] : [0n, 2n ** BigInt(bits) - 1n];
}

/** The last moment that is not after it; undefined where 64 bits do not hold that. */
function timestamp(time: TimeRule, value: number | bigint, unit: TimestampUnit): bigint | undefined {
  const since = nanosecondsOf(time, value);
  if (since === undefined) return undefined;
  const each = NANOSECONDS[unit];
  const quotient = since / each;
  const floor = since % each < 0n ? quotient - 1n : quotient;
  return floor >= LEAST && floor <= MOST ? floor : undefined;
}

function readTimes(values: ColumnArray, { time }: TimeValue, unit: TimestampUnit): ArrowData {
  const { length } = values;
  if (values instanceof BigUint64Array && time.unit === '100ns' && time.epoch === '1601-01-01')
    return { length, nullCount: 0, validity: undefined, buffers: [fileTimes(values)] };
  const isSame = values instanceof BigInt64Array && time.unit === unit && time.epoch === '1970-01-01';
  if (isSame) return { length, nullCount: 0, validity: undefined, buffers: [values] };
  const times = new BigInt64Array(length);
  const validity = new Uint8Array((length + 7) >> 3);
  for (let at = 0; at < length; at++) {
    const moment = timestamp(time, values[at] as number | bigint, unit);
    if (moment === undefined) continue;
    times[at] = moment;
    validity[at >> 3] = (validity[at >> 3] as number) | (1 << (at & 7));
  }
  const nullCount = zerosIn(validity, length);
  return { length, nullCount, validity: nullCount === 0 ? undefined : validity, buffers: [times] };
}

/** Microseconds from 1601 to 1970. */
const FILETIME_EPOCH_US = 11_644_473_600_000_000;
const TWO_32 = 0x1_0000_0000;

/** FILETIME, the time of Windows, from its halves: bigints would take ten times as long. Every one of them is a timestamp in microseconds. */
function fileTimes(values: BigUint64Array): BigInt64Array {
  const halves = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const times = new BigInt64Array(values.length);
  const words = new Int32Array(times.buffer);
  const epochHigh = Math.floor(FILETIME_EPOCH_US / TWO_32);
  const epochLow = FILETIME_EPOCH_US - epochHigh * TWO_32;
  for (let at = 0; at < halves.length; at += 2) {
    const high = halves[at + 1] as number;
    const tenth = Math.floor(high / 10);
    const low = Math.floor(((high - tenth * 10) * TWO_32 + (halves[at] as number)) / 10) - epochLow;
    words[at] = low;
    words[at + 1] = tenth - epochHigh - (low < 0 ? 1 : 0);
  }
  return times;
}
