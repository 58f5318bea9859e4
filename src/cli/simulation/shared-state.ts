const WORDS = { encodeRate: 0, isMonitorOn: 1 } as const;

/** What the sample driver's handlers share, whatever thread they run on: words in shared memory. */
export class SharedState {
  /** @param words of another thread; new ones by default */
  constructor(
    readonly words: Int32Array = new Int32Array(
      new SharedArrayBuffer(Object.keys(WORDS).length * Int32Array.BYTES_PER_ELEMENT),
    ),
  ) {}

  /** Kilobits per second that the encoder may use. */
  get encodeRate(): number {
    return Atomics.load(this.words, WORDS.encodeRate);
  }

  set encodeRate(kilobitsPerSecond: number) {
    Atomics.store(this.words, WORDS.encodeRate, kilobitsPerSecond);
  }

  get isMonitorOn(): boolean {
    return Atomics.load(this.words, WORDS.isMonitorOn) === 1;
  }

  set isMonitorOn(isOn: boolean) {
    Atomics.store(this.words, WORDS.isMonitorOn, isOn ? 1 : 0);
  }
}
