/** A source of random integers that gives the same ones every time. */
export function generator(from: number): () => number {
  let seed = from;
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed >>> 8;
  };
}

/** Bytes that are small or 0 more often than not, so that counts, lengths and offsets fit now and then. */
export function randomBytes(next: () => number): Uint8Array {
  const most = [2, 4, 40, 256][next() & 3] as number;
  const wild = [5, 50][next() & 1] as number;
  const sparse = [1, 12][next() & 1] as number;
  return Uint8Array.from({ length: next() % 96 }, () => {
    if (next() % wild === 0) return next() & 0xff;
    return next() % sparse === 0 ? next() % most : 0;
  });
}
