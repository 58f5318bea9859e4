import { mostPatient } from '../record-sets/index.js';
import { compileSet as programOf, type RecordSet, type RecordSetProgram } from '../record-types/index.js';
import type { AnyType } from '../schema/index.js';
import { schemaHash } from '../written-schema/index.js';
import { assemblyText } from './assembly/assembly-text.js';
import { compileAssembly } from './assembly/compile-assembly.js';
import { setAssembly, type SetAssembly } from './assembly/set-assembly.js';
import { CodecText } from './codec-text.js';
import {
  EXPORTED,
  featuresText,
  headText,
  nameOf,
  textsOf,
  type CompiledModule,
  type CompiledText,
  type CompileOptions,
  type EmittedCodec,
} from './compile-codec.js';
import { AS_ONE_CODEC, codecSignatures, enumNames, type Signature } from './declarations-text.js';
import { indented, keyText, ModuleText, quoted } from './module-text.js';
import { RecordSetText } from './record-set-text.js';
import { decodeRecordFunction, encodeRecordFunctions, viewRecordFunction } from './set-record-text.js';
import { decodeSetBatchFunction, setBatchesConstant } from './set-text.js';
import { typeDeclarations } from './types-text.js';
import { kernelConstant, wasmText } from './wasm-text.js';

/** What the module has of each type of the set. */
const OF_TYPES: readonly string[] = ['decode', 'encode', 'encodeInto', 'sizeOf', 'view'];

/**
 * Compiles a codec for streams in which records of several types lie one after the other, as `createSetCodec` makes one: `decodeBatch` gives a batch for
 * each type, `decode` and `view` say which type a record is of.
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
  const text = (kernelExpression: string): CompiledText => {
    const body = emitted.javascript(kernelExpression);
    return textsOf({ head, ...typesOf(set, program, name), name, about: AS_ONE_CODEC }, body);
  };
  return { inline: text(wasmText(wasm)), separate: text("''"), assembly, wasm };
}

/** @param name stands in all names that it exports, and in those of the kernel's functions */
export function emitSetCodec(set: RecordSet, program: RecordSetProgram, name: string): EmittedCodec {
  const kernel = setAssembly(setText(new ModuleText(), set, program, name));
  return { kernels: [kernel], javascript: (wasm) => setModule(set, program, name, kernel, wasm) };
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

function setModule(set: RecordSet, program: RecordSetProgram, name: string, kernel: SetAssembly, wasm: string): string {
  const owns = memberNames(set, name).flatMap(({ own }) => OF_TYPES.map((what) => `${what}${own}`));
  const module = new ModuleText([name, ...EXPORTED.map((what) => `${what}${name}`), ...owns]);
  const text = setText(module, set, program, name);
  const batches = setBatchesConstant(text, kernel, kernelConstant(module, name, wasm));
  const members = {
    decode: decodeRecordFunction(text),
    view: viewRecordFunction(text),
    ...encodeRecordFunctions(text),
    decodeBatch: decodeSetBatchFunction(text, batches),
  };
  const lines = Object.entries(members).map(([key, value]) => `  ${key}: ${value},\n`);
  const words = featuresText(mostPatient(program.types), [batches]);
  module.add(
    `${AS_ONE_CODEC}\nexport const ${name} = /* @__PURE__ */ ${module.use('compiledSetCodec')}(${words}, {\n${lines.join('')}});`,
  );
  return module.text();
}

function typesOf(
  set: RecordSet,
  program: RecordSetProgram,
  name: string,
): { types: string; signatures: Signature[]; type: string } {
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
  ] as const;
  const own = heads.map(([comment, what, rest]) => ({ comment: `/** ${comment} */`, head: `${what}${name}${rest}` }));
  const useKernel = codecSignatures(name).filter(({ head }) => head.startsWith('useKernel'));
  const ofTypes = members.flatMap((one) =>
    codecSignatures(one.own).filter(({ head }) => OF_TYPES.some((what) => head.startsWith(`${what}${one.own}(`))),
  );
  const type = `AnyFeatured & {\n${heads.map(([, what, rest]) => `  ${what}${rest};\n`).join('')}}`;
  return { types, signatures: [...own, ...useKernel, ...ofTypes], type };
}
