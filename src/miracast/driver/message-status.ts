import { CastbufError, type ErrorCode } from '../../errors/index.js';
import { NtStatus } from '../../ntstatus/index.js';
import { outcomeOfError } from '../driver-outcome.js';
import type { NTSTATUS } from '../interface.js';

/** What the sender of a message is told when the message is wrong; all other codes stand for a value that is out of range. */
const OF_MESSAGE: Partial<Record<ErrorCode, NTSTATUS>> = {
  ERR_UNKNOWN_MESSAGE: NtStatus.NOT_SUPPORTED,
  ERR_TARGET_TOO_SMALL: NtStatus.BUFFER_TOO_SMALL,
  ERR_TRUNCATED_HEADER: NtStatus.INFO_LENGTH_MISMATCH,
  ERR_DATA_OVERRUN: NtStatus.INFO_LENGTH_MISMATCH,
  ERR_LENGTH_FIELD: NtStatus.INFO_LENGTH_MISMATCH,
  ERR_COUNT_OVER_CAPACITY: NtStatus.INFO_LENGTH_MISMATCH,
  ERR_OFFSET_OUTSIDE: NtStatus.INFO_LENGTH_MISMATCH,
  ERR_UNTERMINATED: NtStatus.INFO_LENGTH_MISMATCH,
  ERR_LIMIT_MESSAGE_BYTES: NtStatus.INVALID_BUFFER_SIZE,
  ERR_LIMIT_AMPLIFICATION: NtStatus.INVALID_BUFFER_SIZE,
  ERR_CHECKSUM: NtStatus.CRC_ERROR,
  ERR_KERNEL: NtStatus.INTERNAL_ERROR,
};

export function statusOfMessage(code: ErrorCode): NTSTATUS {
  return OF_MESSAGE[code] ?? NtStatus.INVALID_PARAMETER;
}

/** A reply with a part that needs more than its buffer holds is too large; any other that is wrong is the handler's fault. */
export function statusOfReply(code: ErrorCode, neededBytes: number, roomBytes: number): NTSTATUS {
  const isTooLarge = code === 'ERR_DATA_OVERRUN' && neededBytes > roomBytes;
  return isTooLarge ? NtStatus.BUFFER_TOO_SMALL : NtStatus.UNSUCCESSFUL;
}

/** What a function of the driver threw: its own errors say what they stand for. */
export function statusOfThrown(error: unknown): NTSTATUS {
  const code = error instanceof CastbufError ? error.code : undefined;
  if (code === 'ERR_TARGET_TOO_SMALL') return NtStatus.BUFFER_TOO_SMALL;
  return code === 'ERR_LIMIT_MEMORY' ? NtStatus.INSUFFICIENT_RESOURCES : outcomeOfError(error);
}
