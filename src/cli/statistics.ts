import type { Codec } from '../message/index.js';
import type { CastbufError } from '../errors/index.js';
import type { ColumnArray, AnyType } from '../schema/index.js';
import type { AnyBatch, Numbers } from './cells.js';
import { namesOf } from './field-names.js';
import { fieldsOf, leavesOf, type LeafField } from './fields.js';
import { FrameTimes } from './frame-times.js';

/** Values of the kind member that are counted one by one; the input decides how many there are. */
const MAX_KINDS = 1024;

export interface KindCount {
  /** Undefined for all values after the first MAX_KINDS. */
  readonly value: number | undefined;
  readonly name: string | undefined;
  readonly records: number;
}

/** Columns of MIRACAST_CHUNK_DATA that a frame's times are made of. */
const FRAME_COLUMNS = {
  type: 'ChunkInfo.ChunkType',
  frame: 'ChunkInfo.ChunkId.FrameNumber',
  time: 'ChunkInfo.ProcessingTime',
} as const;

/** What there is in a stream of records. Memory does not grow with the stream. */
export class Statistics {
  /** Records that are counted, and records that were looked at: more, where a filter left some out. */
  records = 0;
  seen = 0;
  bytes = 0;
  shortest = Infinity;
  longest = 0;
  error: CastbufError | undefined;
  /** The enum that tells the records apart; undefined for types without one. */
  readonly kind: LeafField | undefined;
  readonly frames: FrameTimes | undefined;
  private readonly kinds = new Map<number, number>();
  private otherKinds = 0;

  constructor(codec: Codec<AnyType>) {
    const leaves = [...leavesOf(fieldsOf(codec))];
    this.kind = leaves.find(
      ({ type, column }) => type.kind === 'leaf' && type.scalar.enumeration && column?.guard === undefined,
    );
    const paths = new Set(leaves.map(({ path }) => path));
    const hasFrames = Object.values(FRAME_COLUMNS).every((path) => paths.has(path));
    this.frames = hasFrames ? new FrameTimes() : undefined;
  }

  /** Paths of the columns that it wants of a batch. */
  get columns(): string[] {
    const kind = this.kind === undefined ? [] : [this.kind.path];
    return [...new Set([...kind, ...(this.frames === undefined ? [] : Object.values(FRAME_COLUMNS))])];
  }

  add(batch: AnyBatch): void {
    const { rowCount, lengths } = batch;
    this.records += rowCount;
    this.seen += batch.recordCount;
    // Padding between records belongs to none of those that a filter selects.
    if (batch.selection === undefined) this.bytes += batch.consumedBytes;
    this.error = batch.error;
    for (let row = 0; row < rowCount; row++) {
      const length = lengths[row] as number;
      if (length < this.shortest) this.shortest = length;
      if (length > this.longest) this.longest = length;
      if (batch.selection !== undefined) this.bytes += length;
    }
    if (this.kind !== undefined) this.addKinds(batch.columns[this.kind.path] as ColumnArray);
    if (this.frames !== undefined) this.addFrames(this.frames, batch);
  }

  finish(): void {
    this.frames?.finish();
  }

  get kindCounts(): KindCount[] {
    const names = this.kind === undefined ? undefined : namesOf(this.kind.type);
    const counts: KindCount[] = [...this.kinds]
      .map(([value, records]) => ({ value, name: names?.(value), records }))
      .sort((one, other) => one.value - other.value);
    if (this.otherKinds > 0) counts.push({ value: undefined, name: undefined, records: this.otherKinds });
    return counts;
  }

  private addKinds(values: ColumnArray): void {
    for (const wide of values) {
      const value = Number(wide);
      const known = this.kinds.get(value);
      if (known === undefined && this.kinds.size >= MAX_KINDS) this.otherKinds++;
      else this.kinds.set(value, (known ?? 0) + 1);
    }
  }

  private addFrames(frames: FrameTimes, { columns, rowCount }: AnyBatch): void {
    const types = columns[FRAME_COLUMNS.type] as Numbers;
    const numbers = columns[FRAME_COLUMNS.frame] as Numbers;
    const times = columns[FRAME_COLUMNS.time] as Numbers;
    for (let row = 0; row < rowCount; row++) {
      frames.add(types[row] as number, numbers[row] as number, times[row] as number);
    }
  }
}
