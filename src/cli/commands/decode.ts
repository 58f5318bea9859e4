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
import { stream } from '../engine.js';
import { openInput, type Input } from '../input.js';
import type { Interruption } from '../interruption.js';
import { describeDataError, say } from '../messages.js';
import { NdjsonWriter } from '../ndjson-writer.js';
import { counted, countText } from '../numbers-text.js';
import { withOutput, type Output } from '../output.js';
import { placesOf } from '../place-cells.js';
import { Progress } from '../progress.js';
import type { RowWriter } from '../row-writer.js';
import { TableWriter } from '../table-writer.js';
import { TextBuffer } from '../text-buffer.js';
import { codecOf, typesOf } from '../types.js';
import { whereOf } from '../where.js';

/** Rows of a table on a terminal: about a screenful. */
const TERMINAL_ROWS = 20;

/** Records -> rows, a batch at a time: memory is bounded by a piece of the input and a buffer of the output. */
export async function decode(request: DecodeRequest, interruption: Interruption): Promise<void> {
  const { file, abi, headers, output: path } = request;
  const { signal } = interruption;
  const types = await typesOf(headers, signal);
  const codec = codecOf(types, request.type ?? types.onlyName(abi, request.command), abi);
  const selection = selectColumns(fieldsOf(codec), placesOf(codec.layout), request.columns);
  const where = whereOf(codec, request.where);
  const format = request.format ?? formatByEnding(path);
  if (request.csvSafe && format !== 'csv')
    throw usageError('--csv-safe is for CSV; it goes with -f csv, or -o FILE.csv');
  const input = await openInput(file, 'the input', signal);
  const batches = stream(codec, input.pieces, {
    signal,
    where,
    columns: columnPaths(selection.fields),
    // A pipe may pause: its records are shown as they come.
    ...(isLive(input) ? { batchBytes: 1 } : {}),
  });
  try {
    const inputs = [input.identity, ...types.inputs];
    await withOutput(path, { inputs, interruption }, async (output) => {
      const asked = { ...request, format: format ?? (output.isTerminal ? 'table' : 'ndjson') };
      await writeRows(asked, selection, { input, batches, output });
    });
  } finally {
    input.close();
  }
  types.assertGood();
}

type RowRequest = Pick<DecodeRequest, 'limit' | 'names' | 'csvSafe'> & { readonly format: Format };

interface RowStream {
  readonly input: Input;
  readonly batches: AsyncIterable<AnyBatch>;
  readonly output: Output;
}

/** @throws CommandError (data) after the good records before a wrong one */
async function writeRows(
  asked: RowRequest,
  selection: Selection,
  { input, batches, output }: RowStream,
): Promise<void> {
  const isPreview = asked.format === 'table' && output.isTerminal && asked.limit === undefined;
  const limit = isPreview ? TERMINAL_ROWS : (asked.limit ?? Infinity);
  const writer = writerOf(asked, selection, output);
  const rows = new RowOutput(writer, output, limit, new Progress(output.isTerminal));
  const stopsEarly = !isPreview && limit < Infinity;
  if (!(stopsEarly && limit === 0)) await rows.writeAll(batches, input, stopsEarly);
  await rows.finish();
  if (writer instanceof TableWriter) reportDropped(writer);
  if (rows.rows > limit && isPreview) {
    say(`${countText(rows.rows - limit)} of ${counted(rows.rows, 'record')} not shown; --limit N shows more`);
  }
  const { error } = rows;
  if (error !== undefined) {
    throw new CommandError(ExitStatus.DATA, describeDataError(error, rows.records), { cause: error });
  }
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
      // What was good until the input failed or the user stopped is written all the same; headings alone say nothing.
      if (this.rows > 0) await this.finish();
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

function writerOf({ format, names, csvSafe }: RowRequest, selection: Selection, output: Output): RowWriter {
  const { fields, places, order } = selection;
  if (format === 'ndjson') return new NdjsonWriter(fields, places, names);
  if (format === 'csv') {
    const cells = inOrder(flatCells(fields, places, names ? 'beside' : 'none'), order);
    return new CsvWriter(cells, { isSafe: csvSafe, isForTerminal: output.isTerminal });
  }
  const cells = inOrder(flatCells(fields, places, names ? 'instead' : 'none'), order);
  const repeated = order === undefined ? repeatedPaths(fields) : new Set<string>();
  const heading = (text: string): string =>
    output.isTerminal && hasColour(process.stdout) ? emphasise(text, 'bold', process.stdout) : text;
  return new TableWriter(
    cells.filter(({ path }) => !repeated.has(path)),
    { width: output.width, heading },
  );
}

/** Cells as `--columns` names them; a name column stays after its number. */
function inOrder(cells: readonly FlatCell[], order: readonly string[] | undefined): readonly FlatCell[] {
  if (order === undefined) return cells;
  return order.flatMap((path) => cells.filter((cell) => cell.path === path || cell.names === path));
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
