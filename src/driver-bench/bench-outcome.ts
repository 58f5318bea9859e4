import { NtStatus, type NtStatusError } from '../ntstatus/index.js';

/** The signed reading of a final NTSTATUS; undefined where it is none. */
export function answerStatus(given: unknown): number | undefined {
  if (typeof given !== 'number' || given === NtStatus.PENDING) return undefined;
  return (given | 0) === given || given >>> 0 === given ? given | 0 : undefined;
}

/** A function may refuse by throwing an NtStatusError, that of another castbuf too: that is an answer. */
export function isRefusal(error: unknown): error is NtStatusError {
  const { status } = (error ?? {}) as Partial<NtStatusError>;
  return error instanceof Error && answerStatus(status) !== undefined && (status as number) < 0;
}
