import { Choices } from './choices.js';

/** Decisions from a seed, without end: for runs that are too long for a tape. */
export class SeededChoices extends Choices {
  private state: number;

  constructor(seed: number) {
    super([]);
    this.state = (seed ^ 0x9e3779b9) >>> 0;
  }

  override below(count: number): number {
    // A Weyl sequence, mixed: neighbouring seeds have nothing in common.
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  }
}
