/** Hears of what went wrong where nobody can be answered. Must not throw. */
export type Report = (error: unknown) => void;

/** Runs code that is not the host's own: an error of it, now or through a promise, is reported and stops nobody. */
export function runContained(report: Report, call: () => unknown): void {
  try {
    const result = call();
    if (isPromiseLike(result)) result.then(undefined, report);
  } catch (error) {
    report(error);
  }
}

export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
