import { CastbufError, shownValue } from '../errors/index.js';
import { compile, limitsOf, type Limits, type Program } from '../program/index.js';
import { layoutOf, type Abi, type AnyType } from '../schema/index.js';
import { schemaHash } from '../written-schema/index.js';
import { assemblyText } from './assembly/assembly-text.js';
import { compileAssembly } from './assembly/compile-assembly.js';
import { decodeAssembly, type DecodeAssembly } from './assembly/decode-assembly.js';
import { encodeAssembly, type EncodeAssembly } from './assembly/encode-assembly.js';
import { batchesConstant, decodeBatchFunction } from './batch-text.js';
import { batchWriterConstant, encodeBatchFunctions } from './batch-writer-text.js';
import { checkFunction } from './check-text.js';
import { CodecText } from './codec-text.js';
import {
  AS_ONE_CODEC,
  codecSignatures,
  codecType,
  declarationsOf,
  enumNames,
  typescriptOf,
  type TypedModule,
} from './declarations-text.js';
import { layoutText } from './layout-text.js';
import { indented, mayBeExported, ModuleText, quoted } from './module-text.js';
import { decodeFunction } from './read-text.js';
import { typeDeclarations } from './types-text.js';
import { viewFunction } from './view-text.js';
import { kernelConstant, wasmText } from './wasm-text.js';
import { encodeFunctions, writeFunction } from './write-text.js';

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
  /** With the kernel in it. */
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
      { head, types, signatures: codecSignatures(name), name, type: codecType(name), about: AS_ONE_CODEC },
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
  const codec = new CodecText(new ModuleText(), program, name);
  const kernel: Kernel = { decode: decodeAssembly(codec), encode: encodeAssembly(codec) };
  return {
    kernels: [kernel.decode, ...(kernel.encode === undefined ? [] : [kernel.encode])],
    javascript: (wasm) => codecModule(program, name, kernel, wasm),
  };
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

/** What a module exports besides, with the name of the codec after each. */
export const EXPORTED = [
  'decode',
  'encode',
  'encodeInto',
  'sizeOf',
  'view',
  'decodeBatch',
  'encodeBatch',
  'encodeBatchInto',
  'useKernel',
];

/** What runs in WebAssembly; rows of some types are written by JavaScript. */
interface Kernel {
  readonly decode: DecodeAssembly;
  readonly encode: EncodeAssembly | undefined;
}

/** The functions of one codec, and the object that has them all. */
function codecModule(program: Program, name: string, kernel: Kernel, wasm: string): string {
  const module = new ModuleText([name, ...EXPORTED.map((what) => `${what}${name}`)]);
  const codec = new CodecText(module, program, name);
  const check = checkFunction(codec);
  const decode = decodeFunction(codec, check);
  const { encode, encodeInto, sizeOf } = encodeFunctions(codec);
  const view = viewFunction(codec, check);
  const kernelName = kernelConstant(module, name, wasm);
  const batches = batchesConstant(codec, kernel.decode, kernelName);
  const decodeBatch = decodeBatchFunction(codec, batches);
  const writer = batchWriterConstant(codec, writeFunction(codec), kernel.encode, kernelName);
  const { encodeBatch, encodeBatchInto } = encodeBatchFunctions(codec, writer);
  const columns = program.columns.map(
    ({ path, kind, repeat }) => `{ path: ${quoted(path)}, kind: ${quoted(kind)}, repeat: ${repeat} },`,
  );
  const members = [
    `layout: ${layoutText(module, program)}`,
    `columns: ${columns.length === 0 ? '[]' : `[\n${indented(columns.join('\n'))}\n]`}`,
    `sizeOf: ${sizeOf}`,
    `decode: ${decode}`,
    `encode: ${encode}`,
    `encodeInto: ${encodeInto}`,
    `view: ${view}`,
    `decodeBatch: ${decodeBatch}`,
    `encodeBatch: ${encodeBatch}`,
    `encodeBatchInto: ${encodeBatchInto}`,
  ];
  const text = members.map((member) => `${indented(member)},`).join('\n');
  module.add(`${AS_ONE_CODEC}
export const ${name} = /* @__PURE__ */ ${module.use('compiledCodec')}(${featuresText(program, [batches, writer])}, {
${text}
});`);
  return module.text();
}

/** What functions of castbuf, such as `stream`, have to know. @param made what decodes streams, and what writes them */
export function featuresText({ limits, takesRest, layout }: Program, made: readonly string[]): string {
  const { next, startAlign } = layout.root.node.options;
  const words = [...made, String(limits.messageBytes), String(takesRest), String(startAlign)];
  return `[${[...words, ...(next === undefined ? [] : [quoted(next)])].join(', ')}]`;
}
