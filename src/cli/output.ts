import { setImmediate } from 'node:timers/promises';
import { CommandError, ExitStatus, inputOutputError, Interrupted, statusOf } from './exit-status.js';
import { assertNoInput, type FileIdentity } from './file-identity.js';
import type { StopRequest } from './interruption.js';
import { NewFileOutput, openSpecial, StandardOutput, type OpenOutput } from './open-output.js';
import { targetOf } from './output-target.js';
import { TemporaryFile } from './temporary-file.js';

/** Where the data goes. Each write is awaited, so no more than one buffer is on its way. */
export interface Output {
  /** Whether a person looks at it. */
  readonly isTerminal: boolean;
  /** Characters of a line; undefined for what is no terminal. */
  readonly width: number | undefined;
  /** Of a file that is here alone until it is whole: another program may write it by its path. Undefined for pipes, devices and standard output. */
  readonly path: string | undefined;
  /** @throws OutputClosed when nobody reads it any more; Interrupted when the user stops and nobody reads it; CommandError (input or output) */
  write(bytes: Uint8Array): Promise<void>;
}

export interface OutputOptions {
  /** Files that the command reads, which it may not write; undefined for inputs that are no file. */
  readonly inputs: readonly (FileIdentity | undefined)[];
  readonly interruption: StopRequest;
  /** A part of what was to be written is worth nothing: after an error of the data, too, the file is as it was. */
  readonly isAllOrNothing?: boolean;
}

/**
 * Runs `body` with a file, or with standard output where no path or `-` is given. The file has its new content when `body` is done, or when it ends with an
 * error of the data: then every good record is in it. After any other error, and when the user stops, the file is as it was.
 * @throws CommandError (usage) for a file that is an input; what `body` throws
 */
export async function withOutput(
  path: string | undefined,
  options: OutputOptions,
  body: (output: Output) => Promise<void>,
): Promise<void> {
  // Signals that came while a header was parsed are looked at before anything is written.
  await setImmediate();
  options.interruption.signal.throwIfAborted();
  const output = await openOutput(path, options);
  try {
    await body(output);
  } catch (error) {
    const hasPart = statusOf(error) === ExitStatus.DATA && options.isAllOrNothing !== true;
    await (hasPart ? output.keep() : output.giveUp());
    throw error;
  }
  await output.keep();
}

/** The whole of a text to standard output. */
export async function printText(text: string, options: OutputOptions): Promise<void> {
  await withOutput(undefined, options, (output) => output.write(Buffer.from(text)));
}

async function openOutput(path: string | undefined, { inputs, interruption }: OutputOptions): Promise<OpenOutput> {
  if (path === undefined) return openStandard(inputs, interruption);
  try {
    const target = await targetOf(path);
    if (target.kind === 'standard output') return openStandard(inputs, interruption);
    assertNoInput(target.path, path, inputs);
    if (target.kind === 'special') return await openSpecial(target, path, interruption);
    return new NewFileOutput(await TemporaryFile.create(target.path, target.old), path, interruption);
  } catch (error) {
    if (error instanceof CommandError || error instanceof Interrupted) throw error;
    throw inputOutputError(`write ${path}`, error);
  }
}

function openStandard(inputs: OutputOptions['inputs'], interruption: StopRequest): OpenOutput {
  assertNoInput(StandardOutput.DESCRIPTOR, 'standard output', inputs);
  return new StandardOutput(interruption);
}
