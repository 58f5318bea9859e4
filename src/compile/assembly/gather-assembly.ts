import * as K from '../../../assembly/core/layout.js';
import type { CodecText } from '../codec-text.js';
import { indented } from '../module-text.js';
import type { Op } from '../../cursor/index.js';
import { pointers, rowOf, type Slot, type SlotPlan } from './column-slots.js';
import { float16Helpers, singleHelper } from './float16-assembly.js';
import { nulHelper } from './check-assembly.js';
import { endText, isPlainList, listBytes, rowColumns, rowText } from './row-assembly.js';
import { singleText, windowText } from './window-assembly.js';
import { fieldsOf, planWindows } from './window-plan.js';

type ColumnSlot = SlotPlan['columns'][number];

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
    const inRows = rowColumns(codec, plan, fields);
    const atStart = inRows.filter(({ column }) => !column.isTrailing);
    const atEnd = inRows.filter(({ column }) => column.isTrailing);
    const [rowName, endName] = [`row${codec.name}`, `end${codec.name}`];
    const body = [
      ...windows.flatMap((window, index) => windowText(window, windows.length === 1 ? 'v' : `v${index}_`)),
      ...single.flatMap(singleText),
    ];
    for (let index = 0; index < 4; index++) {
      const row = index === 0 ? 'row' : `row + ${index}`;
      const own = needsLength(codec, atStart) ? `, l${index}` : '';
      if (atStart.length > 0) body.push(`${rowName}(a${index}, ${row}, columns, room${own});`);
      if (atEnd.length > 0) body.push(`${endName}(a${index} + l${index}, ${row}, columns, room);`);
    }
    this.body = body;
    const isInRows = (slot: Slot): boolean =>
      inRows.some((one) => (one.column.kind === 'list' ? one.lengths : one.slot) === slot);
    this.slots = plan.slots.filter((slot) => !isInRows(slot));
    this.functions = [
      ...(atStart.length === 0 ? [] : [rowFunction(rowName, codec, atStart)]),
      ...(atEnd.length === 0 ? [] : [endFunction(endName, codec, atEnd)]),
    ];
    const rowOps = inRows.map(({ column }) => codec.code.ops[column.op] as Op);
    this.helpers = [
      ...float16Helpers(
        codec.code.ops,
        inRows.map(({ column }) => column),
        singleHelper,
      ),
      ...rowOps.filter(({ flags }) => (flags & K.F_TERMINATED) !== 0).map(({ bytes }) => nulHelper(bytes)),
    ];
    this.needsLengths = plan.lengths !== undefined || this.restLists.length > 0 || atEnd.length > 0;
    const { fixedBytes } = codec.program.layout.root;
    const reach = Math.max(...codec.code.ops.map((op) => op.offset + op.bytes), fixedBytes) - fixedBytes;
    // A record that is longer than the limit is never read.
    const isTooLong = fixedBytes > codec.code.word(K.P_MAX_MESSAGE);
    this.slack = LOAD_BYTES + (isTooLong ? 0 : reach + 3 * plan.stride);
  }

  /** Statements for records whose addresses are a0 to a3, to four rows from `row` on. They come after those that say where these begin. */
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
      if (hasOwnLengths(codec, plan, { column, slot, lengths }))
        lines.push(...four(lengths as Slot, (index) => listBytes(op, `a${index}`, `l${index}`)));
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

/** Whether four rows of a list's lengths are made at a time, and are no other column's. */
export function hasOwnLengths({ code }: CodecText, { columns }: SlotPlan, { column, lengths }: ColumnSlot): boolean {
  if (lengths === undefined || !isPlainList(code.ops, column)) return false;
  return !columns.some((other) => other.slot === lengths);
}

/** Whether lists among these are as long as what their record leaves. */
function needsLength({ code }: CodecText, columns: readonly ColumnSlot[]): boolean {
  return columns.some(
    ({ column }) => column.kind === 'list' && ((code.ops[column.op] as Op).flags & K.F_COUNTED) === 0,
  );
}

function endFunction(name: string, codec: CodecText, columns: SlotPlan['columns']): string {
  return `/** What lies before the end of every record: one record at a time. */
function ${name}(recordEnd: usize, row: usize, columns: usize, room: usize): void {
${indented([...pointers(columns.map(({ slot }) => slot)), ...endText(codec, columns)].join('\n'))}
}`;
}

function rowSlots({ column, slot, lengths }: ColumnSlot): Slot[] {
  return column.kind === 'list' && lengths !== undefined ? [slot, lengths] : [slot];
}

function rowFunction(name: string, codec: CodecText, columns: SlotPlan['columns']): string {
  return `/** What is no number in a fixed place of every record: one record at a time. */
function ${name}(at: usize, row: usize, columns: usize, room: usize${needsLength(codec, columns) ? ', length: u32' : ''}): void {
${indented([...pointers(columns.flatMap(rowSlots)), ...rowText(codec, columns)].join('\n'))}
}`;
}
