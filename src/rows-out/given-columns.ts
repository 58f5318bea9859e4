import { CastbufError, shownValue, unheldHint } from '../errors/index.js';
import { Printed } from '../printing/index.js';
import {
  ARRAY_OF,
  columnMagic,
  columnsOfShape,
  shapesIn,
  type Column,
  type Program,
  type Shape,
} from '../program/index.js';
import { assertAttached, isBytes, repeatedBytes } from '../bytes/index.js';
import { noColumn, notFromColumns, UNHELD } from '../columns/index.js';
import { packingOf, type PackedColumn, rangeBytes, unpack } from '../packing/index.js';
import { type ColumnArray, type ListColumn, memberOf } from '../schema/index.js';

type Magic = NonNullable<ReturnType<typeof columnMagic>>;
type Given = ColumnArray | ListColumn | undefined;

/** Columns that a caller gave, checked and complete: in the program's order, those that fill themselves in undefined. */
export interface GivenColumns {
  readonly columns: readonly Given[];
  readonly rows: number;
}

/** Orders and checks the columns that callers give for one program. What that takes of the program is made once. */
export class ColumnOrder {
  private readonly known: ReadonlySet<string>;
  private readonly paths: readonly string[];
  private readonly magics: readonly (Magic | undefined)[];
  private readonly hasOverlay: boolean;

  constructor(private readonly program: Program) {
    const { columns } = program;
    this.paths = columns.map(({ path }) => path);
    this.known = new Set(this.paths);
    this.magics = columns.map((column) => columnMagic(program, column));
    this.hasOverlay = hasOverlay(program.shape);
  }

  /** @throws CastbufError ERR_USAGE, ERR_MISSING, ERR_TYPE, ERR_LENGTH with the column's path */
  given(byPath: Readonly<Record<string, unknown>>): GivenColumns {
    const { program } = this;
    const [missing] = program.withoutColumn;
    if (missing !== undefined) throw notFromColumns(program, missing);
    const columns = this.inOrder(byPath);
    const rows = this.rowsOf(columns);
    this.assertHeld(columns, (byPath as { readonly [UNHELD]?: number })[UNHELD]);
    if (this.hasOverlay) assertUnionsGiven(program, program.shape, columns);
    this.magics.forEach((value, index) => {
      if (value !== undefined) columns[index] ??= magicColumn(program.columns[index] as Column, value, rows);
    });
    return { columns, rows };
  }

  /**
   * Some columns, of `rows` rows each; the others undefined.
   * @throws CastbufError ERR_USAGE, ERR_TYPE, ERR_LENGTH with the column's path
   */
  some(byPath: Readonly<Record<string, unknown>>, rows: number): readonly Given[] {
    const { columns } = this.program;
    const given = this.inOrder(byPath);
    given.forEach((array, index) => {
      const column = columns[index] as Column;
      const have = array && lengthOf(column, array);
      if (have === undefined || have === rows) return;
      throw wrongRows(column, have, rows, 'the batch');
    });
    return given;
  }

  private inOrder(byPath: Readonly<Record<string, unknown>>): Given[] {
    const { program, known } = this;
    const stray = Object.keys(byPath).find((path) => !known.has(path));
    if (stray !== undefined) throw noColumn(program, stray);
    return program.columns.map((column) => asGiven(program, column, memberOf(byPath, column.path)));
  }

  /** As a distance that covers more than the parts is refused: not in the last record, where none is given. */
  private assertHeld(given: readonly Given[], have: number | undefined): void {
    const { next } = this.program.layout.root.node.options;
    if (have === undefined || next === undefined || given[this.paths.indexOf(next)] === undefined) return;
    throw new CastbufError('ERR_DISAGREE', unheldHint(have), { path: next, want: 0, have });
  }

  private rowsOf(given: readonly Given[]): number {
    let rows: number | undefined;
    this.program.columns.forEach((column, index) => {
      const array = given[index];
      if (array === undefined) {
        if (column.derived || column.shared || this.magics[index] !== undefined) return;
        throw new CastbufError('ERR_MISSING', 'give this column; nothing else says what its member is', {
          path: column.path,
        });
      }
      const have = lengthOf(column, array);
      if (have === undefined) return;
      rows ??= have;
      if (have !== rows) throw wrongRows(column, have, rows, 'the columns before it');
    });
    return rows ?? 0;
  }
}

function wrongRows({ path }: Column, have: number, want: number, before: string): CastbufError {
  return new CastbufError('ERR_LENGTH', `the column has ${have} rows, ${before} ${want}`, { path, want, have });
}

/** A copy. Not slice() for bytes: that of a Buffer shows the same memory. */
export function ownColumn(column: ColumnArray): ColumnArray {
  return column instanceof Uint8Array ? new Uint8Array(column) : column.slice();
}

function hasOverlay(shape: Shape): boolean {
  return shape.kind === 'overlay' || shapesIn(shape).some(hasOverlay);
}

/** @throws CastbufError ERR_TYPE for what is no object of columns by path */
export function assertColumns<C>(columns: C): C {
  const isObject = typeof columns === 'object' && columns !== null && !ArrayBuffer.isView(columns);
  if (isObject && !(columns instanceof Printed) && !(Symbol.iterator in columns)) return columns;
  const hint = `give columns by path, such as batch.columns, or an array of values, not ${shownValue(columns)}`;
  throw new CastbufError('ERR_TYPE', hint);
}

/**
 * A column as it is used from here on. Each given column is read once: it may be a getter that makes calls of its own, and has to do that before the
 * first row is written. A packed column becomes the ranges, or the fixed bytes, that it stands for.
 */
function asGiven(program: Program, column: Column, given: unknown): Given {
  if (given === undefined || ArrayBuffer.isView(given)) return given as ColumnArray | undefined;
  if (typeof given !== 'object' || given === null) throw wrongColumn(column, given);
  const { data, offsets, lengths } = given as Partial<Record<keyof ListColumn, unknown>>;
  if (lengths !== undefined) {
    const isList = isBytes(data) && offsets instanceof Uint32Array && lengths instanceof Uint32Array;
    if (isList && column.kind === 'list') return { data, offsets, lengths };
    throw wrongColumn(column, given);
  }
  const packing = packingOf(program, column);
  if (data === undefined || packing === undefined) throw wrongColumn(column, given);
  for (const part of [data, offsets]) if (ArrayBuffer.isView(part)) assertAttached('this column', part, column.path);
  const ranges = unpack({ data, offsets } as PackedColumn, packing);
  return column.kind === 'list' ? ranges : fixedBytes(column, ranges, packing.trimUnit !== 0);
}

function wrongColumn({ kind, path }: Column, given: unknown): CastbufError {
  const want =
    kind === 'list' ? '{ data, offsets, lengths }, with as many offsets as lengths,' : `a ${ARRAY_OF[kind].name}`;
  const hint = `give ${want} and not ${shownValue(given)}; encode(value) takes a single value`;
  return new CastbufError('ERR_TYPE', hint, { path });
}

/** Ranges of as many bytes each; texts are padded with NULs. */
function fixedBytes(column: Column, { data, offsets, lengths }: ListColumn, isText: boolean): Uint8Array {
  const { path } = column;
  const want = rangeBytes(column);
  const fixed = new Uint8Array(offsets.length * want);
  lengths.forEach((have, row) => {
    if (have > want || (have < want && !isText)) {
      throw new CastbufError('ERR_LENGTH', `row ${row} has ${have} bytes, its field ${want}`, { path, want, have });
    }
    const at = offsets[row] as number;
    fixed.set(data.subarray(at, at + have), row * want);
  });
  return fixed;
}

/** Of each untagged union all columns of one arm are there: the bytes are never left at 0 without being told so. */
function assertUnionsGiven(program: Program, shape: Shape, given: readonly Given[]): void {
  const isGiven = (column: Column): boolean => column.derived || given[program.columns.indexOf(column)] !== undefined;
  if (shape.kind === 'overlay' && !shape.arms.some((arm) => columnsOfShape(program, arm.shape).every(isGiven))) {
    const ways = shape.arms.map((arm) =>
      columnsOfShape(program, arm.shape)
        .map(({ path }) => path)
        .join(' and '),
    );
    throw new CastbufError('ERR_MISSING', `give the columns ${ways.join(', or ')}`, { path: program.paths[shape.op] });
  }
  for (const inner of shapesIn(shape)) assertUnionsGiven(program, inner, given);
}

/** A column of the one value that a member must have. Members of unions may be missing for good reasons. */
function magicColumn({ kind, repeat, shared }: Column, value: Magic, rows: number): ColumnArray | undefined {
  if (shared) return undefined;
  const length = rows * repeat;
  if (typeof value === 'object') return repeatedBytes(value, length);
  return new ARRAY_OF[kind](length).fill(value as never);
}

/** Rows of a column; undefined where it does not tell. */
function lengthOf(column: Column, array: ColumnArray | ListColumn): number | undefined {
  const what = 'this column';
  if ('data' in array) {
    if (array.offsets.length !== array.lengths.length) throw wrongColumn(column, array);
    for (const part of [array.data, array.offsets, array.lengths]) assertAttached(what, part, column.path);
    return array.offsets.length;
  }
  if (column.kind === 'list' || !(array instanceof ARRAY_OF[column.kind])) throw wrongColumn(column, array);
  assertAttached(what, array, column.path);
  // An empty array or range has no element that would tell the rows.
  if (column.repeat === 0) return undefined;
  if (array.length % column.repeat === 0) return array.length / column.repeat;
  const hint = `each row has ${column.repeat} elements, the column ${array.length}`;
  throw new CastbufError('ERR_LENGTH', hint, { path: column.path });
}

/**
 * Finds the list that reaches past its data: engines stop at it, and nothing else looks at every row.
 * @throws CastbufError ERR_DATA_OVERRUN
 */
export function assertListsInside({ columns: given }: GivenColumns, columns: readonly Column[]): void {
  columns.forEach(({ path }, index) => {
    const list = given[index];
    if (list === undefined || !('data' in list)) return;
    const { data, offsets, lengths } = list;
    offsets.forEach((offset, row) => {
      const have = Math.max(0, data.length - offset);
      const want = lengths[row] as number;
      if (want > have)
        throw new CastbufError('ERR_DATA_OVERRUN', `row ${row} has ${want} bytes, its data ${have} from there on`, {
          path,
          want,
          have,
        });
    });
  });
}
