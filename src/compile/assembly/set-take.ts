import type { Op } from '../../cursor/index.js';
import type { CodecText } from '../codec-text.js';
import { indented } from '../module-text.js';
import type { SetMemberText } from '../record-set-text.js';
import { pointers, rowOf, type Slot, type SlotPlan } from './column-slots.js';
import { hasOwnLengths, type GatherText } from './gather-assembly.js';
import { listBytes } from './row-assembly.js';
import { listBytesOf, type SetLists } from './set-lists.js';

/** Where the run time says how many rows a type has, where its columns are, and for how many rows they have room: 16 bytes a type. */
export const SPACE_BYTES = 16;

export interface TakenType {
  readonly member: SetMemberText;
  readonly type: number;
  readonly plan: SlotPlan;
  readonly gather: GatherText;
}

/** The function that takes the records on a type's list to columns, four at a time. */
export function takeText({ member, type, plan, gather }: TakenType, spaces: string, lists: SetLists): string {
  const { codec } = member;
  const space = (word: number): string => `${spaces}, ${type * SPACE_BYTES + word * 4}`;
  const listAt = type * listBytesOf(lists);
  const list = listAt === 0 ? lists.entries : `${lists.entries} + ${listAt}`;
  const count = `${lists.counts}, ${type * 4}`;
  const lengthsAt = (type * listBytesOf(lists)) / 2;
  const lengths =
    lists.lengths === undefined ? undefined : lengthsAt === 0 ? lists.lengths : `${lists.lengths} + ${lengthsAt}`;
  const withLengths = gather.needsLengths ? lengths : undefined;
  const lines = [
    `const list: usize = ${list};`,
    `const count = load<u32>(${count});`,
    'let fours = count & ~3;',
    'if (isLast && fours != count) {',
    '  // After the last entry it comes again, for rows that nobody looks at.',
    '  const last = load<u64>(list + (<usize>(count - 1) << 3));',
    '  for (let more = count; more & 3; more++) store<u64>(list + (<usize>more << 3), last);',
    '  fours += 4;',
    '}',
    'if (fours == 0) return;',
    `const columns = load<usize>(${space(1)}), room = load<usize>(${space(2)});`,
    ...pointers(slotsUsed(plan, gather)),
    `let row = <usize>load<u32>(${space(0)});`,
    'const end = list + (<usize>fours << 3);',
    ...(withLengths === undefined ? [] : [`let length: usize = ${withLengths};`]),
    `for (let entry = list; entry < end; entry += 32, row += 4${withLengths === undefined ? '' : ', length += 16'}) {`,
    indented(loopLines(codec, plan, gather, withLengths !== undefined).join('\n')),
    '}',
    `store<u32>(${spaces}, load<u32>(${space(0)}) + (isLast ? count : fours)${offsetText(type * SPACE_BYTES)});`,
    `store<u32>(${lists.counts}, isLast ? 0 : count - fours${offsetText(type * 4)});`,
    '// Up to three entries stay for the next block.',
    'if (!isLast) {',
    '  v128.store(list, v128.load(end));',
    '  store<u64>(list, load<u64>(end, 16), 16);',
    ...(lengths === undefined ? [] : [`  v128.store(${lengths}, v128.load(${lengths} + (<usize>fours << 2)));`]),
    '}',
  ];
  return `/** Takes what the list of ${member.name} has to its columns, four at a time. \`move\`: from an address to the place in the stream. */
function take${codec.name}(isLast: bool, move: i32): void {
${indented(lines.join('\n'))}
}`;
}

function slotsUsed(plan: SlotPlan, gather: GatherText): readonly Slot[] {
  return gather.slots.filter((slot) => plan.slots.includes(slot));
}

function loopLines(codec: CodecText, plan: SlotPlan, gather: GatherText, hasLengths: boolean): string[] {
  const lines = [
    'const x = v128.load(entry), y = v128.load(entry, 16);',
    'const a0 = <usize>load<u32>(entry), a1 = <usize>load<u32>(entry, 8);',
    'const a2 = <usize>load<u32>(entry, 16), a3 = <usize>load<u32>(entry, 24);',
    ...(hasLengths
      ? [
          'const l0 = load<u32>(length), l1 = load<u32>(length, 4), l2 = load<u32>(length, 8), l3 = load<u32>(length, 12);',
        ]
      : []),
    `v128.store(${rowOf(plan.rowIndex as Slot, 'row')}, v128.shuffle<i32>(x, y, 1, 3, 5, 7));`,
  ];
  const lists = plan.columns.filter(({ column }) => column.kind === 'list');
  if (plan.offsets !== undefined || lists.length > 0)
    lines.push('const places = v128.add<i32>(v128.shuffle<i32>(x, y, 0, 2, 4, 6), i32x4.splat(move));');
  if (plan.offsets !== undefined) lines.push(`v128.store(${rowOf(plan.offsets, 'row')}, places);`);
  if (hasLengths && plan.lengths !== undefined)
    lines.push(`v128.store(${rowOf(plan.lengths, 'row')}, v128.load(length));`);
  for (const { column, slot, lengths } of lists) {
    const op = codec.code.ops[column.op] as Op;
    const places = op.offset === 0 ? 'places' : `v128.add<i32>(places, i32x4.splat(${op.offset}))`;
    lines.push(`v128.store(${rowOf(slot, 'row')}, ${places});`);
    if (!hasOwnLengths(codec, plan, { column, slot, lengths })) continue;
    for (let index = 0; index < 4; index++)
      lines.push(
        `store<u32>(${rowOf(lengths as Slot, 'row')}, ${listBytes(op, `a${index}`, `l${index}`)}${offsetText(index * 4)});`,
      );
  }
  lines.push(...gather.lines);
  return lines;
}

function offsetText(bytes: number): string {
  return bytes === 0 ? '' : `, ${bytes}`;
}
