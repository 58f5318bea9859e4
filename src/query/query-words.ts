import * as K from '../../assembly/query/layout.js';
import { columnWords } from '../columns/index.js';
import { projectedWords } from '../columns/kernel.js';
import { setWide, type Program } from '../program/index.js';
import type { FilterPlan } from './filter.js';
import type { ValueRange } from './filter-ranges.js';

/** Values of a scratch column have room for 8 bytes, whatever they need. */
export const SCRATCH_BYTES = K.BLOCK_ROWS * 8;

/** A query as the kernel reads it; addresses are not in it yet. */
export interface QueryWords {
  readonly words: Int32Array;
  /** Words and scratch. */
  readonly bytes: number;
  /** By column: where it lies in scratch, in bytes from the query's start. Of the program that frames, then of the one that gathers. */
  readonly filterScratch: ReadonlyMap<number, number>;
  readonly summaryScratch: ReadonlyMap<number, number>;
  /** Bytes from the query's start to the state of each summary. */
  readonly states: readonly number[];
}

export interface StateRequest {
  readonly column: number;
  readonly bytes: number;
}

/** Two copies of the program, the steps of the filter and what they need, one part after the other: see Q_… in assembly/query/layout.ts. */
export function queryWords(
  program: Program,
  filter: FilterPlan | undefined,
  summaries: readonly StateRequest[],
  wanted: ReadonlySet<number> | undefined,
): QueryWords {
  const own = columnWords(program);
  const parts = new Parts();
  const header = new Int32Array(K.QUERY_WORDS);
  parts.add(header);
  header[K.Q_FRAMES] = parts.add(projectedWords(own, filter?.columns ?? new Set()));
  // A copy: the words of a program, and of a projection, are those of other calls too.
  const gathers = (wanted === undefined ? own : projectedWords(own, wanted)).slice();
  // Rows that were selected are not a stride apart.
  if (filter !== undefined && gathers[K.P_RULE] === K.RULE_FIXED) gathers[K.P_RULE] = K.RULE_EXTENT;
  header[K.Q_GATHERS] = parts.add(gathers);
  addSteps(parts, header, filter);
  const table = new Int32Array(summaries.length * K.SUMMARY_WORDS);
  summaries.forEach(({ column }, index) => (table[index * K.SUMMARY_WORDS + K.SUMMARY_COLUMN] = column));
  header[K.Q_SUMMARIES] = parts.add(table);
  header[K.Q_SUMMARY_COUNT] = summaries.length;
  const words = parts.join();
  header[K.Q_BLOCK] = parts.reserve(3 * K.BLOCK_ROWS * 4);
  header[K.Q_MASK_COUNT] = filter?.depth ?? 0;
  header[K.Q_MASKS] = parts.reserve(K.BLOCK_ROWS * (filter?.depth ?? 0));
  const filterScratch = new Map([...(filter?.columns ?? [])].map((column) => [column, parts.reserve(SCRATCH_BYTES)]));
  const summaryScratch = new Map(summaries.map(({ column }) => [column, parts.reserve(SCRATCH_BYTES)]));
  const states = summaries.map(({ bytes }) => parts.reserve(bytes));
  header[K.Q_BYTES] = parts.bytes;
  words.set(header);
  return { words, bytes: parts.bytes, filterScratch, summaryScratch, states };
}

function addSteps(parts: Parts, header: Int32Array, filter: FilterPlan | undefined): void {
  const steps = filter?.steps ?? [];
  const words = new Int32Array(steps.length * K.STEP_WORDS);
  header[K.Q_STEPS] = parts.add(words);
  header[K.Q_STEP_COUNT] = steps.length;
  steps.forEach((step, index) => {
    const at = index * K.STEP_WORDS;
    words[at + K.STEP_KIND] = { test: K.STEP_TEST, and: K.STEP_AND, or: K.STEP_OR, not: K.STEP_NOT }[step.kind];
    if (step.kind !== 'test') return;
    words[at + K.STEP_COLUMN] = step.column;
    words[at + K.STEP_NEGATED] = Number(step.negated);
    words[at + K.STEP_RANGE_COUNT] = step.ranges.length;
    words[at + K.STEP_RANGES] = parts.add(rangeWords(step.ranges));
  });
}

function rangeWords(ranges: readonly ValueRange[]): Int32Array {
  const words = new Int32Array(ranges.length * (K.RANGE_BYTES / 4));
  const view = new DataView(words.buffer);
  ranges.forEach(({ least, most }, index) => {
    const at = index * K.RANGE_BYTES;
    if (typeof least === 'bigint' && typeof most === 'bigint') {
      setWide(words, (at + K.RANGE_LEAST) / 4, least);
      setWide(words, (at + K.RANGE_BOUND) / 4, most - least);
      return;
    }
    view.setFloat64(at + K.RANGE_LEAST, Number(least), true);
    view.setFloat64(at + K.RANGE_BOUND, Number(most), true);
  });
  return words;
}

/** Parts one after the other, each at a multiple of 8 bytes. */
class Parts {
  bytes = 0;
  private readonly parts: { readonly at: number; readonly words: Int32Array }[] = [];

  /** Adds words, which may still change until `join`; where they begin. */
  add(words: Int32Array): number {
    const at = this.reserve(words.byteLength);
    this.parts.push({ at, words });
    return at;
  }

  reserve(bytes: number): number {
    const at = this.bytes;
    this.bytes += bytes + (-bytes & 7);
    return at;
  }

  join(): Int32Array {
    const whole = new Int32Array(this.bytes / 4);
    for (const { at, words } of this.parts) whole.set(words, at / 4);
    return whole;
  }
}
