import type { CastbufError } from '../errors/index.js';
import type { ColumnArray } from '../schema/index.js';
import type { AnyBatch, Numbers } from './cells.js';
import { BadRecords, type OnBadRecordAsked } from './bad-records.js';
import { namesOf } from './field-names.js';
import { fieldsOf, leavesOf, type LeafField } from './fields.js';
import { FRAME_COLUMNS, FrameTimes } from './frame-times.js';
import type { KindBatch, RecordKinds } from './record-kinds.js';

/** Values of the kind member that are counted one by one; the input decides how many there are. */
const MAX_KINDS = 1024;

export interface KindCount {
  /** Undefined for all values after the first MAX_KINDS. */
  readonly value: number | undefined;
  readonly name: string | undefined;
  readonly records: number;
}

/** What there is in a stream of records. Memory does not grow with the stream. */
export class Statistics {
  /** Records that are counted, and records that were looked at: more, where a filter left some out. */
  records = 0;
  seen = 0;
  bytes = 0;
  shortest = Infinity;
  longest = 0;
  error: CastbufError | undefined;
  /** Records that were passed over. */
  readonly bad: BadRecords;
  /** The enum that tells the records apart; undefined for types without one, and for record sets, whose types do. */
  readonly kind: LeafField | undefined;
  readonly frames: FrameTimes | undefined;
  private readonly kinds = new Map<number, number>();
  private otherKinds = 0;

  constructor(
    private readonly of: RecordKinds,
    onBadRecord: OnBadRecordAsked,
  ) {
    this.bad = new BadRecords(onBadRecord, () => {});
    if (of.set !== undefined) return;
    const [{ codec }] = of.kinds;
    const leaves = [...leavesOf(fieldsOf(codec))];
    this.kind = leaves.find(
      ({ type, column }) =>
        type.kind === 'leaf' && type.scalar.enumeration && column !== undefined && column.guard === undefined,
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

  add(batch: KindBatch): void {
    const { rowCount } = batch;
    this.records += rowCount;
    this.seen += batch.recordCount + batch.gaps.length;
    this.bad.add(batch.gaps);
    this.error = batch.error;
    // Padding between records belongs to none of those that a filter selects, nor do records that are passed over.
    const isFiltered =
      batch.gaps.length > 0 ||
      rowCount < batch.recordCount ||
      batch.batches.some(({ selection }) => selection !== undefined);
    const bytes = this.addLengths(batch);
    this.bytes += isFiltered ? bytes : batch.consumedBytes;
    const [first] = batch.batches as readonly [AnyBatch];
    if (this.of.set !== undefined) this.addTypes(batch);
    else if (this.kind !== undefined)
      this.addKinds((first.columns[this.kind.path] as ColumnArray).subarray(0, rowCount));
    if (this.frames !== undefined) this.addFrames(this.frames, first, rowCount);
  }

  finish(): void {
    this.frames?.finish();
  }

  get kindCounts(): KindCount[] {
    const { set, kinds } = this.of;
    const names = this.kind === undefined ? undefined : namesOf(this.kind.type);
    const nameOf = (value: number): string | undefined => (set === undefined ? names?.(value) : kinds[value]?.name);
    const counts: KindCount[] = [...this.kinds]
      .map(([value, records]) => ({ value, name: nameOf(value), records }))
      .sort((one, other) => one.value - other.value);
    if (this.otherKinds > 0) counts.push({ value: undefined, name: undefined, records: this.otherKinds });
    return counts;
  }

  /** Returns the sum. */
  private addLengths({ batches, rowCount, kindAt, placeAt }: KindBatch): number {
    const lengths = batches.map((one) => one.lengths);
    let bytes = 0;
    for (let row = 0; row < rowCount; row++) {
      const length = (lengths[kindAt(row)] as Uint32Array)[placeAt(row)] as number;
      if (length < this.shortest) this.shortest = length;
      if (length > this.longest) this.longest = length;
      bytes += length;
    }
    return bytes;
  }

  /** The types of a record set, by their numbers in it. */
  private addTypes({ rowCount, kindAt }: KindBatch): void {
    for (let row = 0; row < rowCount; row++) {
      const kind = kindAt(row);
      this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    }
  }

  private addKinds(values: ColumnArray): void {
    for (const wide of values) {
      const value = Number(wide);
      const known = this.kinds.get(value);
      if (known === undefined && this.kinds.size >= MAX_KINDS) this.otherKinds++;
      else this.kinds.set(value, (known ?? 0) + 1);
    }
  }

  private addFrames(frames: FrameTimes, { columns }: AnyBatch, rowCount: number): void {
    const types = columns[FRAME_COLUMNS.type] as Numbers;
    const numbers = columns[FRAME_COLUMNS.frame] as Numbers;
    const times = columns[FRAME_COLUMNS.time] as Numbers;
    for (let row = 0; row < rowCount; row++) {
      frames.add(types[row] as number, numbers[row] as number, times[row] as number);
    }
  }
}
