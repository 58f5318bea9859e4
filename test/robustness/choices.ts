import { noBias, uint32Array, type Arbitrary } from 'fast-check';

/**
 * Random decisions, taken one after the other from a tape of numbers that fast-check makes and shrinks. Every method gives
 * its simplest answer (the least, the first, no) for 0, and the tape is followed by zeros: a shorter tape of smaller
 * numbers is a simpler schema or value.
 */
export class Choices {
  private at = 0;

  constructor(private readonly tape: ArrayLike<number>) {}

  /** A number below `count`. */
  below(count: number): number {
    const next = this.at < this.tape.length ? (this.tape[this.at++] as number) : 0;
    return next % count;
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** `width` bits. */
  bits(width: number): bigint {
    const low = BigInt(this.below(2 ** 32));
    const high = width > 32 ? BigInt(this.below(2 ** 32)) : 0n;
    return BigInt.asUintN(width, (high << 32n) | low);
  }
}

/** Tapes of up to `length` numbers. Without fast-check's bias: small numbers are no better than others here. */
export function choiceTapes(length: number): Arbitrary<Uint32Array> {
  return noBias(uint32Array({ minLength: length / 4, maxLength: length, size: 'max' }));
}
