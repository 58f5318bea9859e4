import * as K from '../../../assembly/core/layout.js';
import type { CodecText } from '../codec-text.js';
import { commentText } from '../module-text.js';
import type { Code, Op } from '../../cursor/index.js';
import type { Column } from '../../program/index.js';
import { ArmsText } from './arm-assembly.js';
import { place, wideIntegerOf } from './assembly-leaf.js';
import { rowOf, type Slot, type SlotPlan } from './column-slots.js';
import { elementText, elementType, isCopied } from './element-assembly.js';
import type { Field } from './window-plan.js';

type ColumnSlot = SlotPlan['columns'][number];

/** From so many bytes on a loop copies them. */
const MOST_UNROLLED_BYTES = 64;

/** Columns that no window takes and that are more than one number: arms, arrays, bytes, splits, and lengths of lists that follow from no plain count. One record at a time. */
export function rowColumns({ code }: CodecText, { columns }: SlotPlan, fields: readonly Field[]): ColumnSlot[] {
  return columns.filter(({ column, slot }) => {
    if (column.kind === 'list') return !isPlainList(code.ops, column);
    return !fields.some((field) => field.slot === slot);
  });
}

/** Whether the bytes of a list follow from its count, or from the record's, in each row. */
export function isPlainList(ops: readonly Op[], { guard, op }: Column): boolean {
  return guard === undefined && ((ops[op] as Op).flags & K.F_TERMINATED) === 0;
}

/** The body of the function that takes those of the record at `at` to row `row`. */
export function rowText(codec: CodecText, columns: readonly ColumnSlot[]): string[] {
  const arms = new ArmsText(codec, 'at');
  const lines = columns.flatMap((column) => columnText(codec, column, arms));
  return [...arms.lines, ...lines];
}

/** The same of members after the part of varying length, of the record that ends at `recordEnd`. */
export function endText(codec: CodecText, columns: readonly ColumnSlot[]): string[] {
  const arms = new ArmsText(codec, 'at');
  return columns.flatMap(({ column, slot, lengths }) => {
    const own = columnText(codec, { column: { ...column, start: 0 }, slot, lengths }, arms);
    return ['{', `  const at = recordEnd - ${-column.start};`, ...own.map((line) => `  ${line}`), '}'];
  });
}

function columnText({ code }: CodecText, { column, slot, lengths }: ColumnSlot, arms: ArmsText): string[] {
  const note = `// ${commentText(column.path)}`;
  const op = code.ops[column.op] as Op;
  const has = column.guard && arms.nameOf(column.guard);
  const to = rowOf(slot, 'row');
  if (column.kind === 'list') {
    const bytes = rowOf(lengths as Slot, 'row');
    const store = `store<u32>(${bytes}, ${listBytes(op, 'at', 'length')});`;
    if (has === undefined) return [note, store];
    const none = [`store<u32>(${bytes}, 0);`, `store<u32>(${to}, load<u32>(${to}) - ${op.offset});`];
    return [note, `if (${has}) ${store}`, 'else {', ...none.map((line) => `  ${line}`), '}'];
  }
  const { kind, repeat } = column;
  const type = elementType(slot);
  if (kind !== 'bytes' && repeat === 1 && column.step === 0) {
    const value = elementText({ op, kind }, 'at');
    return [note, `store<${type}>(${to}, ${has === undefined ? value : whereThere(code, column, type, value, has)});`];
  }
  const bytes = repeat * slot.bytes;
  const body = runsText(column, slot, op, to);
  if (has === undefined) return [note, ...body];
  return [note, `if (${has}) {`, ...body.map((line) => `  ${line}`), `} else memory.fill(${to}, 0, ${bytes});`];
}

/** The value where the row has it, else 0. What a versioned record ends before is not read: it may lie after the input. */
function whereThere(code: Code, { op }: Column, type: string, value: string, has: string): string {
  const mayLieAfter = ((code.ops[op] as Op).flags & K.F_VERSIONED) !== 0;
  return mayLieAfter ? `${has} ? <${type}>(${value}) : 0` : `select<${type}>(${value}, 0, ${has})`;
}

/** Bytes of a part of varying length in the record of `length` bytes at `at`. */
export function listBytes(op: Op, at: string, length: string): string {
  const { flags, offset, count, bytes } = op;
  if ((flags & K.F_TERMINATED) !== 0) {
    const from = `<i64>(${at} + ${offset})`;
    return `<u32>(findNul_u${bytes * 8}(${from}, <i64>(${at} + ${length})) - ${from})`;
  }
  if ((flags & K.F_COUNTED) === 0) {
    const others = offset + count;
    const rest = others === 0 ? length : `(${length} - ${others})`;
    return bytes === 1 ? rest : `${rest} / ${bytes} * ${bytes}`;
  }
  const unit = (flags & K.F_COUNTS_BYTES) === 0 ? bytes : 1;
  const units = `<u32>${wideIntegerOf(op.ref as Op, at)}`;
  return unit === 1 ? units : `${units} * ${unit}`;
}

/** Takes the elements of a row, a run of them after the other. */
function runsText(column: Column, slot: Slot, op: Op, to: string): string[] {
  const { kind, repeat, run, start, runStep, step } = column;
  const copies = isCopied(op, column) && (kind === 'bytes' || step === slot.bytes);
  const one = (from: string, first: number, target: string): string[] =>
    copies
      ? copyText(target, from, first + op.offset, run * slot.bytes)
      : elementsText({ op, kind, step, start: first }, from, target, run, slot.bytes);
  if (run === repeat) return one('at', start, to);
  return [
    `for (let done: usize = 0, from = at + ${start}; done < ${repeat * slot.bytes}; done += ${run * slot.bytes}, from += ${runStep}) {`,
    ...one('from', 0, `${to} + done`).map((line) => `  ${line}`),
    '}',
  ];
}

function copyText(to: string, at: string, from: number, bytes: number): string[] {
  if (bytes > MOST_UNROLLED_BYTES) return [`memory.copy(${to}, ${at} + ${from}, ${bytes});`];
  const lines: string[] = [];
  for (let done = 0; done < bytes;) {
    const step = [16, 8, 4, 2, 1].find((one) => one <= bytes - done) as number;
    const type = `u${step * 8}`;
    const load = `${step === 16 ? 'v128.load' : `load<${type}>`}(${place(at, from + done)})`;
    const offset = done === 0 ? '' : `, ${done}`;
    lines.push(`${step === 16 ? 'v128.store' : `store<${type}>`}(${to}, ${load}${offset});`);
    done += step;
  }
  return lines;
}

function elementsText(
  { op, kind, step, start }: { op: Op; kind: string; step: number; start: number },
  at: string,
  to: string,
  repeat: number,
  elementBytes: number,
): string[] {
  const value = elementText({ op, kind }, 'element');
  return [
    `for (let i: usize = 0, element = ${at}${start === 0 ? '' : ` + ${start}`}; i < ${repeat}; i++, element += ${step})`,
    `  store<u${elementBytes * 8}>(${to} + i * ${elementBytes}, ${value});`,
  ];
}
