/**
 * The share of a deep run's rounds that this run takes: 1 in `npm run test:deep`, a small part in `npm test`, more than 1 in `npm run test:soak`.
 * The runner's bundler puts the number here; the environment's CASTBUF_ROUNDS changes it.
 */
declare const CASTBUF_ROUNDS: number;

/** Whether everything is tried that there is to try. */
export const isDeep: boolean = CASTBUF_ROUNDS >= 1;

/** Rounds of a loop of which `npm run test:deep` takes `deep`, and every run takes `least`. */
export function rounds(deep: number, least = 1): number {
  return Math.max(Math.min(least, deep), Math.round(deep * CASTBUF_ROUNDS));
}

/**
 * The members of a grid that this run tries: all of them in a deep run; else a share, at equal distances, the first and the last among them. Every run
 * takes `least` of them.
 */
export function sampled<T>(all: readonly T[], least = 2): readonly T[] {
  const count = Math.min(all.length, Math.max(least, Math.ceil(all.length * CASTBUF_ROUNDS)));
  if (count <= 1) return all.slice(0, count);
  return Array.from({ length: count }, (_, index) => all[Math.round((index * (all.length - 1)) / (count - 1))] as T);
}
