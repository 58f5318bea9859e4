/**
 * Numbers that look random and are the same for a seed everywhere: Mulberry32, a counter whose bits are mixed. One generator a
 * subject, so that drawing more numbers for one changes nothing of the others.
 */
export class Random {
  private state: number;

  /** @param seed a whole number from 0 to 2^53 - 1 @param subject any text */
  constructor(seed: number, subject: string) {
    this.state = (seed ^ Math.floor(seed / 2 ** 32)) >>> 0;
    for (const character of subject) this.state = (Math.imul(this.state, 31) + character.charCodeAt(0)) >>> 0;
  }

  /** From 0 to below 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** Near `middle`: the mean of three numbers from `middle - spread` to `middle + spread`. */
  near(middle: number, spread: number): number {
    return Math.round(middle + (spread * (this.next() + this.next() + this.next()) * 2) / 3 - spread);
  }

  /** True in this part of all calls. */
  chance(part: number): boolean {
    return this.next() < part;
  }

  /** One of `choices`, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [choice: T, weight: number])[]): T {
    let left = this.next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [choice, weight] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    return (choices.at(-1) as readonly [T, number])[0];
  }
}
