import type { ModuleText } from './module-text.js';

/** What an emitted module has under one name. */
export abstract class NamedText {
  private readonly made = new Map<string, string>();

  /** @param name as in `decodeChunk` */
  constructor(
    readonly module: ModuleText,
    readonly name: string,
  ) {}

  /**
   * The name of a function or class, which is declared when it is first asked for. `make` gives its text, and asks before for all that it calls, except
   * itself.
   * @param what the name without the own one: `check` is `checkChunk`
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
