import * as K from '../../../assembly/core/layout.js';
import { asLeaf, type Op } from '../../cursor/index.js';
import type { CheckLanguage, Choice, ListPlace } from '../check-language.js';
import { CheckWalk, factsOf } from '../check-walk.js';
import type { CodecText } from '../codec-text.js';
import type { SummedText } from '../checksum-text.js';
import { commentText, indented } from '../module-text.js';
import type { RecordSetText } from '../record-set-text.js';
import { checksumAssembly } from './checksum-assembly.js';
import { exactBits, exactFloat, exactInteger } from './exact-load.js';
import { doubleHelper } from './float16-assembly.js';
import { measuredAssembly } from './measure-assembly.js';

/** A check in AssemblyScript. */
export interface CheckAssembly {
  /** The name of the function: `check<T>(at: usize, end: usize): usize`, the record's bytes or 0. */
  readonly name: string;
  readonly functions: string;
  /** Functions that it calls, in their order. Those of several types in a module are the same texts. */
  readonly helpers: readonly string[];
}

/**
 * A function that measures the record at `at`, in memory that ends at `end`: its bytes; 0 where anything is wrong with it, and then the check in JavaScript
 * says what. It loads nothing from outside of `at` to `end`. CRCs have their tables at 8192 to 32768.
 */
export function checkAssembly(codec: CodecText): CheckAssembly {
  const language = new CheckInAssembly(codec);
  const body = new CheckWalk(codec, language).text();
  const name = `check${codec.name}`;
  const functions = `/** Bytes of the record at \`record\`, in memory that ends at \`dataEnd\`; 0: it is wrong, or cut. */
function ${name}(record: usize, dataEnd: usize): usize {
  const at = <i64>record;
  const end = <i64>dataEnd;
${indented(body)}
}`;
  const beyond = isSharing(codec)
    ? [`/** What the parts of the last such record have beyond its own bytes. */\nlet beyond${codec.name}: i64 = 0;`]
    : [];
  return {
    name,
    functions: [...language.functions, ...beyond, functions].join('\n\n'),
    helpers: [...language.helpers],
  };
}

/** Parts of a record in a list may lie over each other. */
function isSharing(codec: CodecText): boolean {
  return codec.isListed && factsOf(codec).isShared;
}

/** More than any place, and so little that no product with a stride passes 64 bits. */
const ABOVE_ALL = '0x100000000';
/** The same where up to 2^31 is taken from it, and it is multiplied by up to 2^30. */
const ABOVE_ALL_MEASURED = '0x180000000';
const MOST_LITERAL = 2n ** 53n;

/** All numbers are i64, but for the values that are checked. */
class CheckInAssembly implements CheckLanguage {
  readonly helpers = new Set<string>();
  /** Of the records of lists. */
  readonly functions: string[] = [];

  constructor(private readonly codec: CodecText) {}

  note(path: string): string {
    return `// ${commentText(path)}`;
  }

  constant(name: string, value: string): string {
    return `const ${name} = ${value};`;
  }

  variable(name: string, value: string): string {
    return `let ${name}: i64 = ${value};`;
  }

  loop(index: string, count: string, body: string): string {
    return `for (let ${index}: i64 = 0; ${index} < ${count}; ${index}++) {\n${indented(body)}\n}`;
  }

  refuse(condition: string): string {
    return condition === '' ? 'return 0;' : `if (${condition}) return 0;`;
  }

  integer(leaf: Op, base: string): string {
    if (leaf.kind === K.OP_MEASURE) return measuredAssembly(leaf, this.bitsOf(asLeaf(leaf), base, ABOVE_ALL_MEASURED));
    return this.bitsOf(leaf, base, ABOVE_ALL);
  }

  /** @param above what stands for all integers above it */
  private bitsOf(leaf: Op, base: string, above: string): string {
    const value = exactInteger(leaf, base);
    if (leaf.width <= 32 || (leaf.flags & K.F_BOOL) !== 0) return value;
    const isNegative =
      leaf.kind === K.OP_WIDE ? (leaf.flags & K.F_UNSIGNED_WIDE) === 0 : (leaf.flags & K.F_SIGNED) !== 0;
    if (isNegative) return `min<i64>(${value}, ${above})`;
    return `<i64>min<u64>(${exactBits(leaf, base)}, ${above})`;
  }

  number(leaf: Op, base: string): string {
    if ((leaf.flags & K.F_FLOAT) !== 0) {
      if (leaf.bytes === 2) this.helpers.add(doubleHelper(leaf));
      return exactFloat(leaf, base);
    }
    const isBits = (leaf.flags & (K.F_UNSIGNED_WIDE | K.F_BOOL)) !== 0;
    return isBits ? exactBits(leaf, base) : exactInteger(leaf, base);
  }

  literalOf(leaf: Op, index: number): string {
    const { signed, floats } = this.codec.code;
    if ((leaf.flags & K.F_FLOAT) !== 0) return floatLiteral(floats[index] as number);
    return integerLiteral(leaf, signed[index] as bigint);
  }

  tag(leaf: Op, base: string): string {
    return exactInteger(leaf, base);
  }

  choose(leaf: Op | undefined, value: string, choices: readonly Choice[], otherwise: string): string {
    const branches = choices
      .filter(({ body }) => body !== '' || otherwise !== '')
      .map(({ tags, body }) => {
        const condition = tags.map((tag) => `${value} === ${integerLiteral(leaf, BigInt(tag))}`).join(' || ');
        return body === '' ? `if (${condition}) {\n}` : `if (${condition}) {\n${indented(body)}\n}`;
      });
    if (otherwise === '') return branches.join(' else ');
    return [...branches, `{\n${indented(otherwise)}\n}`].join(' else ');
  }

  isUneven(leaf: Op, base: string, count: string, unitBytes: number): string {
    if (leaf.width <= 32 || leaf.kind === K.OP_MEASURE) return `${count} % ${unitBytes} !== 0`;
    return `${exactBits(leaf, base)} % ${unitBytes} !== 0`;
  }

  bytesOf({ bytes }: Op, _base: string, units: string): string {
    return `${units} * ${bytes}`;
  }

  wholeUnits(bytes: string, unitBytes: number): string {
    const there = `max<i64>(0, ${bytes})`;
    return unitBytes === 1 ? there : `${there} / ${unitBytes}`;
  }

  larger(one: string, other: string): string {
    return `max<i64>(${one}, ${other})`;
  }

  smaller(one: string, other: string): string {
    return `min<i64>(${one}, ${other})`;
  }

  findNul(from: string, end: string, unitBytes: number): string {
    this.helpers.add(nulHelper(unitBytes));
    return `findNul_u${unitBytes * 8}(${from}, ${end})`;
  }

  checksum(op: Op, ranges: readonly SummedText[], hole: SummedText): string {
    const { name, helpers } = checksumAssembly(this.codec.code, op);
    for (const helper of helpers) this.helpers.add(helper);
    return `${name}(${[...ranges.flat(), ...hole].join(', ')})`;
  }

  shared(reached: string, bytes: string): string {
    const { code } = this.codec;
    const most = code.word(K.P_MAX_MESSAGE);
    const times = code.word(K.P_MAX_AMPLIFICATION);
    return `if (${reached} > ${most} || ${reached} > (${bytes}) * ${times}) return 0;`;
  }

  records(list: RecordSetText, { from, end }: ListPlace, shared: string | undefined): string {
    const call = `${this.recordsFunction(list)}(${from}, ${end})`;
    return shared === undefined
      ? `if (${call} < 0) return 0;`
      : `const ${shared} = ${call};\nif (${shared} < 0) return 0;`;
  }

  private recordsFunction(list: RecordSetText): string {
    const { set, members, name } = list;
    const tag: Op = { ...(set.tag as Op), flags: (set.tag as Op).flags | K.F_UNSIGNED_WIDE };
    const bodies = members.map(({ codec }) => {
      const check = checkAssembly(codec);
      for (const helper of check.helpers) this.helpers.add(helper);
      this.functions.push(check.functions);
      const call = `bytes = ${check.name}(<usize>at, <usize>end);`;
      return isSharing(codec) ? `${call}\nif (bytes !== 0) shared += beyond${codec.name};` : call;
    });
    const choices = bodies.map((body, type): Choice => {
      const tags = set.tags.filter(([, number]) => number === type).map(([value]) => value);
      return { tags, body };
    });
    const named = choices.filter(({ tags }) => tags.length > 0);
    const other = bodies[set.otherwise] ?? '';
    const chosen = named.length === 0 ? other : this.choose(tag, 'tag', named, other);
    this.functions
      .push(`/** What parts of the records in [from, end) have beyond their records' own bytes; -1: one of them is wrong. */
function records${name}(from: i64, end: i64): i64 {
  let shared: i64 = 0;
  let at = from;
  while (at < end) {
    if (end - at < ${tag.offset + tag.bytes}) return -1;
    const tag: u64 = ${exactBits(tag, 'at')};
    let bytes: usize = 0;
${indented(chosen, 2)}
    if (bytes === 0) return -1;
    at += <i64>bytes;
  }
  return shared;
}`);
    return `records${name}`;
  }

  beyond(reached: string, bytes: string): string {
    return `beyond${this.codec.name} = max<i64>(0, ${reached} - (${bytes}));`;
  }

  answer(bytes: string): string {
    return `return <usize>(${bytes});`;
  }
}

/** A function that takes two addresses. */
export function nulHelper(bytes: number): string {
  const unit = `u${bytes * 8}`;
  return `/** Place of the first NUL; where there is none, of the first unit that does not end before \`end\`. */
function findNul_${unit}(from: i64, end: i64): i64 {
  let place = from;
  while (end - place >= ${bytes} && load<${unit}>(<usize>place) !== 0) place += ${bytes};
  return place;
}`;
}

/** Of a leaf's check, or of a tag, which is an i64 whatever its leaf is. */
function integerLiteral(leaf: Op | undefined, value: bigint): string {
  const isBits = leaf !== undefined && (leaf.flags & (K.F_UNSIGNED_WIDE | K.F_BOOL)) !== 0;
  const shown = isBits ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value);
  if (shown < MOST_LITERAL && shown > -MOST_LITERAL) return String(shown);
  return `<${isBits ? 'u64' : 'i64'}>0x${BigInt.asUintN(64, value).toString(16)}`;
}

function floatLiteral(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
