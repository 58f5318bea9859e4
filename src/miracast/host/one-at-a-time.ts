/** Runs steps one after the other, in the order in which they came. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs `step` when those before it have settled, however they did; answers with what it answers. */
  run<R>(step: () => Promise<R>): Promise<R> {
    const result = this.last.then(step);
    this.last = result.catch(() => undefined);
    return result;
  }
}
