const STRUCTURE = /["{}]/g;
const COLON = /\s*:/y;

/** The first key that an object of a JSON text has twice, and where: `JSON.parse` would keep the last of its values, and say nothing. The text is known to be JSON. */
export function repeatedKey(text: string): { readonly key: string; readonly at: number } | undefined {
  const open: Set<string>[] = [];
  STRUCTURE.lastIndex = 0;
  for (let match = STRUCTURE.exec(text); match !== null; match = STRUCTURE.exec(text)) {
    const at = match.index;
    if (match[0] === '{') open.push(new Set());
    else if (match[0] === '}') open.pop();
    else {
      const end = endOfString(text, at);
      STRUCTURE.lastIndex = end;
      COLON.lastIndex = end;
      if (!COLON.test(text)) continue;
      const key = JSON.parse(text.slice(at, end)) as string;
      if (open.at(-1)?.has(key) === true) return { key, at };
      open.at(-1)?.add(key);
    }
  }
  return undefined;
}

/** After its closing quote. A pattern for all of it would run out of stack in a long one. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (; text[at] !== '"'; at++) if (text[at] === '\\') at++;
  return at + 1;
}
