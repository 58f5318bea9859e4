import { CodecText } from '../../src/compile/codec-text.js';
import { ModuleText } from '../../src/compile/module-text.js';
import { batchWriterConstant, encodeBatchFunctions } from '../../src/compile/batch-writer-text.js';
import type { BatchWriter } from '../../src/compiled/index.js';
import type { Program } from '../../src/program/index.js';
import { evaluate } from './evaluate.js';

/** Writers of many types. @param write how the values of each become records */
export function compiledWriters(
  programs: readonly Program[],
  write: (value: unknown, index: number) => Uint8Array,
): { writer: BatchWriter; text: string }[] {
  return programs.map((program, index) => {
    const codec = new CodecText(new ModuleText(), program, `T${index}`);
    const writer = batchWriterConstant(codec, 'undefined');
    encodeBatchFunctions(codec, writer);
    codec.module.add(`export const writer = ${writer};`);
    const text = codec.module.text();
    const made = evaluate(text)['writer'] as BatchWriter;
    (made['words'] as { write: unknown }).write = (value: unknown) => write(value, index);
    return { writer: made, text };
  });
}
