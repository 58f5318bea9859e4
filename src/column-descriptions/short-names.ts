/** Of each path the fewest last steps with which no other path ends: `EncodeRate` of `ChunkInfo.EncodeRate`. */
export function shortNames(paths: readonly string[]): readonly string[] {
  const ends = new Map<string, number>();
  for (const path of paths) {
    for (const end of endsOf(path)) ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  return paths.map((path) => endsOf(path).find((end) => ends.get(end) === 1) ?? path);
}

/** From the last step to all of them. */
function endsOf(path: string): readonly string[] {
  const steps = path.split('.');
  return steps.map((_, index) => steps.slice(steps.length - 1 - index).join('.'));
}
