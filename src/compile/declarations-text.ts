import type { Program } from '../program/index.js';
import { typeDeclarations } from './types-text.js';

/** A module whose types are written. */
export interface TypedModule {
  readonly program: Program;
  readonly name: string;
  /** The comment that it begins with. */
  readonly head: string;
}

/** Types of the run time that declarations may use. */
const TYPES: readonly string[] = [
  'ArrayView',
  'Bytes',
  'CompiledBatch',
  'CompiledBatchOptions',
  'CompiledCodec',
  'ListColumn',
  'UnknownGap',
  'UnknownTag',
  'UnknownWideTag',
];

/** The text of a .d.ts file. */
export function declarationsOf(module: TypedModule): string {
  const types = typesOf(module);
  const functions = signaturesOf(module).map(({ comment, head }) => `${comment}\nexport declare function ${head};`);
  const codec = `/** All of it, as one codec. */\nexport declare const ${module.name}: ${codecType(module.name)};`;
  const text = [types, ...functions, codec].join('\n\n');
  return `${module.head}\n${importOf(text)}\n\n${text}\n`;
}

/** The text of a .ts file: the types, and then the JavaScript with the types of what it exports. */
export function typescriptOf(module: TypedModule, javascript: string): string {
  const types = typesOf(module);
  const signatures = signaturesOf(module);
  const body = javascript
    .replaceAll(/^export function ([\w$]+)\(.*\) \{$/gm, (line, name: string) => {
      const signature = signatures.find((one) => one.head.startsWith(`${name}(`));
      return signature === undefined ? line : `export function ${signature.head} {`;
    })
    .replace(`export const ${module.name} = {`, `export const ${module.name}: ${codecType(module.name)} = {`);
  // The JavaScript has no types inside: a reader finds them where it begins, and the compiler checks who uses it.
  return `${module.head}// @ts-nocheck\n\n${importOf(types + body)}\n${body.replace(/^import /, 'import ')}\n${types}\n`;
}

function typesOf({ program, name }: TypedModule): string {
  const names = new Set<string>();
  const freeName = (wanted: string): string => {
    const word = wanted.replaceAll(/[^\w$]/g, '_').replace(/^(?=\d)/, '_');
    let free = word;
    for (let count = 2; names.has(free) || free.startsWith(name); count++) free = `${word}${count}`;
    names.add(free);
    return free;
  };
  return typeDeclarations(program, name, freeName);
}

function importOf(text: string): string {
  const used = TYPES.filter((type) => new RegExp(String.raw`\b${type}\b`).test(text));
  return `import type { ${used.join(', ')} } from 'castbuf/compiled';`;
}

function codecType(name: string): string {
  return `CompiledCodec<${name}, ${name}Input, ${name}View, ${name}Columns, ${name}Path>`;
}

interface Signature {
  readonly comment: string;
  readonly head: string;
}

function signaturesOf({ name }: TypedModule): Signature[] {
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
    [
      'For hosts that compile modules themselves: the kernel, before the first batch.',
      `useKernel${name}(module: WebAssembly.Module): void`,
    ],
  ].map(([comment, head]) => ({ comment: `/** ${comment} */`, head: head as string }));
}
