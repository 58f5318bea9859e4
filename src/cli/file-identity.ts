import { fstatSync, statSync, type BigIntStats } from 'node:fs';
import { usageError } from './exit-status.js';

/** A file by its number, which is the same under every name that leads to it. */
export interface FileIdentity {
  /** As messages call it: `the input`. */
  readonly role: string;
  readonly device: bigint;
  readonly number: bigint;
}

/** What stands behind a path or a descriptor; undefined where that is no regular file: a terminal may be read and written at a time. */
export function identityOf(file: string | number, role: string): FileIdentity | undefined {
  const found = statsOf(file);
  return found?.isFile() === true ? { role, device: found.dev, number: found.ino } : undefined;
}

/** @throws CommandError (usage) where writing `output` would destroy one of the files that are read. `name` is as messages call it */
export function assertNoInput(
  output: string | number,
  name: string,
  inputs: readonly (FileIdentity | undefined)[],
): void {
  const found = identityOf(output, '');
  if (found === undefined) return;
  const same = inputs.find((input) => input?.device === found.device && input.number === found.number);
  if (same !== undefined) throw usageError(`${name} is ${same.role} as well; write to another file`);
}

/** With whole numbers: those of some file systems do not fit a double. */
function statsOf(file: string | number): BigIntStats | undefined {
  try {
    return typeof file === 'number' ? fstatSync(file, { bigint: true }) : statSync(file, { bigint: true });
  } catch {
    return undefined;
  }
}
