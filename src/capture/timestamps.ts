/** Where an interface says nothing else, its packets count microseconds. */
export const DEFAULT_RESOLUTION = 6;
export const NANOSECONDS = 1_000_000_000n;
/** Above its 7 bits: the number is a power of 2, not of 10. */
const BINARY = 0x80;

/** How many ticks a second has, of the byte that says it: 9 is 10^9, 0x8a is 2^10. */
export function ticksPerSecond(resolution: number): bigint {
  return resolution >= BINARY ? 1n << BigInt(resolution - BINARY) : 10n ** BigInt(resolution);
}

/** Nanoseconds since 1970, rounded down. */
export function nanosecondsOf(ticks: bigint, perSecond: bigint, offsetSeconds: bigint): bigint {
  const nanoseconds = perSecond === NANOSECONDS ? ticks : (ticks * NANOSECONDS) / perSecond;
  return offsetSeconds === 0n ? nanoseconds : nanoseconds + offsetSeconds * NANOSECONDS;
}

/** The ticks that stand for these nanoseconds; undefined where none do so exactly. */
export function ticksOf(nanoseconds: bigint, perSecond: bigint, offsetSeconds: bigint): bigint | undefined {
  const scaled = (nanoseconds - offsetSeconds * NANOSECONDS) * perSecond;
  const ticks = scaled / NANOSECONDS;
  return ticks * NANOSECONDS === scaled ? ticks : undefined;
}
