import { ArmGuards, isLengthGuard, noColumn } from '../columns/index.js';
import * as K from '../../assembly/core/layout.js';
import type { Op } from '../cursor/index.js';
import { framingWords, type ColumnGuard, type Program } from '../program/index.js';
import { type LaidMember, type LaidRecord, type LaidType } from '../schema/index.js';
import { checkFunction, extentFunction } from './check-text.js';
import { hasBytes, readFunction } from './read-text.js';
import { rowsClass } from './rows-text.js';
import { integerText, valueText } from './leaf-text.js';
import type { CodecText } from './codec-text.js';
import type { Slot, SlotPlan } from './assembly/column-slots.js';
import type { DecodeAssembly } from './assembly/decode-assembly.js';
import { commentText, indented, keyText, literal, quoted } from './module-text.js';

/**
 * Declares `batches<T>`, which decodes streams of the type to columns, and gives its name.
 * @param kernelName the constant that `kernelConstant` declared
 */
export function batchesConstant(codec: CodecText, kernel: DecodeAssembly, kernelName: string): string {
  const rows = rowsMembers(codec, kernel.plan);
  return codec.declare('batches', (name) => {
    const members = [
      ...rows,
      `decode: ${quoted(kernel.name)}`,
      `takesRest: ${codec.program.takesRest}`,
      `slack: ${kernel.slack}`,
      `kernel: ${kernelName}`,
    ];
    const made = codec.module.use('Batches');
    return `const ${name} = /* @__PURE__ */ new ${made}({\n${members.map((member) => `${indented(member)},\n`).join('')}});`;
  });
}

/** What an emitted module says of the rows of one type. */
export function rowsMembers(codec: CodecText, plan: SlotPlan): string[] {
  const { program } = codec;
  const isFixed = codec.code.word(K.P_RULE) === K.RULE_FIXED;
  const extent = extentFunction(codec, framingWords(program));
  return [
    `slots: ${slotsConstant(codec, plan)}`,
    `rowBytes: ${plan.rowBytes}`,
    `columns: ${columnsConstant(codec, plan)}`,
    `places: ${placesText(codec, plan)}`,
    `bytes: ${isFixed ? codec.code.word(K.P_FIXED_BYTES) : 0}`,
    `least: ${program.leastBytes}`,
    `align: ${codec.code.word(K.P_START_ALIGN)}`,
    ...withoutText(codec),
    ...validityText(codec),
    ...(hasBytes(program.shape) ? [`copies: ${codec.module.use('payloadsOf')}`] : []),
    `check: ${checkFunction(codec)}`,
    ...(extent === undefined ? [] : [`extent: ${extent}`]),
    `read: ${readFunction(codec)}`,
    `Rows: ${rowsClass(codec)}`,
    ...(program.layout.root.node.options.next === undefined || !program.shape.hasUnknownTail
      ? []
      : [`noteUnheld: ${codec.module.use('noteUnheldTail')}`]),
  ];
}

/** Declares the function that users call. */
export function decodeBatchFunction(codec: CodecText, batches: string): string {
  return codec.declare('decodeBatch', (name) => {
    return `/** Records of ${commentText(codec.program.layout.name)} to columns: rowCount, columns, offsets, value(i), rows(), error. */
export function ${name}(bytes, options) {
  return ${batches}.decode(bytes, options);
}`;
  });
}

export function slotIndex({ slots }: SlotPlan, slot: Slot | undefined): number {
  return slot === undefined ? -1 : slots.indexOf(slot);
}

/** Declares what arrays the columns are, and gives its name. Of a type in a record set they are others than of the type alone. */
export function slotsConstant(codec: CodecText, plan: SlotPlan): string {
  return codec.declare(
    ofPlan('slots', plan),
    (name) => `const ${name} = [\n${indented(slotLines(plan).join('\n'))}\n];`,
  );
}

/** Declares the columns. */
export function columnsConstant(codec: CodecText, plan: SlotPlan): string {
  return codec.declare(
    ofPlan('columns', plan),
    (name) => `const ${name} = [\n${indented(columnLines(plan).join('\n'))}\n];`,
  );
}

function ofPlan(what: string, { rowIndex }: SlotPlan): string {
  return rowIndex === undefined ? what : `routed_${what}`;
}

/** Why members have no column, where there are such members. */
export function withoutText(codec: CodecText): string[] {
  const known = reasons(codec.program);
  if (known.size === 0) return [];
  const made = `/* @__PURE__ */ ${codec.module.use('columnReasons')}(${objectText(known)})`;
  return [`without: ${codec.declare('without', (name) => `const ${name} = ${made};`)}`];
}

/** Where rows lie. */
function placesText({ module, program }: CodecText, plan: SlotPlan): string {
  if (plan.stride > 0) return `/* @__PURE__ */ ${module.use('evenPlaces')}(${plan.stride})`;
  const list = plan.list && plan.columns[plan.list.column]?.slot;
  const starts = slotIndex(plan, plan.offsets ?? list);
  const words = [starts, plan.list?.bytes ?? 0, slotIndex(plan, plan.lengths), program.leastBytes];
  return `/* @__PURE__ */ ${module.use('storedPlaces')}(${words.join(', ')})`;
}

function validityText(codec: CodecText): string[] {
  const tests = armTests(codec);
  return tests.size === 0 ? [] : [`validity: /* @__PURE__ */ ${codec.module.use('armValidity')}(${objectText(tests)})`];
}

function slotLines({ slots }: SlotPlan): string[] {
  return slots.map(({ Kind, repeat, before }) => `[${Kind}, ${repeat}, ${before}],`);
}

function columnLines(plan: SlotPlan): string[] {
  return plan.columns.map(({ column, slot, lengths }) => {
    const words = [quoted(column.path), String(slotIndex(plan, slot))];
    if (lengths !== undefined) words.push(String(slotIndex(plan, lengths)));
    return `[${words.join(', ')}],`;
  });
}

/** Why members have no column, as far as there are such members. */
function reasons(program: Program): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of pathsOf(program.layout.root)) {
    if (program.columns.some((column) => column.path === path)) continue;
    const why = / has no column: (.*); read it/.exec(noColumn(program, path).hint)?.[1];
    if (why !== undefined) found.set(path, quoted(why));
  }
  return found;
}

function pathsOf({ members, node }: LaidRecord, prefix = ''): string[] {
  const own = members.flatMap((member: LaidMember): string[] => {
    const { type, name, anonymous, unnamed } = member;
    if (unnamed) return [];
    if (anonymous && type.kind === 'record') return pathsOf(type, prefix);
    const path = prefix + name;
    let inner: LaidType = type.kind === 'trailing' ? type.target : type;
    while (inner.kind === 'array') inner = inner.element;
    return inner.kind === 'record' ? [path, ...pathsOf(inner, `${path}.`)] : [path];
  });
  return node.tag === undefined ? own : [...own, `${prefix}raw`];
}

function armTests(codec: CodecText): Map<string, string> {
  const guarded = codec.program.columns.filter(({ guard }) => guard !== undefined);
  const guards = new ArmGuards(codec.code);
  return new Map(guarded.map(({ path, guard }) => [path, armTest(codec, guards, guard as ColumnGuard)]));
}

/** Declares what says whether a record has an arm. */
export function armTest(codec: CodecText, guards: ArmGuards, guard: ColumnGuard): string {
  return codec.declare(`has${guard.union}_${guard.arm}`, (name) => {
    const { code } = codec;
    if (isLengthGuard(code, guard)) {
      const length = integerText(codec.module, code.ruleOp, 'view', 'at');
      return `function ${name}(view, at) {\n  return ${length} >= ${guard.arm};\n}`;
    }
    const outer = guards.of(guard.union);
    const around = outer === undefined ? '' : `${armTest(codec, guards, outer)}(view, at) && `;
    const { below, ref } = codec.code.ops[guard.union] as Op;
    const chosen = below[guard.arm];
    const isRest = chosen === undefined || (chosen.flags & K.F_OTHERWISE) !== 0;
    const tag = ref as Op;
    const isWide = tag.kind === K.OP_WIDE;
    const constants = isWide ? codec.code.signed : codec.code.numbers;
    const tags = (isRest ? below : [chosen]).flatMap(({ constant, count }) =>
      Array.from({ length: count }, (_, index) => literal(constants[constant + index] as number | bigint)),
    );
    const read = isWide
      ? `BigInt.asIntN(64, ${valueText(codec.module, tag, 'view', 'at')})`
      : integerText(codec.module, tag, 'view', 'at');
    return `function ${name}(view, at) {\n  return ${around}${isRest ? '!' : ''}[${tags.join(', ')}].includes(${read});\n}`;
  });
}

function objectText(members: ReadonlyMap<string, string>): string {
  if (members.size === 0) return '{}';
  const lines = [...members].map(([key, value]) => `${key === '__proto__' ? `['${key}']` : keyText(key)}: ${value},`);
  return `{\n${indented(lines.join('\n'))}\n}`;
}
