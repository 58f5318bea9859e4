import { CastbufError, shownValue } from '../errors/index.js';
import { compile, limitsOf, type Limits, type Program } from '../program/index.js';
import { layoutOf, type Abi, type AnyType } from '../schema/index.js';
import { schemaHash } from '../written-schema/index.js';
import { assemblyText } from './assembly/assembly-text.js';
import { compileAssembly } from './assembly/compile-assembly.js';
import type { DecodeAssembly } from './assembly/decode-assembly.js';
import { codecKernel, declareCodec, EXPORTED, partsOf, type CodecKernel } from './codec-object.js';
import { CodecText } from './codec-text.js';
import {
  codecObject,
  codecSignatures,
  declarationsOf,
  enumNames,
  typescriptOf,
  useKernelSignature,
  type TypedModule,
} from './declarations-text.js';
import { mayBeExported, ModuleText } from './module-text.js';
import { typeDeclarations } from './types-text.js';
import { kernelConstant, wasmText } from './wasm-text.js';

/** How a codec is compiled. */
export interface CompileOptions {
  /** The name of the codec in the module, and of its types; that of the type where it is left out. */
  readonly name?: string;
  /** As for `createCodec`. */
  readonly abi?: Abi;
  readonly limits?: Partial<Limits>;
  /** Where the type is from, for the first line of what is written. */
  readonly source?: string;
}

/** The text of a module, in both languages. */
export interface CompiledText {
  /** A .js file. */
  readonly javascript: string;
  /** The .d.ts file beside it. */
  readonly declarations: string;
  /** A .ts file: the same with its types. */
  readonly typescript: string;
}

/** A codec of its own for one type. */
export interface CompiledModule {
  /** With the kernel in it; of a record set one for its own batches, and one for those of its types. */
  readonly inline: CompiledText;
  /** Without: batches need `useKernelNAME(module)` first. */
  readonly separate: CompiledText;
  /** The kernel's source, in AssemblyScript. */
  readonly assembly: string;
  /** The kernel: it imports its memory. */
  readonly wasm: Uint8Array<ArrayBuffer>;
}

/**
 * Compiles a codec for a struct or union, ahead of time: what it emits does what `createCodec(type)` does, without the interpreter, and faster. It imports
 * `castbuf/compiled` and nothing else. The same type always gives the same text.
 * @throws CastbufError ERR_SCHEMA, ERR_LIMIT_NESTING as createCodec; ERR_USAGE where a name is none, or assemblyscript is not installed
 * @example
 * ```ts
 * import { struct, u16, u32 } from 'castbuf';
 * import { compileCodec } from 'castbuf/compile';
 *
 * const { inline } = await compileCodec(struct('POINT', { Id: u16, Value: u32 }));
 * console.log(/export function decodePOINT/.test(inline.javascript)); // true
 * ```
 */
export async function compileCodec(type: AnyType, options: CompileOptions = {}): Promise<CompiledModule> {
  const { abi, limits } = options;
  const layout = layoutOf(type, abi);
  const program = compile(layout, limitsOf(limits));
  const name = nameOf(options.name ?? layout.name);
  const emitted = emitCodec(program, name);
  const head = headOf(type, program, options);
  const assembly = `${head}\n${assemblyText(emitted.kernels)}`;
  const wasm = await compileAssembly(assembly);
  const text = (kernelExpression: string): CompiledText => {
    const body = emitted.javascript(kernelExpression);
    const types = typeDeclarations(program, name, enumNames([name]));
    return textsOf(
      {
        head,
        types,
        signatures: [...codecSignatures(name), useKernelSignature(name)],
        objects: [codecObject(name)],
      },
      body,
    );
  };
  return { inline: text(wasmText(wasm)), separate: text("''"), assembly, wasm };
}

/** What is emitted before anything is compiled: kernels of several codecs can become one module. */
export interface EmittedCodec {
  readonly kernels: readonly Pick<DecodeAssembly, 'functions' | 'helpers'>[];
  /** The module. @param wasm a string literal; empty where the kernel comes through `useKernel<Name>` */
  javascript(wasm: string): string;
}

/** @param name stands in all names that it exports, and in those of the kernel's functions */
export function emitCodec(program: Program, name: string): EmittedCodec {
  const kernel = codecKernel(new CodecText(new ModuleText(), program, name));
  return { kernels: partsOf(kernel), javascript: (wasm) => codecModule(program, name, kernel, wasm) };
}

/** The functions of one codec, and the object that has them all. */
function codecModule(program: Program, name: string, kernel: CodecKernel, wasm: string): string {
  const module = new ModuleText([name, `useKernel${name}`, ...EXPORTED.map((what) => `${what}${name}`)]);
  declareCodec(new CodecText(module, program, name), kernel, () => kernelConstant(module, name, wasm));
  return module.text();
}

/** A module in both languages. */
export function textsOf(module: TypedModule, javascript: string): CompiledText {
  return {
    javascript: `${module.head}\n${javascript}`,
    declarations: declarationsOf(module),
    typescript: typescriptOf(module, javascript),
  };
}

/** The name of what a module exports. @throws CastbufError ERR_USAGE for what cannot be one */
export function nameOf(name: string): string {
  if (typeof name === 'string' && mayBeExported(name)) return name;
  throw new CastbufError('ERR_USAGE', `${shownValue(name)} is no name for what a module exports; give one with name`);
}

/** What made it of what: `castbuf compile --check` compares all of it. */
function headOf(type: AnyType, { layout }: Program, options: CompileOptions): string {
  const { abi } = options;
  return headText(layout.name || 'A record', layout.abi, options, schemaHash(type, abi === undefined ? {} : { abi }));
}

/** The comment that a module begins with. */
export function headText(what: string, abi: string, { source }: CompileOptions, hash: string): string {
  const from = source === undefined ? '' : ` from ${source}`;
  return `// ${what} under ${abi}, compiled by castbuf${from}. Do not edit it: change the schema and compile it again.
// schema ${hash}
`;
}
