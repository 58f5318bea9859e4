import { assertOptions, CastbufError, shownValue } from '../errors/index.js';
import type { MessageProgram } from '../message-set/index.js';
import type { MessageDefinition, MessageSet } from '../miracast/index.js';
import type { Program } from '../program/index.js';
import { schemaHash } from '../written-schema/index.js';
import { headText, nameOf, textsOf, type CompiledText } from './compile-codec.js';
import { enumNames } from './declarations-text.js';
import { addMessages, messagesComment } from './messages-text.js';
import { indented, keyText, literal, ModuleText } from './module-text.js';
import { schemaKindOf } from '../schema-kinds/index.js';
import { valueTypes } from './types-text.js';

/** How a message set is compiled. Its ABI and its limits are those that it was made with. */
export interface CompileMessagesOptions {
  /** The name of the set in the module; those of its types begin with it. */
  readonly name: string;
  /** Where the set is from, for the first line of what is written. */
  readonly source?: string;
}

/** A message set of its own module. It has no kernel, and no AssemblyScript: a message is read and written by JavaScript. */
export interface CompiledMessages {
  readonly inline: CompiledText;
}

/**
 * Compiles a message set ahead of time: `defineDriver` takes what the module exports where it takes `messageSet(…)`, and does the same with it, to the byte and to the text of each error,
 * without the interpreter. The module imports `castbuf/compiled` and nothing else. The same set always gives the same text.
 * @throws CastbufError ERR_USAGE where the name is none, or what is given is no message set
 * @example
 * ```ts
 * import { struct, u32 } from 'castbuf';
 * import { compileMessages } from 'castbuf/compile';
 * import { messageSet } from 'castbuf/miracast';
 *
 * const Ask = struct('ASK', { Type: u32, Value: u32 });
 * const { inline } = compileMessages(messageSet('Type', { Ask: { value: 1, input: Ask } }), { name: 'Messages' });
 * console.log(/export const Messages: CompiledMessageSet</.test(inline.typescript)); // true
 * ```
 */
export function compileMessages(set: MessageSet, options: CompileMessagesOptions): CompiledMessages {
  assertMessageSet(set);
  assertOptions('compileMessages', options, { name: 'any', source: 'string' });
  const name = nameOf(options?.name);
  const names = Object.keys(set.definitions);
  const types = new MessageTypes(set, name);
  const module = new ModuleText([name, ...types.names]);
  for (const taken of types.names) module.name(taken); // no class of the module may have it
  addMessages(module, set['~compiled'], name, names);
  const typed = {
    head: headText(name, abiOf(set), options, hashesOf(set)),
    types: types.text(),
    signatures: [],
    objects: [{ name, type: `CompiledMessageSet<${types.definitions}>`, about: messagesComment(names) }],
  };
  return { inline: textsOf(typed, module.text()) };
}

/** @throws CastbufError ERR_USAGE */
function assertMessageSet(given: unknown): void {
  const kind = schemaKindOf(given);
  if (kind === 'message set') return;
  const what = kind === undefined ? shownValue(given) : `a ${kind}`;
  const other = { 'struct or union': '; compileCodec compiles it', 'record set': '; compileSetCodec compiles it' };
  const hint = `compileMessages takes what messageSet(…) gives, not ${what}${kind === undefined ? '' : other[kind]}`;
  throw new CastbufError('ERR_USAGE', hint);
}

function abiOf(set: MessageSet): string {
  return (set['~compiled'].messages[0] as MessageProgram).input.layout.abi;
}

/** Of each message and its reply, in the order of the set; each type once. */
function hashesOf({ definitions, abi }: MessageSet): string {
  const types = Object.values(definitions).flatMap(({ input, output }) =>
    output === undefined ? [input] : [input, output],
  );
  const hashes = [...new Set(types)].map((type) => schemaHash(type, abi === undefined ? {} : { abi }));
  return hashes.join('\n// schema ');
}

/** A message or a reply, and the name that its types begin with. */
interface NamedProgram {
  readonly program: Program;
  readonly name: string;
}

/** What TypeScript is told of a set: the values and cursors of each message and reply, and which message has which. */
class MessageTypes {
  /** The type of the set's messages. */
  readonly definitions: string;
  private readonly taken = new Set<string>();
  private readonly inputs: ReadonlyMap<string, NamedProgram>;
  private readonly outputs: ReadonlyMap<string, NamedProgram>;

  constructor(
    private readonly set: MessageSet,
    private readonly name: string,
  ) {
    const programs = new Map(set['~compiled'].messages.map((message) => [message.name, message]));
    const messages = Object.keys(set.definitions).map((message) => programs.get(message) as MessageProgram);
    this.definitions = `${name}Definitions`;
    this.taken.add(this.definitions);
    this.inputs = new Map(messages.map((message) => [message.name, this.named(message.input, message.name)]));
    this.outputs = new Map(
      messages.flatMap(({ name: message, output }) =>
        output === undefined ? [] : [[message, this.named(output, `${message}Reply`)]],
      ),
    );
  }

  /** All names of types that it declares, but those of enums. */
  get names(): string[] {
    return [...this.taken];
  }

  text(): string {
    const freeName = enumNames([this.name]);
    const records = [...this.inputs.values(), ...this.outputs.values()];
    const declared = records.map(({ program, name }) => valueTypes(program, name, freeName));
    const members = Object.entries(this.set.definitions).map(
      ([message, definition]) =>
        `readonly ${keyText(message)}: {\n${indented(this.definitionText(message, definition))}\n};`,
    );
    return [
      ...declared,
      `/** The messages of the set, as defineDriver knows them. */\nexport type ${this.definitions} = {\n${indented(members.join('\n'))}\n};`,
    ].join('\n\n');
  }

  private definitionText(message: string, { value, optionalOutput }: MessageDefinition): string {
    const lines = [
      `readonly value: ${Array.isArray(value) ? `readonly [${value.map(literal).join(', ')}]` : literal(value as number | bigint)};`,
      `readonly input: ${typeText(this.inputs.get(message) as NamedProgram)};`,
    ];
    const output = this.outputs.get(message);
    if (output !== undefined) lines.push(`readonly output: ${typeText(output)};`);
    if (optionalOutput !== undefined) lines.push(`readonly optionalOutput: ${optionalOutput};`);
    return lines.join('\n');
  }

  /** With a name that begins with that of the set, and that no other one has. */
  private named(program: Program, wanted: string): NamedProgram {
    const word = `${this.name}${wanted.replaceAll(/[^\w$]/g, '_')}`;
    let name = word;
    for (let count = 2; typeNames(name).some((one) => this.taken.has(one)); count++) name = `${word}${count}`;
    for (const one of typeNames(name)) this.taken.add(one);
    return { program, name };
  }
}

/** Those that `valueTypes` declares. */
function typeNames(name: string): string[] {
  return [name, `${name}Input`, `${name}View`];
}

function typeText({ name }: NamedProgram): string {
  return `MessageType<${typeNames(name).join(', ')}>`;
}
