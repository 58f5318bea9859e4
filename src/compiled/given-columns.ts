import { assertAttached, isBytes } from '../bytes/index.js';
import { UNHELD } from '../columns/index.js';
import { CastbufError, shownValue, unheldHint } from '../errors/index.js';
import { memberOf, type ColumnArray, type ListColumn } from '../schema/index.js';
import { noColumn } from './batch.js';
import type { Slot } from './batch-type.js';
import type { Given, RowWords } from './row-type.js';

/*
 * Columns that a caller gives: as src/rows-out/given-columns.ts has them, but that there are no packed ones.
 */

/** Columns in the type's order, checked and complete, and how many rows they have. */
export interface GivenRows {
  readonly columns: readonly Given[];
  readonly rows: number;
}

interface ArrayType {
  new (length: number): ColumnArray;
  readonly name: string;
}

/** What a column has to be. */
export interface ColumnType {
  readonly path: string;
  readonly Kind: ArrayType;
  readonly repeat: number;
  readonly isList: boolean;
}

export function columnTypes({ columns, slots }: RowWords): ColumnType[] {
  return columns.map(([path, slot, lengths]) => {
    const [Kind, repeat] = slots[slot] as Slot;
    return { path, Kind: Kind as unknown as ArrayType, repeat, isList: lengths !== undefined };
  });
}

/** @throws CastbufError ERR_TYPE, ERR_USAGE, ERR_MISSING, ERR_LENGTH with the column's path */
export function givenRows(words: RowWords, types: readonly ColumnType[], byPath: unknown): GivenRows {
  assertColumns(byPath);
  const { refused, optional, unions } = words;
  if (refused !== undefined) throw new CastbufError('ERR_USAGE', refused[1], { path: refused[0] });
  const stray = Object.keys(byPath).find((path) => !types.some((type) => type.path === path));
  if (stray !== undefined) throw noColumn(words, stray);
  // Each is read once: it may be a getter that makes calls of its own.
  const given = types.map((type) => asGiven(type, memberOf(byPath, type.path)));
  const rows = rowsOf(types, optional, given);
  const unheld = (byPath as { readonly [UNHELD]?: number })[UNHELD];
  if (unheld !== undefined && words.next !== undefined && given[words.next] !== undefined) {
    const path = types[words.next]?.path;
    throw new CastbufError('ERR_DISAGREE', unheldHint(unheld), { path, want: 0, have: unheld });
  }
  for (const [path, ways, arms] of unions) {
    if (!arms.some((arm) => arm.every((index) => given[index] !== undefined)))
      throw new CastbufError('ERR_MISSING', `give the columns ${ways}`, { path });
  }
  types.forEach(({ Kind, repeat }, index) => {
    const value = optional[index] ?? null;
    if (value !== null) given[index] ??= new Kind(rows * repeat).fill(value as never) as ColumnArray;
  });
  return { columns: given, rows };
}

function assertColumns(columns: unknown): asserts columns is object {
  const isObject = typeof columns === 'object' && columns !== null && !ArrayBuffer.isView(columns);
  if (isObject && !(Symbol.iterator in columns)) return;
  const hint = `give columns by path, such as batch.columns, or an array of values, not ${shownValue(columns)}`;
  throw new CastbufError('ERR_TYPE', hint);
}

function asGiven(column: ColumnType, given: unknown): Given {
  if (given === undefined || ArrayBuffer.isView(given)) return given as ColumnArray | undefined;
  if (typeof given !== 'object' || given === null) throw wrongColumn(column, given);
  const { data, offsets, lengths } = given as Partial<Record<keyof ListColumn, unknown>>;
  const isList = isBytes(data) && offsets instanceof Uint32Array && lengths instanceof Uint32Array;
  if (!isList || !column.isList) throw wrongColumn(column, given);
  return { data, offsets, lengths };
}

function wrongColumn({ path, Kind: { name }, isList }: ColumnType, given: unknown): CastbufError {
  const want = isList ? '{ data, offsets, lengths }, with as many offsets as lengths,' : `a ${name}`;
  const hint = `give ${want} and not ${shownValue(given)}; encode(value) takes a single value`;
  return new CastbufError('ERR_TYPE', hint, { path });
}

function rowsOf(columns: readonly ColumnType[], optional: RowWords['optional'], given: readonly Given[]): number {
  let rows: number | undefined;
  columns.forEach((column, index) => {
    const { path } = column;
    const array = given[index];
    if (array === undefined) {
      if (optional[index] !== undefined) return;
      throw new CastbufError('ERR_MISSING', 'give this column; nothing else says what its member is', { path });
    }
    const have = lengthOf(column, array);
    if (have === undefined) return;
    rows ??= have;
    if (have === rows) return;
    const hint = `the column has ${have} rows, the columns before it ${rows}`;
    throw new CastbufError('ERR_LENGTH', hint, { path, want: rows, have });
  });
  return rows ?? 0;
}

/** Rows of a column; undefined where it does not tell. */
function lengthOf(column: ColumnType, array: ColumnArray | ListColumn): number | undefined {
  const { path, Kind, repeat, isList } = column;
  const what = 'this column';
  if ('data' in array) {
    if (array.offsets.length !== array.lengths.length) throw wrongColumn(column, array);
    for (const part of [array.data, array.offsets, array.lengths]) assertAttached(what, part, path);
    return array.offsets.length;
  }
  if (isList || !(array instanceof Kind)) throw wrongColumn(column, array);
  assertAttached(what, array, path);
  // An empty array or range has no element that would tell the rows.
  if (repeat === 0) return undefined;
  if (array.length % repeat === 0) return array.length / repeat;
  throw new CastbufError('ERR_LENGTH', `each row has ${repeat} elements, the column ${array.length}`, { path });
}

/** Finds the list that reaches past its data. @throws CastbufError ERR_DATA_OVERRUN */
export function assertListInside({ columns }: RowWords, given: readonly Given[]): void {
  columns.forEach(([path], index) => {
    const list = given[index];
    if (list === undefined || !('data' in list)) return;
    const { data, offsets, lengths } = list;
    const row = honestRows(list, offsets.length);
    if (row === offsets.length) return;
    const have = Math.max(0, data.length - (offsets[row] as number));
    const want = lengths[row] as number;
    const hint = `row ${row} has ${want} bytes, its data ${have} from there on`;
    throw new CastbufError('ERR_DATA_OVERRUN', hint, { path, want, have });
  });
}

/** Rows before the first whose list reaches past its data. What is empty may lie anywhere. */
export function honestRows({ data: { length: dataBytes }, offsets, lengths }: ListColumn, rows: number): number {
  for (let row = 0; row < rows; row++) {
    const bytes = lengths[row] as number;
    if (bytes > 0 && bytes > dataBytes - (offsets[row] as number)) return row;
  }
  return rows;
}

export function reachesPast({ data, offsets, lengths }: ListColumn, row: number): boolean {
  const bytes = lengths[row] as number;
  return bytes > 0 && bytes > data.length - (offsets[row] as number);
}
