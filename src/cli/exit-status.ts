import { CastbufError, type ErrorCode } from '../errors/index.js';

/** What the process says when it ends. */
export const ExitStatus = {
  GOOD: 0,
  /** The data had errors; every good record before them was written, and an output file has them. */
  DATA: 1,
  USAGE: 2,
  INPUT_OUTPUT: 3,
  SCHEMA: 4,
  /** A bug in castbuf: nobody asked for this. */
  INTERNAL: 70,
  INTERRUPTED: 130,
} as const;

export type ExitStatus = (typeof ExitStatus)[keyof typeof ExitStatus];

/** Ends the command with a line on stderr and a status. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    readonly status: ExitStatus,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function usageError(message: string): CommandError {
  return new CommandError(ExitStatus.USAGE, message);
}

/** Whether it is about the records of one input: that does not keep others from being read. */
export function isDataError(error: unknown): error is CommandError {
  return error instanceof CommandError && error.status === ExitStatus.DATA;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is no directory',
  ENOSPC: 'no space left on the device',
  EFBIG: 'the file would become too large',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
  EBUSY: 'it is in use',
  EIO: 'the device failed',
  ELOOP: 'symbolic links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  EDQUOT: 'the quota is used up',
};

/** An error of the operating system, as one line. */
export function inputOutputError(doing: string, error: unknown): CommandError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = REASONS[code ?? ''] ?? message;
  return new CommandError(ExitStatus.INPUT_OUTPUT, `cannot ${doing}: ${reason}`, { cause: error });
}

/** The reader of stdout went away: no error, there is just nothing more to do. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

/** The user pressed Control-C, or another signal asked the command to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('interrupted');
  }
}

const SCHEMA_CODES: readonly ErrorCode[] = ['ERR_SCHEMA', 'ERR_LIMIT_NESTING', 'ERR_HEADER', 'ERR_LIMIT_HEADER'];

/** The status that a thrown value stands for. */
export function statusOf(error: unknown): ExitStatus {
  if (error instanceof OutputClosed) return ExitStatus.GOOD;
  if (error instanceof Interrupted) return ExitStatus.INTERRUPTED;
  if (error instanceof CommandError) return error.status;
  if (!(error instanceof CastbufError) || error.code === 'ERR_KERNEL') return ExitStatus.INTERNAL;
  return SCHEMA_CODES.includes(error.code) ? ExitStatus.SCHEMA : ExitStatus.DATA;
}
