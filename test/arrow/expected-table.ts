import { Buffer } from 'node:buffer';
import * as assert from 'uvu/assert';
import {
  describeColumns,
  type AnyType,
  type Codec,
  type ColumnDescription,
  type ListColumn,
} from '../../src/surface.js';
import type { ReadTable } from './readers.js';

/* What a table has to have, from `value(row)`, which reads each record by itself and knows no columns. */

/** A batch of any codec. */
export interface ShownBatch {
  readonly rowCount: number;
  readonly columns: object;
  value(row: number): unknown;
}

/** What cannot be told from values: texts with what is no UTF-8, and parts of a split. */
const UNTOLD = Symbol('untold');

/**
 * Compares each column of a table. Answers how many cells were compared.
 * @param names what the table calls its columns
 */
export function compareTable(
  codec: Codec<AnyType>,
  batches: readonly ShownBatch[],
  table: ReadTable,
  names: 'short' | 'paths' = 'short',
): number {
  let compared = 0;
  const rows = batches.flatMap((batch) => Array.from({ length: batch.rowCount }, (_, row) => batch.value(row)));
  assert.is(table.rowCount, rows.length);
  for (const description of describeColumns(codec)) {
    const name = names === 'short' ? description.name : description.path;
    const found = table.columns[name];
    assert.ok(found !== undefined, `a column ${name}`);
    const raw = table.columns[`${name}_raw`];
    const isBinary = description.value.type === 'elements';
    const bytes = isBinary ? batches.flatMap((batch) => binaries(batch, description)) : [];
    const wanted = rows.map((row) => memberAt(row, description.path));
    if (description.present.length === 0 && wanted.some((one) => one === undefined)) continue;
    wanted.forEach((member, row) => {
      const place = `${description.path} of row ${row}`;
      const shown = isBinary && member !== undefined ? bytes[row] : cellOf(description, member, 'shown');
      compareCell(shown, found[row], place);
      if (raw !== undefined) compareCell(cellOf(description, member, 'raw'), raw[row], `${place}, raw`);
      compared++;
    });
  }
  return compared;
}

/** Parts that are no numbers have their bytes in the table. */
function binaries(batch: ShownBatch, { path }: ColumnDescription): unknown[] {
  const { data, offsets, lengths } = (batch.columns as Record<string, ListColumn>)[path] as ListColumn;
  return Array.from(offsets, (at, row) => hex(data.subarray(at, at + (lengths[row] as number))));
}

function memberAt(object: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>(memberOf, object);
}

/** Of elements of arrays, which a path does not name, the members of all. */
function memberOf(at: unknown, key: string): unknown {
  if (Array.isArray(at)) return at.map((element) => memberOf(element, key));
  return (at as Record<string, unknown> | undefined)?.[key];
}

function cellOf(description: ColumnDescription, member: unknown, form: 'shown' | 'raw'): unknown {
  if (member === undefined) return null;
  const levels = description.dimensions.length + (isListOfNumbers(description) ? 1 : 0);
  return arraysOf(member, levels, (value) => valueOf(description, value, form));
}

function isListOfNumbers({ isList, value }: ColumnDescription): boolean {
  return isList && value.type !== 'text' && value.type !== 'bytes';
}

function arraysOf(member: unknown, levels: number, valueFor: (value: unknown) => unknown): unknown {
  if (levels === 0) return valueFor(member);
  return Array.from(member as ArrayLike<unknown>, (one) => arraysOf(one, levels - 1, valueFor));
}

function valueOf({ value }: ColumnDescription, one: unknown, form: 'shown' | 'raw'): unknown {
  switch (value.type) {
    case 'integer':
    case 'float':
      return form === 'shown' ? shownNumber(value, one as number | bigint) : one;
    case 'guid':
      return String(one).replaceAll('-', '');
    case 'text':
      return /\p{Surrogate}/u.test(one as string) ? UNTOLD : one;
    case 'bytes':
      return hex(one as Uint8Array);
    default:
      return one;
  }
}

type NumberValue = Extract<ColumnDescription['value'], { readonly type: 'integer' | 'float' }>;

function shownNumber(value: NumberValue, one: number | bigint): unknown {
  if (value.time !== undefined) return timestampOf(value, one);
  const names = value.type === 'integer' ? value.names : undefined;
  if (names === undefined || names.isFlags || Object.keys(names.values).length === 0) return one;
  const bits = (number: number | bigint): bigint => BigInt.asUintN(64, BigInt(number));
  return Object.keys(names.values).find((name) => bits(names.values[name] as number) === bits(one)) ?? null;
}

const PER_SECOND = { d: 1 / 86400, s: 1, ms: 1e3, us: 1e6, '100ns': 1e7, ns: 1e9 } as const;

/** In the unit of its timestamp: whole ones since 1970, rounded down. */
function timestampOf({ type, time }: NumberValue, one: number | bigint): bigint | null {
  const { unit, epoch } = time as NonNullable<typeof time>;
  const [perSecond, shownPerSecond] =
    type === 'float'
      ? [PER_SECOND[unit], 1e6]
      : [PER_SECOND[unit], Math.min(PER_SECOND[unit] < 1 ? 1 : PER_SECOND[unit], unit === '100ns' ? 1e6 : 1e9)];
  const epochSeconds = BigInt(Date.parse(epoch) / 1000);
  if (typeof one === 'number' && !Number.isFinite(one)) return null;
  // As a fraction: of a double, its whole units and the rest of them, to the nanosecond.
  const whole = typeof one === 'bigint' ? one : BigInt(Math.floor(one));
  const rest = typeof one === 'bigint' ? 0 : one - Math.floor(one);
  const nanosecondsEach = BigInt(Math.round(1e9 / perSecond));
  const nanoseconds =
    whole * nanosecondsEach + BigInt(Math.round(rest * Number(nanosecondsEach))) + epochSeconds * 1_000_000_000n;
  const each = BigInt(1e9 / shownPerSecond);
  const shown = (nanoseconds - (((nanoseconds % each) + each) % each)) / each;
  return BigInt.asIntN(64, shown) === shown ? shown : null;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function compareCell(wanted: unknown, found: unknown, place: string): void {
  if (wanted === UNTOLD) return assert.ok(String(found).includes('\ufffd'), `${place}: ${JSON.stringify(found)}`);
  if (Array.isArray(wanted)) {
    assert.ok(Array.isArray(found) && found.length === wanted.length, `${place}: ${String(found)}`);
    wanted.forEach((one, index) => compareCell(one, (found as unknown[])[index], `${place}[${index}]`));
    return;
  }
  if (typeof wanted === 'number' || typeof wanted === 'bigint') {
    if (typeof found === 'number' && typeof wanted === 'bigint') {
      // A reader that has timestamps in milliseconds, as doubles.
      const scale = [1, 1e3, 1e-3, 1e-6].find(
        (one) => Math.abs(Number(wanted) * one - found) <= Math.abs(found) * 1e-12,
      );
      return assert.ok(scale !== undefined, `${place}: ${wanted} and ${found}`);
    }
    const isSame = typeof found === 'bigint' ? found === BigInt(wanted) : Object.is(found, Number(wanted));
    return assert.ok(isSame, `${place}: ${wanted} and ${String(found)}`);
  }
  // Readers drop a mark of byte order, as decoders of text do when nobody tells them not to.
  const read = typeof wanted === 'string' && found !== wanted ? wanted.replace(/^\ufeff/, '') : wanted;
  assert.is(found, read, `${place}: ${JSON.stringify(wanted)} and ${JSON.stringify(found)}`);
}
