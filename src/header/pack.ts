import type { Token } from './token.js';

interface Pushed {
  readonly label: string | undefined;
  readonly pack: number | undefined;
}

/**
 * What `#pragma pack` says at a place: `pack(n)`, `pack()`, `pack(push)`, `pack(push, label, n)`, `pack(pop, label)`, `pack(pop, n)`.
 * A pop of a label that was not pushed, or of nothing, changes nothing.
 */
export class PackStack {
  /** Bytes, or undefined where alignment is natural. */
  current: number | undefined = undefined;
  private readonly pushed: Pushed[] = [];

  /** @returns what is wrong, if anything is */
  apply(tokens: readonly Token[]): string | undefined {
    const words = tokens.filter((token) => token.text !== ',').map((token) => token.text);
    const [verb] = words;
    if (verb === undefined) this.current = undefined;
    else if (verb === 'push') return this.push(words.slice(1));
    else if (verb === 'pop') return this.pop(words.slice(1));
    else if (verb !== 'show') return this.set(verb);
    return undefined;
  }

  private push(words: readonly string[]): string | undefined {
    const label = words.find(isLabel);
    const bytes = words.find((word) => !isLabel(word));
    this.pushed.push({ label, pack: this.current });
    return bytes === undefined ? undefined : this.set(bytes);
  }

  private pop(words: readonly string[]): string | undefined {
    const label = words.find(isLabel);
    const bytes = words.find((word) => !isLabel(word));
    const index =
      label === undefined ? this.pushed.length - 1 : this.pushed.findLastIndex((one) => one.label === label);
    if (index >= 0) {
      this.current = this.pushed[index]?.pack;
      this.pushed.length = index;
    }
    return bytes === undefined ? undefined : this.set(bytes);
  }

  private set(word: string): string | undefined {
    const bytes = Number(word.replace(/[uUlL]+$/, ''));
    if (![0, 1, 2, 4, 8, 16].includes(bytes)) return `pack takes 1, 2, 4, 8 or 16, not ${word}`;
    this.current = bytes === 0 ? undefined : bytes;
    return undefined;
  }
}

const isLabel = (word: string): boolean => /^[A-Za-z_]/.test(word);

/** The text of the includes that set the pack, where the caller has none: pshpack1.h to pshpack16.h, poppack.h. */
export function packIncludeText(name: string): string | undefined {
  const [, bytes, isPop] = /(?:^|[\\/])(?:pshpack(1|2|4|8|16)|(poppack))\.h$/i.exec(name) ?? [];
  if (bytes !== undefined) return `#pragma pack(push, ${bytes})\n`;
  return isPop === undefined ? undefined : '#pragma pack(pop)\n';
}
