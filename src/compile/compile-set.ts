import { mostPatient } from '../record-sets/index.js';
import { compileSet as programOf, type RecordSet, type RecordSetProgram } from '../record-types/index.js';
import type { AnyType } from '../schema/index.js';
import { schemaHash } from '../written-schema/index.js';
import { assemblyText } from './assembly/assembly-text.js';
import { compileAssembly, kernelWithout } from './assembly/compile-assembly.js';
import type { DecodeAssembly } from './assembly/decode-assembly.js';
import type { EncodeAssembly } from './assembly/encode-assembly.js';
import { setAssembly, type SetAssembly } from './assembly/set-assembly.js';
import { codecKernel, declareCodec, EXPORTED, featuresText, partsOf, type CodecKernel } from './codec-object.js';
import { CodecText } from './codec-text.js';
import {
  headText,
  nameOf,
  textsOf,
  type CompiledModule,
  type CompiledText,
  type CompileOptions,
} from './compile-codec.js';
import {
  AS_ONE_CODEC,
  codecObject,
  codecSignatures,
  enumNames,
  useKernelSignature,
  type TypedModule,
} from './declarations-text.js';
import { indented, keyText, ModuleText, quoted } from './module-text.js';
import { RecordSetText } from './record-set-text.js';
import { decodeRecordFunction, encodeRecordFunctions, viewRecordFunction } from './set-record-text.js';
import { decodeSetBatchFunction, setBatchesConstant, typeKey } from './set-text.js';
import { encodeSetBatchFunctions, setWriterConstant } from './set-writer-text.js';
import { typeDeclarations } from './types-text.js';
import { kernelConstants, wasmText } from './wasm-text.js';

/**
 * Compiles a codec for streams in which records of several types lie one after the other, as `createSetCodec` makes one: `decodeBatch` gives a batch for
 * each type, `decode` and `view` say which type a record is of, `encodeBatch` writes records of all types, and `codecs` are compiled codecs of each type.
 * @param options `name` has to be given: a set has none
 * @throws CastbufError ERR_SCHEMA, ERR_LIMIT_NESTING as createSetCodec; ERR_USAGE where the name is none, or assemblyscript is not installed
 */
export async function compileSetCodec(
  set: RecordSet,
  options: CompileOptions & { readonly name: string },
): Promise<CompiledModule> {
  const { abi, limits } = options;
  const name = nameOf(options.name);
  const program = programOf(set, { ...(abi && { abi }), ...(limits && { limits }) });
  const emitted = emitSetCodec(set, program, name);
  const head = headText(name, program.types[0]?.layout.abi ?? '', options, hashesOf(set, options));
  const assembly = `${head}\n${assemblyText(emitted.kernels)}`;
  const wasm = await compileAssembly(assembly);
  const [ofSet, ...ofTypes] = emitted.kernels.map((kernel) => kernel.name) as [string, ...string[]];
  const text = (kernel: string, kernelOfTypes: string): CompiledText => {
    const body = emitted.javascript(kernel, kernelOfTypes);
    return textsOf({ head, ...typesOf(set, program, name) }, body);
  };
  const inline = text(wasmText(await kernelWithout(wasm, ofTypes)), wasmText(await kernelWithout(wasm, [ofSet])));
  return { inline, separate: text("''", "''"), assembly, wasm };
}

/** What is emitted of a record set before anything is compiled. */
export interface EmittedSetCodec {
  /** The set's, and those of its types by themselves. */
  readonly kernels: readonly (SetAssembly | DecodeAssembly | EncodeAssembly)[];
  /** The module. Each kernel is a string literal; empty where it comes through `useKernel<Name>`. */
  javascript(kernel: string, kernelOfTypes: string): string;
}

/** @param name stands in all names that it exports, and in those of the kernels' functions */
export function emitSetCodec(set: RecordSet, program: RecordSetProgram, name: string): EmittedSetCodec {
  const text = setText(new ModuleText(), set, program, name);
  const kernels: SetKernels = {
    set: setAssembly(text),
    types: text.members.map(({ codec }) => codecKernel(codec)),
  };
  return {
    kernels: [kernels.set, ...kernels.types.flatMap(partsOf)],
    javascript: (kernel, kernelOfTypes) => setModule(set, program, name, kernels, { kernel, kernelOfTypes }),
  };
}

interface SetKernels {
  readonly set: SetAssembly;
  /** By type. */
  readonly types: readonly CodecKernel[];
}

/** Of each type, in the order of the set. */
function hashesOf({ definitions }: RecordSet, { abi }: CompileOptions): string {
  const types = Object.values(definitions).map(([, type]) => type as AnyType);
  return types.map((type) => schemaHash(type, abi === undefined ? {} : { abi })).join('\n// schema ');
}

function memberNames({ definitions }: RecordSet, name: string): { readonly member: string; readonly own: string }[] {
  return Object.keys(definitions).map((member) => ({ member, own: nameOf(`${name}${member}`) }));
}

function setText(module: ModuleText, set: RecordSet, program: RecordSetProgram, name: string): RecordSetText {
  const members = memberNames(set, name).map(({ member, own }, index) => ({
    name: member,
    codec: new CodecText(module, program.types[index] as RecordSetProgram['types'][number], own),
  }));
  return new RecordSetText(module, program, set.discriminator, members, name);
}

function setModule(
  set: RecordSet,
  program: RecordSetProgram,
  name: string,
  kernels: SetKernels,
  wasm: Readonly<Record<'kernel' | 'kernelOfTypes', string>>,
): string {
  const all = ['', ...EXPORTED];
  const owns = memberNames(set, name).flatMap(({ own }) => all.map((what) => `${what}${own}`));
  const module = new ModuleText([...owns, ...all.map((what) => `${what}${name}`), `useKernel${name}`]);
  const text = setText(module, set, program, name);
  const constants = kernelConstants(module, name, wasm);
  const batches = setBatchesConstant(text, kernels.set, constants.kernel);
  const writer = setWriterConstant(text);
  const members = {
    decode: decodeRecordFunction(text),
    view: viewRecordFunction(text),
    ...encodeRecordFunctions(text),
    decodeBatch: decodeSetBatchFunction(text, batches),
    ...encodeSetBatchFunctions(text, writer),
  };
  const codecs = text.members.map(({ name: member, codec }, type) => {
    declareCodec(codec, kernels.types[type] as CodecKernel, () => constants.kernelOfTypes);
    return `${typeKey(member)}: ${codec.name},\n`;
  });
  const lines = [
    `  codecs: {\n${indented(codecs.join(''), 2)}  },\n`,
    ...Object.entries(members).map(([key, value]) => `  ${key}: ${value},\n`),
  ];
  const words = featuresText(mostPatient(program.types), [batches, writer]);
  module.add(
    `${AS_ONE_CODEC}\nexport const ${name} = /* @__PURE__ */ ${module.use('compiledSetCodec')}(${words}, {\n${lines.join('')}});`,
  );
  return module.text();
}

function typesOf(set: RecordSet, program: RecordSetProgram, name: string): Omit<TypedModule, 'head'> {
  const members = memberNames(set, name);
  const freeName = enumNames([name]);
  const declared = members.map(({ own }, index) =>
    typeDeclarations(program.types[index] as RecordSetProgram['types'][number], own, freeName),
  );
  const byName = members.map(
    ({ member, own }) => `${keyText(member)}: { columns: ${own}Columns; value: ${own}; view: ${own}View };`,
  );
  const inputs = members.map(({ member, own }) => `{ readonly type: ${quoted(member)}; readonly value: ${own}Input }`);
  const types = [
    ...declared,
    `/** The types of the set, by their names in it. */\nexport interface ${name}Types {\n${indented(byName.join('\n'))}\n}`,
    `/** A record to encode. */\nexport type ${name}Input = ${inputs.join(' | ')};`,
  ].join('\n\n');
  const heads = [
    [
      'The record at the start of the message, as the name of its type and an object.',
      'decode',
      `(message: Bytes): SetValue<${name}Types>`,
    ],
    [
      'The record at the start of the message, as the name of its type and a cursor.',
      'view',
      `(message: Bytes): SetView<${name}Types>`,
    ],
    ['The record as bytes of its own.', 'encode', `(record: ${name}Input): Uint8Array<ArrayBuffer>`],
    ['Writes the record to the start of the target.', 'encodeInto', `(record: ${name}Input, target: Bytes): number`],
    ['Bytes that the encoded record has.', 'sizeOf', `(record: ${name}Input): number`],
    [
      'Records of several types into columns, a batch for each type.',
      'decodeBatch',
      `(bytes: Bytes, options?: CompiledSetOptions): CompiledSetBatch<${name}Types>`,
    ],
    [
      'Records one after the other, as `batch.value` has them.',
      'encodeBatch',
      `(records: readonly ${name}Input[]): Uint8Array<ArrayBuffer>`,
    ],
    [
      'The same at the start of `target`; gives how many bytes that is.',
      'encodeBatchInto',
      `(records: readonly ${name}Input[], target: Bytes): number`,
    ],
  ] as const;
  const own = heads.map(([comment, what, rest]) => ({ comment: `/** ${comment} */`, head: `${what}${name}${rest}` }));
  const codecs = members.map((one) => `readonly ${keyText(one.member)}: ${codecObject(one.own).type};\n`);
  const calls = heads.map(([, what, rest]) => `  ${what}${rest};\n`);
  const type = `AnyFeatured & {\n  readonly codecs: {\n${indented(codecs.join(''), 2)}  };\n${calls.join('')}}`;
  return {
    types,
    signatures: [...own, useKernelSignature(name), ...members.flatMap((one) => codecSignatures(one.own))],
    objects: [...members.map((one) => codecObject(one.own)), { name, type, about: AS_ONE_CODEC }],
  };
}
