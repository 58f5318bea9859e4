import * as K from '../../../assembly/core/layout.js';
import type { Op } from '../../cursor/index.js';
import type { RecordSetText } from '../record-set-text.js';
import { bitsOf, bytesOfLeaf } from './assembly-leaf.js';
import { commonLength, type RoutedType } from './routed-type.js';
import type { ScratchPlan } from './set-scratch.js';
import { listBytesOf, type SetLists } from './set-lists.js';
import type { TagText } from './tag-assembly.js';

/** The function that routes records to lists, and what it needs. */
export interface RouteText {
  readonly functions: readonly string[];
  readonly prepare: readonly string[];
}

/*
 * Where the next record begins depends on this one's length, and nothing else may be waited for: the type decides nothing but addresses. Where all types have
 * their length at one place it does not decide even that.
 */

/** Undefined where only walks know how long records are. */
export function routeText(
  text: RecordSetText,
  types: readonly RoutedType[],
  tag: TagText,
  lists: SetLists,
  scratch: ScratchPlan,
): RouteText | undefined {
  if (types.every(({ length }) => length === undefined)) return undefined;
  const { name, set } = text;
  const most = Math.min(...types.map(({ mostBytes }) => mostBytes));
  const common = commonLength(types);
  const steps = common === undefined ? byType(text, types, scratch) : byLeaf(text, types, common, scratch);
  const { startAlign: align } = set;
  const hasNone = set.otherwise < 0;
  const least = Math.max(tag.end, steps.end);
  const start = align === 1 ? 'at' : 'next';
  const lines = [
    ...(align === 1 ? [] : [`const next = from + ((at - from + ${align - 1}) & ${-align});`]),
    ...(align === 1
      ? [`const there = <u32>(end - at);`]
      : ['if (next > end) break;', 'const there = <u32>(end - next);']),
    `if (there < ${least}) break;`,
    `const type = <usize>${tag.of(start)};`,
    ...(hasNone ? [`if (type >= ${set.types.length}) break;`] : []),
    ...steps.lines(start, `min<u32>(there, ${most})`),
    `const count = load<u32>(${lists.counts} + (type << 2));`,
    `store<u32>(${lists.counts} + (type << 2), count + 1);`,
    `const entry = ${lists.entries} + type * ${listBytesOf(lists)} + (<usize>count << 3);`,
    `store<u64>(entry, <u64>${start} | (<u64>number << 32));`,
    ...(lists.lengths === undefined
      ? []
      : [`store<u32>(${lists.lengths} + type * ${listBytesOf(lists) / 2} + (<usize>count << 2), <u32>bytes);`]),
    'number++;',
    `at = ${start} + <usize>bytes;`,
  ];
  const given = `at: usize, end: usize, number: u32, most: u32${align === 1 ? '' : ', from: usize'}`;
  const routed = `/** Puts records on the lists of their types, until \`most\` have numbers below it, or up to one that may be wrong or cut. */
function route${name}(${given}): void {
  while (number < most) {
${lines.map((line) => `    ${line}\n`).join('')}  }
  placed${name} = at;
  numbered${name} = number;
}`;
  return { functions: [routed], prepare: steps.prepare };
}

interface Steps {
  /** Bytes that have to be there before a type and its length are known. */
  readonly end: number;
  readonly prepare: readonly string[];
  /** Statements that find `bytes`, or break. */
  lines(at: string, room: string): string[];
}

function byLeaf({ name }: RecordSetText, types: readonly RoutedType[], leaf: Op, scratch: ScratchPlan): Steps {
  const least = scratch.take(`LEAST_${name}`, types.length * 4, 'Least bytes of the records of each type.');
  return {
    end: leaf.offset + leaf.bytes,
    prepare: types.map(({ fixedBytes }, type) => `store<u32>(${least}, ${fixedBytes}${offsetText(type * 4)});`),
    lines: (at, room) => [
      `const bytes = ${bitsOf(leaf, at).text};`,
      `if (bytes < load<u32>(${least} + (type << 2)) || bytes > ${room}) break;`,
    ],
  };
}

/*
 * Of each type, 32 bytes:
 *   | fixed bytes | where the count is | its shift | its mask | base | stride | most | 1: it is big-endian |
 */
function byType({ name }: RecordSetText, types: readonly RoutedType[], scratch: ScratchPlan): Steps {
  const rules = scratch.take(`RULES_${name}`, types.length * 32, 'How long the records of each type are.');
  const isBig = types.map(({ length }) => ((length?.count?.flags ?? 0) & K.F_BIG_ENDIAN) !== 0);
  const isMixed = isBig.includes(true) && types.some(({ length }, type) => length?.count !== undefined && !isBig[type]);
  const word = isBig.includes(true) ? 'bswap<u32>(word)' : 'word';
  return {
    end: 0,
    prepare: types.flatMap((type, index) =>
      rulesOf(type).map((value, at) => `store<u32>(${rules}, ${value}${offsetText(index * 32 + at * 4)});`),
    ),
    lines: (at, room) => [
      `const rule = ${rules} + (type << 5);`,
      `const room = ${room};`,
      'const fixed = load<u32>(rule);',
      'if (fixed > room) break;',
      `const word = load<u32>(${at} + <usize>load<u32>(rule, 4));`,
      `const counted = ((${isMixed ? `load<u32>(rule, 28) != 0 ? ${word} : word` : word}) >> load<u32>(rule, 8)) & load<u32>(rule, 12);`,
      'const bytes = <u64>load<u32>(rule, 16) + <u64>counted * <u64>load<u32>(rule, 20);',
      'if (bytes < <u64>fixed || bytes > <u64>room || counted > load<u32>(rule, 24)) break;',
    ],
  };
}

function rulesOf({ fixedBytes, length }: RoutedType): number[] {
  // More than there ever is: such a record is for a walk.
  if (length === undefined) return [0xffffffff, 0, 0, 0, 0, 0, 0, 0];
  const { base, stride, count, mostCount } = length;
  if (count === undefined) return [fixedBytes, 0, 0, 0, base, 0, mostCount, 0];
  const { first, bytes, shift, width, isBig } = bytesOfLeaf(count);
  const mask = width === 32 ? 0xffffffff : 2 ** width - 1;
  return [fixedBytes, first, shift + (isBig ? 32 - bytes * 8 : 0), mask, base, stride, mostCount, Number(isBig)];
}

function offsetText(bytes: number): string {
  return bytes === 0 ? '' : `, ${bytes}`;
}
