import { extname } from 'node:path';
import process from 'node:process';
import type { CastbufError } from '../../errors/index.js';
import type { DecodeRequest, Format } from '../arguments.js';
import type { AnyBatch } from '../cells.js';
import { emphasise, hasColour } from '../colour.js';
import { columnPaths, selectColumns, type Selection } from '../column-selection.js';
import { CsvWriter } from '../csv-writer.js';
import { CommandError, ExitStatus, usageError } from '../exit-status.js';
import { fieldsOf } from '../fields.js';
import { flatCells, repeatedPaths, type FlatCell } from '../flat-cells.js';
import { isSameFile, openInput, type Input } from '../input.js';
import { describeDataError, say } from '../messages.js';
import { NdjsonWriter } from '../ndjson-writer.js';
import { counted, countText } from '../numbers-text.js';
import { openOutput, type Output } from '../output.js';
import { Progress } from '../progress.js';
import type { RowWriter } from '../row-writer.js';
import { TableWriter } from '../table-writer.js';
import { TextBuffer } from '../text-buffer.js';
import { codecOf, typesOf } from '../types.js';
import { whereOf } from '../where.js';

/** Rows of a table on a terminal: about a screenful. */
const TERMINAL_ROWS = 20;

/** Records -> rows, a batch at a time: memory is bounded by a piece of the input and a buffer of the output. */
export async function decode(request: DecodeRequest, signal: AbortSignal): Promise<void> {
  const { file, type, abi, headers, output: path } = request;
  const types = await typesOf(headers);
  const codec = codecOf(types, type, abi);
  const selection = selectColumns(fieldsOf(codec), request.columns);
  const query = { columns: columnPaths(selection.fields), where: whereOf(codec, request.where) };
  const namedFormat = request.format ?? formatByEnding(path);
  if (path !== undefined && (await isSameFile(file, path))) {
    throw usageError(`${path} is the input as well; write to another file`);
  }
  const input = await openInput(file, signal);
  const output = await openOutput(path);
  try {
    const format = namedFormat ?? (output.isTerminal ? 'table' : 'ndjson');
    const isPreview = format === 'table' && output.isTerminal && request.limit === undefined;
    const limit = isPreview ? TERMINAL_ROWS : (request.limit ?? Infinity);
    const writer = writerOf(format, selection, request.names, output);
    const rows = new RowOutput(writer, output, limit, new Progress(output.isTerminal));
    const stopsEarly = !isPreview && limit < Infinity;
    if (!(stopsEarly && limit === 0)) {
      // A pipe may pause: its records are shown as they come.
      const options = { signal, ...query, ...(isLive(input) ? { batchBytes: 1 } : {}) };
      await rows.writeAll(codec.stream(input.pieces, options), input, stopsEarly);
    }
    await rows.finish();
    if (writer instanceof TableWriter) reportDropped(writer);
    if (rows.rows > limit && isPreview) {
      say(`${countText(rows.rows - limit)} of ${counted(rows.rows, 'record')} not shown; --limit N shows more`);
    }
    const { error } = rows;
    if (error !== undefined) {
      throw new CommandError(ExitStatus.DATA, describeDataError(error, rows.records), { cause: error });
    }
  } finally {
    input.close();
    await output.close();
  }
  types.assertGood();
}

function isLive(input: Input): boolean {
  return input.bytes === undefined;
}

/** Writes rows until there are no more, a record is wrong, or the limit is reached. */
class RowOutput {
  /** Rows that were seen; more than were written where only the first ones are shown. */
  rows = 0;
  /** Good records that were looked at. */
  records = 0;
  error: CastbufError | undefined;
  private readonly buffer = new TextBuffer();

  constructor(
    private readonly writer: RowWriter,
    private readonly output: Output,
    private readonly limit: number,
    private readonly progress: Progress,
  ) {
    writer.begin(this.buffer);
  }

  async writeAll(batches: AsyncIterable<AnyBatch>, input: Input, stopsEarly: boolean): Promise<void> {
    try {
      for await (const batch of batches) {
        const { rowCount, recordCount, error } = batch;
        const left = this.limit - this.rows;
        if (left > 0) await this.writeRows(batch, Math.min(rowCount, left));
        if (stopsEarly && rowCount >= left) {
          this.rows += left;
          return;
        }
        this.rows += rowCount;
        this.records += recordCount;
        this.error = error;
        if (isLive(input)) await this.flush();
        this.progress.show(input, this.records);
      }
    } catch (error) {
      // What was good until the input failed or the user stopped is written all the same.
      await this.finish();
      throw error;
    } finally {
      this.progress.clear();
    }
  }

  async finish(): Promise<void> {
    this.writer.finish(this.buffer);
    await this.flush();
  }

  private async writeRows(batch: AnyBatch, count: number): Promise<void> {
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

function writerOf(format: Format, selection: Selection, withNames: boolean, output: Output): RowWriter {
  const { fields, places, order } = selection;
  if (format === 'ndjson') return new NdjsonWriter(fields, places, withNames);
  if (format === 'csv') return new CsvWriter(inOrder(flatCells(fields, places, withNames ? 'beside' : 'none'), order));
  const cells = inOrder(flatCells(fields, places, withNames ? 'instead' : 'none'), order);
  const repeated = order === undefined ? repeatedPaths(fields) : new Set<string>();
  const heading = (text: string): string =>
    output.isTerminal && hasColour(process.stdout) ? emphasise(text, 'bold', process.stdout) : text;
  return new TableWriter(
    cells.filter(({ path }) => !repeated.has(path)),
    { width: output.width, heading },
  );
}

/** Cells as `--columns` names them; a name column stays behind its number. */
function inOrder(cells: readonly FlatCell[], order: readonly string[] | undefined): readonly FlatCell[] {
  if (order === undefined) return cells;
  return order.flatMap((path) => cells.filter((cell) => cell.path === path || cell.path === `${path}Name`));
}

const ENDINGS: Readonly<Record<string, Format>> = { '.ndjson': 'ndjson', '.csv': 'csv' };

function formatByEnding(path: string | undefined): Format | undefined {
  const ending = path === undefined || path === '-' ? '' : extname(path);
  const format = ENDINGS[ending.toLowerCase()];
  if (ending === '' || format !== undefined) return format;
  throw usageError(`no format has the ending ${ending}; say which with -f ndjson, csv or table`);
}

function reportDropped({ dropped }: TableWriter): void {
  if (dropped.length === 0) return;
  say(`no room for ${counted(dropped.length, 'column')}: ${dropped.join(', ')}; --columns chooses others`);
}
