import * as K from '../../assembly/query/layout.js';
import { bucketZeroOf, type SummaryBatch, type SummaryData, type SummaryRequest } from './summary-data.js';
import { isFloatColumn, type ColumnReader } from '../columns/index.js';
import { PieceReader, type Piece, type RowSpace, piecesOf, KernelColumns, type PieceCall } from '../columns/kernel.js';
import type { Column, Program } from '../program/index.js';
import { outside, type KernelMachine, otherEngine } from '../message/kernel.js';
import { loadQuery } from './query-call.js';
import { QUERY } from './query-module.js';
import { queryWords, type QueryWords } from './query-words.js';

/** Folds a stream into the states of its summaries, which lie after the query's words: pieces come and go, they stay. */
export function summarizeOnKernel(reader: ColumnReader, given: Uint8Array, request: SummaryRequest): SummaryBatch {
  if (!(reader instanceof KernelColumns)) throw otherEngine();
  const { arena, machine } = reader;
  const isInput = reader.isInput(given);
  const bytes = isInput ? given : outside(arena, given);
  arena.epoch++;
  const { query, kinds } = plannedSummary(machine, request);
  // Words that need more room than there is move the input away.
  const isMoved = isInput && query.bytes > arena.bytes('program');
  const pieces = new PieceReader(
    machine,
    piecesOf(machine.program),
    isMoved ? new Uint8Array(bytes) : bytes,
    isInput && !isMoved,
    new SummaryCall(machine, query, kinds),
  );
  while (!pieces.readRows(Infinity)) pieces.advance();
  return {
    rows: pieces.rows,
    records: pieces.records,
    consumed: pieces.consumed,
    columns: kinds.map((kind, index) => summaryOf(machine, query.states[index] as number, kind)),
  };
}

interface PlannedSummary {
  readonly request: SummaryRequest;
  readonly query: QueryWords;
  readonly kinds: readonly StateKind[];
}

/** Pieces of a stream are asked the same, so the words are made once, and brought in once. */
const LAST = new WeakMap<KernelMachine, PlannedSummary>();

function plannedSummary(machine: KernelMachine, request: SummaryRequest): PlannedSummary {
  const { columns, filter } = request;
  const last = LAST.get(machine);
  if (last?.request.filter === filter && String(last?.request.columns) === String(columns))
    return last as PlannedSummary;
  const { program } = machine;
  const kinds = columns.map((index) => stateKind(program, program.columns[index] as Column));
  const states = columns.map((column, index) => ({ column, bytes: stateBytes(kinds[index] as StateKind) }));
  const planned = { request, query: queryWords(program, filter, states, new Set(columns)), kinds };
  LAST.set(machine, planned);
  return planned;
}

interface StateKind {
  readonly isFloat: boolean;
  /** Values are bigints. */
  readonly wide: 'u64' | 'i64' | undefined;
}

function stateKind(program: Program, column: Column): StateKind {
  const { kind } = column;
  return { isFloat: isFloatColumn(program, column), wide: kind === 'u64' || kind === 'i64' ? kind : undefined };
}

function stateBytes({ isFloat }: StateKind): number {
  return K.S_BUCKETS + 4 * (2 * bucketZeroOf(isFloat) + 1);
}

class SummaryCall implements PieceCall<RowSpace> {
  records = 0;
  private isStarted = false;

  constructor(
    private readonly machine: KernelMachine,
    private readonly query: QueryWords,
    private readonly kinds: readonly StateKind[],
  ) {}

  load(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    loadQuery(this.machine, this.query);
    this.kinds.forEach((kind, index) => this.startState(index, kind));
  }

  get bytes(): number {
    return this.query.bytes;
  }

  /** Rows are never full: there are none. */
  lay(): RowSpace {
    return { rows: Infinity };
  }

  run(_: RowSpace, { start, bytes, data }: Piece, _most: number, row: number): number {
    const { arena, programPtr } = this.machine;
    const records = (programPtr >> 2) + K.Q_RECORDS;
    arena.i32[records] = this.records;
    const status = arena.use(QUERY).summarize(programPtr, arena.ptr('input'), start, bytes, data, row);
    this.records = (arena.i32[records] as number) >>> 0;
    return status;
  }

  private startState(index: number, { isFloat, wide }: StateKind): void {
    const { arena, programPtr } = this.machine;
    const state = programPtr + (this.query.states[index] as number);
    const table = (programPtr + (this.query.words[K.Q_SUMMARIES] as number)) >> 2;
    arena.i32[table + index * K.SUMMARY_WORDS + K.SUMMARY_STATE] = state;
    arena.u8.fill(0, state, state + stateBytes({ isFloat, wide }));
    const view = new DataView(arena.buffer, state);
    if (isFloat) {
      view.setFloat64(K.S_LEAST, Infinity, true);
      view.setFloat64(K.S_MOST, -Infinity, true);
      return;
    }
    view.setBigUint64(K.S_LEAST, wide === 'u64' ? 2n ** 64n - 1n : 2n ** 63n - 1n, true);
    view.setBigUint64(K.S_MOST, wide === 'u64' ? 0n : 2n ** 63n, true);
  }
}

function summaryOf({ arena, programPtr }: KernelMachine, offset: number, kind: StateKind): SummaryData {
  const state = programPtr + offset;
  const view = new DataView(arena.buffer, state);
  const count = view.getUint32(K.S_COUNT, true);
  const { least, most } = count === 0 ? { least: undefined, most: undefined } : endsOf(view, kind);
  const { firstBucket, buckets } = bucketsOf(arena.buffer, state, kind);
  return { count, nans: view.getUint32(K.S_NANS, true), ...sumOf(view, kind), least, most, firstBucket, buckets };
}

function endsOf(view: DataView, { isFloat, wide }: StateKind): { least: number | bigint; most: number | bigint } {
  const at = (offset: number): number | bigint => {
    if (isFloat) return view.getFloat64(offset, true);
    if (wide === 'u64') return view.getBigUint64(offset, true);
    const value = view.getBigInt64(offset, true);
    return wide === 'i64' ? value : Number(value);
  };
  return { least: at(K.S_LEAST), most: at(K.S_MOST) };
}

function sumOf(view: DataView, { isFloat }: StateKind): Pick<SummaryData, 'sum' | 'rest'> {
  if (isFloat) return { sum: view.getFloat64(K.S_SUM, true), rest: view.getFloat64(K.S_REST, true) };
  return { sum: (view.getBigInt64(K.S_REST, true) << 32n) + view.getBigUint64(K.S_SUM, true), rest: 0n };
}

/** The counters from the first that counted something to the last. */
function bucketsOf(
  buffer: ArrayBuffer,
  state: number,
  { isFloat }: StateKind,
): Pick<SummaryData, 'firstBucket' | 'buckets'> {
  const zero = bucketZeroOf(isFloat);
  const all = new Uint32Array(buffer, state + K.S_BUCKETS, 2 * zero + 1);
  let end = all.length;
  while (end > 0 && all[end - 1] === 0) end--;
  if (end === 0) return { firstBucket: 0, buckets: new Uint32Array(0) };
  let first = 0;
  while (all[first] === 0) first++;
  return { firstBucket: first - zero, buckets: all.slice(first, end) };
}
