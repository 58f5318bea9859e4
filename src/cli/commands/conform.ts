import process from 'node:process';
import { conformDriver } from '../../driver-bench/index.js';
import type { ConformRequest } from '../arguments.js';
import { emphasise } from '../colour.js';
import { driverOfModule } from '../driver-module.js';
import { conformText } from '../driver-report.js';
import { CommandError, ExitStatus } from '../exit-status.js';
import type { Interruption } from '../interruption.js';
import { printText } from '../output.js';
import { printableJson } from '../printable.js';

/** A table of the rules of the interface, and which of them a driver breaks. @throws CommandError (data) where it breaks one */
export async function conform(request: ConformRequest, interruption: Interruption): Promise<void> {
  const { driver, options } = await driverOfModule(request, interruption.signal);
  const results = await conformDriver(driver, options);
  const style = {
    heading: (text: string) => emphasise(text, 'bold', process.stdout),
    failure: (text: string) => emphasise(text, 'red', process.stdout),
  };
  const text = request.json
    ? `[\n${results.map((one) => printableJson(one)).join(',\n')}\n]\n`
    : conformText(results, style);
  await printText(text, { inputs: [], interruption });
  const failed = results.filter(({ result }) => result === 'failed').length;
  if (failed === 0) return;
  throw new CommandError(ExitStatus.DATA, `${request.file} breaks ${failed} of ${results.length} rules`);
}
