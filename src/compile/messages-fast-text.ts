import * as K from '../../assembly/core/layout.js';
import type { Op } from '../cursor/index.js';
import {
  wordMessage,
  wordTag,
  type MessageProgram,
  type MessageSetProgram,
  type WordField,
  type WordGuard,
  type WordMessage,
} from '../message-set/index.js';
import { opOf } from '../cursor/index.js';
import type { Program } from '../program/index.js';
import { storeText } from './leaf-text.js';
import { commentText, indented, literal, type ModuleText } from './module-text.js';

/*
 * The fast way of a message: its discriminator and all that is checked of it are compared in the words that they lie in, its reply is cleared by stores, and is done
 * when its length is written. V8 takes the words and functions that the closure finds for constants. What is refused here goes the slow way, which finds out what it is;
 * so does what words cannot tell.
 */
export class FastMessages {
  private readonly tag: WordField | undefined;
  private readonly declared = new Map<unknown, string>();
  private readonly functions: string[] = [];

  /** @param nameOf what a type is called */
  constructor(
    private readonly module: ModuleText,
    private readonly set: MessageSetProgram,
    private readonly nameOf: (program: Program) => string,
  ) {
    this.tag = wordTag(set);
  }

  /** Declares the function that starts the messages over a memory, and gives its name. */
  declare(): string {
    const { module } = this;
    const parts = [this.beginText(), this.openText(), this.callText(), this.finishText()];
    const name = module.name('startMessages');
    const functions = [...this.functions, ...parts].join('\n\n');
    const used = ['view', 'words'].filter((one) => new RegExp(`\\b${one}\\b`).test(functions));
    const text = [
      ...(used.length === 0 ? [] : [`const { ${used.join(', ')} } = memory;`]),
      'let length = 0;',
      'const setLength = (bytes) => {\n  length = bytes;\n};\nconst beginSlowly = (slot) => slow.begin(slot, setLength);\n',
      functions,
      '\nreturn { begin, open, callOf, finish };',
    ].join('\n');
    module.add(
      [
        '/** What most messages need, over one memory: see FastWay of castbuf/compiled. */',
        `function ${name}(memory, slow) {`,
        indented(text),
        '}',
      ].join('\n'),
    );
    return name;
  }

  // --- begin -------------------------------------------------------------------------------------------------------

  private beginText(): string {
    const { set, tag } = this;
    const facts = set.messages.map((message, index) => tag && wordMessage(set, tag, message, index));
    const known = facts.filter((fact) => fact !== undefined && isFast(fact));
    if (tag === undefined || known.length === 0) return 'function begin(slot) {\n  return beginSlowly(slot);\n}';
    const cases = known.map((fact) => this.caseText(fact as WordMessage));
    const isWhole = set.paths.length > 0 && tag.mask === -1;
    const chosen =
      set.paths.length === 0 ? cases.join('\n') : `switch (${tagText(tag)}) {\n${indented(cases.join('\n'))}\n}`;
    // No word is of no tag; but of one that has fewer bits the value might be 0.
    const guards = isWhole ? [] : ['word < input.length'];
    const guarded = guards.length === 0 ? chosen : `if (${guards.join(' && ')}) {\n${indented(chosen)}\n}`;
    return [
      'function begin(slot) {',
      '  const { inputWords: input, inputWord: word } = slot;',
      indented(guarded),
      '  return beginSlowly(slot);',
      '}',
    ].join('\n');
  }

  private caseText(fact: WordMessage): string {
    const message = this.set.messages[fact.index] as MessageProgram;
    const call = `return ${this.beginFunction(fact, message)}(slot, ${fact.index});`;
    return this.set.paths.length === 0
      ? call
      : `case ${literal(fact.tag)}: // ${commentText(message.name)}\n${indented(call)}`;
  }

  /** The function that begins messages of a type, with a reply of so many bytes. */
  private beginFunction(fact: WordMessage, message: MessageProgram): string {
    const { clearBytes } = fact;
    const { input } = message;
    const fits = this.fitsFunction(fact, message);
    const clear = clearBytes === 0 ? [] : [`${this.clearFunction(clearBytes)}(words, slot.outputAt >> 2);`];
    return this.declaredOnce(`${fits} ${clearBytes}`, `begin${this.nameOf(input)}`, (name) =>
      [
        `function ${name}(slot, index) {`,
        `  length = ${fits}(slot.inputWords, slot.inputWord, slot.inputBytes);`,
        `  if (length < 0${clearBytes === 0 ? '' : ` || slot.outputBytes < ${clearBytes}`}) return beginSlowly(slot);`,
        ...clear.map((line) => `  ${line}`),
        '  return index;',
        '}',
      ].join('\n'),
    );
  }

  /** The function that gives the bytes of a good message, -1 of another one. */
  private fitsFunction(fact: WordMessage, { input }: MessageProgram): string {
    return this.declaredOnce(input.layout.root.node, `fits${this.nameOf(input)}`, (name) => {
      const conditions = [`bytes < ${fact.fixedBytes}`];
      for (let guard = fact.guard; guard !== undefined; guard = guard.next) conditions.push(guardText(guard));
      const lines = [`if (${conditions.join(' || ')}) return -1;`, ...lengthText(fact)];
      return `function ${name}(words, word, bytes) {\n${indented(lines.join('\n'))}\n}`;
    });
  }

  private clearFunction(bytes: number): string {
    return this.declaredOnce(bytes, `clear${bytes}`, (name) => {
      const stores = Array.from({ length: bytes / 4 }, (_, index) => `words[word${plusText(index)}] = 0;`);
      return `function ${name}(words, word) {\n${indented(stores.join('\n'))}\n}`;
    });
  }

  private declaredOnce(key: unknown, wanted: string, make: (name: string) => string): string {
    const known = this.declared.get(key);
    if (known !== undefined) return known;
    const name = this.module.name(wanted);
    this.declared.set(key, name);
    this.functions.push(make(name));
    return name;
  }

  // --- the others --------------------------------------------------------------------------------------------------

  private openText(): string {
    return [
      'function open(seat) {',
      '  seat.messagePlace.setLength(length);',
      '  seat.replyPlace.written = 0;',
      '}',
    ].join('\n');
  }

  /** Not a `switch`, whose calls are of one handler each: it takes V8 more bytecodes than there are left for what the handler does. */
  private callText(): string {
    return [
      'function callOf(handlers) {',
      '  return (index, message, reply, context, slot) => handlers[index](message, reply, context, slot);',
      '}',
    ].join('\n');
  }

  private finishText(): string {
    const { messages } = this.set;
    const texts = messages.map(({ output }) => finishedText(this.module, output));
    const isSame = texts.every((text) => text !== undefined && text === texts[0]);
    if (isSame) return `function finish(index, output, seat) {\n${indented(texts[0] as string)}\n}`;
    const cases = texts.flatMap((text, index) =>
      text === undefined ? [] : [`case ${index}: {\n${indented(text)}\n}`],
    );
    const others = 'return slow.finish(index, output, seat);';
    if (cases.length === 0) return `function finish(index, output, seat) {\n  ${others}\n}`;
    const none = texts.includes(undefined) ? [`default:\n  ${others}`] : [];
    return `function finish(index, output, seat) {\n  switch (index) {\n${indented([...cases, ...none].join('\n'), 2)}\n  }\n}`;
  }
}

/** Lengths that a word can say. */
function isFast({ fixedBytes, mostBytes }: WordMessage): boolean {
  return fixedBytes <= mostBytes;
}

/** The discriminators, where they lie in their word. */
function tagText({ word, mask }: WordField): string {
  const text = `input[word${plusText(word)}]`;
  return mask === -1 ? text : `${text} & ${literal(mask)}`;
}

/** Bits of a word: a number that may be negative, where it has all of them. */
function fieldText({ word, shift, mask }: WordField): string {
  const shifted = `words[word${plusText(word)}]${shift === 0 ? '' : ` >>> ${shift}`}`;
  return mask === -1 ? shifted : `(${shift === 0 ? shifted : `(${shifted})`} & ${literal(mask >>> 0)})`;
}

/** Whether a value is out of the guard's range. */
function guardText(guard: WordGuard): string {
  const { least, turnedSpan, mask } = guard;
  const span = (turnedSpan ^ -0x8000_0000) >>> 0;
  const field = fieldText(guard);
  const above = least === 0 ? field : `(${field} - ${literal(least)})`;
  const bits = mask === -1 ? `${above} >>> 0` : least === 0 ? above : `(${above} & ${literal(mask >>> 0)}) >>> 0`;
  return `${bits} > ${span}`;
}

/** Statements that answer the length of a message whose fixed part is there. */
function lengthText({ rule, ruleField, fixedBytes, mostBytes, stride, mostCount }: WordMessage): string[] {
  if (rule === K.RULE_FIXED) return [`return ${fixedBytes};`];
  const value = fieldText(ruleField);
  if (rule === K.RULE_TOTAL)
    return [
      `const length = ${value};`,
      `return length < ${fixedBytes} || length > bytes || length > ${mostBytes} ? -1 : length;`,
    ];
  const length = `${fixedBytes} + count${stride === 1 ? '' : ` * ${stride}`}`;
  return [
    `const count = ${value};`,
    `if (count < 0 || count > ${mostCount} || ${length} > bytes || ${length} > ${mostBytes}) return -1;`,
    `return ${length};`,
  ];
}

/** What completes a reply of one length; undefined: it takes more. */
export function finishedText(module: ModuleText, program: Program | undefined): string | undefined {
  if (program === undefined) return 'return 0;';
  const word = (index: number): number => program.words[index] as number;
  const bytes = word(K.P_FIXED_BYTES);
  if (word(K.P_FINISH) === K.FINISH_NOTHING) return `return ${bytes};`;
  if (word(K.P_FINISH) !== K.FINISH_LENGTH) return undefined;
  const op: Op = opOf(program, word(K.P_RULE_OP));
  const value = op.kind === K.OP_WIDE ? `${bytes}n` : String(bytes);
  return `${storeText(module, op, 'view', 'output', value)}\nreturn ${bytes};`;
}

function plusText(index: number): string {
  return index === 0 ? '' : ` + ${index}`;
}
