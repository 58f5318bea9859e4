import type { DataRateStats } from '../../miracast/index.js';
import type { Random } from './random.js';

/** Bits per second. */
const RATES = [7_500_000n, 10_000_000n, 12_500_000n, 18_750_000n, 25_000_000n, 31_250_000n];
/** About once in so many seconds the rate goes a step up or down. */
const SECONDS_A_CHANGE = 6;

/** The wireless link as the operating system sees it: asked once a second, for MIRACAST_DATARATE_STATS. */
export class Link {
  asked = 0;
  changes = 0;
  private step = 3;
  private transmitted = 0n;
  private retried = 0n;

  constructor(
    private readonly random: Random,
    private readonly onChange: (fromBitsPerSecond: bigint, toBitsPerSecond: bigint) => void,
  ) {}

  get rate(): bigint {
    return RATES[this.step] as bigint;
  }

  stats(): DataRateStats {
    this.asked++;
    this.mayChange();
    this.transmitted += BigInt(this.random.between(900, 1500));
    this.retried += BigInt(this.random.between(0, 12));
    return {
      EncoderBitRate: (this.rate * 4n) / 5n,
      CurrentMaxTxDataRate: this.rate,
      TransmittedFrameCount: this.transmitted,
      FailedFrameCount: this.retried / 40n,
      RetriedFrameCount: this.retried,
      MultipleRetryFrameCount: this.retried / 8n,
    };
  }

  private mayChange(): void {
    if (!this.random.chance(1 / SECONDS_A_CHANGE)) return;
    const before = this.rate;
    const next = this.step + (this.random.chance(0.5) ? 1 : -1);
    this.step = next < 0 ? 1 : next >= RATES.length ? RATES.length - 2 : next;
    this.changes++;
    this.onChange(before, this.rate);
  }
}
