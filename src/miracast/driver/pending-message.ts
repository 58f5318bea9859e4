import type { Clock, NTSTATUS } from '../interface.js';

/** What becomes of a handler that needs time. Of the first three one is called, once; the last after `timedOut`, if ever. */
export interface PendingOutcomes {
  settled(status: NTSTATUS): void;
  thrown(error: unknown): void;
  timedOut(): void;
  settledLate(): void;
}

/** Waits for an asynchronous handler's answer, or for its time-out, whichever comes first. */
export function whenHandled(
  { clock, handlerTimeout }: { readonly clock: Clock; readonly handlerTimeout: number },
  answer: PromiseLike<NTSTATUS>,
  outcomes: PendingOutcomes,
): void {
  let isOver = false;
  const timeOut = (): void => {
    isOver = true;
    outcomes.timedOut();
  };
  const cancelTimer = handlerTimeout < Infinity ? clock.after(handlerTimeout, timeOut) : undefined;
  const settle = (tell: () => void): void => {
    cancelTimer?.();
    if (isOver) outcomes.settledLate();
    else tell();
  };
  void hear(answer, {
    settled: (status) => settle(() => outcomes.settled(status)),
    thrown: (error) => settle(() => outcomes.thrown(error)),
  });
}

/** Calls one of the two, once: `await` holds whatever has a `then` to that. */
async function hear(
  answer: PromiseLike<NTSTATUS>,
  { settled, thrown }: Pick<PendingOutcomes, 'settled' | 'thrown'>,
): Promise<void> {
  let status: NTSTATUS;
  try {
    status = await answer;
  } catch (error) {
    return thrown(error);
  }
  settled(status);
}
