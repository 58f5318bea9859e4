import { importText } from './module-text.js';

/** A module whose types are written. */
export interface TypedModule {
  /** The comment that it begins with. */
  readonly head: string;
  /** The types that it declares. */
  readonly types: string;
  readonly signatures: readonly Signature[];
  /** The objects that have all functions. */
  readonly objects: readonly TypedObject[];
}

/** An object that a module exports, its type, and what a comment says of it. */
export interface TypedObject {
  readonly name: string;
  readonly type: string;
  readonly about: string;
}

/** What it says of an object that has all functions. */
export const AS_ONE_CODEC = '/** All of it, as one codec. */';

/** Of a function that the module exports: what it says above it, and `name(value: T): R`. */
export interface Signature {
  readonly comment: string;
  readonly head: string;
}

/** Types of the run time that declarations may use. */
export const RUNTIME_TYPES: readonly string[] = [
  'AnyFeatured',
  'ArrayView',
  'Bytes',
  'CompiledBatch',
  'CompiledBatchOptions',
  'CompiledCodec',
  'CompiledMessageSet',
  'CompiledSetBatch',
  'CompiledSetOptions',
  'ListColumn',
  'MessageType',
  'SetValue',
  'SetView',
  'UnknownGap',
  'UnknownTag',
  'UnknownWideTag',
];

/** The text of a .d.ts file. */
export function declarationsOf({ head, types, signatures, objects }: TypedModule): string {
  const functions = signatures.map((one) => `${one.comment}\nexport declare function ${one.head};`);
  const declared = objects.map(({ name, type, about }) => `${about}\nexport declare const ${name}: ${type};`);
  const text = [types, ...functions, ...declared].join('\n\n');
  return `${head}\n${importOf(text)}\n\n${text}\n`;
}

/** The text of a .ts file: the JavaScript with the types of what it exports, and what these consist of. */
export function typescriptOf({ head, types, signatures, objects }: TypedModule, javascript: string): string {
  const heads = new Map(signatures.map((one) => [one.head.slice(0, one.head.indexOf('(')), one.head]));
  const typesOf = new Map(objects.map(({ name, type }) => [name, type]));
  const body = javascript
    .replaceAll(/^export function ([\w$]+)\(.*\) \{$/gm, (line, own: string) => {
      const typed = heads.get(own);
      return typed === undefined ? line : `export function ${typed} {`;
    })
    .replaceAll(/^export const ([\w$]+) = /gm, (line, own: string) => {
      const type = typesOf.get(own);
      return type === undefined ? line : `export const ${own}: ${type} = `;
    });
  // What the functions consist of has no types; what they take and give has.
  return `${head}// @ts-nocheck -- what the functions consist of is plain JavaScript; what they take and give has types\n\n${importOf(types + body)}\n${body}\n${types}\n`;
}

/** Gives names to the types of enums in a module, none that begins with the name of a codec: its own types do. */
export function enumNames(codecs: readonly string[]): (wanted: string) => string {
  const names = new Set<string>();
  return (wanted) => {
    const word = wanted.replaceAll(/[^\w$]/g, '_').replace(/^(?=\d)/, '_');
    const isTaken = (name: string): boolean => names.has(name) || codecs.some((codec) => name.startsWith(codec));
    let name = isTaken(word) ? `Enum${word}` : word;
    for (let count = 2; names.has(name); count++) name = `Enum${word}${count}`;
    names.add(name);
    return name;
  };
}

function importOf(text: string): string {
  const used = RUNTIME_TYPES.filter((type) => new RegExp(String.raw`\b${type}\b`).test(text));
  return importText('import type', used, 'castbuf/compiled');
}

/** The type of a codec. */
export function codecType(name: string): string {
  return `CompiledCodec<${name}, ${name}Input, ${name}View, ${name}Columns, ${name}Path>`;
}

/** A codec of one type. */
export function codecObject(name: string): TypedObject {
  return { name, type: codecType(name), about: AS_ONE_CODEC };
}

/** The function that takes the kernel of a module. */
export function useKernelSignature(name: string): Signature {
  return {
    comment: '/** For hosts that compile modules themselves: the kernel, before the first batch. */',
    head: `useKernel${name}(module: WebAssembly.Module): void`,
  };
}

/** The functions of a codec that a module exports. */
export function codecSignatures(name: string): Signature[] {
  const batch = `CompiledBatch<${name}Columns, ${name}, ${name}View>`;
  return [
    [
      'The message at the start of `message` as an object; bytes after it are left alone.',
      `decode${name}(message: Bytes): ${name}`,
    ],
    ['The message as bytes of its own, padding zero.', `encode${name}(value: ${name}Input): Uint8Array<ArrayBuffer>`],
    [
      'Writes the message to the start of `target`, and gives how many bytes it has.',
      `encodeInto${name}(value: ${name}Input, target: Bytes): number`,
    ],
    ['Bytes that the encoded message has.', `sizeOf${name}(value: ${name}Input): number`],
    ['A cursor over the bytes of a message, which is checked once, here.', `view${name}(message: Bytes): ${name}View`],
    [
      'Records one after the other into columns. Stops at the first record that is wrong: `batch.error` says why.',
      `decodeBatch${name}(bytes: Bytes, options?: CompiledBatchOptions): ${batch}`,
    ],
    [
      'Columns by path, or an array of values, as records one after the other.',
      `encodeBatch${name}(rows: Partial<${name}Columns> | readonly ${name}Input[]): Uint8Array<ArrayBuffer>`,
    ],
    [
      'The same at the start of `target`; gives how many bytes that is.',
      `encodeBatchInto${name}(rows: Partial<${name}Columns> | readonly ${name}Input[], target: Bytes): number`,
    ],
  ].map(([comment, head]) => ({ comment: `/** ${comment} */`, head: head as string }));
}
