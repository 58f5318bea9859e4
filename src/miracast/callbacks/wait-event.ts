import { CastbufError, shownValue } from '../../errors/index.js';
import type { WaitEvent } from '../interface.js';

/** An event that stays signalled until it is reset: what CreateEvent makes with bManualReset. */
export class ManualResetEvent implements WaitEvent {
  private signalled = false;
  private readonly listeners = new Set<() => void>();

  get isSignalled(): boolean {
    return this.signalled;
  }

  /** Ends every wait for this event, those of now and those until `reset`. */
  signal(): void {
    if (this.signalled) return;
    this.signalled = true;
    const listeners = [...this.listeners];
    this.listeners.clear();
    for (const listener of listeners) listener();
  }

  /** Waits that begin from now on wait for the next `signal`. */
  reset(): void {
    this.signalled = false;
  }

  /** Calls `listener` once, when the event becomes signalled the next time. @throws CastbufError ERR_USAGE where it is no function */
  whenSignalled(listener: () => void): () => void {
    if (typeof listener !== 'function') {
      throw new CastbufError('ERR_USAGE', `whenSignalled takes a function to call, not ${shownValue(listener)}`);
    }
    // Its own function, so that the same listener can wait twice and each wait be taken back alone.
    const call = (): void => listener();
    this.listeners.add(call);
    return () => void this.listeners.delete(call);
  }
}
