import { nanosecondsOf, type TimeRule, type TimeUnit } from '../../schema/index.js';

/** When a record is, and how long it takes, in nanoseconds; undefined where it does not say so. */
export interface Span {
  readonly begin: bigint;
  readonly end: bigint;
}

/** Nanoseconds of a number that counts from 0, or from an epoch where its type says one. */
export function nanoseconds(value: number | bigint, rule: TimeRule | undefined, unit: TimeUnit): bigint | undefined {
  return nanosecondsOf(rule ?? { unit, epoch: '1970-01-01' }, value);
}

/** A length of time: an epoch does not count. */
export function duration(value: number | bigint, rule: TimeRule | undefined, unit: TimeUnit): bigint | undefined {
  return nanosecondsOf({ unit: rule?.unit ?? unit, epoch: '1970-01-01' }, value);
}

/** Flows that are followed at the same time. */
const OPEN_FLOWS = 65_536;
const NS_PER_S = 1_000_000_000;

/** Times for records that say none: the records of a flow follow one another, and flows begin at a constant rate. */
export class MadeTimes {
  private flows = 0;
  private readonly ends = new Map<bigint, bigint>();

  /** @param rate flows of a second */
  constructor(private readonly rate: number) {}

  spanOf(flow: bigint, length: bigint): Span {
    const begin = this.ends.get(flow) ?? this.open();
    const end = begin + length;
    this.ends.set(flow, end);
    return { begin, end };
  }

  private open(): bigint {
    const [oldest] = this.ends.keys();
    if (oldest !== undefined && this.ends.size >= OPEN_FLOWS) this.ends.delete(oldest);
    return BigInt(Math.round((this.flows++ * NS_PER_S) / this.rate));
  }
}
