import { ticks as roundNumbers } from 'd3-array';
import { utcTicks } from 'd3-time';
import { nanosecondsOf, timeText, type TimeRule } from '../../schema/index.js';
import type { Axis, Tick } from './figure.js';
import { titleOf, type QuantityReader } from './quantity.js';

/** Of a shorter time, ticks are seconds after its start: a Date has milliseconds. */
const LEAST_DATED_SECONDS = 5;
const NS_PER_MS = 1e6;
const NS_PER_S = 1e9;
/** From here on numbers are told in thousands, millions and billions: 500K, 2M, 4B. */
const LEAST_COMPACT = 100_000;
/** After the point. */
const MOST_DIGITS = 9;
/** More names than this are not written along an axis. */
const MOST_NAMES = 12;

/** From `low` to `high`, with about `ticks` ticks. Values count from the reader's origin. */
export function axisOf({ quantity, origin }: QuantityReader, low: number, high: number, ticks: number): Axis {
  const { time, nameOf } = quantity;
  const title = titleOf(quantity);
  const share = (value: number): number => (value - low) / (high - low);
  if (time !== undefined) return timeAxis(title, time, origin, { low, high, ticks }) ?? { title, ticks: [], share };
  const start = Number(origin);
  const named = nameOf === undefined ? [] : namedTicks(nameOf, start, low, high);
  if (named.length > 0) return { title, ticks: named, share };
  return { title, ticks: linearTicks(start + low, start + high, ticks), share };
}

/** Of numbers that are no column's. */
export function countAxis(title: string, most: number, ticks: number): Axis {
  return { title, ticks: linearTicks(0, most, ticks), share: (value) => value / most };
}

function linearTicks(low: number, high: number, count: number): readonly Tick[] {
  const isLarge = Math.max(Math.abs(low), Math.abs(high)) >= LEAST_COMPACT;
  const values = roundNumbers(low, high, count);
  const step = values.length > 1 ? (values[1] as number) - (values[0] as number) : 0;
  const notation = isLarge ? ({ notation: 'compact' } as const) : { minimumFractionDigits: digitsOf(step) };
  const format = new Intl.NumberFormat('en-US', { ...notation, maximumFractionDigits: isLarge ? 3 : digitsOf(step) });
  return values.map((value) => ({ at: (value - low) / (high - low), label: labelOf(value, step, format) }));
}

/** Digits after the point that tell numbers apart which lie a step apart. */
function digitsOf(step: number): number {
  return step === 0 || step >= 1 ? 0 : Math.min(Math.ceil(-Math.log10(step) - 1e-9), MOST_DIGITS);
}

function labelOf(value: number, step: number, format: Intl.NumberFormat): string {
  const isExtreme = Math.abs(value) >= 1e15 || (step > 0 && step < 10 ** -MOST_DIGITS);
  return isExtreme ? value.toPrecision(4) : format.format(value);
}

/** In the middle of the place of each whole number that has a name; none where there are too many. */
function namedTicks(nameOf: (value: number) => string | undefined, start: number, low: number, high: number): Tick[] {
  const [first, last] = [Math.ceil(low), Math.floor(high)];
  if (last - first > MOST_NAMES * 4) return [];
  const found: Tick[] = [];
  for (let value = first; value <= last; value++) {
    const label = nameOf(start + value);
    if (label !== undefined && value + 0.5 <= high) found.push({ at: (value + 0.5 - low) / (high - low), label });
  }
  return found.length > MOST_NAMES ? [] : found;
}

interface Span {
  readonly low: number;
  readonly high: number;
  readonly ticks: number;
}

/** Undefined where a Date holds not both ends. */
function timeAxis(title: string, rule: TimeRule, origin: bigint, { low, high, ticks }: Span): Axis | undefined {
  const base = nanosecondsOf(rule, origin) as bigint;
  const since = (value: number): number =>
    Number((nanosecondsOf(rule, value) as bigint) - (nanosecondsOf(rule, 0) as bigint));
  const [from, to] = [since(low), since(high)];
  const share = (value: number): number => (value - low) / (high - low);
  if (to - from < LEAST_DATED_SECONDS * NS_PER_S) {
    const start = timeText(rule, origin === 0n ? low : origin + BigInt(Math.floor(low)));
    const elapsed = linearTicks(0, (to - from) / NS_PER_S, ticks);
    return start === undefined ? undefined : { title: `${title}, seconds after ${start}`, ticks: elapsed, share };
  }
  const [start, end] = [from, to].map((since) => Number(base / BigInt(NS_PER_MS)) + since / NS_PER_MS) as [
    number,
    number,
  ];
  const dates = [new Date(start), new Date(end)] as const;
  if (dates.some((date) => Number.isNaN(date.getTime()))) return undefined;
  const dated = utcTicks(...dates, ticks).map((date) => ({
    at: (date.getTime() - start) / (end - start),
    label: dateLabel(date),
  }));
  const day = dates[0].toISOString().slice(0, 10);
  return { title: `${title}, UTC, from ${day}`, ticks: dated, share };
}

/** The part of a date that it is the first moment of. */
function dateLabel(date: Date): string {
  const [day = '', time = ''] = date.toISOString().split('T');
  if (date.getUTCMilliseconds() !== 0) return time.slice(6, 12);
  if (date.getUTCSeconds() !== 0) return time.slice(0, 8);
  if (!time.startsWith('00:00')) return time.slice(0, 5);
  return date.getUTCDate() > 1 ? day.slice(5) : day.slice(0, date.getUTCMonth() > 0 ? 7 : -6);
}
