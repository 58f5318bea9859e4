import { codeOf, type Code } from '../cursor/index.js';
import type { Program } from '../program/index.js';
import type { ModuleText } from './module-text.js';
import { NamedText } from './named-text.js';

/** What an emitted module has of one codec. */
export class CodecText extends NamedText {
  readonly code: Code;

  /** @param name the type in names, as in `decodeChunk` */
  constructor(
    module: ModuleText,
    readonly program: Program,
    name: string,
  ) {
    super(module, name);
    this.code = codeOf(program);
  }
}
