/** ` did you mean …?` for a name that is not there, or what there is where nothing is near. */
export function suggest(name: string, known: readonly string[]): string {
  const near = nearestOf(name, known);
  return near === undefined ? `there are ${known.join(', ')}` : `did you mean ${near}?`;
}

/** The known name that the fewest changes lead to; undefined where all are far away. */
export function nearestOf(name: string, known: readonly string[]): string | undefined {
  const wanted = name.slice(0, 200).toLowerCase();
  let best: string | undefined;
  let fewest = Infinity;
  for (const candidate of known) {
    const changes = changesBetween(wanted, candidate.toLowerCase());
    const letters = Math.max(candidate.length, wanted.length);
    const most = Math.max(Math.min(2, Math.floor(letters / 2)), Math.floor(letters / 3));
    if (changes > most || changes >= fewest) continue;
    best = candidate;
    fewest = changes;
  }
  return best ?? known.find((candidate) => wanted.length >= 3 && candidate.toLowerCase().includes(wanted));
}

/** Letters to insert, remove or replace (Levenshtein), a row of the table at a time. */
function changesBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
