import type { DecodeRequest } from '../arguments.js';
import { ArrowRows } from '../arrow-rows.js';
import { toldBadRecords } from '../bad-records.js';
import { columnPaths, selectColumns, type Selection } from '../column-selection.js';
import type { DataInput } from '../data-input.js';
import { CommandError, ExitStatus, isDataError, usageError } from '../exit-status.js';
import { fieldsOf } from '../fields.js';
import { matchingFiles } from '../file-patterns.js';
import { identityOf } from '../file-identity.js';
import { firstRecords } from '../first-records.js';
import { isArrow, type Format } from '../formats.js';
import type { Interruption } from '../interruption.js';
import { say, throwErrors } from '../messages.js';
import { counted, countText } from '../numbers-text.js';
import { withOutput, type Output } from '../output.js';
import { placesOf } from '../place-cells.js';
import { Progress } from '../progress.js';
import { allKinds, onlyKind, type WantedKinds } from '../only-kind.js';
import { kindsOf, layoutsOf, type RecordKinds } from '../record-kinds.js';
import { formatByEnding, writerOf, type RowStyle } from '../row-formats.js';
import { isLive, RowOutput, type RowSink } from '../row-output.js';
import { TableWriter } from '../table-writer.js';
import { TextRows } from '../text-rows.js';
import { typedInputs, type TypedInputs } from '../typed-input.js';
import { whereOf } from '../where.js';

/** Rows of a table on a terminal: about a screenful. */
const TERMINAL_ROWS = 20;

/** Records -> rows, a batch at a time: memory is bounded by a piece of the input and a buffer of the output. */
export async function decode(request: DecodeRequest, interruption: Interruption): Promise<void> {
  if (request.isParquet) return (await import('../sql/decode-parquet.js')).decodeParquet(request, interruption);
  const files = matchingFiles(request.files);
  const [first = ''] = files;
  const inputs = await typedInputs(first, request, interruption.signal);
  try {
    const all = kindsOf(inputs.types, request);
    const wanted = request.only === undefined ? allKinds(all) : onlyKind(all, request.only);
    const plan = planOf(request, wanted.records, files.length > 1);
    const opened = await inputs.open(first);
    try {
      await decodeAll(request, interruption, { wanted, files, opened, inputs, plan });
    } finally {
      opened.close();
    }
  } finally {
    inputs.close();
  }
  inputs.types.assertGood();
}

interface Inputs {
  readonly wanted: WantedKinds;
  readonly files: readonly string[];
  /** The first of them. */
  readonly opened: DataInput;
  readonly inputs: TypedInputs;
  readonly plan: Plan;
}

async function decodeAll(
  request: DecodeRequest,
  interruption: Interruption,
  { wanted, files, opened, inputs: { types, open }, plan }: Inputs,
): Promise<void> {
  const { output: path } = request;
  const { records, narrowed } = wanted;
  const [, ...others] = files;
  const selection = plan.select((await opened.capture()) !== undefined);
  const query = {
    signal: interruption.signal,
    where: plan.where,
    columns: selection.fields.flatMap(columnPaths),
    onBadRecord: request.onBadRecord,
  };
  const { format } = plan;
  const inputs = [opened.identity, ...others.map((file) => identityOf(file, 'the input')), ...types.inputs];
  await withOutput(path, { inputs, interruption }, async (output) => {
    const style: Style = { ...request, format: format ?? (output.isTerminal ? 'table' : 'ndjson') };
    const read = (input: DataInput): ReturnType<typeof firstRecords> =>
      narrowed(
        firstRecords(
          // A pipe may pause: its records are shown as they come.
          records.stream(input, isLive(input) ? { ...query, batchBytes: 1 } : query),
          request.count,
          input.name,
        ),
      );
    const inputsInTurn = (async function* (): AsyncGenerator<DataInput> {
      yield opened;
      for (const file of others) {
        const input = await open(file);
        await assertAlike(input, opened);
        yield input;
      }
    })();
    await writeRows(
      { style, limit: request.limit, onBadRecord: request.onBadRecord, records, selection, output },
      inputsInTurn,
      read,
      files.length,
    );
  });
}

/** Text, or a table of Arrow. */
type Style = Omit<RowStyle, 'format'> & { readonly format: Format | 'listing' };

/** What the user has asked for, as far as it can be looked at before anything is opened. */
interface Plan {
  readonly format: Style['format'] | undefined;
  readonly where: ReturnType<typeof whereOf>;
  /** @throws CommandError (usage) where a column is not there: those of packets are only where there are packets */
  select(isPackets: boolean): Selection;
}

/** @throws CommandError (usage) */
function planOf(request: DecodeRequest, records: RecordKinds, hasFiles: boolean): Plan {
  const format = request.hex ? 'listing' : (request.format ?? formatByEnding(request.output));
  if (request.csvSafe && format !== 'csv')
    throw usageError('--csv-safe is for CSV; it goes with -f csv, or -o FILE.csv');
  const fields = records.kinds.map(({ codec }) => fieldsOf(codec));
  const select = (packet: boolean): Selection => {
    const places = placesOf(layoutsOf(records), { file: hasFiles, type: records.set !== undefined, packet });
    return selectColumns(fields, places, request.columns);
  };
  const where = whereOf(records, request.where);
  try {
    select(false);
  } catch (error) {
    // It may be one that only packets have; else the error is the one that names none of these.
    try {
      select(true);
    } catch {
      throw error;
    }
  }
  return { format, where, select };
}

/** Rows of packets have keys that others have not. @throws CommandError (data) where only one of two inputs is a capture */
async function assertAlike(input: DataInput, first: DataInput): Promise<void> {
  const [isCapture, wasCapture] = [(await input.capture()) !== undefined, (await first.capture()) !== undefined];
  if (isCapture === wasCapture) return;
  input.close();
  const [capture, other] = isCapture ? [input, first] : [first, input];
  const what = `${capture.name} is a capture, and ${other.name} is none`;
  throw new CommandError(ExitStatus.DATA, `${what}; decode them one by one, or as bytes with --raw`);
}

interface Rows {
  readonly style: Style;
  readonly limit: number | undefined;
  readonly onBadRecord: DecodeRequest['onBadRecord'];
  readonly records: RecordKinds;
  readonly selection: Selection;
  readonly output: Output;
}

/** @throws CommandError (data) after the good records of all inputs */
async function writeRows(
  asked: Rows,
  inputs: AsyncIterable<DataInput>,
  read: (input: DataInput) => ReturnType<typeof firstRecords>,
  inputCount: number,
): Promise<void> {
  const { style, records, selection, output } = asked;
  const isPreview = style.format === 'table' && output.isTerminal && asked.limit === undefined;
  const limit = isPreview ? TERMINAL_ROWS : (asked.limit ?? Infinity);
  const { format } = style;
  const writer = isArrow(format) ? undefined : writerOf({ ...style, format }, records, selection, output);
  const sink: RowSink = isArrow(format)
    ? new ArrowRows(format, records, selection, output)
    : new TextRows(writer as NonNullable<typeof writer>, output);
  const rows = new RowOutput(sink, limit, new Progress(output.isTerminal));
  const isDone = (): boolean => !isPreview && rows.rows >= limit;
  const errors: CommandError[] = [];
  try {
    for await (const input of inputs) {
      try {
        if (isDone()) break;
        const bad = toldBadRecords(asked.onBadRecord, inputCount === 1 ? undefined : input.name);
        const error = await dataErrorOf(rows.writeAll(read(input), input, !isPreview && limit < Infinity, bad));
        for (const one of [bad.error, error])
          if (one !== undefined) errors.push(inputCount === 1 ? one : namedError(input, one));
      } finally {
        input.close();
      }
    }
  } catch (error) {
    await rows.giveUp();
    throw error;
  }
  await rows.finish();
  if (writer instanceof TableWriter) reportDropped(writer);
  if (rows.rows > limit && isPreview) {
    say(`${countText(rows.rows - limit)} of ${counted(rows.rows, 'record')} not shown; --limit N shows more`);
  }
  throwErrors(errors);
}

/** What is wrong with the records of one input does not keep others from being read. */
async function dataErrorOf(written: Promise<CommandError | undefined>): Promise<CommandError | undefined> {
  try {
    return await written;
  } catch (error) {
    if (isDataError(error)) return error;
    throw error;
  }
}

/** The message names the input, which it does not where there is only one. */
function namedError({ name }: DataInput, error: CommandError): CommandError {
  if (error.cause === undefined) return error; // it is about the input as a whole, and names it
  return new CommandError(error.status, `${name}: ${error.message}`, { cause: error.cause });
}

function reportDropped({ dropped }: TableWriter): void {
  if (dropped.length === 0) return;
  say(`no room for ${counted(dropped.length, 'column')}: ${dropped.join(', ')}; --columns chooses others`);
}
