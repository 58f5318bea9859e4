import { indented } from '../module-text.js';
import type { RecordSetText, SetMemberText } from '../record-set-text.js';
import { bitsOf } from './assembly-leaf.js';
import { checkAssembly } from './check-assembly.js';
import { guardText } from './measured.js';
import { routedBytes, type RoutedLength, type RoutedRules, type RoutedType } from './routed-type.js';
import { listBytesOf, type SetLists } from './set-lists.js';
import type { TagText } from './tag-assembly.js';

export const NO_NUMBER = '0xffffffff';

/** What is the matter with records on lists, and with one that is on none. */
export interface ChecksText {
  readonly functions: readonly string[];
  readonly helpers: readonly string[];
  /** Types whose records may be wrong when they are routed: `bad<T>(from, end)` gives the number of the first. */
  readonly doubtful: readonly number[];
}

export function checksText(
  text: RecordSetText,
  types: readonly RoutedType[],
  tag: TagText,
  lists: SetLists,
): ChecksText {
  const { members } = text;
  const functions: string[] = [];
  const helpers: string[] = [];
  const doubtful: number[] = [];
  types.forEach((type, number) => {
    const member = members[number] as SetMemberText;
    const good = type.rules && goodText(type.rules, type, 'at');
    if (type.rules !== undefined) functions.push(measuredCheck(member, type, good));
    else {
      const check = checkAssembly(member.codec);
      functions.push(check.functions);
      helpers.push(...check.helpers);
    }
    if (type.length === undefined || good === '') return;
    doubtful.push(number);
    const { name } = member.codec;
    if (good === undefined) {
      const same = `<u64>check${name}(at, end) == ${routedBytes(type.length, 'at')}`;
      functions.push(badText(text, lists, number, name, same));
    } else {
      functions.push(goodFunction(member, good), badText(text, lists, number, name, `good${name}(at)`));
    }
  });
  if (doubtful.length > 0) functions.push(dropText(text, lists));
  functions.push(oneText(text, tag, lists));
  return { functions, helpers, doubtful };
}

/** Whether a record whose own length is fine has numbers that it may have; '' where it cannot have others. */
function goodText({ guards, tail }: RoutedRules, { length, fixedBytes }: RoutedType, at: string): string {
  const tests = guards.map((guard) => guardText(guard, at));
  if (tail !== undefined) {
    const { count, stride, most } = tail;
    const counted = `<u64>${bitsOf(count, at).text}`;
    tests.push(
      `(${stride === 1 ? counted : `${counted} * ${stride}`} <= ${routedBytes(length as RoutedLength, at)} - ${fixedBytes})`,
    );
    if (most < 2 ** count.width - 1) tests.push(`(${counted} <= ${most})`);
  }
  return tests.join(' & ');
}

function goodFunction({ codec }: SetMemberText, good: string): string {
  return `/** Whether the numbers of a record of ${codec.program.layout.name} are what they may be. */
@inline function good${codec.name}(at: usize): bool {
  return ${good};
}`;
}

function measuredCheck({ codec }: SetMemberText, { fixedBytes, mostBytes, length }: RoutedType, good = ''): string {
  const { name, program } = codec;
  const most = (length as RoutedLength).mostCount;
  const { count } = length as RoutedLength;
  const lines = [
    `const room = min<u64>(<u64>(end - at), ${mostBytes});`,
    `if (room < ${fixedBytes}) return 0;`,
    `const bytes: u64 = ${routedBytes(length as RoutedLength, 'at')};`,
    `if (bytes < ${fixedBytes} || bytes > room) return 0;`,
    ...(count !== undefined && most < 2 ** count.width ? [`if (${bitsOf(count, 'at').text} > ${most}) return 0;`] : []),
    good === '' ? 'return <usize>bytes;' : `return good${name}(at) ? <usize>bytes : 0;`,
  ];
  return `/** Bytes of the record of ${program.layout.name} at \`at\`, in memory that ends at \`end\`; 0: it is wrong, or cut. */
function check${name}(at: usize, end: usize): usize {
${indented(lines.join('\n'))}
}`;
}

/** All of them are looked at before anything is decided: it hardly ever is one. */
function badText({ members }: RecordSetText, lists: SetLists, type: number, name: string, good: string): string {
  const bytes = type * listBytesOf(lists);
  const list = bytes === 0 ? lists.entries : `${lists.entries} + ${bytes}`;
  return `/** The number of the first ${members[type]?.name} on its list, from entry \`from\` on, that may be wrong; ${NO_NUMBER} where none is. */
function bad${name}(from: u32, end: usize): u32 {
  const first = ${list} + (<usize>from << 3);
  const last = ${list} + (<usize>load<u32>(${lists.counts}, ${type * 4}) << 3);
  let isGood = true;
  for (let entry = first; entry < last; entry += 8) {
    const at = <usize>load<u32>(entry);
    isGood = isGood & (${good});
  }
  if (isGood) return ${NO_NUMBER};
  let entry = first;
  for (; ; entry += 8) {
    const at = <usize>load<u32>(entry);
    if (!(${good})) break;
  }
  return load<u32>(entry, 4);
}`;
}

function dropText({ name, set }: RecordSetText, lists: SetLists): string {
  return `/** Takes records from number \`number\` on off the lists again: the stream goes on with that one. */
function drop${name}(number: u32): void {
  for (let type: usize = 0; type < ${set.types.length}; type++) {
    let count = load<u32>(${lists.counts} + (type << 2));
    for (; count > 0; count--) {
      const entry = ${lists.entries} + type * ${listBytesOf(lists)} + (<usize>(count - 1) << 3);
      if (load<u32>(entry, 4) < number) break;
      placed${name} = min<usize>(placed${name}, <usize>load<u32>(entry));
    }
    store<u32>(${lists.counts} + (type << 2), count);
  }
  numbered${name} = number;
}`;
}

/** The slow way, which says for sure. */
function oneText({ name, members }: RecordSetText, tag: TagText, lists: SetLists): string {
  const cases = members.map(({ codec }, type) => `    case ${type}: bytes = check${codec.name}(at, end); break;\n`);
  const lengths =
    lists.lengths === undefined
      ? ''
      : `\n  store<u32>(${lists.lengths} + type * ${listBytesOf(lists) / 2} + (<usize>count << 2), <u32>bytes);`;
  return `/** Puts the record at \`at\` on the list of its type, and gives its bytes; 0: it is wrong, or cut. */
function one${name}(at: usize, end: usize, number: u32): usize {
  if (end - at < ${tag.end}) return 0;
  const type = <usize>${tag.of('at')};
  let bytes: usize = 0;
  switch (<i32>type) {
${cases.join('')}  }
  if (bytes == 0) return 0;
  const count = load<u32>(${lists.counts} + (type << 2));
  store<u32>(${lists.counts} + (type << 2), count + 1);
  store<u64>(${lists.entries} + type * ${listBytesOf(lists)} + (<usize>count << 3), <u64>at | (<u64>number << 32));${lengths}
  return bytes;
}`;
}
