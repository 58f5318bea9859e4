import { ArmGuards, noColumn } from '../columns/index.js';
import * as K from '../../assembly/core/layout.js';
import type { Op } from '../cursor/index.js';
import { ARRAY_OF, type Column, type Program } from '../program/index.js';
import type { LaidMember, LaidRecord } from '../schema/index.js';
import { integerText, valueText } from './leaf-text.js';
import type { CodecText } from './codec-text.js';
import type { SlotPlan } from './assembly/column-slots.js';
import type { DecodeAssembly } from './assembly/decode-assembly.js';
import { indented, keyText, literal, quoted } from './module-text.js';

/** What a batch needs of the functions that its codec has. */
export interface BatchFunctions {
  readonly check: string;
  readonly read: string;
  /** An expression: a function that makes the cursor over rows. */
  readonly rows: string;
  /** The expression of the kernel: its text, or a module. */
  readonly wasm: string;
}

/** Declares `batches<T>`, which decodes streams of the type to columns, and gives its name. */
export function batchesConstant(codec: CodecText, kernel: DecodeAssembly, functions: BatchFunctions): string {
  return codec.declare('batches', (name) => {
    const members = [
      ...typeMembers(codec, kernel.plan, functions),
      `decode: ${quoted(kernel.name)}`,
      `takesRest: ${codec.program.takesRest}`,
      `slack: ${kernel.slack}`,
      `wasm: ${functions.wasm}`,
    ];
    const made = codec.module.use('Batches');
    return `const ${name} = /* @__PURE__ */ new ${made}({\n${members.map((member) => `${indented(member)},\n`).join('')}});`;
  });
}

/** What an emitted module says of the rows of one type. */
export function typeMembers(
  codec: CodecText,
  { stride, list }: SlotPlan,
  functions: Pick<BatchFunctions, 'check' | 'read' | 'rows'>,
): string[] {
  const { program } = codec;
  const isFixed = codec.code.word(K.P_RULE) === K.RULE_FIXED;
  return [
    `name: ${quoted(program.layout.name)}`,
    `columns: [\n${indented(columnLines(program).join('\n'))}\n]`,
    `without: ${objectText(reasons(program))}`,
    `arms: ${objectText(armTests(codec))}`,
    `recordBytes: ${isFixed ? codec.code.word(K.P_FIXED_BYTES) : 0}`,
    `stride: ${stride}`,
    `leastBytes: ${program.leastBytes}`,
    `align: ${codec.code.word(K.P_START_ALIGN)}`,
    `listAt: ${list?.bytes ?? 0}`,
    `check: ${functions.check}`,
    `read: ${functions.read}`,
    `rows: ${functions.rows}`,
  ];
}

/** Declares the function that users call. */
export function decodeBatchFunction(codec: CodecText, batches: string): string {
  return codec.declare('decodeBatch', (name) => {
    return `/** Records of ${codec.program.layout.name} to columns: rowCount, columns, offsets, value(i), rows(), error. */
export function ${name}(bytes, options) {
  return ${batches}.decode(bytes, options);
}`;
  });
}

function columnLines({ columns, lengthColumns }: Program): string[] {
  return columns.map(({ path, kind, repeat }, index) => {
    const words = [quoted(path), ARRAY_OF[kind].name, String(repeat)];
    if (kind === 'list') words.push(String(lengthColumns[index] ?? -1));
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
    return type.kind === 'record' ? [path, ...pathsOf(type, `${path}.`)] : [path];
  });
  return node.tag === undefined ? own : [...own, `${prefix}raw`];
}

function armTests(codec: CodecText): Map<string, string> {
  const guarded = codec.program.columns.filter(({ guard }) => guard !== undefined);
  const guards = new ArmGuards(codec.code);
  return new Map(
    guarded.map(({ path, guard }) => [path, armTest(codec, guards, guard as NonNullable<Column['guard']>)]),
  );
}

/** Declares what says whether a record has an arm. */
function armTest(codec: CodecText, guards: ArmGuards, guard: NonNullable<Column['guard']>): string {
  return codec.declare(`has${guard.union}_${guard.arm}`, (name) => {
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
