import { gapsBefore, type BadRecords } from './bad-records.js';
import { CommandError, ExitStatus } from './exit-status.js';
import type { DataInput } from './data-input.js';
import { describeDataError } from './messages.js';
import type { Progress } from './progress.js';
import type { KindBatch } from './record-kinds.js';

/** A pipe or a terminal, whose records are shown as they come. */
export function isLive(input: Pick<DataInput, 'bytes'>): boolean {
  return input.bytes === undefined;
}

/** Where rows go: lines of text, or the batches of a table. */
export interface RowSink {
  /** The first `count` rows of a batch. */
  write(batch: KindBatch, count: number): Promise<void>;
  /** What was written so far reaches its reader. */
  flush(): Promise<void>;
  /** Writes what is still to be written after the last row. */
  finish(): Promise<void>;
}

/** Writes the rows of one input after the other, until there are no more or the limit is reached. */
export class RowOutput {
  /** Rows that were seen; more than were written where only the first ones are shown. */
  rows = 0;
  private records = 0;

  constructor(
    private readonly sink: RowSink,
    private readonly limit: number,
    private readonly progress: Progress,
  ) {}

  /** Returns what is wrong with a record, once the good ones before it are written. Those that are passed over go to `bad`. */
  async writeAll(
    batches: AsyncIterable<KindBatch>,
    input: DataInput,
    stopsEarly: boolean,
    bad: BadRecords,
  ): Promise<CommandError | undefined> {
    let records = 0;
    for await (const batch of batches) {
      const { rowCount, recordCount, error, gaps } = batch;
      const left = this.limit - this.rows;
      if (left > 0) await this.sink.write(batch, Math.min(rowCount, left));
      if (stopsEarly && rowCount >= left) {
        this.rows += left;
        bad.add(gapsBefore(batch, left));
        return undefined;
      }
      bad.add(gaps);
      this.rows += rowCount;
      records += recordCount + gaps.length;
      if (isLive(input)) await this.sink.flush();
      this.progress.show(input, this.records + records);
      if (error !== undefined) {
        const what = describeDataError(error, records);
        return new CommandError(ExitStatus.DATA, what, { cause: error });
      }
    }
    this.records += records;
    return undefined;
  }

  async finish(): Promise<void> {
    this.progress.clear();
    await this.sink.finish();
  }

  /** What was good until an input failed or the user stopped is written all the same; headings alone say nothing. */
  async giveUp(): Promise<void> {
    this.progress.clear();
    if (this.rows > 0) await this.finish();
  }
}
