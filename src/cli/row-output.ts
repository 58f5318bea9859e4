import { gapsBefore, type BadRecords } from './bad-records.js';
import { CommandError, ExitStatus } from './exit-status.js';
import type { DataInput } from './data-input.js';
import { describeDataError } from './messages.js';
import type { Output } from './output.js';
import type { Progress } from './progress.js';
import type { KindBatch } from './record-kinds.js';
import type { RowWriter } from './row-writer.js';
import { TextBuffer } from './text-buffer.js';

/** A pipe or a terminal, whose records are shown as they come. */
export function isLive(input: Pick<DataInput, 'bytes'>): boolean {
  return input.bytes === undefined;
}

/** Writes the rows of one input after the other, until there are no more or the limit is reached. */
export class RowOutput {
  /** Rows that were seen; more than were written where only the first ones are shown. */
  rows = 0;
  private records = 0;
  private readonly buffer = new TextBuffer();

  constructor(
    private readonly writer: RowWriter,
    private readonly output: Output,
    private readonly limit: number,
    private readonly progress: Progress,
  ) {
    writer.begin(this.buffer);
  }

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
      if (left > 0) await this.writeRows(batch, Math.min(rowCount, left));
      if (stopsEarly && rowCount >= left) {
        this.rows += left;
        bad.add(gapsBefore(batch, left));
        return undefined;
      }
      bad.add(gaps);
      this.rows += rowCount;
      records += recordCount + gaps.length;
      if (isLive(input)) await this.flush();
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
    this.writer.finish(this.buffer);
    await this.flush();
  }

  /** What was good until an input failed or the user stopped is written all the same; headings alone say nothing. */
  async giveUp(): Promise<void> {
    this.progress.clear();
    if (this.rows > 0) await this.finish();
  }

  private async writeRows(batch: KindBatch, count: number): Promise<void> {
    const { writer, buffer } = this;
    writer.bind(batch);
    for (let row = 0; row < count; row++) {
      writer.writeRow(buffer, row);
      if (buffer.isDue) await this.flush();
    }
  }

  private async flush(): Promise<void> {
    const { bytes } = this.buffer;
    if (bytes.length > 0) await this.output.write(bytes);
    this.buffer.clear();
  }
}
