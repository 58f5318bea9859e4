import * as K from '../../assembly/core/layout.js';
import { elementBytes, type Column, type Program } from '../program/index.js';
import { rowWords } from './row-words.js';
import type { ColumnArray, ListColumn } from '../schema/index.js';
import type { Arena } from '../memory/index.js';
import { pointTo, type ColumnSpan } from '../columns/kernel.js';
import type { KernelMachine } from '../message/kernel.js';
import { ROWS } from './rows-module.js';
import { honestRows, streamBytes } from './stream-bytes.js';

type Given = ColumnArray | ListColumn | undefined;

/*
 * Columns, the data of their list and the target all lie in linear memory, where the kernel reads and writes them:
 *
 *   | program    | input       | columns             | ... | stream      |
 *     C_PTR  -->   list's data   column 0 | column 1         records -->
 */

/** Rows of one call: the kernel looks at their lists before it copies them, and finds them in a second-level cache. A multiple of 8, as C_PTR is. */
const PIECE_ROWS = 8192;

/** Any address will do. */
const NO_DATA = { byteOffset: K.PROGRAM_PTR, byteLength: 0 };

/** Where columns lie that need no copy. */
export interface PlacedColumns {
  /** One a column; undefined where it is derived. */
  readonly spans: readonly (ColumnSpan | undefined)[];
  readonly list: ListColumn | undefined;
}

/** Where the columns lie; undefined where one of them must be copied, or the target is not a part of what `output` gave. */
export function placedColumns(
  arena: Arena,
  program: Program,
  columns: readonly Given[],
  target: Uint8Array,
): PlacedColumns | undefined {
  const { buffer } = arena;
  const { program: words, input, columns: region, stream } = arena.regions;
  if (!liesIn(target, buffer, stream.ptr, stream.ptr + stream.bytes)) return undefined;
  // To bring in a program that is longer than its region would move the columns.
  if (rowWords(program).byteLength > words.bytes) return undefined;
  const end = region.ptr + region.bytes;
  const isPlaced = (view: ArrayBufferView): boolean => liesIn(view, buffer, input.ptr, end);
  const spans: (ColumnSpan | undefined)[] = [];
  let list: ListColumn | undefined;
  for (const column of columns) {
    let lengthsAt = 0;
    let first: ColumnArray | undefined;
    if (column !== undefined && 'data' in column) {
      const { data, offsets, lengths } = column;
      if (!isPlaced(data) || !isPlaced(lengths)) return undefined;
      list = column;
      first = offsets;
      lengthsAt = lengths.byteOffset - offsets.byteOffset;
    } else first = column;
    if (first !== undefined && (first.byteOffset % 8 !== 0 || !isPlaced(first))) return undefined;
    spans.push(first && { ptr: first.byteOffset, lengthsAt });
  }
  return { spans, list };
}

function liesIn(view: ArrayBufferView, buffer: ArrayBuffer, ptr: number, end: number): boolean {
  const { byteOffset } = view;
  return byteOffset >= ptr && view.byteLength <= end - byteOffset && view.buffer === buffer;
}

/**
 * Writes the rows to [output, output + room). `outcome.length` is what the whole stream has, even where there is less room.
 * False where a row is wrong, or a list reaches past its data: the machine's outcome says which and why.
 */
export function writeInPlace(
  machine: KernelMachine,
  placed: PlacedColumns,
  rows: number,
  output: number,
  room: number,
): boolean {
  const { arena, outcome, program, programPtr } = machine;
  const { list } = placed;
  const { byteOffset: dataPtr, byteLength: dataBytes } = list?.data ?? NO_DATA;
  machine.loadProgram();
  arena.space = undefined; // what follows tells the program other addresses than reading did
  outcome.status = K.OK;
  let bytes = 0;
  for (let row = 0; row < rows; row += PIECE_ROWS) {
    const count = Math.min(PIECE_ROWS, rows - row);
    const isLast = row + count === rows;
    pointToRow(arena, program, placed, row);
    const status = arena
      .use(ROWS)
      .writeBatch(programPtr, count, dataPtr, dataBytes, 0, output + bytes, room - bytes, Number(isLast));
    machine.fetchOutcome(status);
    if (status === K.OUTPUT_FULL) {
      outcome.status = K.DATA_OVERRUN;
      if (list !== undefined && honestRows(list, rows) < rows) return false;
      outcome.length = streamBytes(program, list, rows);
      outcome.status = K.OK;
      return true;
    }
    if (status !== K.OK) {
      const written = arena.i32[K.CONTROL_ROWS >> 2] as number;
      outcome.recordOffset += bytes;
      outcome.indices.splice(0, outcome.indices.length, row + written);
      return false;
    }
    bytes += outcome.length;
  }
  outcome.length = bytes;
  return true;
}

function pointToRow(arena: Arena, program: Program, { spans }: PlacedColumns, row: number): void {
  spans.forEach((span, index) => {
    if (row === 0 || span === undefined) return pointTo(arena, program, index, span);
    const column = program.columns[index] as Column;
    // Both halves of a list move by the bytes of one.
    const rowBytes = column.kind === 'list' ? 4 : elementBytes(column);
    pointTo(arena, program, index, { ptr: span.ptr + row * rowBytes, lengthsAt: span.lengthsAt });
  });
}
