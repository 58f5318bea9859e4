import { assertAttached, repeatedBytes } from '../bytes/index.js';
import { CastbufError, shownValue } from '../errors/index.js';
import { memberOf, type ColumnArray } from '../schema/index.js';
import { noColumn } from './no-column.js';
import type { Slot } from './batch-type.js';
import type { Given, RowLists, RowWords } from './row-type.js';

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
  /** As an error has it. */
  readonly want: string;
}

export function columnTypes({ columns, slots, lists }: RowWords): ColumnType[] {
  return columns.map(([path, slot, lengths]) => {
    const [kind, repeat] = slots[slot] as Slot;
    const Kind = kind as unknown as ArrayType;
    const isList = lengths !== undefined;
    return { path, Kind, repeat, isList, want: isList ? (lists as RowLists).want : `a ${Kind.name}` };
  });
}

/** @throws CastbufError ERR_TYPE, ERR_USAGE, ERR_MISSING, ERR_LENGTH with the column's path */
export function givenRows(words: RowWords, types: readonly ColumnType[], byPath: unknown): GivenRows {
  assertColumns(byPath);
  const { refused, optional, lists, rules, columns } = words;
  if (refused !== undefined) throw new CastbufError('ERR_USAGE', refused[1], { path: refused[0] });
  const stray = Object.keys(byPath).find((path) => !types.some((type) => type.path === path));
  if (stray !== undefined) throw noColumn(words, stray);
  // Each is read once: it may be a getter that makes calls of its own.
  const given = types.map((type) => asGiven(type, memberOf(byPath, type.path), lists));
  const rows = rowsOf(types, words, given);
  for (const rule of rules) rule(given, byPath, columns);
  types.forEach(({ Kind, repeat }, index) => {
    const value = optional[index] ?? null;
    if (value === null) return;
    const length = rows * repeat;
    given[index] ??=
      typeof value === 'object' ? repeatedBytes(value, length) : (new Kind(length).fill(value as never) as ColumnArray);
  });
  return { columns: given, rows };
}

function assertColumns(columns: unknown): asserts columns is object {
  const isObject = typeof columns === 'object' && columns !== null && !ArrayBuffer.isView(columns);
  // A batch has a tag, and columns of its own.
  if (isObject && !(Symbol.iterator in columns) && !(Symbol.toStringTag in columns)) return;
  const hint = `give columns by path, such as batch.columns, or an array of values, not ${shownValue(columns)}`;
  throw new CastbufError('ERR_TYPE', hint);
}

function asGiven(column: ColumnType, given: unknown, lists: RowLists | undefined): Given {
  const list = lists?.given(column, given);
  if (list !== undefined) return list;
  if (given === undefined || ArrayBuffer.isView(given)) return given as ColumnArray | undefined;
  throw wrongColumn(column, given);
}

export function wrongColumn({ path, want }: ColumnType, given: unknown): CastbufError {
  const hint = `give ${want} and not ${shownValue(given)}; encode(value) takes a single value`;
  return new CastbufError('ERR_TYPE', hint, { path });
}

function rowsOf(columns: readonly ColumnType[], { optional, lists }: RowWords, given: readonly Given[]): number {
  let rows: number | undefined;
  columns.forEach((column, index) => {
    const { path } = column;
    const array = given[index];
    if (array === undefined) {
      if (optional[index] !== undefined) return;
      throw new CastbufError('ERR_MISSING', 'give this column; nothing else says what its member is', { path });
    }
    const have = lists?.rowsOf(column, array) ?? lengthOf(column, array as ColumnArray);
    if (have === undefined) return;
    rows ??= have;
    if (have === rows) return;
    const hint = `the column has ${have} rows, the columns before it ${rows}`;
    throw new CastbufError('ERR_LENGTH', hint, { path, want: rows, have });
  });
  return rows ?? 0;
}

/** Rows of a column; undefined where it does not tell. */
function lengthOf(column: ColumnType, array: ColumnArray): number | undefined {
  const { path, Kind, repeat } = column;
  if (!(array instanceof Kind)) throw wrongColumn(column, array);
  assertAttached('this column', array, path);
  // An empty array or range has no element that would tell the rows.
  if (repeat === 0) return undefined;
  if (array.length % repeat === 0) return array.length / repeat;
  throw new CastbufError('ERR_LENGTH', `each row has ${repeat} elements, the column ${array.length}`, { path });
}
