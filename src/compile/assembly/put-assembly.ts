import * as K from '../../../assembly/core/layout.js';
import { ArmGuards } from '../../columns/index.js';
import type { Op } from '../../cursor/index.js';
import { isConvertedFloat, type Column } from '../../program/index.js';
import type { CodecText } from '../codec-text.js';
import { indented } from '../module-text.js';
import { ArmsText } from './arm-assembly.js';
import { bytesOfLeaf, maskOf, place } from './assembly-leaf.js';
import { rowOf, type Slot } from './column-slots.js';
import { isCopied } from './element-assembly.js';
import { fromSingleCall } from './float16-assembly.js';

/*
 * Columns that no segment takes: arms, arrays, bytes, splits. One row at a time; the mirror of row-assembly.ts.
 */

/** A column, and the name of what points to it. */
export interface PutColumn {
  readonly column: Column;
  readonly slot: Slot;
  readonly from: string;
}

/** From so many bytes on a loop copies them. */
const MOST_UNROLLED_BYTES = 64;

/** The body of the function that writes row `row` of the columns to the record at `at`: false where a value does not fit. */
export function putText(codec: CodecText, columns: readonly PutColumn[]): string[] {
  const guards = new ArmGuards(codec.code);
  const depths = columns.map(({ column }) => guards.depth(column.guard));
  const lines: string[] = [];
  // Columns inside unions come after those that hold the unions' tags.
  for (let depth = 0; depth <= Math.max(0, ...depths); depth++) {
    const arms = new ArmsText(codec, 'at');
    const body = columns.flatMap((one, index) => (depths[index] === depth ? columnText(codec, one, arms) : []));
    if (depth === 0) lines.push(...body);
    else if (body.length > 0) lines.push('{', ...[...arms.lines, ...body].map((line) => indented(line)), '}');
  }
  return [...lines, 'return true;'];
}

function columnText({ code }: CodecText, { column, slot, from }: PutColumn, arms: ArmsText): string[] {
  const op = code.ops[column.op] as Op;
  const has = column.guard && arms.nameOf(column.guard);
  const source = rowOf({ ...slot, name: from }, 'row');
  const body = runsText(column, slot, op, source);
  return has === undefined ? body : [`if (${has}) {`, ...body.map((line) => `  ${line}`), '}'];
}

/** Writes the elements of a row, a run of them after the other. */
function runsText(column: Column, slot: Slot, op: Op, source: string): string[] {
  const { repeat, run, start, runStep } = column;
  if (run === repeat) return runText(column, slot, op, { from: source, at: 'at', start });
  const inner = runText(column, slot, op, { from: `${source} + done`, at: 'to', start: 0 });
  return [
    `for (let done: usize = 0, to = at + ${start}; done < ${repeat * slot.bytes}; done += ${run * slot.bytes}, to += ${runStep}) {`,
    ...inner.map((line) => `  ${line}`),
    '}',
  ];
}

function runText(
  column: Column,
  slot: Slot,
  op: Op,
  { from, at, start }: { readonly from: string; readonly at: string; readonly start: number },
): string[] {
  const { kind, run, step } = column;
  const isAlone = run === 1 && step === 0;
  if (isCopied(op, column) && (kind === 'bytes' || step === slot.bytes || isAlone))
    return copyText(from, at, start + op.offset, run * slot.bytes);
  if (isAlone) return ['{', ...elementText(op, kind, from, at).map((line) => `  ${line}`), '}'];
  return [
    `for (let i: usize = 0, element = ${at}${start === 0 ? '' : ` + ${start}`}; i < ${run}; i++, element += ${step}) {`,
    ...elementText(op, kind, `${from} + i * ${slot.bytes}`, 'element').map((line) => `  ${line}`),
    '}',
  ];
}

function copyText(from: string, at: string, to: number, bytes: number): string[] {
  if (bytes > MOST_UNROLLED_BYTES) return [`memory.copy(${at} + ${to}, ${from}, ${bytes});`];
  const lines: string[] = [];
  for (let done = 0; done < bytes;) {
    const step = [16, 8, 4, 2, 1].find((one) => one <= bytes - done) as number;
    const type = `u${step * 8}`;
    const offset = done === 0 ? '' : `, ${done}`;
    const load = step === 16 ? `v128.load(${from}${offset})` : `load<${type}>(${from}${offset})`;
    const target = to + done === 0 ? '' : `, ${to + done}`;
    lines.push(`${step === 16 ? 'v128.store' : `store<${type}>`}(${at}, ${load}${target});`);
    done += step;
  }
  return lines;
}

function elementText(op: Op, kind: string, from: string, at: string): string[] {
  if (op.kind !== K.OP_SPLIT && (op.flags & K.F_FLOAT) !== 0) {
    if (!isConvertedFloat(op)) return [storeText(op, at, `load<u${op.bytes * 8}>(${from})`)];
    return [
      `const bits = ${fromSingleCall(op, `load<u32>(${from})`)};`,
      'if (bits < 0) return false;',
      storeText(op, at, '<u32>bits'),
    ];
  }
  const lines = integerText(kind, from);
  const isBool = op.kind !== K.OP_SPLIT && (op.flags & K.F_BOOL) !== 0;
  const misfit = isBool ? '' : misfitText(op, kind);
  if (misfit !== '') lines.push(`if (${misfit}) return false;`);
  if (op.kind !== K.OP_SPLIT) return [...lines, storeText(op, at, isBool ? 'u32(value != 0)' : 'value')];
  lines.push('let left = <u64>value;');
  op.below.toReversed().forEach((part, index, parts) => {
    lines.push(storeText(part, at, 'left'));
    if (index < parts.length - 1) lines.push(`left >>= ${part.width};`);
  });
  return lines;
}

/** Statements that make the element an i64. */
function integerText(kind: string, from: string): string[] {
  if (kind !== 'f64') return [`const value = <i64>load<${kind}>(${from});`];
  return [
    `const given = load<f64>(${from});`,
    'if (!(abs(given) <= 9007199254740992) || nearest(given) != given) return false;',
    'const value = <i64>given;',
  ];
}

function misfitText({ kind: opKind, width, flags }: Op, kind: string): string {
  const isSigned = opKind !== K.OP_SPLIT && (flags & K.F_SIGNED) !== 0;
  if (width >= 64 || kind === `${isSigned ? 'i' : 'u'}${width}`) return '';
  return isSigned ? `(value << ${64 - width}) >> ${64 - width} != value` : `<u64>value > ${maskOf(width)}`;
}

/** A statement that writes the low bits of an integer to a leaf. Bits around them stay. */
function storeText(op: Op, at: string, value: string): string {
  const { first, bytes, shift, width, isBig } = bytesOfLeaf(op);
  const size = [1, 2, 4, 8].find((one) => bytes <= one) ?? 8;
  const type = `u${size * 8}`;
  const swap = (text: string): string => (isBig && size > 1 ? `bswap<${type}>(${text})` : text);
  const offset = first === 0 ? '' : `, ${first}`;
  if (width === size * 8) return `store<${type}>(${at}, ${swap(`<${type}>${value}`)}${offset});`;
  const up = shift + (isBig ? (size - bytes) * 8 : 0);
  const mask = ((1n << BigInt(width)) - 1n) << BigInt(up);
  const others = ((1n << BigInt(size * 8)) - 1n) ^ mask;
  const placed = `((<u64>${value} << ${up}) & 0x${mask.toString(16)})`;
  const kept = `(<u64>${swap(`load<${type}>(${place(at, first)})`)} & 0x${others.toString(16)})`;
  return `store<${type}>(${at}, ${swap(`<${type}>(${kept} | ${placed})`)}${offset});`;
}
