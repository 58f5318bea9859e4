const MOST_TRIES = 20_000;

/** Looks for a factor whose product with each tag has other high bits: the same factor for the same tags, always. */
export class SeededSearch {
  private state = 0x9e3779b97f4a7c15n;

  constructor(
    private readonly tags: readonly bigint[],
    private readonly bits: 32 | 64,
  ) {}

  /** Undefined where none is found in reasonable time. */
  find(): { readonly factor: bigint; readonly slotBits: number; readonly slots: readonly number[] } | undefined {
    const least = Math.max(1, Math.ceil(Math.log2(this.tags.length)));
    for (let slotBits = least; slotBits <= least + 3; slotBits++) {
      for (let tries = 0; tries < MOST_TRIES / this.tags.length; tries++) {
        const factor = this.next();
        const slots = this.tags.map((tag) =>
          Number(BigInt.asUintN(this.bits, tag * factor) >> BigInt(this.bits - slotBits)),
        );
        if (new Set(slots).size === slots.length) return { factor, slotBits, slots };
      }
    }
    return undefined;
  }

  private next(): bigint {
    this.state = BigInt.asUintN(64, this.state * 6364136223846793005n + 1442695040888963407n);
    return (this.state >> (this.bits === 64 ? 0n : 32n)) | 1n;
  }
}
