import { validity } from '../../columns/index.js';
import type { ColumnArray, TimeUnit } from '../../schema/index.js';
import type { AnyBatch } from '../cells.js';
import type { KindBatch } from '../record-kinds.js';
import type { NumberColumn } from '../number-column.js';
import { Lanes } from './lanes.js';
import { duration, MadeTimes, nanoseconds, type Span } from './times.js';
import { type Happening, TraceWriter } from './trace-writer.js';

/** Perfetto keeps nanoseconds in 64 bits with a sign. */
const MOST_TIME = 2n ** 63n - 1n;

/** Which columns say what, of records of one type. */
export interface TimelineOf {
  /** As the trace calls it. */
  readonly name: string;
  /** Undefined where packets say when their records are, or nothing does. */
  readonly time: NumberColumn | undefined;
  readonly length: NumberColumn | undefined;
  /** The times of records are those of their ends. */
  readonly isAtEnd: boolean;
  /** Of times whose type says none. */
  readonly unit: TimeUnit;
  readonly track: NumberColumn | undefined;
  readonly flow: NumberColumn | undefined;
  readonly counters: readonly NumberColumn[];
  /** Flows of a second, where records have no time. */
  readonly rate: number;
}

type Value = number | bigint | undefined;

/** Records as the packets of a trace. */
export class Timeline {
  /** Records that have no place on a timeline: their columns say no time, no duration, or one before the timeline's 0. */
  untimed = 0;
  /** Records that are drawn as instants, as too many are at the same time. */
  crowded = 0;
  /** Whether times were made up. */
  isMadeUp = false;
  readonly trace: TraceWriter;
  private readonly lanes = new Map<string, Lanes>();
  private readonly counters: readonly number[];
  private readonly made: MadeTimes;
  private records = 0;
  private hasBegun = false;

  constructor(private readonly of: TimelineOf) {
    this.trace = new TraceWriter(of.name);
    this.made = new MadeTimes(of.rate);
    this.counters = of.counters.map(({ path }) => this.trace.counterTrack(path));
  }

  /** Takes in the rows of a batch of one type. */
  add({ batches: [batch], rowCount, packet }: KindBatch): void {
    if (batch === undefined) return;
    const { time, length, track, flow, counters } = this.of;
    const [timeOf, lengthOf, trackOf, flowOf] = [time, length, track, flow].map((column) => valuesOf(batch, column));
    const counterOf = counters.map((column) => valuesOf(batch, column));
    const { selection, offsets, byteOffset, recordCount, gaps } = batch;
    for (let row = 0; row < rowCount; row++) {
      const record = this.records + (selection === undefined ? row : (selection[row] as number));
      const offset = byteOffset + (offsets[row] as number);
      const id = flowOf?.(row);
      const span = this.spanOf(packet, timeOf?.(row), length === undefined ? 0 : lengthOf?.(row), id);
      if (span === undefined || span.begin < 0n || span.end > MOST_TIME) {
        this.untimed++;
        continue;
      }
      this.begin(span);
      const name = this.nameOf(trackOf?.(row));
      const own = id === undefined ? undefined : BigInt(id);
      this.draw(name, { ...span, flow: own, record, offset });
      for (const [index, valueOf] of counterOf.entries()) {
        const value = valueOf(row);
        if (value !== undefined) this.trace.counter(this.counters[index] as number, span.end, value);
      }
    }
    this.records += recordCount + gaps.length;
  }

  private spanOf(packet: KindBatch['packet'], time: Value, length: Value, flow: Value): Span | undefined {
    const { of } = this;
    const takes = length === undefined ? undefined : duration(length, of.length?.time, of.unit);
    const at =
      of.time === undefined
        ? packet?.timestamp
        : time === undefined
          ? undefined
          : nanoseconds(time, of.time.time, of.unit);
    if (takes === undefined || takes < 0n) return undefined;
    if (at !== undefined) return of.isAtEnd ? { begin: at - takes, end: at } : { begin: at, end: at + takes };
    if (of.time !== undefined || packet !== undefined || flow === undefined) return undefined;
    this.isMadeUp = true;
    return this.made.spanOf(BigInt(flow), takes);
  }

  /** Of the first record that is drawn: whether times count from 1970. */
  private begin({ begin }: Span): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    if (this.of.time?.time !== undefined || (this.of.time === undefined && !this.isMadeUp)) this.trace.realTime(begin);
  }

  private draw(name: string, happening: Happening): void {
    let lanes = this.lanes.get(name);
    if (lanes === undefined) {
      lanes = new Lanes((lane) => this.trace.track(lane === 1 ? name : `${name} ${lane}`));
      this.lanes.set(name, lanes);
    }
    const track = lanes.trackFor(happening.begin, happening.end);
    if (track !== undefined) return this.trace.happening(track, name, happening);
    this.crowded++;
    this.trace.crowded(lanes.first, name, happening);
  }

  private nameOf(value: Value): string {
    const { track, name } = this.of;
    if (track === undefined) return name;
    return value === undefined ? 'none' : (track.nameOf?.(value) ?? String(value));
  }
}

/** The value of a column in a row; undefined where it has none. */
function valuesOf(batch: AnyBatch, column: NumberColumn): (row: number) => Value;
function valuesOf(batch: AnyBatch, column: NumberColumn | undefined): ((row: number) => Value) | undefined;
function valuesOf(batch: AnyBatch, column: NumberColumn | undefined): ((row: number) => Value) | undefined {
  if (column === undefined) return undefined;
  const values = (batch.columns as Record<string, ColumnArray>)[column.path] as ColumnArray;
  const bitmap = validity(batch, column.path as never);
  if (bitmap === undefined) return (row) => values[row];
  return (row) => ((((bitmap[row >> 3] as number) >> (row & 7)) & 1) === 0 ? undefined : values[row]);
}
