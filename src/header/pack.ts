import type { Token } from './token.js';

interface Pushed {
  readonly label: string | undefined;
  readonly pack: number | undefined;
  readonly site: Token;
}

interface PackProblem {
  /** What is wrong with it. */
  readonly error?: string;
  /** What it says to no effect. */
  readonly note?: string;
}

const GOOD: PackProblem = {};

/**
 * What `#pragma pack` says at a place: `pack(n)`, `pack()`, `pack(push)`, `pack(push, label, n)`, `pack(pop, label)`, `pack(pop, n)`.
 * A pop of a label that was not pushed, or of nothing, changes nothing.
 */
export class PackStack {
  /** Bytes, or undefined where alignment is natural. */
  current: number | undefined;
  private readonly pushed: Pushed[] = [];

  /** `initial` is what a flag of the compiler says, and `pack()` means. */
  constructor(private readonly initial: number | undefined) {
    this.current = initial;
  }

  /** The last push that nothing has popped. */
  get unpopped(): Token | undefined {
    return this.pushed.at(-1)?.site;
  }

  /** `tokens` are those after the word pack. */
  apply(tokens: readonly Token[], site: Token): PackProblem {
    if (tokens[0]?.text !== '(' || tokens.at(-1)?.text !== ')') {
      return { note: `#pragma pack without its parentheses is passed over, as compilers do` };
    }
    const words = tokens
      .slice(1, -1)
      .filter((token) => token.text !== ',')
      .map((token) => token.text);
    const [verb, ...rest] = words;
    if (verb === undefined) this.current = this.initial;
    else if (verb === 'push') return this.push(rest, site);
    else if (verb === 'pop') return this.pop(rest);
    else if (verb !== 'show') return this.set(verb);
    return GOOD;
  }

  private push(words: readonly string[], site: Token): PackProblem {
    const label = words.find(isLabel);
    const bytes = words.find((word) => !isLabel(word));
    this.pushed.push({ label, pack: this.current, site });
    return bytes === undefined ? GOOD : this.set(bytes);
  }

  private pop(words: readonly string[]): PackProblem {
    const label = words.find(isLabel);
    const bytes = words.find((word) => !isLabel(word));
    const index =
      label === undefined ? this.pushed.length - 1 : this.pushed.findLastIndex((one) => one.label === label);
    if (index >= 0) {
      this.current = this.pushed[index]?.pack;
      this.pushed.length = index;
    }
    const set = bytes === undefined ? GOOD : this.set(bytes);
    if (index >= 0 || set.error !== undefined) return set;
    return { note: `#pragma pack(pop) finds nothing that was pushed${label === undefined ? '' : ` as ${label}`}` };
  }

  private set(word: string): PackProblem {
    const bytes = Number(word.replace(/[uUlL]+$/, ''));
    if (![0, 1, 2, 4, 8, 16].includes(bytes)) return { error: `pack takes 1, 2, 4, 8 or 16, not ${word}` };
    this.current = bytes === 0 ? undefined : bytes;
    return GOOD;
  }
}

const isLabel = (word: string): boolean => /^[A-Za-z_]/.test(word);

/** The text of the includes that set the pack, where the caller has none: pshpack1.h to pshpack16.h, poppack.h. */
export function packIncludeText(name: string): string | undefined {
  const [, bytes, isPop] = /(?:^|[\\/])(?:pshpack(1|2|4|8|16)|(poppack))\.h$/i.exec(name) ?? [];
  if (bytes !== undefined) return `#pragma pack(push, ${bytes})\n`;
  return isPop === undefined ? undefined : '#pragma pack(pop)\n';
}
