import { indented } from '../module-text.js';
import { CodecText } from '../codec-text.js';
import { RecordSetText, type SetMemberText } from '../record-set-text.js';
import { planSlots, type SlotPlan } from './column-slots.js';
import { TOUCH } from './framed-loop.js';
import { GatherText } from './gather-assembly.js';
import { routedTypeOf } from './routed-type.js';
import { checksText, NO_NUMBER, type ChecksText } from './set-checks.js';
import { planLists, type SetLists } from './set-lists.js';
import { routeText } from './set-route.js';
import { ScratchPlan } from './set-scratch.js';
import { SPACE_BYTES, takeText } from './set-take.js';
import { tagText } from './tag-assembly.js';

/** Bytes that are asked for before they are needed: some more than a block of short records takes. */
const AHEAD_BYTES = 12288;
/** A block begins with as many that are there. */
const LEAST_AHEAD_BYTES = 4096;

/** The AssemblyScript that decodes a stream of a record set to columns of each type. */
export interface SetAssembly {
  readonly functions: readonly string[];
  readonly helpers: readonly string[];
  /** The exported function. */
  readonly name: string;
  /** By type. */
  readonly plans: readonly SlotPlan[];
  /** Bytes of memory after the input that loads may reach. */
  readonly slack: number;
  /** Where it has its input: what lies before is its own. */
  readonly inputPtr: number;
  /** Where the run time tells of the columns of each type, SPACE_BYTES each: rows, address, room. */
  readonly spacesPtr: number;
}

export function setAssembly(given: RecordSetText): SetAssembly {
  const text = withOwnNames(given);
  const { members, name, set } = text;
  const scratch = new ScratchPlan();
  const spacesPtr = scratch.next;
  const spaces = scratch.take(
    `SPACES_${name}`,
    members.length * SPACE_BYTES,
    'Of each type: rows that are in its columns, where these are, for how many rows they have room.',
  );
  const types = members.map(({ codec }, type) => {
    const member = members[type] as SetMemberText;
    const plan = planSlots(codec, true);
    return { member, type, plan, gather: new GatherText(codec, plan) };
  });
  const routed = members.map(({ codec }) => routedTypeOf(codec));
  const lists = planLists(
    name,
    members.length,
    types.some(({ gather }) => gather.needsLengths),
    scratch,
  );
  const tag = tagText(text, scratch);
  const route = routeText(text, routed, tag, lists, scratch);
  const checks = checksText(text, routed, tag, lists);
  const prepare = [
    ...(route?.prepare ?? []),
    ...tag.prepare,
    `memory.fill(${lists.counts}, 0, ${members.length * 4});`,
  ];
  const gathers = types.map(({ gather }) => gather);
  return {
    functions: [
      ...scratch.constants,
      `/** Where routing stopped, and the number of the record there. */
let placed${name}: usize = 0;
let numbered${name}: u32 = 0;`,
      ...tag.functions,
      ...checks.functions,
      ...(route?.functions ?? []),
      ...gathers.flatMap(({ functions }) => functions),
      ...types.map((type) => takeText(type, spaces, lists)),
      allText(text, prepare),
      decodeText(text, { lists, checks, hasRoute: route !== undefined }),
    ],
    helpers: [TOUCH, ...checks.helpers, ...gathers.flatMap(({ helpers }) => helpers)],
    name: `decode${name}`,
    plans: types.map(({ plan }) => plan),
    slack: Math.max(16 + set.tag.offset + set.tag.bytes, ...gathers.map(({ slack }) => slack)),
    inputPtr: scratch.inputPtr,
    spacesPtr,
  };
}

/** A module may have functions of the same types by themselves, and other sets that have them. */
function withOwnNames({ module, set, discriminator, members, name }: RecordSetText): RecordSetText {
  const own = members.map((member) => {
    const { program, name: type } = member.codec;
    return { name: member.name, codec: new CodecText(module, program, `${type}Of${name}`) };
  });
  return new RecordSetText(module, set, discriminator, own, name);
}

function allText({ members, name }: RecordSetText, prepare: readonly string[]): string {
  return `/** Fills the tables. */
function prepare${name}(): void {
${indented(prepare.join('\n'))}
}

/** Takes what is on the lists to columns. */
function takeAll${name}(isLast: bool, move: i32): void {
${members.map(({ codec }) => `  take${codec.name}(isLast, move);\n`).join('')}}`;
}

interface DecodeParts {
  readonly lists: SetLists;
  readonly checks: ChecksText;
  readonly hasRoute: boolean;
}

function decodeText({ members, name, set }: RecordSetText, { lists, checks, hasRoute }: DecodeParts): string {
  const { startAlign: align } = set;
  const nameOf = (type: number): string => members[type]?.codec.name as string;
  const counts = checks.doubtful.map((type) => `const count${type} = load<u32>(${lists.counts}, ${type * 4});`);
  const bad = checks.doubtful.reduce((least, type) => {
    const one = `bad${nameOf(type)}(count${type}, end)`;
    return least === '' ? one : `min<u32>(${least}, ${one})`;
  }, '');
  const routed = [
    ...counts,
    `route${name}(at, end, number, stop${align === 1 ? '' : ', from'});`,
    ...(bad === '' ? [] : [`const bad = ${bad};`, `if (bad != ${NO_NUMBER}) drop${name}(bad);`]),
    `at = placed${name};`,
    `number = numbered${name};`,
    'if (number == stop) break;',
  ];
  const step = [
    ...(hasRoute ? routed : ['if (number == stop) break;']),
    // After the last record there may be padding.
    align === 1 ? 'const next = at;' : `const next = from + ((at - from + ${align - 1}) & ${-align});`,
    'isOver = next >= end;',
    'if (isOver) break;',
    `const bytes = one${name}(next, end, number);`,
    'if (bytes == 0) {',
    '  at = next;',
    '  isOver = isWrong = true;',
    '  break;',
    '}',
    'at = next + bytes;',
    'number++;',
  ];
  return `/**
 * Records of ${members.map((member) => member.name).join(', ')}: \`bytes\` bytes at \`from\`, which begin \`base\` bytes into the stream, from \`start\` on, to the columns of their
 * types. They have numbers from \`first\` on; none has \`most\`. Up to three rows more are written, and mean nothing. Answers the number after the last one.
 */
export function decode${name}(from: usize, bytes: u32, start: u32, base: u32, first: u32, most: u32): u32 {
  const end = from + <usize>bytes;
  const move = <i32>base - <i32>from;
  let at = from + <usize>start;
  let ahead = at;
  let number = first;
  let isOver = false, isWrong = false;
  prepare${name}();
  while (number < most && !isOver) {
    const stop = number + min<u32>(most - number, ${lists.blockRows});
    if (at + ${LEAST_AHEAD_BYTES} > ahead && ahead < end) {
      const to = min<usize>(max<usize>(ahead, at) + ${AHEAD_BYTES}, end);
      touch(max<usize>(ahead, at), to);
      ahead = to;
    }
    for (;;) {
${indented(step.join('\n'), 3)}
    }
    takeAll${name}(false, move);
  }
  takeAll${name}(true, move);
  store<u32>(STATUS, u32(isWrong));
  store<u32>(CONSUMED, <u32>(at - from));
  return number;
}`;
}
