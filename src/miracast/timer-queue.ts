export interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** What is to be called by a clock whose time does not pass by itself. */
export class TimerQueue {
  /** The next one last; of those that are due together, the one that was set first is nearer to the end. */
  private readonly timers: Timer[] = [];

  /** Gives what takes it back. */
  add(due: number, callback: () => void): () => void {
    const timer = { due, callback };
    // Few are set at a time, and most are due soon.
    let at = this.timers.length;
    while (at > 0 && (this.timers[at - 1] as Timer).due <= due) at--;
    this.timers.splice(at, 0, timer);
    return () => {
      const index = this.timers.indexOf(timer);
      if (index >= 0) this.timers.splice(index, 1);
    };
  }

  /** The one that is due next; undefined where there is none. */
  get next(): Timer | undefined {
    return this.timers.at(-1);
  }

  /** The same, which then is not there any more. */
  take(): Timer | undefined {
    return this.timers.pop();
  }
}
