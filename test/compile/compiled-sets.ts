import { assemblyText } from '../../src/compile/assembly/assembly-text.js';
import { compileAssembly } from '../../src/compile/assembly/compile-assembly.js';
import { setAssembly, type SetAssembly } from '../../src/compile/assembly/set-assembly.js';
import { checkFunction } from '../../src/compile/check-text.js';
import { CodecText } from '../../src/compile/codec-text.js';
import { ModuleText } from '../../src/compile/module-text.js';
import { RecordSetText } from '../../src/compile/record-set-text.js';
import { decodeSetBatchFunction, setBatchesConstant } from '../../src/compile/set-text.js';
import type { SetBatches, SetTypes } from '../../src/compiled/index.js';
import { linearMemory } from '../../src/compiled/linear-memory.js';
import { compileSet, type RecordSet } from '../../src/record-sets/index.js';
import type { Abi } from '../../src/surface.js';
import { evaluate } from './evaluate.js';

export type AnySetBatches = SetBatches<SetTypes>;

export interface SetOfTest {
  readonly set: RecordSet;
  readonly options: { readonly abi?: Abi; readonly limits?: object };
}

/** Batches of many sets, whose kernels are one module: asc takes seconds a call. */
export async function compiledSets(sets: readonly SetOfTest[]): Promise<AnySetBatches[]> {
  const kernels: SetAssembly[] = [];
  const imports: Record<string, WebAssembly.ImportValue> = { memory: linearMemory().memory };
  const made = sets.map(({ set, options }, index) => {
    const module = new ModuleText();
    const program = compileSet(set, options as never);
    const members = Object.keys(set.definitions).map((name, type) => ({
      name,
      codec: new CodecText(module, program.types[type] as never, `T${type}`),
    }));
    const text = new RecordSetText(module, program, set.discriminator, members, `Set${index}`);
    const check = members.map(({ codec }) => checkFunction(codec));
    const kernel = setAssembly(text, ({ codec }) => {
      const name = `check${codec.name}`;
      return `@external("env", "${name}") declare function ${name}(at: usize, end: usize): usize;`;
    });
    kernels.push(kernel);
    const none = members.map(() => '() => undefined');
    const batches = setBatchesConstant(text, kernel, { check, read: none, rows: none, wasm: "''" });
    decodeSetBatchFunction(text, batches);
    module.add(`export const batches = ${batches};`);
    members.forEach((_, type) => module.add(`export const check${type} = ${check[type]};`));
    const evaluated = evaluate(module.text());
    members.forEach((_, type) => {
      const one = evaluated[`check${type}`] as (view: DataView, at: number, end: number) => number;
      imports[`checkT${type}OfSet${index}`] = (at: number, end: number): number => {
        try {
          return one(new DataView(linearMemory().memory.buffer), at >>> 0, end >>> 0);
        } catch {
          return 0;
        }
      };
    });
    return evaluated['batches'] as AnySetBatches;
  });
  const module = new WebAssembly.Module(await compileAssembly(assemblyText(kernels)));
  const { exports } = new WebAssembly.Instance(module, { env: imports });
  made.forEach((batches, index) => ((batches as unknown as { kernel: unknown }).kernel = exports[(kernels[index] as SetAssembly).name]));
  return made;
}
