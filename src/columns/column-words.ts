import * as K from '../../assembly/columns/layout.js';
import type { Column, ColumnKind, Program } from '../program/index.js';
import { planWindows } from './windows.js';

const MADE = new WeakMap<Program, Int32Array>();

/**
 * The words of a program with those that batches are read by after them: a table of columns, and windows. They run single messages as well.
 *
 *   | the program's own words | columns | windows |
 */
export function columnWords(program: Program): Int32Array {
  return madeOnce(MADE, program, () => {
    const { columns, ops, words: own, layout } = program;
    const tableOffset = columnsOffset(program);
    const windowsOffset = tableOffset + alignTo8(columns.length * K.COLUMN_BYTES);
    const windows = planWindows(columns, ops, layout.root.fixedBytes, program.isChainOfBytes, tableOffset);
    const words = longer(own, windowsOffset + windows.words.length * 4);
    words[K.P_COLUMN_COUNT] = columns.length;
    words[K.P_WINDOWS_OFFSET] = windowsOffset;
    words[K.P_WINDOW_COUNT] = windows.count;
    words[K.P_FRAMED_WINDOWS] = windows.framed;
    words[K.P_BLOCK_ROWS] = windows.blockRows;
    columns.forEach((column, index) => {
      words.set(wordsOf(column, windows.columns.has(index)), tableOffset / 4 + index * K.COLUMN_WORDS);
    });
    words.set(windows.words, windowsOffset / 4);
    return words;
  });
}

/** Where the table of columns lies in them. */
export function columnsOffset({ words }: Program): number {
  return words.byteLength;
}

export function madeOnce(made: WeakMap<Program, Int32Array>, program: Program, make: () => Int32Array): Int32Array {
  const known = made.get(program);
  if (known !== undefined) return known;
  const words = make();
  made.set(program, words);
  return words;
}

/** The same words in a program of so many bytes or a few more. */
export function longer(own: Int32Array, bytes: number): Int32Array {
  const words = new Int32Array(alignTo8(bytes) / 4);
  words.set(own);
  words[K.P_BYTES] = words.byteLength;
  return words;
}

function alignTo8(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

const KIND_NUMBERS: Record<ColumnKind, number> = {
  u8: K.COLUMN_U8,
  i8: K.COLUMN_I8,
  u16: K.COLUMN_U16,
  i16: K.COLUMN_I16,
  u32: K.COLUMN_U32,
  i32: K.COLUMN_I32,
  f32: K.COLUMN_F32,
  f64: K.COLUMN_F64,
  u64: K.COLUMN_U64,
  i64: K.COLUMN_I64,
  bytes: K.COLUMN_BYTES_FIXED,
  list: K.COLUMN_LIST,
};

function wordsOf(column: Column, isWindowed: boolean): number[] {
  const words: number[] = [];
  words[K.C_OP] = column.op;
  words[K.C_KIND] = KIND_NUMBERS[column.kind];
  words[K.C_REPEAT] = column.repeat;
  words[K.C_STEP] = column.step;
  words[K.C_UNION] = column.guard?.union ?? -1;
  words[K.C_ARM] = column.guard?.arm ?? 0;
  words[K.C_PTR] = 0;
  words[K.C_START] = column.start;
  words[K.C_SHARED] = Number(column.shared);
  words[K.C_WINDOWED] = Number(isWindowed);
  words[K.C_TRAILING] = Number(column.isTrailing);
  words[K.C_RUN] = column.run;
  words[K.C_RUN_STEP] = column.runStep;
  return words;
}
