import * as K from '../../assembly/core/layout.js';
import { Code, type Op } from '../cursor/index.js';
import type { RuntimeName } from './module-text.js';
import type { CheckLanguage, Choice, Failure, ListPlace } from './check-language.js';
import { sumCall, type SummedText } from './checksum-text.js';
import { CheckWalk, factsOf } from './check-walk.js';
import { leafBounds } from './check-facts.js';
import { CodecText } from './codec-text.js';
import { integerText, valueText } from './leaf-text.js';
import { indented, literal } from './module-text.js';
import { bracketed } from './place-text.js';
import type { RecordSetText } from './record-set-text.js';
import { checkByType } from './record-type-text.js';

/**
 * Declares `check<T>(view, at, end)`: the length of the record that begins at `at`, in data that ends at `end`. Throws the CastbufError that the
 * interpreter has for a record that is wrong; `neededBytes` says of it how long the record must be to be good.
 */
export function checkFunction(codec: CodecText): string {
  return codec.declare('check', (name) => functionText(name, bodyOf(codec), isSharing(codec) ? SHARED : ''));
}

/**
 * Declares `extent<T>(view, at, end)`: how long the record is that begins at `at`, whatever else is wrong with it. It throws where nothing says so. Undefined where `check<T>` says the
 * same, or all records have one length.
 * @param words of a program that only measures
 */
export function extentFunction(codec: CodecText, words: Int32Array): string | undefined {
  if (codec.code.word(K.P_RULE) === K.RULE_FIXED) return undefined;
  return measuredBy(codec, words) === bodyOf(codec) ? undefined : lengthFunction(codec, words, 'extent');
}

/** Declares a function that measures records by other words of the program. */
export function lengthFunction(codec: CodecText, words: Int32Array, what: string): string {
  return codec.declare(what, (name) => functionText(name, measuredBy(codec, words)));
}

function measuredBy({ module, program, name }: CodecText, words: Int32Array): string {
  return bodyOf(new CodecText(module, program, name, new Code(words)));
}

function bodyOf(codec: CodecText): string {
  return new CheckWalk(codec, new CheckInJavaScript(codec)).text();
}

/** A record in a list whose parts may lie over each other says what they have beyond it. */
const SHARED = ', beyond = { bytes: 0 }';

function isSharing(codec: CodecText): boolean {
  return codec.isListed && factsOf(codec).isShared;
}

function functionText(name: string, body: string, more = ''): string {
  return `function ${name}(view, at, end${more}) {\n${indented(body)}\n}`;
}

/** Declares the check of a record of a list, whatever its type: `(view, at, end, beyond) => bytes`. */
function listedCheckFunction(list: RecordSetText): string {
  const isShared = list.members.some(({ codec }) => isSharing(codec));
  const calls = list.members.map(({ codec }) => {
    const more = isSharing(codec) ? ', beyond' : '';
    return `${checkFunction(codec)}(view, at, end${more})`;
  });
  return checkByType(list, calls, isShared ? ', beyond' : '');
}

export class CheckInJavaScript implements CheckLanguage {
  constructor(private readonly codec: CodecText) {}

  /** Errors have their paths. */
  note(): string {
    return '';
  }

  constant(name: string, value: string): string {
    return `const ${name} = ${value};`;
  }

  variable(name: string, value: string): string {
    return `let ${name} = ${value};`;
  }

  loop(index: string, count: string, body: string): string {
    return `for (let ${index} = 0; ${index} < ${count}; ${index}++) {\n${indented(body)}\n}`;
  }

  refuse(condition: string, failures: readonly Failure[]): string {
    const throws = failures.map((failure) => this.thrown(failure)).join('\n');
    if (condition === '') return throws;
    const [only] = failures;
    if (failures.length > 1 || only?.when !== undefined) return `if (${condition}) {\n${indented(throws)}\n}`;
    const line = `if (${condition}) ${throws}`;
    return line.length <= 110 ? line : `if (${condition}) {\n${indented(throws)}\n}`;
  }

  private thrown({ name, when, member, args, need }: Failure): string {
    const place = member === undefined ? [] : [member.field, member.path];
    const given = ['at', ...place, ...args, ...(need === undefined ? [] : [need])];
    const text = `throw ${this.use(name)}(${given.join(', ')});`;
    return when === undefined ? text : `if (${when}) ${text}`;
  }

  integer(leaf: Op, base: string): string {
    return integerText(this.codec.module, leaf, 'view', base);
  }

  number(leaf: Op, base: string): string {
    return valueText(this.codec.module, { ...leaf, flags: leaf.flags & ~K.F_BOOL }, 'view', base);
  }

  literalOf(leaf: Op, index: number): string {
    const { signed, unsigned, numbers, floats } = this.codec.code;
    const isWide = leaf.kind === K.OP_WIDE;
    const wide = (leaf.flags & K.F_UNSIGNED_WIDE) === 0 ? signed : unsigned;
    const constants = isWide ? wide : (leaf.flags & K.F_FLOAT) === 0 ? numbers : floats;
    return literal(constants[index] as number | bigint);
  }

  tag(leaf: Op, base: string): string {
    return leaf.kind === K.OP_WIDE ? valueText(this.codec.module, leaf, 'view', base) : this.integer(leaf, base);
  }

  choose(_leaf: Op | undefined, value: string, choices: readonly Choice[], otherwise: string): string {
    const cases = choices
      .filter(({ body }) => body !== '' || otherwise !== '')
      .map(({ tags, body }) => {
        const heads = tags.map((tag) => `case ${literal(tag)}:`).join('\n');
        return caseText(heads, body === '' ? 'break;' : `${body}\nbreak;`);
      });
    if (otherwise !== '') cases.push(caseText('default:', otherwise));
    return `switch (${value}) {\n${indented(cases.join('\n'))}\n}`;
  }

  isUneven(leaf: Op, base: string, count: string, unitBytes: number): string {
    if (leaf.kind !== K.OP_WIDE) return `${count} % ${unitBytes} !== 0`;
    return `${this.tag(leaf, base)} % ${unitBytes}n !== 0n`;
  }

  bytesOf({ ref, flags, bytes }: Op, base: string, units: string): string {
    const leaf = ref as Op;
    const inBytes = (flags & K.F_COUNTS_BYTES) !== 0;
    const { most } = leafBounds(leaf);
    const product = `${units} * ${bytes}`;
    if (Number(most) * (inBytes ? 1 : bytes) <= Number.MAX_SAFE_INTEGER) return product;
    const isWide = leaf.kind === K.OP_WIDE;
    const counted = isWide ? this.tag(leaf, base) : `BigInt(${units})`;
    return `${this.use('countedBytes')}(${units}, ${bytes}, ${isWide && inBytes ? counted : `${counted} * ${bytes}n`})`;
  }

  wholeUnits(bytes: string, unitBytes: number): string {
    const there = `Math.max(0, ${bytes})`;
    return unitBytes === 1 ? there : `Math.floor(${there} / ${unitBytes})`;
  }

  larger(one: string, other: string): string {
    return `Math.max(${one}, ${other})`;
  }

  smaller(one: string, other: string): string {
    return `Math.min(${one}, ${other})`;
  }

  findNul(from: string, end: string, unitBytes: number): string {
    return `${this.use('findNul')}(view, ${from}, ${end}, ${unitBytes})`;
  }

  checksum(op: Op, ranges: readonly SummedText[], hole: SummedText): string {
    return sumCall(this.codec, op, ranges, hole);
  }

  shared(reached: string, bytes: string, isOpen: string): string {
    const { code } = this.codec;
    const limits = `${code.word(K.P_MAX_MESSAGE)}, ${code.word(K.P_MAX_AMPLIFICATION)}`;
    return `${this.use('assertShared')}(at, ${reached}, ${bytes}, ${limits}, ${isOpen});`;
  }

  records(list: RecordSetText, { from, end, path, open }: ListPlace, shared: string | undefined): string {
    const given = ['view', from, end, listedCheckFunction(list), 'at', path, ...(open === '-1' ? [] : [open])];
    return `${shared === undefined ? '' : `const ${shared} = `}${this.use('checkRecords')}(${given.join(', ')});`;
  }

  beyond(reached: string, bytes: string): string {
    return `beyond.bytes += Math.max(0, ${reached} - ${bracketed(bytes)});`;
  }

  answer(bytes: string): string {
    return `return ${bytes};`;
  }

  private use(name: RuntimeName): string {
    return this.codec.module.use(name);
  }
}

/** A case of a switch; what declares has a block. */
function caseText(heads: string, body: string): string {
  const declares = /^(?:const|let) /m.test(body);
  return declares ? `${heads} {\n${indented(body)}\n}` : `${heads}\n${indented(body)}`;
}
