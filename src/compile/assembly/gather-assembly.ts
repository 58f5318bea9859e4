import * as K from '../../../assembly/core/layout.js';
import type { CodecText } from '../codec-text.js';
import { indented } from '../module-text.js';
import type { Op } from '../../cursor/index.js';
import { wideIntegerOf } from './assembly-leaf.js';
import { pointers, rowOf, type Slot, type SlotPlan } from './column-slots.js';
import { float16Helpers, singleHelper } from './float16-assembly.js';
import { endText, rowColumns, rowText } from './row-assembly.js';
import { singleText, windowText } from './window-assembly.js';
import { fieldsOf, planWindows } from './window-plan.js';

/** Loads take up to 16 bytes, where a column has one. */
const LOAD_BYTES = 16;

/** What is done with four records whose addresses are a0 to a3: their columns. */
export class GatherText {
  readonly functions: readonly string[];
  readonly helpers: readonly string[];
  readonly slack: number;
  /** Slots that `lines` write to. */
  readonly slots: readonly Slot[];
  private readonly body: readonly string[];
  /** Lists whose bytes follow from those of their record: these have to be known. */
  readonly needsLengths: boolean;

  constructor(
    private readonly codec: CodecText,
    private readonly plan: SlotPlan,
  ) {
    const fields = fieldsOf(codec, plan);
    const { windows, single } = planWindows(fields);
    const inRows = rowColumns(plan, fields);
    const atStart = inRows.filter(({ column }) => !column.isTrailing);
    const atEnd = inRows.filter(({ column }) => column.isTrailing);
    const [rowName, endName] = [`row${codec.name}`, `end${codec.name}`];
    const body = [
      ...windows.flatMap((window, index) => windowText(window, windows.length === 1 ? 'v' : `v${index}_`)),
      ...single.flatMap(singleText),
    ];
    for (let index = 0; index < 4; index++) {
      const row = index === 0 ? 'row' : `row + ${index}`;
      if (atStart.length > 0) body.push(`${rowName}(a${index}, ${row}, columns, room);`);
      if (atEnd.length > 0) body.push(`${endName}(a${index} + l${index}, ${row}, columns, room);`);
    }
    this.body = body;
    this.slots = plan.slots.filter((slot) => !inRows.some((column) => column.slot === slot));
    this.functions = [
      ...(atStart.length === 0 ? [] : [rowFunction(rowName, codec, atStart)]),
      ...(atEnd.length === 0 ? [] : [endFunction(endName, codec, atEnd)]),
    ];
    this.helpers = float16Helpers(
      codec.code.ops,
      inRows.map(({ column }) => column),
      singleHelper,
    );
    this.needsLengths = plan.lengths !== undefined || this.restLists.length > 0 || atEnd.length > 0;
    const { fixedBytes } = codec.program.layout.root;
    const reach = Math.max(...codec.code.ops.map((op) => op.offset + op.bytes), fixedBytes) - fixedBytes;
    // A record that is longer than the limit is never read.
    const isTooLong = fixedBytes > codec.code.word(K.P_MAX_MESSAGE);
    this.slack = LOAD_BYTES + (isTooLong ? 0 : reach + 3 * plan.stride);
  }

  /** Statements for records whose addresses are a0 to a3, to four rows from `row` on. */
  get lines(): readonly string[] {
    return this.body;
  }

  /**
   * Where they begin: p0 to p3 are places in the stream, `shift` bytes after each record; l0 to l3 lengths.
   */
  placeLines(shift: number): string[] {
    const { plan, codec } = this;
    const four = (slot: Slot, value: (index: number) => string): string[] =>
      [0, 1, 2, 3].map(
        (index) => `store<u32>(${rowOf(slot, 'row')}, ${value(index)}${index === 0 ? '' : `, ${index * 4}`});`,
      );
    const lines: string[] = [];
    if (plan.offsets !== undefined) lines.push(...four(plan.offsets, (index) => `<u32>${placeAfter(index, -shift)}`));
    if (plan.lengths !== undefined) lines.push(...four(plan.lengths, (index) => `l${index}`));
    for (const { column, slot, lengths } of plan.columns) {
      if (column.kind !== 'list') continue;
      const op = codec.code.ops[column.op] as Op;
      lines.push(...four(slot, (index) => `<u32>${placeAfter(index, op.offset - shift)}`));
      const isOwn = lengths !== undefined && !plan.columns.some((other) => other.slot === lengths);
      if (isOwn) lines.push(...four(lengths, (index) => listBytes(op, index)));
    }
    return lines;
  }

  private get restLists(): readonly Op[] {
    const { code } = this.codec;
    return this.plan.columns
      .filter(({ column }) => column.kind === 'list')
      .map(({ column }) => code.ops[column.op] as Op)
      .filter(({ flags }) => (flags & K.F_COUNTED) === 0);
  }
}

function placeAfter(index: number, bytes: number): string {
  if (bytes === 0) return `p${index}`;
  return bytes > 0 ? `(p${index} + ${bytes})` : `(p${index} - ${-bytes})`;
}

export function listBytes(op: Op, index: number): string {
  if ((op.flags & K.F_COUNTED) === 0) {
    const others = op.offset + op.count;
    const rest = others === 0 ? `l${index}` : `(l${index} - ${others})`;
    return op.bytes === 1 ? rest : `${rest} / ${op.bytes} * ${op.bytes}`;
  }
  const unit = (op.flags & K.F_COUNTS_BYTES) === 0 ? op.bytes : 1;
  const count = `<u32>${wideIntegerOf(op.ref as Op, `a${index}`)}`;
  return unit === 1 ? count : `${count} * ${unit}`;
}

function endFunction(name: string, codec: CodecText, columns: SlotPlan['columns']): string {
  return `/** What lies before the end of every record: one record at a time. */
function ${name}(recordEnd: usize, row: usize, columns: usize, room: usize): void {
${indented([...pointers(columns.map(({ slot }) => slot)), ...endText(codec, columns)].join('\n'))}
}`;
}

function rowFunction(name: string, codec: CodecText, columns: SlotPlan['columns']): string {
  return `/** What is no number in a fixed place of every record: one record at a time. */
function ${name}(at: usize, row: usize, columns: usize, room: usize): void {
${indented([...pointers(columns.map(({ slot }) => slot)), ...rowText(codec, columns)].join('\n'))}
}`;
}
