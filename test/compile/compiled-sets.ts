import { assemblyText } from '../../src/compile/assembly/assembly-text.js';
import { setAssembly, type SetAssembly } from '../../src/compile/assembly/set-assembly.js';
import { CodecText } from '../../src/compile/codec-text.js';
import { ModuleText } from '../../src/compile/module-text.js';
import { RecordSetText } from '../../src/compile/record-set-text.js';
import { decodeSetBatchFunction, setBatchesConstant } from '../../src/compile/set-text.js';
import type { CompiledKernel, SetBatches, SetTypes } from '../../src/compiled/index.js';
import { compileSet, type RecordSet } from '../../src/record-types/index.js';
import type { SetCodecOptions } from '../../src/message/index.js';
import type { Program } from '../../src/program/index.js';
import { kernelConstant } from '../../src/compile/wasm-text.js';
import { testedKernel } from '../harness/compiler.js';
import { evaluate } from './evaluate.js';

export type AnySetBatches = SetBatches<SetTypes>;

export interface SetOfTest {
  readonly set: RecordSet;
  readonly options: SetCodecOptions;
}

/** What a module would have of a set. */
export function setText({ set, options }: SetOfTest, name: string): RecordSetText {
  const module = new ModuleText();
  const program = compileSet(set, options);
  const members = Object.keys(set.definitions).map((type, number) => ({
    name: type,
    codec: new CodecText(module, program.types[number] as Program, `T${number}`),
  }));
  return new RecordSetText(module, program, set.discriminator, members, name);
}

/** Batches of many sets, whose kernels are one module: asc takes seconds a call. */
export async function compiledSets(sets: readonly SetOfTest[]): Promise<AnySetBatches[]> {
  const kernels: SetAssembly[] = [];
  const made = sets.map((one, index) => {
    const text = setText(one, `Set${index}`);
    const kernel = setAssembly(text);
    kernels.push(kernel);
    const own = kernelConstant(text.module, `Set${index}`, "''");
    const batches = setBatchesConstant(text, kernel, own);
    decodeSetBatchFunction(text, batches);
    text.module.add(`export const batches = ${batches};\nexport const sharedKernel = ${own};`);
    return evaluate(text.module.text()) as unknown as { batches: AnySetBatches; sharedKernel: CompiledKernel };
  });
  const module = new WebAssembly.Module(await testedKernel(assemblyText(kernels)));
  for (const { sharedKernel } of made) sharedKernel.use(module);
  return made.map(({ batches }) => batches);
}
