import { NtStatus, NtStatusError } from '../../ntstatus/index.js';
import { SynchronousCallContext } from '../call-context.js';
import { isPromiseLike } from '../foreign-call.js';
import type { Awaitable, CallContext } from '../interface.js';

/** The functions of a driver of which only one runs at a time. */
export type LifecycleKind = 'create' | 'start' | 'stop' | 'destroy';

/** One run of such a function; the object's identity is the token that callbacks are bound to. */
export interface LifecycleCall {
  readonly kind: LifecycleKind;
}

/** Knows which of a context's Create, Start, Stop and Destroy runs now, and who belongs to it. */
export class LifecycleCalls {
  private running: LifecycleCall | undefined;
  private waiting: (() => void)[] = [];

  constructor(private readonly context: CallContext = new SynchronousCallContext()) {}

  /** The call that runs now. */
  get current(): LifecycleCall | undefined {
    return this.running;
  }

  /**
   * Runs one call in a call context of its own and returns what it returns: at once when `body` is synchronous. The call lasts
   * until that has settled, or until `finish`, and those who wait for its end go on before the caller of `run` does: what belongs to the
   * end of a call (the new state, the end of the session) is to be done by `body`.
   * @throws NtStatusError STATUS_INVALID_DEVICE_STATE while another call runs; and whatever `body` throws
   */
  run<R>(kind: LifecycleKind, body: (call: LifecycleCall) => Promise<R>): Promise<R>;
  run<R>(kind: LifecycleKind, body: (call: LifecycleCall) => Awaitable<R>): Awaitable<R>;
  run<R>(kind: LifecycleKind, body: (call: LifecycleCall) => Awaitable<R>): Awaitable<R> {
    if (this.running !== undefined) {
      throw new NtStatusError(NtStatus.INVALID_DEVICE_STATE, `${kind} was called while ${this.running.kind} runs`);
    }
    const call: LifecycleCall = Object.freeze({ kind });
    this.running = call;
    let result: Awaitable<R>;
    try {
      result = this.context.run(call, () => body(call));
    } catch (error) {
      this.finish(call);
      throw error;
    }
    if (isPromiseLike(result)) return Promise.resolve(result).finally(() => this.finish(call));
    this.finish(call);
    return result;
  }

  /** Does the caller belong to the call that runs now: by its token, or by its call context? False when none runs. */
  isOnItsThread(token?: LifecycleCall): boolean {
    if (this.running === undefined) return false;
    return this.running === token || this.running === this.context.getStore();
  }

  /** Settles at the end of the call that runs now, at once when none does. Another one may have begun by then. */
  whenFinished(): Promise<void> {
    if (this.running === undefined) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** The call is over, if it is not yet: for a body whose own promise would say so only later. */
  finish(call: LifecycleCall): void {
    if (this.running !== call) return;
    this.running = undefined;
    const { waiting } = this;
    this.waiting = [];
    for (const resume of waiting) resume();
  }
}
