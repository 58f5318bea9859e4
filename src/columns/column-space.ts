import * as K from '../../assembly/columns/layout.js';
import { ARRAY_OF, elementBytes, type Column, type Program } from '../program/index.js';
import { columnsOffset } from './column-words.js';
import { type ColumnArray, alignUp } from '../schema/index.js';
import { PIECE_BYTES, type Arena } from '../memory/index.js';

/** Where one column lies in the arena. */
export interface ColumnSpan {
  readonly ptr: number;
  /** Bytes from a list's offsets to its lengths, which may come first; 0: another column has the same numbers. */
  readonly lengthsAt: number;
}

/*
 * The columns region, for `rows` rows:
 *
 *   | offsets u32 | lengths u32 | column 0 | column 1 | ... |      each start at a multiple of 8
 *
 * Where all columns are read, lengths that follow from offsets are left out, and a list has none of its own when another
 * column has the same numbers.
 */
export interface ColumnSpace {
  readonly rows: number;
  readonly offsets: number;
  /** 0: not there. */
  readonly lengths: number;
  /** Numbers of the records, where a filter selects them; after the lengths. */
  readonly numbers?: number;
  readonly spans: readonly ColumnSpan[];
}

/** Rows that one kernel call fills: multiples of this keep every column 8-byte aligned. */
const ROW_STEP = 8;
/** Of rows that take more, one is enough, as so many of them may be more than there is memory. Their columns are padded. */
const WIDE_ROW_BYTES = 1024 * 1024;

/** Makes room for a few rows at least; how many fit the region. `columns`: how many there are, places included. */
function roomForRows(arena: Arena, rowBytes: number, columns: number): number {
  const isWide = rowBytes > WIDE_ROW_BYTES;
  const step = isWide ? 1 : ROW_STEP;
  const paddedBytes = isWide ? rowBytes + columns * ROW_STEP : rowBytes;
  arena.ensure('columns', paddedBytes * step);
  return Math.floor(arena.bytes('columns') / paddedBytes / step) * step;
}

/** Bytes that a row takes in the columns region when all columns are read. */
function rowBytesOf(program: Program): number {
  const lengths = program.isDense ? 0 : 4;
  return program.columns.reduce((sum, _, index) => sum + storedBytes(program, index), 4 + lengths);
}

/** Bytes that a row takes in a column: lengths that another column has are not there. */
export function storedBytes(
  { columns, lengthColumns }: Pick<Program, 'columns' | 'lengthColumns'>,
  index: number,
): number {
  return lengthColumns[index] === undefined ? elementBytes(columns[index] as Column) : 4;
}

/** Linear memory that columns may take when their input lies there, too. */
const MOST_COLUMN_BYTES = 512 * 1024 * 1024;

/** Who puts a long input into linear memory gets its columns there, however many rows it has: nothing is copied out. */
export function makeRoom(arena: Arena, program: Program, inputBytes: number): void {
  if (inputBytes <= PIECE_BYTES) return;
  const rows = Math.ceil(inputBytes / program.leastBytes) + ROW_STEP;
  const wanted = rows * rowBytesOf(program);
  if (wanted <= MOST_COLUMN_BYTES) arena.ensure('columns', wanted);
}

/**
 * Divides the columns region among a program's columns, and tells the program in the arena where each lies. To read all columns that is
 * done once, until the region moves or another program runs.
 */
export function layColumns(arena: Arena, program: Program, isGiven?: (column: number) => boolean): ColumnSpace {
  if (isGiven === undefined && arena.space !== undefined) return arena.space as ColumnSpace;
  const isWhole = isGiven === undefined;
  const { columns, isDense } = program;
  const bytesOf = columns.map((column, index) => (isWhole ? storedBytes(program, index) : elementBytes(column)));
  const rowBytes = isWhole ? rowBytesOf(program) : bytesOf.reduce((sum, bytes) => sum + bytes, 8);
  const rows = roomForRows(arena, rowBytes, columns.length + 2);
  let at = arena.ptr('columns');
  const take = (bytes: number): number => {
    const ptr = at;
    at += alignUp(rows * bytes, 8);
    return ptr;
  };
  const offsets = take(4);
  const lengths = isWhole && isDense ? 0 : take(4);
  const spans = bytesOf.map((bytes, index) => {
    const isShared = isWhole && program.lengthColumns[index] !== undefined;
    return { ptr: take(bytes), lengthsAt: isShared ? 0 : rows * 4 };
  });
  spans.forEach((span, index) => pointTo(arena, program, index, isGiven?.(index) === false ? undefined : span));
  const space = { rows, offsets, lengths, spans };
  arena.space = isWhole ? space : undefined;
  return space;
}

/** Tells the program where a column lies; undefined: there is none. */
export function pointTo(
  arena: Arena,
  program: Program,
  index: number,
  span: ColumnSpan | undefined,
  programPtr = arena.regions.program.ptr,
): void {
  const table = columnsOffset(program);
  const words = (programPtr + table + index * K.COLUMN_BYTES) >> 2;
  const { i32 } = arena;
  i32[words + K.C_PTR] = span?.ptr ?? 0;
  if (span !== undefined && program.columns[index]?.kind === 'list') i32[words + K.C_STEP] = span.lengthsAt;
}

/**
 * The columns that a call asks for, and numbers of the records where it has a filter. What is not asked for, or follows from offsets, takes no room.
 * `hasGaps`: between records there may be some that are no rows.
 */
export function layWanted(
  arena: Arena,
  program: Program,
  programPtr: number,
  wanted: ReadonlySet<number> | undefined,
  hasNumbers: boolean,
  hasGaps = false,
): ColumnSpace {
  arena.space = undefined;
  const { columns } = program;
  const bytesOf = (index: number): number =>
    wanted?.has(index) === false ? 0 : elementBytes(columns[index] as Column);
  const hasLengths = hasNumbers || hasGaps || !program.isDense;
  const placeBytes = 4 + (hasLengths ? 4 : 0) + (hasNumbers ? 4 : 0);
  const rowBytes = columns.reduce((sum, _, index) => sum + bytesOf(index), placeBytes);
  const rows = roomForRows(arena, rowBytes, columns.length + 2);
  const first = arena.ptr('columns');
  let at = first + alignUp(placeBytes * rows, 8);
  const spans = columns.map((_, index) => {
    const bytes = bytesOf(index);
    const span = { ptr: at, lengthsAt: rows * 4 };
    at += alignUp(bytes * rows, 8);
    pointTo(arena, program, index, wanted?.has(index) === false ? undefined : span, programPtr);
    return span;
  });
  return { rows, offsets: first, lengths: hasLengths ? first + 4 * rows : 0, numbers: first + 8 * rows, spans };
}

/** The first `rows` rows of a column of the arena's buffer; `half` 1 is a list's lengths. To ask a view for its buffer takes as long as making one: that is done once for many columns. */
export function viewOf(
  buffer: ArrayBuffer,
  { kind, repeat }: Column,
  { ptr, lengthsAt }: ColumnSpan,
  rows: number,
  half = 0,
): ColumnArray {
  return new ARRAY_OF[kind](buffer, ptr + half * lengthsAt, rows * repeat);
}
