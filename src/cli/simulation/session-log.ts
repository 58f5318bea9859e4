/** Something that happened in the session. */
export interface SessionEvent {
  /** Virtual time since the session's host was made. */
  readonly milliseconds: number;
  readonly event: string;
}

/** Changes of the data rate that are told one by one; a long session has any number of them. */
const RATE_CHANGES_TOLD = 4;

/** What happened, in its order; as long as it is, it does not grow with the session. */
export class SessionLog {
  readonly events: SessionEvent[] = [];
  private rateChanges = 0;

  constructor(private readonly now: () => number) {}

  add(event: string): void {
    this.events.push({ milliseconds: this.now(), event });
  }

  addRateChange(from: bigint, to: bigint): void {
    this.rateChanges++;
    if (this.rateChanges > RATE_CHANGES_TOLD) return;
    const more = this.rateChanges === RATE_CHANGES_TOLD ? ', and so on' : '';
    this.add(`data rate of the link ${megabits(from)} -> ${megabits(to)}${more}`);
  }
}

export function megabits(bitsPerSecond: bigint): string {
  return `${(Number(bitsPerSecond) / 1e6).toFixed(1)} Mbit/s`;
}
