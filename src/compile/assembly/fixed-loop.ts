import type { CodecText } from '../codec-text.js';
import type { GatherText } from './gather-assembly.js';
import { guardsText, type Measured } from './measured.js';
import type { LoopText } from './framed-loop.js';
import * as K from '../../../assembly/core/layout.js';
import type { SlotPlan } from './column-slots.js';

/** Records of one length: how many are whole is known before any is looked at. */
export function fixedLoop({ code, name }: CodecText, plan: SlotPlan, gather: GatherText, measured: Measured): LoopText {
  const { fixedBytes, mostBytes } = measured;
  const { stride } = plan;
  const isTooLong = fixedBytes > mostBytes;
  // Four records may have more bytes than a memory, whose addresses end there.
  const apart = (records: number): string => String(isTooLong ? 0 : (records * stride) % 2 ** 32);
  const align = code.word(K.P_START_ALIGN);
  const guards = guardsText(measured, 'at');
  const good = `good${name}`;
  const all = [0, 1, 2, 3].map((index) => `${good}(a${index})`).join(' & ');
  const aligned = (place: string): string => (align === 1 ? place : `(${place} + ${align - 1}) & ${-align}`);
  const whole = `left < ${fixedBytes} ? 0 : <usize>((left - ${fixedBytes}) / ${stride}) + 1`;
  const lines = [
    `const begin = ${aligned('<i64>start')};`,
    'const left = <i64>bytes - begin;',
    '// Bounds: so many records are whole. What is read after them lies in memory, and goes to rows that nobody looks at.',
    `const whole: usize = ${isTooLong ? '0' : whole};`,
    `${guards === '' ? 'const' : 'let'} last = <usize>first + min<usize>(whole, most - first);`,
    'let row = <usize>first;',
    `for (let a0 = from + <usize>begin; row < last; row += 4, a0 += ${apart(4)}) {`,
    `  const a1 = a0 + ${apart(1)}, a2 = a0 + ${apart(2)}, a3 = a0 + ${apart(3)};`,
  ];
  if (guards !== '') {
    lines.push(
      `  if (!(${all})) {`,
      '    let end = row;',
      `    for (let at = a0; end < last && ${good}(at); at += ${apart(1)}) end++;`,
      '    last = end;',
      '    if (row >= last) break;',
      '  }',
    );
  }
  lines.push(
    ...placeLines(plan, gather, apart(1)).map((line) => `  ${line}`),
    ...gather.lines.map((line) => `  ${line}`),
    '}',
    `let end = last > first ? begin + <i64>(last - first) * ${stride} - ${stride - fixedBytes} : <i64>start;`,
    `const next = ${aligned('end')};`,
    'const isWrong = last < most && next < <i64>bytes;',
    'if (isWrong) end = next;',
    'store<u32>(STATUS, u32(isWrong));',
    'store<u32>(CONSUMED, <u32>end);',
    'return <u32>last;',
  );
  const functions =
    guards === ''
      ? []
      : [
          `/** Whether the numbers of a record are what they may be. */
@inline function ${good}(at: usize): bool {
  return ${guards};
}`,
        ];
  return { lines, functions, helpers: [], needsCheck: false };
}

/** Parts of varying length in records of one length: their lists say where they lie. */
function placeLines({ columns }: SlotPlan, gather: GatherText, apart: string): string[] {
  if (columns.every(({ column }) => column.kind !== 'list')) return [];
  return [
    'const p0 = <i64>base + <i64>(a0 - from);',
    `const p1 = p0 + ${apart}, p2 = p1 + ${apart}, p3 = p2 + ${apart};`,
    ...gather.placeLines(0),
  ];
}
