import type { CommonOptions, DriverUnderTest, SampleMessage } from '../driver-bench/index.js';
import { CastbufError } from '../errors/index.js';
import { importModule } from '../schema-files/index.js';
import type { ConformRequest } from './arguments.js';

/** What a module says of a driver. */
interface DriverModule {
  readonly driver: DriverUnderTest;
  readonly options: CommonOptions & { readonly messages?: Iterable<SampleMessage> };
}

/** The driver of a module, and what both benches take beside it. @throws CastbufError ERR_USAGE where it has none, or cannot be run */
export async function driverOfModule(
  { file, holds, answerWithin }: Pick<ConformRequest, 'file' | 'holds' | 'answerWithin'>,
  signal: AbortSignal,
): Promise<DriverModule> {
  const exported = await importModule(file, 'a driver');
  const { driver = exported['default'], messages, ioControl } = exported;
  if (driver === undefined) {
    throw new CastbufError('ERR_USAGE', `${file} exports neither driver nor a default; export const driver = …`);
  }
  const given = { holds, answerWithin, messages, ioControl };
  const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { driver: driver as DriverUnderTest, options: { ...options, signal } };
}
