import { NtStatus, NtStatusError } from '../ntstatus/index.js';

/** The signed reading of a final NTSTATUS; undefined where it is none. */
export function answerStatus(given: unknown): number | undefined {
  if (typeof given !== 'number' || given === NtStatus.PENDING) return undefined;
  return (given | 0) === given || given >>> 0 === given ? given | 0 : undefined;
}

/** A function may refuse by throwing an error status: that is an answer. */
export function isRefusal(error: unknown): error is NtStatusError {
  return error instanceof NtStatusError && error.status < 0;
}
