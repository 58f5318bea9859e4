import process from 'node:process';
import type { PlotRequest } from '../arguments.js';
import { usageError } from '../exit-status.js';
import { identityOf } from '../file-identity.js';
import { matchingFiles } from '../file-patterns.js';
import type { Interruption } from '../interruption.js';
import { say, throwErrors } from '../messages.js';
import { numberColumn } from '../number-column.js';
import { counted } from '../numbers-text.js';
import { oneKind } from '../only-kind.js';
import { printText, withOutput, type Output } from '../output.js';
import { plotOf, type Plot, type PlotOf } from '../plot/plots.js';
import { RECORD_NUMBERS } from '../plot/quantity.js';
import { MOST_LINES, SVG_DETAIL, svgOf } from '../plot/svg.js';
import { TERMINAL_DETAIL, textOf } from '../plot/terminal.js';
import { readFiles } from '../read-files.js';
import { kindsOf, type RecordKind } from '../record-kinds.js';
import { typedInputs } from '../typed-input.js';
import { whereOf } from '../where.js';

/** Columns of a stream of records as a picture: an SVG file, or characters on a terminal. The input is read once, and memory does not grow with it. */
export async function plot(request: PlotRequest, interruption: Interruption): Promise<void> {
  const { signal } = interruption;
  const { count, onBadRecord, output: path } = request;
  const files = matchingFiles(request.files);
  const [first = ''] = files;
  const inputs = await typedInputs(first, request, signal);
  try {
    const all = kindsOf(inputs.types, request);
    const { wanted, kind } = oneKind(all, request.only, 'a plot');
    const asked = plotRequestOf(request, kind);
    const drawn = plotOf(asked);
    const columns = [...new Set([asked.x, ...asked.ys].flatMap((quantity) => quantity.path ?? []))];
    const query = { signal, where: whereOf(all, request.where), columns, onBadRecord };
    const identities = [...files.map((file) => identityOf(file, 'the input')), ...inputs.types.inputs];
    const options = { inputs: identities, interruption };
    await withOutput(path, options, async (output) => {
      let rows = 0;
      const errors = await readFiles(
        { files, open: inputs.open, wanted, count, query },
        ({ batches: [batch], rowCount }) => {
          if (batch !== undefined) drawn.add(batch, rowCount);
          rows += rowCount;
        },
      );
      if (drawn.shown < rows)
        say(`${counted(rows - drawn.shown, 'record')} of ${rows} not shown: no value there, or none that is finite`);
      await draw(drawn, `${kind.name} of ${files.join(', ')}`, output);
      if (path !== undefined && process.stdout.isTTY)
        await printText(terminalText(drawn, process.stdout.columns), options);
      throwErrors(errors);
    });
  } finally {
    inputs.close();
  }
  inputs.types.assertGood();
}

/** @throws CommandError (usage) */
function plotRequestOf({ x, y, heat }: PlotRequest, kind: RecordKind): PlotOf {
  if (y.length > MOST_LINES)
    throw usageError(`plot draws up to ${MOST_LINES} lines, not ${y.length}; run it once more for the others`);
  return {
    x: x === undefined ? RECORD_NUMBERS : numberColumn('--x', x, kind),
    ys: y.map((name) => numberColumn('--y', name, kind)),
    isHeat: heat,
  };
}

/** Where no record has a value the picture says so. */
async function draw(drawn: Plot, title: string, output: Output): Promise<void> {
  const text = output.isTerminal
    ? terminalText(drawn, output.width)
    : svgOf(drawn.shown === 0 ? undefined : drawn.figure(SVG_DETAIL), title);
  await output.write(Buffer.from(text));
}

function terminalText(drawn: Plot, width: number | undefined): string {
  return drawn.shown === 0 ? 'no values\n' : textOf(drawn.figure(TERMINAL_DETAIL), width);
}
