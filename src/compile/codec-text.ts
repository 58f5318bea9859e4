import { codeOf, type Code } from '../cursor/index.js';
import type { Program } from '../program/index.js';
import type { ModuleText } from './module-text.js';
import { assertNoOwnSums, assertNoRecords } from './not-compiled.js';
import { NamedText } from './named-text.js';

/** What an emitted module has of one codec. */
export class CodecText extends NamedText {
  /**
   * @param name the type in names, as in `decodeChunk`
   * @param code other words of the program, such as those that only measure
   */
  constructor(
    module: ModuleText,
    readonly program: Program,
    name: string,
    readonly code: Code = codeOf(program),
  ) {
    super(module, name);
    assertNoRecords(program);
    assertNoOwnSums(program);
  }
}
