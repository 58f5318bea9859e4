import * as K from '../../../assembly/core/layout.js';
import type { CodecText } from '../codec-text.js';
import { commentText, indented } from '../module-text.js';
import type { SlotPlan } from './column-slots.js';
import type { GatherText } from './gather-assembly.js';
import { guardsText, lengthOf, type Measured } from './measured.js';

/** A loop over records, and what it calls. */
export interface LoopText {
  readonly lines: readonly string[];
  readonly functions: readonly string[];
  readonly helpers: readonly string[];
  /** It calls `check`. */
  readonly needsCheck: boolean;
}

/** Bytes that are asked for before they are needed. */
const AHEAD_BYTES = 8192;
/** Below this a length is compared with its limit by itself. */
const LEAST_FAR_BYTES = 64 * 1024;

/** One load a cache line, none of which waits for another: the next record is known only when the one before is measured. */
export const TOUCH = `/** Brings the input up to \`to\` near, one load a cache line. */
export let touched: u32 = 0;
function touch(at: usize, to: usize): void {
  let a: u32 = 0, b: u32 = 0, c: u32 = 0, d: u32 = 0;
  for (; at + 256 <= to; at += 256) {
    a |= load<u32>(at);
    b |= load<u32>(at, 64);
    c |= load<u32>(at, 128);
    d |= load<u32>(at, 192);
  }
  touched = a | b | c | d;
}`;

/**
 * Records of any length, four at a time. Where a leaf says the length and nothing needs a walk, four records are framed without a call; where that does not go,
 * and for all other types, \`few\` frames up to four of them with \`check\`. A place is where a record's part of varying length begins, counted from the start of the stream:
 * that is what its list column holds.
 */
export function framedLoop(
  codec: CodecText,
  plan: SlotPlan,
  gather: GatherText,
  measured: Measured | undefined,
): LoopText {
  const align = codec.code.word(K.P_START_ALIGN);
  const shift = plan.list?.bytes ?? 0;
  const after = shift === 0 ? '' : ` + ${shift}`;
  const before = shift === 0 ? '' : ` - ${shift}`;
  const few = `few${codec.name}`;
  const needsPlaces = plan.offsets !== undefined || plan.columns.some(({ column }) => column.kind === 'list');
  const { needsLengths } = gather;
  const fast = measured && fourText(codec, measured, { align, shift, needsLengths });
  const lengths = needsLengths ? ['let l0: u32 = 0, l1: u32 = 0, l2: u32 = 0, l3: u32 = 0;'] : [];
  const aligned = `((part${before} + ${align - 1}) & ${-align})${after}`;
  const loop = [
    ...(align === 1 ? [] : ['const reached = part;', `part = ${aligned};`]),
    'let rows: usize = 0;',
    'let a0: usize = 0, a1: usize = 0, a2: usize = 0, a3: usize = 0;',
    'let p1: i64 = 0, p2: i64 = 0, p3: i64 = 0, next: i64 = 0;',
    ...lengths,
    ...(fast?.lines ?? []),
    'if (rows == 0) {',
    `  rows = ${few}(zero + <usize>part, end, most - row, from);`,
    align === 1 ? '  if (rows == 0) break;' : '  if (rows == 0) {\n    part = reached;\n    break;\n  }',
    '  a0 = load<usize>(PLACES), a1 = load<usize>(PLACES, 4), a2 = load<usize>(PLACES, 8), a3 = load<usize>(PLACES, 12);',
    ...(needsPlaces ? ['  p1 = part + <i64>(a1 - a0), p2 = part + <i64>(a2 - a0), p3 = part + <i64>(a3 - a0);'] : []),
    ...(needsLengths
      ? [
          '  l0 = load<u32>(LENGTHS), l1 = load<u32>(LENGTHS, 4), l2 = load<u32>(LENGTHS, 8), l3 = load<u32>(LENGTHS, 12);',
        ]
      : []),
    '  next = part + <i64>(load<usize>(NEXT) - a0);',
    '}',
    ...(needsPlaces ? ['const p0 = part;'] : []),
    ...gather.placeLines(shift),
    ...gather.lines,
    'row += rows;',
    'part = next;',
  ];
  const lines = [
    'const end = from + <usize>bytes;',
    `const zero = from - <usize>base${before}; // a place from here is the address of its record`,
    `let part = <i64>base + <i64>start${after};`,
    'let row = <usize>first;',
    ...(fast?.before ?? []),
    'while (row < most) {',
    indented(loop.join('\n')),
    '}',
    ...(align === 1 ? [] : [`const behind = ${aligned};`]),
    `const stop = <i64>base + <i64>bytes${after};`,
    `const isWrong = row < most && ${align === 1 ? 'part' : 'behind'} < stop;`,
    ...(align === 1 ? [] : ['if (isWrong) part = behind;']),
    'store<u32>(STATUS, u32(isWrong));',
    `store<u32>(CONSUMED, <u32>(part${before} - <i64>base));`,
    'return <u32>row;',
  ];
  return {
    lines,
    functions: [...(fast?.functions ?? []), fewText(codec, align)],
    helpers: fast === undefined ? [] : [TOUCH],
    needsCheck: true,
  };
}

interface FourText {
  readonly before: readonly string[];
  readonly lines: readonly string[];
  readonly functions: readonly string[];
}

/** Frames four records that are good and after which there is another, or says nothing. */
function fourText(
  { name, program }: CodecText,
  measured: Measured,
  { align, shift, needsLengths }: { align: number; shift: number; needsLengths: boolean },
): FourText {
  const { fixedBytes, stride, mostCount } = measured;
  const after = shift === 0 ? '' : ` + ${shift}`;
  const mostBytes = stride === 0 ? mostCount : fixedBytes + mostCount * stride;
  const isFar = mostBytes >= LEAST_FAR_BYTES;
  const guards = guardsText(measured, 'at');
  const good = `good${name}`;
  const steps = [0, 1, 2, 3].flatMap((index): string[] => {
    const here = index === 0 ? 'part' : `p${index}`;
    const there = index === 3 ? 'next' : `p${index + 1}`;
    const length = `bytes${index}`;
    const isKept = !isFar || stride === 0 || needsLengths || align > 1;
    const lines = [`a${index} = zero + <usize>${here};`];
    const bytes = lengthOf(measured, `a${index}`);
    if (isKept) lines.push(`const ${length}: i64 = ${bytes};`);
    if (stride === 0) lines.push(`if (${length} < ${fixedBytes}) break;`);
    if (!isFar) lines.push(`if (${length} > ${mostBytes}) break;`);
    if (needsLengths) lines.push(`l${index} = <u32>${length};`);
    const behind = `${here} + ${isKept ? length : bytes}`;
    const placed = `((${behind}${shift === 0 ? '' : ` - ${shift}`} + ${align - 1}) & ${-align})${after}`;
    // The next record may lie after padding; that of the last is not asked for yet.
    const isPlaced = align > 1 && index < 3;
    lines.push(`${there} = ${isPlaced ? placed : behind};`, `if (${there} > far) break;`);
    return lines;
  });
  const passes = [0, 1, 2, 3].map((index) => `${good}(a${index})`).join(' & ');
  return {
    before: [
      '// Up to this place there is room for a fixed part.',
      `const last = <i64>base + <i64>bytes${after} - ${fixedBytes};`,
      'let far = last, ahead = part;',
    ],
    lines: [
      'if (part >= ahead) {',
      `  ahead = part + ${AHEAD_BYTES};`,
      ...(isFar ? [`  far = min<i64>(last, part + ${mostBytes}); // no record of more bytes leads here`] : []),
      `  touch(zero + <usize>part, min<usize>(zero + <usize>ahead, end));`,
      '}',
      'do {',
      '  // Bounds: the fixed part of a record whose place is up to `last` is inside the input, and `far` is not after that.',
      '  if (part > last || most - row < 4) break;',
      ...steps.map((line) => `  ${line}`),
      ...(guards === '' ? [] : [`  if (!(${passes})) break;`]),
      '  rows = 4;',
      '} while (false);',
    ],
    functions:
      guards === ''
        ? []
        : [
            `/** Whether the numbers of a record of ${commentText(program.layout.name)} are what they may be. */
@inline function ${good}(at: usize): bool {
  return ${guards};
}`,
          ],
  };
}

function fewText({ name }: CodecText, align: number): string {
  const aligned = align === 1 ? '' : `\n    at = from + ((at - from + ${align - 1}) & ${-align});`;
  return `/** Up to four records one by one. Where one is not there, the last takes its place, for a row that nobody looks at. */
function few${name}(at: usize, end: usize, most: usize, from: usize): usize {
  const wanted = min<usize>(most, 4);
  let rows: usize = 0;
  let last = at, bytes: usize = 0;
  for (; rows < wanted; rows++) {${aligned}
    if (at >= end) break;
    const length = check${name}(at, end);
    if (length == 0) break;
    last = at;
    bytes = length;
    store<usize>(PLACES + (rows << 2), at);
    store<usize>(LENGTHS + (rows << 2), length);
    at += length;
  }
  for (let row = rows; row < 4; row++) {
    store<usize>(PLACES + (row << 2), last);
    store<usize>(LENGTHS + (row << 2), bytes);
  }
  store<usize>(NEXT, last + bytes);
  return rows;
}`;
}
