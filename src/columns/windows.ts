import * as K from '../../assembly/columns/layout.js';
import type { Op, Column } from '../program/index.js';
import { lanesOf, unitOf, type Lane, type Pick } from './window-lanes.js';

/*
 * Which bytes of a record the kernel takes at once. MIRACAST_CHUNK_DATA, whose fixed part has 28 bytes, has two windows:
 *
 *   offset    0           4           8                       16          20          24        28
 *   record    | ChunkType | (padding) | ChunkId               | Processing| EncodeRate| Size    |
 *   window 0  | lane      | lane      | wide lane             |
 *   window 12                         :           | lane      | lane      | lane      | lane    |     not past the fixed part
 */

interface Window {
  readonly shape: number;
  readonly offset: number;
  /** By their byte in the window. */
  readonly lanes: ReadonlyMap<number, Lane>;
}

/** The windows and picks of a program, as its words; `columns` that they fill. */
export interface WindowPlan {
  readonly words: readonly number[];
  readonly count: number;
  /** How many of the first are taken while records are framed. */
  readonly framed: number;
  /** Rows of a block. */
  readonly blockRows: number;
  readonly columns: ReadonlySet<number>;
}

/** Most windows that are taken while records are framed. */
const MOST_FRAMED = 2;

/**
 * Covers the members of the fixed part that are numbers; arrays, arms of tagged unions and splits are left to other loops. `isFramed`: the
 * first windows may be taken while records are framed, which wants them to have lanes of 4 bytes only.
 */
export function planWindows(
  columns: readonly Column[],
  ops: readonly Op[],
  fixedBytes: number,
  isFramed: boolean,
  columnsOffset: number,
): WindowPlan {
  const lanes = lanesOf(columns, ops, fixedBytes);
  const windows: Window[] = [];
  let framed = 0;
  for (let left = lanes.map((lane) => (isFramed ? unitOf(lane) : [lane])); left.length > 0;) {
    const mayBeFramed = isFramed && framed === windows.length && framed < MOST_FRAMED;
    const window = windowFrom(left, fixedBytes, mayBeFramed);
    const taken = new Set(window.lanes.values());
    windows.push(window);
    if (mayBeFramed && window.shape === K.SHAPE_QUADS) framed++;
    left = left.filter(([lane]) => !taken.has(lane as Lane));
  }
  const filled = new Set<number>();
  for (const { column, picks } of windows.flatMap((window) => [...window.lanes.values()])) {
    filled.add(column);
    for (const pick of picks) filled.add(pick.column);
  }
  const wordOf = (column: number): number => (column < 0 ? 0 : columnsOffset + column * K.COLUMN_BYTES);
  return {
    words: windows.flatMap((window) => windowWords(window, wordOf)),
    count: windows.length,
    framed,
    blockRows: framed > 0 && framed === windows.length ? K.BLOCK_ROWS : blockRowsOf(fixedBytes),
    columns: filled,
  };
}

/** As many records as the first-level cache holds, when all have the least bytes; a multiple of 16, which picks work on. */
function blockRowsOf(fixedBytes: number): number {
  const rows = Math.floor(K.BLOCK_BYTES / Math.max(fixedBytes, 1) / 16) * 16;
  return Math.max(64, Math.min(rows, K.BLOCK_ROWS / 2));
}

/** Lanes that one window must have together. */
type Unit = readonly Lane[];

/** A window with the first unit and as many others as it can have. */
function windowFrom(units: readonly Unit[], fixedBytes: number, mayBeFramed: boolean): Window {
  const [[first]] = units as [[Lane]];
  const unitBytes = (units[0] as Unit).reduce((sum, { bytes }) => sum + bytes, 0);
  const behind = Math.max(0, first.offset + 16 - fixedBytes);
  const start = first.offset - Math.ceil(behind / unitBytes) * unitBytes;
  if (start < 0) return narrowed(first.offset, lanesAt(units, first.offset, Math.min(8, fixedBytes - first.offset)));
  const lanes = lanesAt(units, start, 16);
  const isQuads = [...lanes.values()].every(({ bytes }) => bytes === 4);
  return mayBeFramed && isQuads ? { shape: K.SHAPE_QUADS, offset: start, lanes } : narrowed(start, lanes);
}

/** The lanes that lie at a window's bytes 0, 4, 8 and 12, wide ones at 0 and 8. */
function lanesAt(units: readonly Unit[], start: number, bytes: number): Map<number, Lane> {
  const found = new Map<number, Lane>();
  const fits = (lane: Lane): boolean => {
    const byte = lane.offset - start;
    if (byte < 0 || byte % lane.bytes !== 0 || byte + lane.bytes > bytes || found.has(byte)) return false;
    return lane.bytes === 8 ? !found.has(byte + 4) : found.get(byte & 8)?.bytes !== 8;
  };
  for (const unit of units) {
    if (unit.every(fits)) for (const lane of unit) found.set(lane.offset - start, lane);
  }
  return found;
}

/** No wider than its lanes need. */
function narrowed(start: number, lanes: ReadonlyMap<number, Lane>): Window {
  const bytes = [...lanes.keys()];
  const least = Math.min(...bytes);
  if (lanes.size === 1 && lanes.get(least)?.bytes === 4)
    return { shape: K.SHAPE_SINGLE, offset: start + least, lanes: moved(lanes, least) };
  const half = bytes.every((byte) => byte >= 8) ? 8 : 0;
  if (half === 8 || bytes.every((byte) => byte < 8)) {
    const shape = lanes.get(half)?.bytes === 8 ? K.SHAPE_WIDE : K.SHAPE_PAIR;
    return { shape, offset: start + half, lanes: moved(lanes, half) };
  }
  const [low, high] = [0, 8].map((byte) => lanes.get(byte)?.bytes === 8);
  const shape = low ? (high ? K.SHAPE_WIDES : K.SHAPE_WIDE_PAIR) : high ? K.SHAPE_PAIR_WIDE : K.SHAPE_QUADS;
  return { shape, offset: start, lanes };
}

function moved(lanes: ReadonlyMap<number, Lane>, by: number): Map<number, Lane> {
  return new Map([...lanes].map(([byte, lane]) => [byte - by, lane]));
}

function windowWords({ shape, offset, lanes }: Window, wordOf: (column: number) => number): number[] {
  const words: number[] = Array.from({ length: K.WINDOW_WORDS }, () => 0);
  const picks = [...lanes].flatMap(([byte, lane]) =>
    lane.picks.map((pick) => pickWords(pick, byte, wordOf(pick.column))),
  );
  words[K.WINDOW_SHAPE] = shape;
  words[K.WINDOW_OFFSET] = offset;
  for (let byte = 0; byte < 16; byte += 4) words[K.WINDOW_LANES + byte / 4] = wordOf(lanes.get(byte)?.column ?? -1);
  words[K.WINDOW_PICKS] = picks.length;
  return [...words, ...picks.flat()];
}

function pickWords({ kind, reversed, shift, width, flags }: Pick, byte: number, columnWord: number): number[] {
  const words: number[] = [];
  words[K.PICK_KIND] = kind;
  words[K.PICK_LANE] = reversed ? byte + 16 : byte;
  words[K.PICK_COLUMN] = columnWord;
  words[K.PICK_SHIFT] = shift;
  words[K.PICK_WIDTH] = width;
  words[K.PICK_FLAGS] = flags;
  return words;
}
