import type { Codec } from '../../src/message/index.js';
import type { AnyType } from '../../src/schema/index.js';
import type { Summaries } from '../../src/surface.js';
import type { Values } from './random-filter.js';

type Value = number | bigint;

/** What the figures of one column are. */
interface Figures {
  readonly count: number;
  readonly nanCount: number;
  readonly sum: Value;
  readonly min: Value | undefined;
  readonly max: Value | undefined;
  /** Whether each percentile is as near to its value as the sketch says. */
  readonly histogram: readonly { low: number; high: number; count: number }[];
  readonly percentiles: readonly (Value | undefined)[];
}

export const PERCENTS = [0, 1, 25, 50, 75, 90, 99, 99.9, 100];

export function figuresOf({ columns, rowCount }: Summaries): Record<string, unknown> {
  const byPath = Object.entries(columns).map(([path, one]): [string, Figures] => [
    path,
    {
      count: one.count,
      nanCount: one.nanCount,
      sum: one.sum,
      min: one.min,
      max: one.max,
      histogram: one.histogram().filter(({ count }) => count > 0),
      percentiles: PERCENTS.map((percent) => one.percentile(percent)),
    },
  ]);
  return { rowCount, ...Object.fromEntries(byPath) };
}

/** The same by sorting all values. A percentile is the middle of its bucket, so it is searched for among the sorted ones. */
export function expectedFigures(
  codec: Codec<AnyType>,
  values: Values,
  rows: readonly number[],
): Record<string, unknown> {
  const byPath = [...values].map(([path, all]): [string, Figures] => {
    const there = rows.map((row) => all[row]).filter((value) => value !== undefined);
    const numbers = there.filter((value) => !Number.isNaN(value));
    const isFloat = isFloatPath(codec, path);
    const isWide = ['u64', 'i64'].includes(codec.columns.find((one) => one.path === path)?.kind ?? '');
    const sorted = numbers.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
    const figures = {
      count: numbers.length,
      nanCount: there.length - numbers.length,
      sum: isFloat ? floatSum(numbers as number[]) : integerSum(numbers, isWide),
      min: numbers.length === 0 ? undefined : numbers.reduce((a, b) => (b < a ? b : a)),
      max: numbers.length === 0 ? undefined : numbers.reduce((a, b) => (b > a ? b : a)),
      histogram: histogramOf(sorted),
      percentiles: PERCENTS.map((percent) => nearestRank(sorted, percent, isFloat, isWide)),
    };
    return [path, figures];
  });
  return { rowCount: rows.length, ...Object.fromEntries(byPath) };
}

function isFloatPath(codec: Codec<AnyType>, path: string): boolean {
  const found = codec.layout.flat.find((entry) => entry[0] === path);
  const column = codec.columns.find((one) => one.path === path);
  return column?.kind === 'f32' || (column?.kind === 'f64' && (found === undefined || found[2] === 64));
}

/** The order and the arithmetic that the kernel promises. */
function floatSum(values: readonly number[]): number {
  let sum = 0;
  let rest = 0;
  for (const value of values) {
    const next = sum + value;
    const added = next - sum;
    rest += sum - (next - added) + (value - added);
    sum = next;
  }
  return Number.isNaN(rest) ? sum : sum + rest;
}

function integerSum(values: readonly Value[], isWide: boolean): Value {
  const sum = values.reduce<bigint>((total, value) => total + BigInt(value), 0n);
  return isWide ? sum : Number(sum);
}

function histogramOf(sorted: readonly Value[]): Figures['histogram'] {
  const found: { low: number; high: number; count: number }[] = [];
  for (const value of sorted) {
    const { low, high } = octaveOf(value);
    const last = found.at(-1);
    // An infinity goes with the numbers whose power of two ends there.
    if (last?.low === low) Object.assign(last, { high, count: last.count + 1 });
    else found.push({ low, high, count: 1 });
  }
  return found;
}

/** Powers of two around a value, found by halving and doubling. */
function octaveOf(value: Value): { low: number; high: number } {
  const magnitude = value < 0 ? -value : value;
  if (magnitude < 2 ** -1022 / 32) return { low: 0, high: 0 };
  if (magnitude < 2 ** -1022) return value < 0 ? { low: -(2 ** -1022), high: 0 } : { low: 0, high: 2 ** -1022 };
  let low = 1;
  while (low > magnitude) low /= 2;
  while (low * 2 <= magnitude && low < Infinity) low *= 2;
  return value < 0 ? { low: -2 * low, high: -low } : { low, high: 2 * low };
}

/** The middle of the 32nd part of an octave in which the value of that rank lies. */
function nearestRank(sorted: readonly Value[], percent: number, isFloat: boolean, isWide: boolean): Value | undefined {
  const rank = Math.max(1, Math.ceil((sorted.length * percent) / 100));
  const value = sorted[rank - 1];
  if (value === undefined || rank === 1 || rank === sorted.length) return value;
  const middle = isFloat ? floatMiddle(value as number) : integerMiddle(BigInt(value));
  const [least, most] = [sorted[0], sorted.at(-1)] as [Value, Value];
  const clamped = middle < least ? least : middle > most ? most : middle;
  return isWide ? BigInt(clamped) : Number(clamped);
}

function integerMiddle(value: bigint): bigint {
  if (value < 0n) return -integerMiddle(-value);
  let width = 1n;
  while (value / width >= 64n) width *= 2n;
  return (value / width) * width + width / 2n;
}

function floatMiddle(value: number): number {
  if (value < 0) return -floatMiddle(-value);
  const { low } = octaveOf(value);
  if (low === 0 && value < 2 ** -1022 / 32) return 0;
  if (value === Infinity) return Infinity;
  const width = (low === 0 ? 2 ** -1022 : low) / 32;
  return (Math.floor(value / width) + 0.5) * width;
}
