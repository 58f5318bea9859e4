import type { MessageProgram, MessageSetProgram } from '../message-set/index.js';
import type { Op } from '../cursor/index.js';
import type { LeafWords, Program } from '../program/index.js';
import * as K from '../../assembly/core/layout.js';
import { CodecText } from './codec-text.js';
import { finishFunction, messageCheckFunction } from './finish-text.js';
import { unsignedText, valueText } from './leaf-text.js';
import { FastMessages, finishedText } from './messages-fast-text.js';
import { commentText, indented, keyText, literal, quoted, type ModuleText } from './module-text.js';
import { readFunction } from './read-text.js';
import { viewClass } from './view-text.js';
import { putFunction } from './write-text.js';

/*
 * A message set as an emitted module: what defineDriver takes where it takes a `messageSet(…)`. It has the cursors of each message and its reply, what checks
 * and completes them, and the fast way of most messages, which is in messages-fast-text.ts.
 */

/**
 * Adds a message set, as engines run it, to a module, which exports it under a name.
 * @param names of the messages, as handlers are looked for
 */
export function addMessages(module: ModuleText, set: MessageSetProgram, name: string, names: readonly string[]): void {
  new MessagesText(module, set).add(name, names);
}

/** What a module says of the set that it exports. */
export function messagesComment(names: readonly string[]): string {
  return `/** The messages ${commentText(names.join(', '))}: give them to defineDriver. */`;
}

class MessagesText {
  /** By the struct: several messages may be of one. */
  private readonly codecs = new Map<unknown, CodecText>();

  constructor(
    private readonly module: ModuleText,
    private readonly set: MessageSetProgram,
  ) {}

  add(name: string, names: readonly string[]): void {
    const { module, set } = this;
    const messages = set.messages.map((message) => this.factsText(message));
    const fast = new FastMessages(module, set, (program) => this.codecOf(program).name).declare();
    const exported = module.name(name);
    const definitions = names.map((one) => `${keyText(one)}: {}`).join(', ');
    const facts = [
      ...this.tagsText(),
      `leastBytes: ${set.leastBytes}`,
      `identify: ${this.identifyText()}`,
      `messages: [\n${indented(messages.map((text) => `${text},\n`).join(''))}]`,
      `start: ${fast}`,
    ];
    module.add(
      [
        messagesComment(names),
        `export const ${exported} = /* @__PURE__ */ ${module.use('compiledMessages')}(`,
        `  { ${definitions} },`,
        `  {\n${indented(facts.map((text) => `${text},\n`).join(''), 2)}  },`,
        ');',
      ].join('\n'),
    );
  }

  private codecOf(program: Program): CodecText {
    const { node } = program.layout.root;
    let codec = this.codecs.get(node);
    if (codec === undefined) this.codecs.set(node, (codec = new CodecText(this.module, program, typeName(program))));
    return codec;
  }

  private factsText({ name, input, output, isOutputOptional }: MessageProgram): string {
    const codec = this.codecOf(input);
    const check = messageCheckFunction(codec);
    const entries = [
      `name: ${quoted(name)}`,
      `Message: ${viewClass(codec, 'message')}`,
      `check: ${check}`,
      `decode: ${this.decodeFunction(codec, check)}`,
      ...(output === undefined ? [] : [`reply: ${this.replyText(output, isOutputOptional)}`]),
    ];
    return `{\n${indented(entries.map((entry) => `${entry},\n`).join(''))}}`;
  }

  private replyText(program: Program, isOptional: boolean): string {
    const codec = this.codecOf(program);
    const entries = [
      `Reply: ${viewClass(codec, 'reply')}`,
      ...(isOptional ? ['isOptional: true'] : []),
      `blankBytes: ${program.blankBytes}`,
      `clearBytes: ${program.clearBytes}`,
      ...(finishedText(this.module, program) === undefined ? [`finish: ${finishFunction(codec)}`] : []),
      `put: ${putFunction(codec)}`,
    ];
    return `{\n${indented(entries.map((entry) => `${entry},\n`).join(''))}}`;
  }

  private decodeFunction(codec: CodecText, check: string): string {
    const { module } = this;
    const read = readFunction(codec);
    return codec.declare('decodeMessage', (name) =>
      [
        `function ${name}(message) {`,
        `  const view = ${module.use('messageView')}(message);`,
        `  return ${read}(view, 0, ${check}(view, 0, view.byteLength), ${module.use('sliceOf')});`,
        '}',
      ].join('\n'),
    );
  }

  // --- what a message is -------------------------------------------------------------------------------------------

  private tagsText(): string[] {
    const { module, set } = this;
    const [first] = set.tags;
    if (first === undefined) return [];
    const shown = set.paths.map((path, index) => {
      const leaf = set.tags[index] as LeafWords;
      const value = valueText(module, { ...leaf, flags: leaf.flags & ~K.F_BOOL } as Op, 'view', '0');
      return `[${quoted(path)}, ${value}]`;
    });
    return [`tags: (view) => [${shown.join(', ')}]`, `tagOffset: ${first.offset}`];
  }

  private identifyText(): string {
    const { set } = this;
    if (set.tags.length === 0) return '() => 0';
    const name = this.module.name('identify');
    const body = set.tags.length === 1 ? this.switchText(set.tags[0] as LeafWords) : this.chainText();
    this.module.add(
      `/** The number of the message; -1: it is none of the set. */\nfunction ${name}(view) {\n${indented(body)}\n}`,
    );
    return name;
  }

  private switchText(leaf: LeafWords): string {
    const cases = this.set.messages.map(
      ({ tags, name }, index) =>
        `case ${tagLiteral(leaf, tags[0] as bigint)}:\n  return ${index}; // ${commentText(name)}`,
    );
    return `switch (${this.tagText(leaf)}) {\n${indented([...cases, 'default:\n  return -1;'].join('\n'))}\n}`;
  }

  private chainText(): string {
    const { tags, messages } = this.set;
    const read = tags.map((leaf, index) => `const tag${index} = ${this.tagText(leaf)};`);
    const tests = messages.map(({ tags: values, name }, message) => {
      const same = tags.map((leaf, index) => `tag${index} === ${tagLiteral(leaf, values[index] as bigint)}`);
      return `if (${same.join(' && ')}) return ${message}; // ${commentText(name)}`;
    });
    return [...read, ...tests, 'return -1;'].join('\n');
  }

  /** The bits of a discriminator; of a wide one its value. */
  private tagText(leaf: LeafWords): string {
    return leaf.kind === K.OP_WIDE
      ? valueText(this.module, leaf as Op, 'view', '0')
      : unsignedText(leaf as Op, 'view', '0');
  }
}

function tagLiteral({ kind, width, flags }: LeafWords, tag: bigint): string {
  if (kind !== K.OP_WIDE) return literal(Number(BigInt.asUintN(width, tag)));
  return literal((flags & K.F_UNSIGNED_WIDE) === 0 ? BigInt.asIntN(width, tag) : BigInt.asUintN(width, tag));
}

/** SET_LEVEL as SetLevel; a name that is no such word as it is. */
function typeName({ layout }: Program): string {
  const { name } = layout;
  if (!/^[A-Z\d_]+$/.test(name)) return name || 'Record';
  return name.replaceAll(/_*([A-Z\d])([A-Z\d]*)/g, (_, first: string, rest: string) => first + rest.toLowerCase());
}
