import type { ConvertRequest } from '../arguments.js';
import { usageError } from '../exit-status.js';
import { identityOf } from '../file-identity.js';
import { fieldsOf, leavesOf } from '../fields.js';
import { matchingFiles } from '../file-patterns.js';
import { FRAME_COLUMNS } from '../frame-times.js';
import type { Interruption } from '../interruption.js';
import { say, throwErrors } from '../messages.js';
import { numberColumn, type NumberColumn } from '../number-column.js';
import { counted } from '../numbers-text.js';
import { oneKind } from '../only-kind.js';
import { withOutput } from '../output.js';
import { Timeline, type TimelineOf } from '../perfetto/timeline.js';
import { readFiles } from '../read-files.js';
import { kindsOf, type RecordKind } from '../record-kinds.js';
import { typedInputs } from '../typed-input.js';
import { whereOf } from '../where.js';

const PIECE_BYTES = 1 << 18;
const DEFAULT_RATE = 60;

/** Records to a timeline that Perfetto's page shows. The input is read once, and memory grows with its tracks alone. */
export async function convert(request: ConvertRequest, interruption: Interruption): Promise<void> {
  const { signal } = interruption;
  const { count, onBadRecord, output: path } = request;
  const files = matchingFiles(request.files);
  const [first = ''] = files;
  const inputs = await typedInputs(first, request, signal);
  try {
    const all = kindsOf(inputs.types, request);
    const { wanted, kind } = oneKind(all, request.only, 'a timeline');
    const of = timelineOf(request, kind);
    const columns = [of.time, of.length, of.track, of.flow, ...of.counters].flatMap((column) => column?.path ?? []);
    const query = { signal, where: whereOf(all, request.where), columns: [...new Set(columns)], onBadRecord };
    const identities = [...files.map((file) => identityOf(file, 'the input')), ...inputs.types.inputs];
    await withOutput(path, { inputs: identities, interruption }, async (output) => {
      if (output.isTerminal)
        throw usageError('a trace is no text for a terminal; use -o FILE.perfetto-trace, or a pipe');
      const timeline = new Timeline(of);
      const errors = await readFiles({ files, open: inputs.open, wanted, count, query }, async (batch) => {
        assertTimed(of, batch.packet !== undefined, request.rate);
        timeline.add(batch);
        if (timeline.trace.length >= PIECE_BYTES) await output.write(timeline.trace.take());
      });
      await output.write(timeline.trace.take());
      tell(timeline, of);
      throwErrors(errors);
    });
  } finally {
    inputs.close();
  }
  inputs.types.assertGood();
}

/** What the user names; where that is nothing, of Miracast chunks what they are about. @throws CommandError (usage) */
function timelineOf(request: ConvertRequest, kind: RecordKind): TimelineOf {
  const { time, duration, track, flow, counters, unit, rate = DEFAULT_RATE } = request;
  const isOpen = [duration, track, flow, ...counters].every((name) => name === undefined);
  const named = { duration, track, flow, counters };
  const names = isOpen && hasFrames(kind) ? OF_FRAMES : named;
  const column = (option: string, name: string | undefined): NumberColumn | undefined =>
    name === undefined ? undefined : numberColumn(option, name, kind);
  const flows = column('--flow', names.flow);
  if (flows?.isWhole === false)
    throw usageError(`--flow ${flows.path} is no integer; the records of a flow have the same one`);
  return {
    name: kind.name,
    time: column('--time', time),
    length: column('--duration', names.duration),
    // A chunk is sent when what it tells of is done.
    isAtEnd: request.atEnd || names === OF_FRAMES,
    unit: unit ?? 'us',
    track: column('--track', names.track),
    flow: flows,
    counters: names.counters.map((name) => numberColumn('--counter', name, kind)),
    rate,
  };
}

const OF_FRAMES = {
  duration: FRAME_COLUMNS.time,
  track: FRAME_COLUMNS.type,
  flow: FRAME_COLUMNS.frame,
  counters: ['ChunkInfo.EncodeRate'],
} as const;

function hasFrames({ codec }: RecordKind): boolean {
  const paths = new Set([...leavesOf(fieldsOf(codec))].map(({ path }) => path));
  return [OF_FRAMES.duration, OF_FRAMES.track, OF_FRAMES.flow, ...OF_FRAMES.counters].every((path) => paths.has(path));
}

/** @throws CommandError (usage) where nothing says when a record is, or two things do */
function assertTimed({ time, flow }: TimelineOf, isCapture: boolean, rate: number | undefined): void {
  if (rate !== undefined && (time !== undefined || isCapture))
    throw usageError(
      `--rate is for records without a time, and ${time === undefined ? 'packets have' : `--time ${time.path} is`} one`,
    );
  if (time !== undefined || isCapture || flow !== undefined) return;
  throw usageError(
    'nothing says when a record is; give --time COLUMN, or --flow COLUMN for flows that begin at a constant rate',
  );
}

function tell({ isMadeUp, untimed, crowded }: Timeline, { rate, flow }: TimelineOf): void {
  if (isMadeUp)
    say(
      `records say no time: each ${flow?.path} begins 1/${rate} s after the one before, and its records follow one another`,
    );
  if (crowded > 0)
    say(`${counted(crowded, 'record')} drawn as instants: too many are at the same time; is the time right?`);
  if (untimed > 0) say(`${counted(untimed, 'record')} not in the trace: no time, no duration, or before the time 0`);
}
