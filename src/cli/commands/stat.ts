import process from 'node:process';
import type { StatRequest } from '../arguments.js';
import type { CastbufError } from '../../errors/index.js';
import { emphasise } from '../colour.js';
import type { DataInput } from '../data-input.js';
import { CommandError, ExitStatus, isDataError } from '../exit-status.js';
import { matchingFiles } from '../file-patterns.js';
import { firstRecords } from '../first-records.js';
import type { Interruption } from '../interruption.js';
import { describeDataError, throwErrors } from '../messages.js';
import { printText } from '../output.js';
import { printableJson } from '../printable.js';
import { Progress } from '../progress.js';
import { kindsOf, type RecordKinds } from '../record-kinds.js';
import { statJson, statText, type StatSubject } from '../stat-report.js';
import { Statistics } from '../statistics.js';
import { typedInputs } from '../typed-input.js';
import { whereOf } from '../where.js';

/** Counts, sizes, errors and frame times of streams of records: a report for each file. */
export async function stat(request: StatRequest, interruption: Interruption): Promise<void> {
  const { signal } = interruption;
  const files = matchingFiles(request.files);
  const [first = ''] = files;
  const inputs = await typedInputs(first, request, signal);
  const { types } = inputs;
  const reports: Report[] = [];
  const failures: CommandError[] = [];
  try {
    const records = kindsOf(types, request);
    const where = whereOf(records, request.where);
    for (const file of files) {
      try {
        reports.push(await reportOf(await inputs.open(file), records, where, request, signal));
      } catch (error) {
        if (files.length === 1 || !isDataError(error)) throw error;
        failures.push(error);
      }
    }
  } finally {
    inputs.close();
  }
  const heading = (text: string): string => emphasise(text, 'bold', process.stdout);
  const json = reports.map(({ statistics, subject }) => statJson(statistics, subject));
  const text = request.json
    ? `${printableJson(files.length === 1 ? json[0] : json, 2)}\n`
    : reports.map(({ statistics, subject }) => statText(statistics, subject, heading)).join('\n');
  await printText(text, { inputs: [...reports.map(({ identity }) => identity), ...types.inputs], interruption });
  const errors = [...failures, ...reports.flatMap((report) => errorOf(report, files.length > 1))];
  throwErrors(errors);
  types.assertGood();
}

interface Report {
  readonly statistics: Statistics;
  readonly subject: StatSubject;
  readonly identity: DataInput['identity'];
}

async function reportOf(
  input: DataInput,
  records: RecordKinds,
  where: ReturnType<typeof whereOf>,
  request: StatRequest,
  signal: AbortSignal,
): Promise<Report> {
  const statistics = new Statistics(records, request.onBadRecord);
  const progress = new Progress(false);
  try {
    const query = { signal, where, columns: statistics.columns, onBadRecord: request.onBadRecord };
    for await (const batch of firstRecords(records.stream(input, query), request.count, input.name)) {
      statistics.add(batch);
      progress.show(input, statistics.seen);
    }
  } finally {
    progress.clear();
    input.close();
  }
  statistics.finish();
  const [{ codec }] = records.kinds;
  return {
    statistics,
    subject: { file: input.name, type: records.name, abi: codec.layout.abi },
    identity: input.identity,
  };
}

function errorOf({ statistics, subject }: Report, isNamed: boolean): CommandError[] {
  const { error, seen, bad } = statistics;
  const told: [CastbufError, string][] = [];
  if (bad.error !== undefined) told.push([bad.first as CastbufError, bad.error.message]);
  if (error !== undefined) told.push([error, describeDataError(error, seen)]);
  return told.map(
    ([cause, what]) => new CommandError(ExitStatus.DATA, isNamed ? `${subject.file}: ${what}` : what, { cause }),
  );
}
