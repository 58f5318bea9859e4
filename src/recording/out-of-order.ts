/**
 * What two lists have in another order: as few as there can be, so that one that comes late does not make all between late. Each with the one before it in `other`; undefined: none.
 * Neither list has anything twice.
 */
export function outOfOrder(one: readonly string[], other: readonly string[]): ReadonlyMap<string, string | undefined> {
  const places = new Map(other.map((key, index) => [key, index]));
  const both = one.filter((key) => places.has(key));
  const inOrder = longestIncreasing(both.map((key) => places.get(key) as number));
  const moved = new Map<string, string | undefined>();
  both.forEach((key, index) => {
    if (!inOrder.has(index)) moved.set(key, other[(places.get(key) as number) - 1]);
  });
  return moved;
}

/** The indexes of a longest part of `numbers` that increases. */
function longestIncreasing(numbers: readonly number[]): ReadonlySet<number> {
  // tails[n]: the index of the least number that ends an increasing part of n + 1.
  const tails: number[] = [];
  const before = numbers.map((number, index): number | undefined => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((numbers[tails[middle] as number] as number) < number) low = middle + 1;
      else high = middle;
    }
    tails[low] = index;
    return tails[low - 1];
  });
  const part = new Set<number>();
  let index: number | undefined = tails.at(-1);
  while (index !== undefined) {
    part.add(index);
    index = before[index];
  }
  return part;
}
