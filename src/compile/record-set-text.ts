import type { RecordSetProgram } from '../record-types/index.js';
import type { CodecText } from './codec-text.js';
import type { ModuleText } from './module-text.js';
import { NamedText } from './named-text.js';

/** What an emitted module has of one record set. */
export class RecordSetText extends NamedText {
  /**
   * @param discriminator its path
   * @param members of the set's types, in their order: the name of each in the set, and what the module has of its codec
   * @param name the set in names, as in `decodeMessages`
   */
  constructor(
    module: ModuleText,
    readonly set: RecordSetProgram,
    readonly discriminator: string,
    readonly members: readonly SetMemberText[],
    name: string,
  ) {
    super(module, name);
  }
}

export interface SetMemberText {
  readonly name: string;
  readonly codec: CodecText;
}
