/** A linear congruential generator: the same records every time, in every language. */
export function generator() {
  let seed = 1;
  return function next() {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed;
  };
}
