import { NtStatus, NtStatusError } from '../ntstatus/index.js';
import { runContained } from './foreign-call.js';
import type { NTSTATUS } from './interface.js';

/*
 * What a function of somebody else answered, as an NTSTATUS: such a function may throw, reject or answer anything, and its
 * caller goes on.
 */

/** Is it one of the 32-bit readings of an NTSTATUS that ends a call? STATUS_PENDING does not. */
export function isOutcome(status: unknown): status is NTSTATUS {
  if (typeof status !== 'number' || status === NtStatus.PENDING) return false;
  return (status | 0) === status || status >>> 0 === status;
}

/** The signed reading of an outcome. @throws TypeError where it is none */
export function outcome(status: unknown): NTSTATUS {
  if (isOutcome(status)) return status | 0;
  runContained(ignore, () => status); // a promise that nobody waits for must not end the process when it rejects
  throw new TypeError(`the outcome of a function has to be a final NTSTATUS, not ${describe(status)}`);
}

/** The outcome of a call that threw `error`: its own status where it stands for a failure, else STATUS_UNSUCCESSFUL. */
export function outcomeOfError(error: unknown): NTSTATUS {
  return isRefusal(error) ? error.status : NtStatus.UNSUCCESSFUL;
}

/** A function may refuse by throwing the status: that is an answer, and no fault to report. */
export function isRefusal(error: unknown): error is NtStatusError {
  return error instanceof NtStatusError && error.status < 0;
}

const ignore = (): void => undefined;

function describe(value: unknown): string {
  if (typeof value === 'number') return value === NtStatus.PENDING ? 'STATUS_PENDING' : String(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'object' ? 'null' : typeof value;
  return Object.prototype.toString.call(value).slice(8, -1);
}
