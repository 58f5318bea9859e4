import * as K from '../../assembly/core/layout.js';
import type { Op, OpList } from './ops.js';

/** An unsigned integer in 8 bytes of a record: `(load64(offset) >> shift) & mask`. */
export interface Field {
  readonly offset: number;
  readonly shift: number;
  readonly mask: bigint;
}

/** A check of an integer of the fixed part: it lies in [least, least + span], counted within the field's bits. */
export interface Guard extends Field {
  readonly least: bigint;
  readonly span: bigint;
}

/**
 * All checks of a record, where each is one of an integer in its fixed part, beside one checksum at most: then no walk is needed
 * to know that a record is good. Undefined where something else can be wrong, or decides how long a record is. The caller checks
 * `measured`.
 */
export function guardsOf(
  list: OpList,
  rule: number,
  ruleField: Field | undefined,
  fixedBytes: number,
  measured?: Op,
): readonly Guard[] | undefined {
  if (rule !== K.RULE_FIXED && ruleField === undefined) return undefined;
  const { ops } = list;
  if (ops.filter(({ kind }) => kind === K.OP_CHECKSUM).length > 1) return undefined;
  const guards: Guard[] = [];
  for (let index = 0; index < ops.length;) {
    const op = list.op(index);
    const guard = op === measured ? elementGuard(list, op) : guardOf(list, rule, op, fixedBytes);
    if (guard === 'none') return undefined;
    if (guard !== undefined) guards.push(guard);
    index = op.kind === K.OP_OVERLAY || op.kind === K.OP_ARM ? index + 1 : op.end;
  }
  return guards;
}

/** The op's own check; undefined where it cannot be wrong, 'none' where only a walk can tell. */
function guardOf(list: OpList, rule: number, op: Op, fixedBytes: number): Guard | 'none' | undefined {
  const { kind, flags } = op;
  if ((flags & K.F_VERSIONED) !== 0) return 'none';
  switch (kind) {
    case K.OP_NUMBER:
    case K.OP_WIDE:
      return (flags & K.F_CHECKED) === 0 ? undefined : (leafGuard(list, op, fixedBytes) ?? 'none');
    case K.OP_CHECKSUM: // summed by itself, after the guards
      return op.shift >= 0 ? 'none' : undefined;
    case K.OP_SPLIT:
    case K.OP_LENGTH:
    case K.OP_UNKNOWN_TAIL:
    case K.OP_OWN_SUM:
    case K.OP_OVERLAY:
    case K.OP_ARM:
      return undefined;
    case K.OP_RANGE:
    case K.OP_ARRAY:
      return elementGuard(list, op) ?? partGuard(list, rule, op, fixedBytes);
    default:
      return 'none';
  }
}

/** 'none' where an element of the part can be wrong. */
function elementGuard({ ops }: OpList, { index, end }: Op): 'none' | undefined {
  return ops.slice(index + 1, end).some(isChecked) ? 'none' : undefined;
}

const NEVER_WRONG = [K.OP_NUMBER, K.OP_WIDE, K.OP_SPLIT, K.OP_PART, K.OP_RANGE, K.OP_ARRAY, K.OP_OVERLAY, K.OP_ARM];

/** Something below an array that a walk has to look at. */
function isChecked({ kind, flags }: Op): boolean {
  return (flags & (K.F_CHECKED | K.F_COUNTED)) !== 0 || !NEVER_WRONG.includes(kind);
}

function leafGuard(list: OpList, op: Op, fixedBytes: number): Guard | undefined {
  const field = fieldOf(op, fixedBytes);
  if (field === undefined) return undefined;
  const constants = Array.from({ length: op.count }, (_, index) => list.constant(op.constant + index));
  const sorted = (op.flags & K.F_CHECK_STRICT) === 0 ? constants : constants.toSorted((a, b) => (a < b ? -1 : 1));
  const [least = 0n] = sorted;
  const most = sorted.at(-1) ?? least;
  const hasGaps = (op.flags & K.F_CHECK_STRICT) !== 0 && most - least !== BigInt(sorted.length - 1);
  return hasGaps ? undefined : guard(field, least, most);
}

/** What counts a part: against its capacity. The one tail that RULE_COUNTED measures is the rule's own affair. */
function partGuard(list: OpList, rule: number, op: Op, fixedBytes: number): Guard | 'none' | undefined {
  const { flags } = op;
  if ((flags & (K.F_TERMINATED | K.F_REST | K.F_RECORDS)) !== 0) return 'none';
  if ((flags & K.F_COUNTED) === 0) return undefined;
  const count = list.op(op.ref);
  const field = fieldOf(count, fixedBytes);
  if (field === undefined || (flags & K.F_COUNTS_BYTES) !== 0 || (count.flags & K.F_SIGNED) !== 0) return 'none';
  if ((flags & K.F_CAPACITY) !== 0) return guard(field, 0n, BigInt(op.count));
  return rule === K.RULE_COUNTED ? undefined : 'none';
}

function guard(field: Field, least: bigint, most: bigint): Guard {
  return { ...field, least: least & field.mask, span: (most - least) & field.mask };
}

/** The leaf as a field of a record that has `bytes` bytes at least; undefined where it is none. */
export function fieldOf(
  { kind, offset, bytes, shift, width, flags }: Pick<Op, 'kind' | 'offset' | 'bytes' | 'shift' | 'width' | 'flags'>,
  recordBytes: number,
): Field | undefined {
  const isInteger = (kind === K.OP_NUMBER || kind === K.OP_WIDE) && (flags & (K.F_FLOAT | K.F_BOOL)) === 0;
  if (!isInteger || (flags & K.F_BIG_ENDIAN) !== 0 || bytes > 8 || recordBytes < 8) return undefined;
  // Its 8 bytes may begin before it, so that they never pass the record's end.
  const start = Math.min(offset, recordBytes - 8);
  return { offset: start, shift: shift + (offset - start) * 8, mask: (1n << BigInt(width)) - 1n };
}

export function fieldWords({ offset, shift, mask }: Field): number[] {
  const words: number[] = [];
  words[K.FIELD_OFFSET] = offset;
  words[K.FIELD_SHIFT] = shift;
  setWide(words, K.FIELD_MASK, mask);
  return words;
}

export function guardWords(guarded: Guard): number[] {
  const words = fieldWords(guarded);
  setWide(words, K.G_LEAST, guarded.least);
  setWide(words, K.G_SPAN, guarded.span);
  return words;
}

/** A 64-bit integer in two words. */
export function setWide(words: { [index: number]: number }, at: number, value: bigint): void {
  words[at] = Number(BigInt.asIntN(32, value));
  words[at + 1] = Number(BigInt.asIntN(32, value >> 32n));
}

/** The guards of a program's words. */
export function guardsIn(words: Int32Array): Guard[] {
  const first = (words[K.P_GUARDS_OFFSET] as number) / 4;
  return Array.from({ length: words[K.P_GUARD_COUNT] as number }, (_, index) => {
    const at = first + index * K.GUARD_WORDS;
    return {
      offset: words[at + K.FIELD_OFFSET] as number,
      shift: words[at + K.FIELD_SHIFT] as number,
      mask: wideAt(words, at + K.FIELD_MASK),
      least: wideAt(words, at + K.G_LEAST),
      span: wideAt(words, at + K.G_SPAN),
    };
  });
}

function wideAt(words: Int32Array, at: number): bigint {
  return BigInt.asUintN(64, (BigInt(words[at + 1] as number) << 32n) | BigInt((words[at] as number) >>> 0));
}
