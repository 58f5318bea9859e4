import type { RecordSetProgram } from '../record-sets/index.js';
import type { CodecText } from './codec-text.js';
import type { ModuleText } from './module-text.js';

/** What an emitted module has of one record set. */
export class RecordSetText {
  private readonly made = new Map<string, string>();

  /**
   * @param discriminator its path
   * @param members of the set's types, in their order: the name of each in the set, and what the module has of its codec
   * @param name the set in names, as in `decodeMessages`
   */
  constructor(
    readonly module: ModuleText,
    readonly set: RecordSetProgram,
    readonly discriminator: string,
    readonly members: readonly SetMemberText[],
    readonly name: string,
  ) {}

  /** As `declare` of a codec: the name of a function of the set, which is declared when it is first asked for. */
  declare(what: string, make: (name: string) => string): string {
    const known = this.made.get(what);
    if (known !== undefined) return known;
    const name = this.module.name(`${what}${this.name}`);
    this.made.set(what, name);
    this.module.add(make(name));
    return name;
  }
}

export interface SetMemberText {
  readonly name: string;
  readonly codec: CodecText;
}
