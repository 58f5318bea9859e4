import { assemblyText } from '../../src/compile/assembly/assembly-text.js';
import { compileAssembly } from '../../src/compile/assembly/compile-assembly.js';
import { decodeAssembly, type DecodeAssembly } from '../../src/compile/assembly/decode-assembly.js';
import { batchesConstant, decodeBatchFunction } from '../../src/compile/batch-text.js';
import { CodecText } from '../../src/compile/codec-text.js';
import { ModuleText } from '../../src/compile/module-text.js';
import { kernelConstant, wasmText } from '../../src/compile/wasm-text.js';
import type { Batches, CompiledKernel } from '../../src/compiled/index.js';
import type { Program } from '../../src/program/index.js';
import { testedKernel } from '../harness/compiler.js';
import { evaluate } from './evaluate.js';

export type AnyBatches = Batches<Record<string, unknown>, unknown, unknown>;

/** The batches of one type, from the text of a whole module. */
export async function compiledType(
  program: Program,
): Promise<{ batches: AnyBatches; wasm: Uint8Array<ArrayBuffer>; useKernel: (module: WebAssembly.Module) => void }> {
  const codec = new CodecText(new ModuleText(), program, 'T');
  const kernel = decodeAssembly(codec);
  const wasm = await compileAssembly(assemblyText([kernel]));
  const batches = batchesConstant(codec, kernel, kernelConstant(codec.module, 'T', wasmText(wasm)));
  codec.module.add(`export const batches = ${batches};`);
  const exported = evaluate(codec.module.text());
  return {
    batches: exported['batches'] as AnyBatches,
    wasm,
    useKernel: exported['useKernelT'] as (module: WebAssembly.Module) => void,
  };
}

/** Batches of many types, whose kernels are one module: asc takes seconds a call. */
export async function compiledBatches(programs: readonly Program[]): Promise<AnyBatches[]> {
  return (await compiledModules(programs)).map(({ batches }) => batches);
}

/** The same, with what else the text of each type's module exports. @param emit adds that */
export async function compiledModules(
  programs: readonly Program[],
  emit: (codec: CodecText) => void = () => {},
): Promise<(Record<string, unknown> & { readonly batches: AnyBatches })[]> {
  const kernels: DecodeAssembly[] = [];
  const made = programs.map((program, index) => {
    const codec = new CodecText(new ModuleText(), program, `T${index}`);
    const kernel = decodeAssembly(codec);
    kernels.push(kernel);
    const own = kernelConstant(codec.module, `T${index}`, "''");
    const batches = batchesConstant(codec, kernel, own);
    decodeBatchFunction(codec, batches);
    emit(codec);
    codec.module.add(`export const batches = ${batches};\nexport const sharedKernel = ${own};`);
    return evaluate(codec.module.text()) as { batches: AnyBatches; sharedKernel: CompiledKernel };
  });
  const module = new WebAssembly.Module(await testedKernel(assemblyText(kernels)));
  for (const { sharedKernel } of made) sharedKernel.use(module);
  return made;
}
