import type { CallContext } from './interface.js';

/**
 * The call context that needs nothing of its surroundings: the synchronous part of a call. What runs after the call's first
 * `await` is outside of it; there, a driver uses the MiracastCallbacks that the call was given, or the host is handed an
 * AsyncLocalStorage, which satisfies CallContext as it is.
 */
export class SynchronousCallContext implements CallContext {
  private store: object | undefined;

  run<R>(store: object, callback: () => R): R {
    const outer = this.store;
    this.store = store;
    try {
      return callback();
    } finally {
      this.store = outer;
    }
  }

  getStore(): object | undefined {
    return this.store;
  }
}
