import type { Program } from '../program/index.js';
import { decodeAssembly, type DecodeAssembly } from './assembly/decode-assembly.js';
import { encodeAssembly, type EncodeAssembly } from './assembly/encode-assembly.js';
import { batchesConstant, decodeBatchFunction } from './batch-text.js';
import { batchWriterConstant, encodeBatchFunctions } from './batch-writer-text.js';
import { checkFunction } from './check-text.js';
import type { CodecText } from './codec-text.js';
import { AS_ONE_CODEC } from './declarations-text.js';
import { layoutText } from './layout-text.js';
import { indented, quoted } from './module-text.js';
import { decodeFunction } from './read-text.js';
import { viewFunction } from './view-text.js';
import { encodeFunctions, writeFunction } from './write-text.js';

/** What a module exports of a codec beside itself, with its name after each. */
export const EXPORTED = [
  'decode',
  'encode',
  'encodeInto',
  'sizeOf',
  'view',
  'decodeBatch',
  'encodeBatch',
  'encodeBatchInto',
];

/** What runs in WebAssembly; rows of some types are written by JavaScript. */
export interface CodecKernel {
  readonly decode: DecodeAssembly;
  readonly encode: EncodeAssembly | undefined;
}

export function codecKernel(codec: CodecText): CodecKernel {
  return { decode: decodeAssembly(codec), encode: encodeAssembly(codec) };
}

/** What a module in AssemblyScript has of it. */
export function partsOf({ decode, encode }: CodecKernel): readonly (DecodeAssembly | EncodeAssembly)[] {
  return encode === undefined ? [decode] : [decode, encode];
}

/**
 * Declares the functions of a codec, and the object that has them all: the module exports them.
 * @param constantOf declares the module's kernel, unless it is declared, and gives the name of its constant
 */
export function declareCodec(codec: CodecText, kernel: CodecKernel, constantOf: () => string): void {
  const { module, name, program } = codec;
  const check = checkFunction(codec);
  const decode = decodeFunction(codec, check);
  const { encode, encodeInto, sizeOf } = encodeFunctions(codec);
  const view = viewFunction(codec, check);
  const kernelName = constantOf();
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
}

/** What functions of castbuf, such as `stream`, have to know. @param made what decodes streams, and what writes them */
export function featuresText({ limits, takesRest, layout }: Program, made: readonly string[]): string {
  const { next, startAlign } = layout.root.node.options;
  const words = [...made, String(limits.messageBytes), String(takesRest), String(startAlign)];
  return `[${[...words, ...(next === undefined ? [] : [quoted(next)])].join(', ')}]`;
}
