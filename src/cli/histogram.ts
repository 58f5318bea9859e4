/** Below this a value has a counter of its own; above it, 2^15 counters a power of two, so a value is off by under 0.004 %. */
const EXACT = 0x10000;
const STEPS_AN_OCTAVE = EXACT / 2;

/** Counts of whole numbers from 0 to 2^53, in memory that does not grow with how many there are. */
export class Histogram {
  count = 0;
  min = Infinity;
  max = -Infinity;
  private sum = 0;
  /** Octave 0 holds the exact values, octave n those from 2^(15 + n) on. */
  private readonly octaves: Uint32Array[] = [];

  get mean(): number {
    return this.sum / this.count;
  }

  add(value: number): void {
    this.count++;
    this.sum += value;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    let octave = 0;
    let step = value;
    while (step >= EXACT) {
      step = Math.floor(step / 2);
      octave++;
    }
    const counters = (this.octaves[octave] ??= new Uint32Array(EXACT));
    counters[step] = (counters[step] as number) + 1;
  }

  /** The smallest value that at least this part of all values does not exceed (nearest rank). */
  percentile(part: number): number {
    let left = Math.max(1, Math.ceil(this.count * part));
    for (let octave = 0; octave < this.octaves.length; octave++) {
      const counters = this.octaves[octave];
      if (counters === undefined) continue;
      for (let step = octave === 0 ? 0 : STEPS_AN_OCTAVE; step < EXACT; step++) {
        left -= counters[step] as number;
        if (left <= 0) return Math.max(this.min, Math.min(this.max, (step + 1) * 2 ** octave - 1));
      }
    }
    return this.max;
  }
}
