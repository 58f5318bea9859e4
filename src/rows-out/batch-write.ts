import * as K from '../../assembly/columns/layout.js';
import { allocateBytes } from '../bytes/index.js';
import { ARRAY_OF, elementBytes, type Column, type ColumnKind, type Program } from '../program/index.js';
import { columnsOffset } from '../columns/index.js';
import { type ColumnArray, type ListColumn, alignUp } from '../schema/index.js';
import type { Arena } from '../memory/index.js';
import type { KernelMachine } from '../message/kernel.js';
import { ownColumn } from './given-columns.js';
import { ROWS } from './rows-module.js';
import { streamBytes } from './stream-bytes.js';

type Given = ColumnArray | ListColumn | undefined;

const KIB = 1024;
/** A piece's columns and records: they stay in a second-level cache, with the bytes of its lists. */
const WORK_BYTES = 256 * KIB;
/** Data of lists that are copied whole. */
const SMALL_BYTES = 64 * KIB;

/** Bytes of a list's data. */
interface Span {
  readonly from: number;
  readonly bytes: number;
}

/*
 * A piece of the rows lies in the arena like this; each column starts at a multiple of 8:
 *
 *   | input         | columns region                                          |
 *   | bytes of list | column 0 | column 1 | ... | records -->                 |
 */

/** Writes rows from columns, a piece at a time; the stream that comes out is the caller's. */
export class BatchWriter {
  private readonly arena: Arena;
  private readonly program: Program;
  private readonly listIndex: number;
  /** Bytes of one row's columns. */
  private readonly rowBytes: number;
  /** Bytes of a record without its list, and padding. */
  private readonly recordBytes: number;
  /** All of linear memory as each kind of column; made anew when memory has grown. */
  private views: Partial<Record<ColumnKind, ColumnArray>> = {};
  private viewed: Uint8Array | undefined;

  constructor(private readonly machine: KernelMachine) {
    const { arena, program } = machine;
    this.arena = arena;
    this.program = program;
    this.listIndex = program.columns.findIndex(({ kind }) => kind === 'list');
    this.rowBytes = program.columns.reduce((sum, column) => sum + elementBytes(column), 0);
    this.recordBytes = alignUp(program.words[K.P_FIXED_BYTES] as number, program.words[K.P_START_ALIGN] as number);
  }

  /**
   * The stream; or `target`, where there is one and it is long enough, with the stream at its start. Undefined where a row is wrong, or a list
   * reaches past its data: the machine's outcome says which and why.
   */
  write(columns: readonly Given[], rows: number, target?: Uint8Array): Uint8Array | undefined {
    const { arena, machine } = this;
    arena.epoch++;
    machine.outcome.status = K.OK;
    const { buffer } = arena;
    const given = columns.map((column) => outside(buffer, column));
    const list = given[this.listIndex] as ListColumn | undefined;
    let stream = target;
    let bytes = 0;
    let wanted = this.pieceRows(list, rows);
    for (let row = 0; row < rows;) {
      machine.loadProgram();
      const count = Math.min(wanted, rows - row);
      const output = this.copyColumns(given, row, count);
      const span = this.spanOf(list, count);
      if (span === undefined) return undefined;
      if (span.bytes > arena.bytes('input')) {
        // A piece of fewer rows may do with less; one row needs what it has.
        if (count > 1) wanted = count >> 1;
        else arena.ensure('input', span.bytes);
        continue;
      }
      if (list !== undefined) this.copyData(list.data, span);
      const isLast = row + count === rows;
      const room = arena.ptr('columns') + arena.bytes('columns') - output;
      const status = this.writePiece(count, span, output, room, isLast);
      const written = arena.i32[K.CONTROL_ROWS >> 2] as number;
      if (status !== K.OK && status !== K.OUTPUT_FULL) {
        const { outcome } = machine;
        outcome.recordOffset += bytes;
        outcome.indices.splice(0, outcome.indices.length, row + written);
        return undefined;
      }
      if (written === 0) {
        arena.ensure('columns', output - arena.ptr('columns') + Math.max(Number(machine.outcome.want), room * 2));
        continue;
      }
      const { length } = machine.outcome;
      const piece = arena.u8.subarray(output, output + length);
      // A copy of a typed array is not filled with zeros first.
      if (written === rows && stream === undefined) return new Uint8Array(piece);
      if (stream === undefined || length > stream.length - bytes) stream = this.longer(stream, bytes, list, rows);
      stream.set(piece, bytes);
      bytes += length;
      row += written;
    }
    machine.outcome.length = bytes;
    return stream ?? new Uint8Array(0);
  }

  /** Rows whose columns and records fill the work bytes, if lists share their data evenly; one row at least. */
  private pieceRows(list: ListColumn | undefined, rows: number): number {
    const listBytes = list === undefined ? 0 : list.data.length / rows;
    return Math.max(1, Math.floor(WORK_BYTES / (this.rowBytes + this.recordBytes + listBytes + 1)));
  }

  /** Copies `count` rows of each column to the columns region, and tells the program where; answers where they end. */
  private copyColumns(given: readonly Given[], row: number, count: number): number {
    const { arena, program } = this;
    arena.ensure('columns', this.rowBytes * count + 8 * program.columns.length + WORK_BYTES);
    arena.space = undefined; // what follows tells the program other addresses than reading did
    const { i32 } = arena;
    const table = columnsOffset(program);
    let word = (arena.ptr('program') + table) >> 2;
    let at = arena.ptr('columns');
    program.columns.forEach((column, index) => {
      const values = given[index];
      i32[word + K.C_PTR] = values === undefined ? 0 : at;
      if (values !== undefined && 'data' in values) {
        i32[word + K.C_STEP] = count * 4;
        this.copy(column, values.offsets, row, count, at);
        this.copy(column, values.lengths, row, count, at + count * 4);
      } else if (values !== undefined) this.copy(column, values, row, count, at);
      if (values !== undefined) at += alignUp(elementBytes(column) * count, 8);
      word += K.COLUMN_WORDS;
    });
    return at;
  }

  private copy({ kind, repeat }: Column, values: ColumnArray, row: number, count: number, ptr: number): void {
    const { u8 } = this.arena;
    if (u8 !== this.viewed) {
      this.views = {};
      this.viewed = u8;
    }
    const view = (this.views[kind] ??= new ARRAY_OF[kind](
      u8.buffer,
      0,
      Math.floor(u8.length / ARRAY_OF[kind].BYTES_PER_ELEMENT),
    ));
    const isWhole = values.length === count * repeat;
    const part = isWhole ? values : values.subarray(row * repeat, (row + count) * repeat);
    (view as Uint8Array).set(part as Uint8Array, ptr / view.BYTES_PER_ELEMENT);
  }

  /** Which bytes of its data the lists of the piece lie in, or more; undefined where one reaches past them. */
  private spanOf(list: ListColumn | undefined, count: number): Span | undefined {
    const { arena, machine } = this;
    // To copy a little more than is needed takes less than to find out.
    if (list === undefined || list.data.length <= SMALL_BYTES) return { from: 0, bytes: list?.data.length ?? 0 };
    const status = arena.use(ROWS).measureLists(machine.programPtr, count);
    const from = arena.f64[K.CONTROL_WANT >> 3] as number;
    const to = arena.f64[K.CONTROL_HAVE >> 3] as number;
    if (status === K.OK && to <= list.data.length) return { from, bytes: to - from };
    machine.outcome.status = K.DATA_OVERRUN;
    return undefined;
  }

  private copyData(data: Uint8Array, { from, bytes }: Span): void {
    const { arena } = this;
    arena.u8.set(bytes === data.length ? data : data.subarray(from, from + bytes), arena.ptr('input'));
  }

  private writePiece(count: number, span: Span, output: number, room: number, isLast: boolean): number {
    const { arena, machine } = this;
    const status = arena
      .use(ROWS)
      .writeBatch(machine.programPtr, count, arena.ptr('input'), span.bytes, span.from, output, room, Number(isLast));
    machine.fetchOutcome(status);
    return status;
  }

  /** A stream of the bytes that there will be, with those that there are. */
  private longer(
    stream: Uint8Array | undefined,
    bytes: number,
    list: ListColumn | undefined,
    rows: number,
  ): Uint8Array {
    const whole = allocateBytes(streamBytes(this.program, list, rows));
    if (stream !== undefined) whole.set(stream.subarray(0, bytes));
    return whole;
  }
}

/** The column where writing does not overwrite it: columns of a batch that lies in the arena are copied first. */
function outside(buffer: ArrayBuffer, column: Given): Given {
  if (column === undefined) return undefined;
  if (!('data' in column)) return column.buffer === buffer ? ownColumn(column) : column;
  const { data, offsets, lengths } = column;
  if (data.buffer !== buffer && offsets.buffer !== buffer && lengths.buffer !== buffer) return column;
  return { data: new Uint8Array(data), offsets: offsets.slice(), lengths: lengths.slice() };
}
