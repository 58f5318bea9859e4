import process from 'node:process';
import type { StatRequest } from '../arguments.js';
import { emphasise } from '../colour.js';
import { CommandError, ExitStatus } from '../exit-status.js';
import { stream } from '../engine.js';
import { openInput } from '../input.js';
import type { Interruption } from '../interruption.js';
import { describeDataError } from '../messages.js';
import { printText } from '../output.js';
import { Progress } from '../progress.js';
import { statJson, statText } from '../stat-report.js';
import { Statistics } from '../statistics.js';
import { codecOf, typesOf } from '../types.js';
import { whereOf } from '../where.js';

/** Counts, sizes, errors and frame times of a stream of records. */
export async function stat(request: StatRequest, interruption: Interruption): Promise<void> {
  const { file, abi, headers, where, json } = request;
  const { signal } = interruption;
  const types = await typesOf(headers, signal);
  const type = request.type ?? types.onlyName(abi, request.command);
  const codec = codecOf(types, type, abi);
  const statistics = new Statistics(codec);
  const query = { columns: statistics.columns, where: whereOf(codec, where) };
  const input = await openInput(file, 'the input', signal);
  const progress = new Progress(false);
  try {
    for await (const batch of stream(codec, input.pieces, { signal, ...query })) {
      statistics.add(batch);
      progress.show(input, statistics.seen);
    }
  } finally {
    progress.clear();
    input.close();
  }
  statistics.finish();
  const subject = { file: input.name, type, abi };
  const heading = (text: string): string => emphasise(text, 'bold', process.stdout);
  const inputs = [input.identity, ...types.inputs];
  const report = json ? statJson(statistics, subject) : statText(statistics, subject, heading);
  await printText(report, { inputs, interruption });
  const { error, seen } = statistics;
  if (error !== undefined) {
    throw new CommandError(ExitStatus.DATA, describeDataError(error, seen), { cause: error });
  }
  types.assertGood();
}
