import * as K from '../../assembly/layout.js';
import { joinBytes, type ColumnArray, type ListColumn, type Program } from '../plan/index.js';
import { columnView, layColumns, type ColumnSpace } from './column-space.js';
import type { KernelMachine } from './machine.js';

type Given = readonly (ColumnArray | ListColumn | undefined)[];

/** Writes rows from columns, as many at a time as the arena holds; the stream that comes out is the caller's. */
export function writeBatch(machine: KernelMachine, columns: Given, rows: number): Uint8Array | undefined {
  const { arena, program } = machine;
  arena.epoch++;
  machine.outcome.status = K.OK;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  let row = 0;
  while (row < rows) {
    machine.loadProgram();
    arena.ensure('output', arena.bytes('input'));
    const space = layColumns(arena, program, (index) => columns[index] !== undefined);
    const wanted = Math.min(space.rows, rows - row);
    const { count, from, span } = listSpan(program, columns, row, wanted, arena.bytes('input'));
    if (span > arena.bytes('input')) {
      arena.ensure('input', span);
      continue;
    }
    copyColumns(machine, space, columns, row, count, from, span);
    const status = arena.kernel.writeBatch(
      machine.programPtr,
      count,
      arena.ptr('input'),
      span,
      arena.ptr('output'),
      arena.bytes('output'),
      Number(row + count === rows),
    );
    machine.fetchOutcome(status);
    if (status !== K.OK && status !== K.OUTPUT_FULL) {
      const { outcome } = machine;
      outcome.recordOffset += bytes;
      outcome.indices.splice(0, outcome.indices.length, row + (arena.i32[K.CONTROL_ROWS >> 2] as number));
      return undefined;
    }
    const written = arena.i32[K.CONTROL_ROWS >> 2] as number;
    if (status === K.OUTPUT_FULL && written === 0) {
      arena.ensure('output', Math.max(machine.outcome.want, arena.bytes('output') * 2));
      continue;
    }
    const { length } = machine.outcome;
    parts.push(arena.u8.slice(arena.ptr('output'), arena.ptr('output') + length));
    bytes += length;
    row += written;
  }
  return joinBytes(parts, bytes);
}

/** How many of the rows' list bytes fit the input region, and where they lie in the list's data. */
function listSpan(
  program: Program,
  columns: Given,
  row: number,
  wanted: number,
  room: number,
): { count: number; from: number; span: number } {
  const index = program.columns.findIndex((column) => column.kind === 'list');
  const list = columns[index] as ListColumn | undefined;
  if (list === undefined) return { count: wanted, from: 0, span: 0 };
  let from = Infinity;
  let to = 0;
  for (let i = row; i < row + wanted; i++) {
    const start = list.offsets[i] as number;
    const least = Math.min(from, start);
    const most = Math.max(to, start + (list.lengths[i] as number));
    if (most - least > room && i > row) return { count: i - row, from, span: to - from };
    from = least;
    to = most;
  }
  return { count: wanted, from, span: to - from };
}

function copyColumns(
  machine: KernelMachine,
  space: ColumnSpace,
  columns: Given,
  row: number,
  count: number,
  from: number,
  span: number,
): void {
  const { arena, program } = machine;
  program.columns.forEach((column, index) => {
    const given = columns[index];
    const place = space.spans[index] as ColumnSpace['spans'][number];
    if (given === undefined) return;
    if (column.kind !== 'list') {
      const target = columnView(arena, column, place, count) as Uint8Array;
      const source = given as Uint8Array;
      target.set(source.subarray(row * column.repeat, (row + count) * column.repeat));
      return;
    }
    const list = given as ListColumn;
    const starts = columnView(arena, column, place, count) as Uint32Array;
    for (let i = 0; i < count; i++) starts[i] = (list.offsets[row + i] as number) - from;
    (columnView(arena, column, place, count, 1) as Uint32Array).set(list.lengths.subarray(row, row + count));
    arena.u8.set(list.data.subarray(from, from + span), arena.ptr('input'));
  });
}
