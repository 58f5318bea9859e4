import { codeOf, type Code } from '../cursor/index.js';
import type { Program } from '../program/index.js';
import type { ModuleText } from './module-text.js';

/** What an emitted module has of one codec. */
export class CodecText {
  readonly code: Code;
  private readonly made = new Map<string, string>();

  /** @param name the type in names, as in `decodeChunk` */
  constructor(
    readonly module: ModuleText,
    readonly program: Program,
    readonly name: string,
  ) {
    this.code = codeOf(program);
  }

  /**
   * The name of a function or class of the codec, which is declared when it is first asked for. `make` gives its text, and asks before for all that
   * it calls, except itself.
   * @param what the name without the type's: `check` is `checkChunk`
   */
  declare(what: string, make: (name: string) => string): string {
    const known = this.made.get(what);
    if (known !== undefined) return known;
    const name = this.module.name(`${what}${this.name}`);
    this.made.set(what, name);
    this.module.add(make(name));
    return name;
  }
}
