import { NtStatus } from '../../ntstatus/index.js';
import { isOutcome, outcomeOfError } from '../driver-outcome.js';
import { isPromiseLike } from '../foreign-call.js';
import type { Awaitable, NTSTATUS } from '../interface.js';

/** The status of a lifecycle function, whatever it does: the gate has to go on. */
export function statusOf(body: () => Awaitable<NTSTATUS>): Awaitable<NTSTATUS> {
  try {
    const status = body();
    return isPromiseLike(status) ? Promise.resolve(status).then(statusFrom, outcomeOfError) : statusFrom(status);
  } catch (error) {
    return outcomeOfError(error);
  }
}

function statusFrom(value: unknown): NTSTATUS {
  return isOutcome(value) ? value | 0 : NtStatus.UNSUCCESSFUL;
}
