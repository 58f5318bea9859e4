import { assertOptions, CastbufError, shownValue } from '../errors/index.js';
import { schemaError } from './schema-error.js';
import { partName } from './part-name.js';
import { isBigint } from './scalars.js';
import { nodeOf } from './type-of.js';
import type { AnyType } from './infer.js';
import type { ScalarNode, TimeRule, TimeUnit } from './node.js';

/* Numbers that are times: how many units have passed since an epoch. They stay numbers; a Date holds milliseconds, and not all that files have. */

/** Options of `time`. */
export interface TimeOptions {
  /** What the number counts: days, seconds, milliseconds, microseconds, 100 or 1 nanoseconds. Seconds by default. */
  readonly unit?: TimeUnit;
  /** The day at whose beginning, in UTC, the number is 0: `2001-01-01`. 1970-01-01 by default. */
  readonly epoch?: string;
}

/** Nanoseconds of a unit. */
const NANOSECONDS: Readonly<Record<TimeUnit, bigint>> = {
  d: 86_400_000_000_000n,
  s: 1_000_000_000n,
  ms: 1_000_000n,
  us: 1000n,
  '100ns': 100n,
  ns: 1n,
};
const TIME_UNITS = /* @__PURE__ */ Object.keys(NANOSECONDS) as readonly TimeUnit[];
/** Digits of a fraction of a second. */
const DIGITS: Readonly<Record<TimeUnit, number>> = { d: 0, s: 0, ms: 3, us: 6, '100ns': 7, ns: 9 };
const NS_PER_MS = 1_000_000n;
const NS_PER_S = 1_000_000_000n;
/** Milliseconds around 1970 that a Date holds. */
const MOST_MS = 8_640_000_000_000_000n;

/**
 * A number that is a time: a `time_t` is `time(i64)`, a millisecond count of JavaScript `time(u64, { unit: 'ms' })`, a time of macOS `time(f64, { epoch: '2001-01-01' })`.
 * Values and columns are those of the base. `timeToDate` and `dateToTime` convert them; `castbuf decode --names` shows them. `filetime` is one, too.
 */
export function time<T extends AnyType>(base: T, options: TimeOptions = {}): T {
  const node = nodeOf(base);
  if (node.kind !== 'scalar' || node.format === 'bool')
    throw schemaError(
      '',
      `time takes a number type such as u32, not ${node.kind === 'scalar' ? node.name : partName(node)}`,
    );
  if (node.time !== undefined) throw schemaError('', `${node.name} is a time already`);
  assertOptions('time', options, { unit: TIME_UNITS, epoch: 'string' }, 'ERR_SCHEMA');
  const { unit = 's', epoch = '1970-01-01' } = options;
  if (!isDay(epoch)) throw schemaError('', `an epoch is a day such as 2001-01-01, not ${shownValue(epoch)}`);
  return Object.freeze({ ...base, '~node': Object.freeze({ ...node, time: { unit, epoch } }) });
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(text);
  // V8 takes the 31st of each month.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/**
 * The moment that a value of a time type is, to the millisecond before it: a Date holds no more.
 * @throws CastbufError ERR_USAGE for a type that is no time, ERR_TYPE for no number, ERR_OUT_OF_RANGE beyond what a Date holds
 */
export function timeToDate(type: AnyType, value: number | bigint): Date {
  const { time: rule } = timeNode('timeToDate', type);
  if (typeof value !== 'bigint' && typeof value !== 'number')
    throw new CastbufError('ERR_TYPE', `a time is a number or a bigint, not ${shownValue(value)}`);
  const since = nanosecondsOf(rule, value);
  const milliseconds = since === undefined ? undefined : floorDivided(since, NS_PER_MS);
  if (milliseconds === undefined || !isDateable(milliseconds))
    throw new CastbufError('ERR_OUT_OF_RANGE', `${value} ${rule.unit} since ${rule.epoch} is more than a Date holds`);
  return new Date(Number(milliseconds));
}

/**
 * The value of a time type that is a moment, or the last one before it: whole units, where the type is an integer. Encode refuses one that does not fit.
 * @throws CastbufError ERR_USAGE for a type that is no time, ERR_TYPE for no valid Date
 */
export function dateToTime<T extends AnyType>(type: T, date: Date): T['~out'] {
  const { time: rule, format, bytes } = timeNode('dateToTime', type);
  const milliseconds = date instanceof Date ? date.getTime() : Number.NaN;
  if (Number.isNaN(milliseconds)) throw new CastbufError('ERR_TYPE', `give a valid Date, not ${shownValue(date)}`);
  const since = BigInt(milliseconds) * NS_PER_MS - epochOf(rule);
  if (format === 'float') return Number(since) / Number(NANOSECONDS[rule.unit]);
  const units = floorDivided(since, NANOSECONDS[rule.unit]);
  return isBigint(format, bytes) ? units : Number(units);
}

/** A time as ISO 8601 has it, with the digits of its unit; undefined where no Date holds its second. */
export function timeText(rule: TimeRule, value: number | bigint): string | undefined {
  const since = nanosecondsOf(rule, value);
  if (since === undefined) return undefined;
  const seconds = floorDivided(since, NS_PER_S);
  if (!isDateable(seconds * 1000n)) return undefined;
  const fraction = String(since - seconds * NS_PER_S).padStart(9, '0');
  const digits = DIGITS[rule.unit];
  // A double may lie between two units.
  const shown = Number.isInteger(value) || typeof value === 'bigint' ? fraction.slice(0, digits) : fraction.slice(0, 6);
  return new Date(Number(seconds) * 1000).toISOString().replace(/\.000Z$/, `${shown === '' ? '' : `.${shown}`}Z`);
}

/** Nanoseconds since 1970; of a double those next to it. Undefined for NaN and the infinities. */
export function nanosecondsOf(rule: TimeRule, value: number | bigint): bigint | undefined {
  const unit = NANOSECONDS[rule.unit];
  if (typeof value === 'bigint' || Number.isInteger(value)) return epochOf(rule) + BigInt(value) * unit;
  const since = Number.isFinite(value) ? Math.round((value - Math.floor(value)) * Number(unit)) : undefined;
  return since === undefined ? undefined : epochOf(rule) + BigInt(Math.floor(value)) * unit + BigInt(since);
}

function epochOf({ epoch }: TimeRule): bigint {
  return BigInt(Date.parse(epoch)) * NS_PER_MS;
}

function floorDivided(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

function isDateable(milliseconds: bigint): boolean {
  return milliseconds >= -MOST_MS && milliseconds <= MOST_MS;
}

function timeNode(what: string, type: AnyType): ScalarNode & { readonly time: TimeRule } {
  let node = nodeOf(type);
  if (node.kind === 'aligned') ({ node } = node);
  const scalar = node.kind === 'bit' ? node.base : node;
  if (scalar.kind !== 'scalar' || scalar.time === undefined)
    throw new CastbufError(
      'ERR_USAGE',
      `${what} takes a type of time(…), or filetime, not ${scalar.kind === 'scalar' ? scalar.name : partName(scalar)}`,
    );
  return scalar as ScalarNode & { readonly time: TimeRule };
}
