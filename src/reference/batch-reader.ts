import * as K from '../../assembly/layout.js';
import type { BatchData, BatchOptions, Program, SummaryBatch, SummaryRequest } from '../plan/index.js';
import { ArmGuards } from './arm-guards.js';
import { readInteger, type Code } from './code.js';
import { RecordFilter } from './filter.js';
import { gatherColumn } from './gather.js';
import type { MessageReader } from './message-reader.js';
import { ColumnFigures } from './summary.js';
import type { Verdict } from './verdict.js';

/** Finds the records of an input, one behind the other, then gathers their members into columns. */
export class BatchReader {
  private readonly guards: ArmGuards;

  constructor(
    private readonly program: Program,
    private readonly code: Code,
    private readonly reader: MessageReader,
    private readonly verdict: Verdict,
  ) {
    this.guards = new ArmGuards(code);
  }

  read(bytes: Uint8Array, { maxRows, columns: wanted, filter }: BatchOptions): BatchData {
    const view = this.reader.attach(bytes);
    const frames = new Frames();
    const { program, code, guards } = this;
    const isKept = filter && new RecordFilter(program, code, guards, filter).over(view);
    const progress = { records: 0, consumed: 0 };
    const numbers: number[] = [];
    this.verdict.of(() =>
      this.walk(
        view,
        progress,
        (start, length) => {
          if (isKept !== undefined) {
            if (!isKept(start)) return frames.rows < maxRows;
            numbers.push(progress.records - 1);
          }
          frames.add(start, length);
          return frames.rows < maxRows;
        },
        maxRows > 0,
      ),
    );
    const { rows, offsets, lengths } = frames.finish();
    const source = { bytes, view, offsets, lengths };
    const columns = program.columns
      .filter((_, index) => wanted?.has(index) !== false)
      .map((column) => gatherColumn(column, code, guards, source));
    const selection = filter && Uint32Array.from(numbers);
    return { bytes, rows, ...progress, offsets, lengths, selection, columns, epoch: undefined };
  }

  summarize(bytes: Uint8Array, { columns, filter }: SummaryRequest): SummaryBatch {
    const view = this.reader.attach(bytes);
    const { program, code, guards } = this;
    const isKept = filter && new RecordFilter(program, code, guards, filter).over(view);
    const figures = columns.map((index) => new ColumnFigures(program, code, guards, index, view));
    const progress = { records: 0, consumed: 0 };
    let rows = 0;
    this.verdict.of(() =>
      this.walk(view, progress, (start) => {
        if (isKept?.(start) === false) return true;
        rows++;
        for (const one of figures) one.add(start);
        return true;
      }),
    );
    return { rows, ...progress, columns: figures.map((one) => one.finish()) };
  }

  /** Shows one record behind the other until `see` has seen enough or the input ends. */
  private walk(
    view: DataView,
    progress: { records: number; consumed: number },
    see: (start: number, length: number) => boolean,
    isWanted = true,
  ): void {
    const align = this.code.word(K.P_START_ALIGN);
    const end = view.byteLength;
    for (let more = isWanted; more;) {
      const start = Math.ceil(progress.consumed / align) * align;
      if (start >= end) return;
      progress.consumed = start;
      const length = this.plainLength(view, start) ?? this.reader.read(start, end);
      progress.consumed = start + length;
      progress.records++;
      more = see(start, length);
    }
  }

  /** The length of a record that needs no walk and is whole; undefined where a walk must say what it is. */
  private plainLength(view: DataView, start: number): number | undefined {
    const { code } = this;
    if (code.word(K.P_WALK) !== 0) return undefined;
    const fixedBytes = code.word(K.P_FIXED_BYTES);
    const room = Math.min(view.byteLength - start, code.word(K.P_MAX_MESSAGE));
    if (fixedBytes > room) return undefined;
    if (code.word(K.P_RULE) === K.RULE_FIXED) return fixedBytes;
    const { ruleOp } = code;
    const count = readInteger(view, start + ruleOp.offset, ruleOp);
    const bytes = fixedBytes + count * code.word(K.P_STRIDE);
    return count >= 0 && count <= code.word(K.P_MAX_COUNT) && bytes <= room ? bytes : undefined;
  }
}

const FIRST_ROWS = 256;

/** Where records start and how long they are; grows by doubling. */
export class Frames {
  rows = 0;
  offsets = new Uint32Array(FIRST_ROWS);
  lengths = new Uint32Array(FIRST_ROWS);

  add(start: number, length: number): void {
    if (this.rows === this.offsets.length) {
      this.offsets = doubled(this.offsets);
      this.lengths = doubled(this.lengths);
    }
    this.offsets[this.rows] = start;
    this.lengths[this.rows++] = length;
  }

  finish(): { rows: number; offsets: Uint32Array; lengths: Uint32Array } {
    const { rows, offsets, lengths } = this;
    return { rows, offsets: offsets.slice(0, rows), lengths: lengths.slice(0, rows) };
  }
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(array.length * 2);
  grown.set(array);
  return grown;
}
