import { assemblyText } from '../../src/compile/assembly/assembly-text.js';
import { encodeAssembly, type EncodeAssembly } from '../../src/compile/assembly/encode-assembly.js';
import { batchWriterConstant } from '../../src/compile/batch-writer-text.js';
import { CodecText } from '../../src/compile/codec-text.js';
import { ModuleText } from '../../src/compile/module-text.js';
import type { BatchWriter, CompiledKernel } from '../../src/compiled/index.js';
import type { Program } from '../../src/program/index.js';
import { kernelConstant } from '../../src/compile/wasm-text.js';
import { testedKernel } from '../harness/compiler.js';
import { evaluate } from './evaluate.js';

export interface CompiledWriter {
  readonly writer: BatchWriter;
  readonly hasKernel: boolean;
}

/** Writers of many types, whose kernels are one module: asc takes seconds a call. @param write how the values of each become records */
export async function compiledWriters(
  programs: readonly Program[],
  write: (value: unknown, index: number) => Uint8Array,
): Promise<CompiledWriter[]> {
  const kernels: EncodeAssembly[] = [];
  const made = programs.map((program, index) => {
    const codec = new CodecText(new ModuleText(), program, `T${index}`);
    const kernel = encodeAssembly(codec);
    if (kernel !== undefined) kernels.push(kernel);
    codec.module.add('export const hooks = {};');
    const own = kernelConstant(codec.module, `T${index}`, "''");
    const writer = batchWriterConstant(codec, '(value) => hooks.write(value)', kernel, own);
    codec.module.add(`export const writer = ${writer};\nexport const sharedKernel = ${own};`);
    const exported = evaluate(codec.module.text());
    (exported['hooks'] as { write: unknown }).write = (value: unknown) => write(value, index);
    return {
      sharedKernel: exported['sharedKernel'] as CompiledKernel,
      compiled: { writer: exported['writer'] as BatchWriter, hasKernel: kernel !== undefined },
    };
  });
  const module = new WebAssembly.Module(await testedKernel(assemblyText(kernels)));
  for (const { sharedKernel } of made) sharedKernel.use(module);
  return made.map(({ compiled }) => compiled);
}
