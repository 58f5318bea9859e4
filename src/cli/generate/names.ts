/** Words that no constant or type of a TypeScript module can be called, and the names that the module's own text uses. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'abi any arguments as async await bigint boolean break case catch class const continue debugger default delete do else enum eval ' +
    'export extends false finally for function if implements import in instanceof interface let never new null number object of ' +
    'package private protected public return static string super switch symbol this throw true try type typeof undefined unknown ' +
    'var void while with yield Infer'
  ).split(' '),
);

/** Gives out identifiers, each once: what is taken gets a number after it. */
export class Identifiers {
  private readonly taken: Set<string>;

  constructor(taken: Iterable<string>) {
    this.taken = new Set([...RESERVED, ...taken]);
  }

  take(wanted: string): string {
    const plain = wanted.replaceAll(/[^\w$]+/g, '_').replace(/^(?=\d|$)/, '_');
    let name = plain;
    for (let number = 2; this.taken.has(name); number++) name = `${plain}_${number}`;
    this.taken.add(name);
    return name;
  }
}

/** What programs call a record: MIRACAST_CHUNK_DATA, where the tag is _MIRACAST_CHUNK_DATA. */
export function shownName({ tag, typedefs }: { tag: string | undefined; typedefs: readonly string[] }): string {
  return typedefs[0] ?? tag ?? '';
}

/** A text of the header inside a comment: one line, which does not end the comment. */
export function inComment(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('*/', '* /');
}
