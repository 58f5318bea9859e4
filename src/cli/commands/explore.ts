import process from 'node:process';
import { exploreDriver } from '../../driver-bench/index.js';
import type { ExploreRequest } from '../arguments.js';
import { emphasise } from '../colour.js';
import { driverOfModule } from '../driver-module.js';
import { explorationText } from '../driver-report.js';
import { CommandError, ExitStatus } from '../exit-status.js';
import type { Interruption } from '../interruption.js';
import { printText } from '../output.js';
import { printableJson } from '../printable.js';

/** A driver in every interleaving, and the shortest that breaks a rule. @throws CommandError (data) where one does, or not all were taken */
export async function explore(request: ExploreRequest, interruption: Interruption): Promise<void> {
  const { file, most, json } = request;
  const { driver, options } = await driverOfModule(request, interruption.signal);
  const found = await exploreDriver(driver, { ...options, ...(most !== undefined && { most }) });
  const style = {
    heading: (text: string) => emphasise(text, 'bold', process.stdout),
    failure: (text: string) => emphasise(text, 'red', process.stdout),
  };
  const text = json ? `${printableJson(found)}\n` : explorationText(found, style);
  await printText(text, { inputs: [], interruption });
  if (found.rule !== undefined) throw new CommandError(ExitStatus.DATA, `${file} breaks a rule: ${found.rule}`);
  if (!found.isComplete)
    throw new CommandError(ExitStatus.DATA, `${file} was not explored to the end; --most takes more`);
}
