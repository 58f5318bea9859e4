const DECLARED = /^ *const (\w+)(?:: \w+)? = .*;\n?/gm;

/** A function's text without the constants that nothing reads, each of which is a line. */
export function withoutUnused(text: string): string {
  const kept = text.replaceAll(DECLARED, (line, name: string) =>
    text.split(new RegExp(`\\b${name}\\b`)).length > 2 ? line : '',
  );
  return kept === text ? text : withoutUnused(kept);
}
