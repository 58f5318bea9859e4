import type { CommonOptions, DriverUnderTest, SampleMessage } from '../driver-bench/index.js';
import { CastbufError } from '../errors/index.js';
import { importModule } from '../schema-files/index.js';
import type { ConformRequest } from './arguments.js';
import { usageError } from './exit-status.js';

/** What a module says of a driver. */
interface DriverModule {
  readonly driver: DriverUnderTest;
  readonly options: CommonOptions & { readonly messages?: Iterable<SampleMessage> };
}

/** What a module exports: `driver`, or else its default, is the driver. @throws CommandError (usage) where it has none, or cannot be run */
export async function driverExports(path: string): Promise<{ driver: unknown; exported: Record<string, unknown> }> {
  const exported = await importModule(path, 'a driver').catch((error: unknown) => {
    throw error instanceof CastbufError ? usageError(error.hint) : error;
  });
  const driver = exported['driver'] ?? exported['default'];
  if (driver === undefined) throw usageError(`${path} exports neither driver nor a default; export const driver = …`);
  return { driver, exported };
}

/** The driver of a module, and what both benches take beside it. @throws CommandError (usage) */
export async function driverOfModule(
  { file, holds, answerWithin }: Pick<ConformRequest, 'file' | 'holds' | 'answerWithin'>,
  signal: AbortSignal,
): Promise<DriverModule> {
  const { driver, exported } = await driverExports(file);
  const { messages, ioControl } = exported;
  const given = { holds, answerWithin, messages, ioControl };
  const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { driver: driver as DriverUnderTest, options: { ...options, signal } };
}
