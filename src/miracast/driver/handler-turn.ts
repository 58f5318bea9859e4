import { whenWordChanges } from '../session/gate-wait.js';

/** Lets one handler of a context run at a time, over all threads that share its word. Messages of one thread keep their order. */
export class HandlerTurn {
  private readonly waiting: (() => void)[] = [];
  private isStarting = false;
  private isWatching = false;

  constructor(
    private readonly words: Int32Array,
    private readonly word: number,
    /** What the word is while a handler of this thread runs; 0: the turn is free. */
    private readonly own: number,
    private readonly isShared: boolean,
  ) {}

  /** Calls `start` when it may run: at once, where nobody else does. Each `start` is owed one `release`. */
  take(start: () => void): void {
    if (this.waiting.length === 0 && this.tryTake()) start();
    else {
      this.waiting.push(start);
      this.watch();
    }
  }

  release(): void {
    Atomics.store(this.words, this.word, 0);
    if (this.isShared) Atomics.notify(this.words, this.word);
    this.startWaiting();
  }

  private tryTake(): boolean {
    return Atomics.compareExchange(this.words, this.word, 0, this.own) === 0;
  }

  /** One after the other in a loop: a handler that is done at once releases the turn from inside of its `start`. */
  private startWaiting(): void {
    if (this.isStarting) return;
    this.isStarting = true;
    while (this.waiting.length > 0 && this.tryTake()) this.waiting.shift()?.();
    this.isStarting = false;
  }

  /** Over a shared word the one that releases it may be another thread. */
  private watch(): void {
    if (!this.isShared || this.isWatching) return;
    this.isWatching = true;
    void this.startAll();
  }

  private async startAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const taken = Atomics.load(this.words, this.word);
      if (taken !== 0) await whenWordChanges(this.words, this.word, taken);
      this.startWaiting();
    }
    this.isWatching = false;
  }
}
