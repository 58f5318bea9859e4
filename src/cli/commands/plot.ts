import process from 'node:process';
import type { PlotRequest } from '../arguments.js';
import { toldBadRecords } from '../bad-records.js';
import { CommandError, ExitStatus, isDataError, usageError } from '../exit-status.js';
import { identityOf } from '../file-identity.js';
import { matchingFiles } from '../file-patterns.js';
import { firstRecords } from '../first-records.js';
import type { Interruption } from '../interruption.js';
import { describeDataError, say, throwErrors } from '../messages.js';
import { counted } from '../numbers-text.js';
import { allKinds, onlyKind, type WantedKinds } from '../only-kind.js';
import { printText, withOutput, type Output } from '../output.js';
import { plotOf, type Plot } from '../plot/plots.js';
import { quantityOf, RECORD_NUMBERS, type Quantity } from '../plot/quantity.js';
import { MOST_LINES, SVG_DETAIL, svgOf } from '../plot/svg.js';
import { TERMINAL_DETAIL, textOf } from '../plot/terminal.js';
import { Progress } from '../progress.js';
import { kindsOf, type RecordKind } from '../record-kinds.js';
import { typedInputs, type TypedInputs } from '../typed-input.js';
import { whereOf } from '../where.js';

/** Columns of a stream of records as a picture: an SVG file, or characters on a terminal. The input is read once, and memory does not grow with it. */
export async function plot(request: PlotRequest, interruption: Interruption): Promise<void> {
  const files = matchingFiles(request.files);
  const [first = ''] = files;
  const inputs = await typedInputs(first, request, interruption.signal);
  try {
    const all = kindsOf(inputs.types, request);
    const wanted = request.only === undefined ? allKinds(all) : onlyKind(all, request.only);
    const kind = onlyOne(wanted);
    const asked = askedOf(request, kind);
    const where = whereOf(all, request.where);
    const identities = [...files.map((file) => identityOf(file, 'the input')), ...inputs.types.inputs];
    const options = { inputs: identities, interruption };
    const drawn = plotOf(asked);
    const title = `${kind.name} of ${files.join(', ')}`;
    await withOutput(request.output, options, async (output) => {
      const errors = await readAll(drawn, {
        request,
        files,
        inputs,
        wanted,
        where,
        asked,
        signal: interruption.signal,
      });
      await draw(drawn, title, output, options, request.output !== undefined);
      throwErrors(errors);
    });
  } finally {
    inputs.close();
  }
  inputs.types.assertGood();
}

/** @throws CommandError (usage) for a record set, of which `--only` names no type */
function onlyOne({ records: { kinds, name } }: WantedKinds): RecordKind {
  const [kind, second] = kinds;
  if (second === undefined) return kind;
  const names = kinds.map((one) => one.name).join(', ');
  throw usageError(`a plot has records of one type, and ${name} has several; choose one of ${names} with --only`);
}

/** @throws CommandError (usage) */
function askedOf({ x, y, heat }: PlotRequest, kind: RecordKind): Parameters<typeof plotOf>[0] {
  if (y.length > MOST_LINES)
    throw usageError(`plot draws up to ${MOST_LINES} lines, not ${y.length}; run it once more for the others`);
  return {
    x: x === undefined ? RECORD_NUMBERS : quantityOf('--x', x, kind),
    ys: y.map((name) => quantityOf('--y', name, kind)),
    isHeat: heat,
  };
}

interface Reading {
  readonly request: PlotRequest;
  readonly files: readonly string[];
  readonly inputs: TypedInputs;
  readonly wanted: WantedKinds;
  readonly where: ReturnType<typeof whereOf>;
  readonly asked: { readonly x: Quantity; readonly ys: readonly Quantity[] };
  readonly signal: AbortSignal;
}

/** Returns what is wrong with the files; what is good of each is in the plot. */
async function readAll(
  drawn: Plot,
  { request, files, inputs, wanted, where, asked, signal }: Reading,
): Promise<CommandError[]> {
  const paths = [asked.x, ...asked.ys].flatMap(({ path }) => path ?? []);
  const query = { signal, where, columns: [...new Set(paths)], onBadRecord: request.onBadRecord };
  const progress = new Progress(false);
  const errors: CommandError[] = [];
  const tell = (name: string, error: CommandError): void => {
    const isNamed = files.length > 1 && error.cause !== undefined;
    errors.push(isNamed ? new CommandError(error.status, `${name}: ${error.message}`, { cause: error.cause }) : error);
  };
  // Of a set, the records of the one type are numbered.
  const isSet = wanted.records.set !== undefined;
  let [rows, numbered] = [0, 0];
  for (const file of files) {
    const bad = toldBadRecords(request.onBadRecord, files.length > 1 ? file : undefined);
    let records = 0;
    try {
      const input = await inputs.open(file);
      try {
        const batches = firstRecords(wanted.records.stream(input, query), request.count, input.name);
        for await (const batch of wanted.narrowed(batches)) {
          drawn.add(batch, numbered);
          rows += batch.rowCount;
          numbered += isSet ? batch.rowCount : batch.recordCount + batch.gaps.length;
          records += batch.recordCount + batch.gaps.length;
          bad.add(batch.gaps);
          progress.show(input, records);
          if (batch.error !== undefined)
            tell(
              file,
              new CommandError(ExitStatus.DATA, describeDataError(batch.error, records), { cause: batch.error }),
            );
        }
      } finally {
        progress.clear();
        input.close();
      }
    } catch (error) {
      if (!isDataError(error)) throw error;
      tell(file, error);
    }
    if (bad.error !== undefined) tell(file, bad.error);
  }
  if (drawn.shown < rows)
    say(`${counted(rows - drawn.shown, 'record')} of ${rows} not shown: no value there, or none that is finite`);
  return errors;
}

/** Where no record has a value the picture says so. */
async function draw(
  drawn: Plot,
  title: string,
  output: Output,
  options: Parameters<typeof printText>[1],
  isFile: boolean,
): Promise<void> {
  const shown = (width: number | undefined): string =>
    drawn.shown === 0 ? 'no values\n' : textOf(drawn.figure(TERMINAL_DETAIL), width);
  if (output.isTerminal) return output.write(Buffer.from(shown(output.width)));
  await output.write(Buffer.from(svgOf(drawn.shown === 0 ? undefined : drawn.figure(SVG_DETAIL), title)));
  if (isFile && process.stdout.isTTY) await printText(shown(process.stdout.columns), options);
}
