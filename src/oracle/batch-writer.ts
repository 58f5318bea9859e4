import * as K from '../../assembly/core/layout.js';
import type { Column, Program } from '../program/index.js';
import type { ColumnArray, ListColumn } from '../schema/index.js';
import { ArmGuards } from '../columns/index.js';
import { checksumOf } from './checksum.js';
import {
  type Code,
  type Op,
  heldInteger,
  heldNumber,
  leafOf,
  storeValue,
  summedBytes,
  whyNotHeld,
} from '../cursor/index.js';
import type { MessageReader } from './message-reader.js';
import { Output } from '../writing/index.js';
import { compareRow, scatterRow } from './scatter.js';
import type { GivenColumn, RowPlace } from '../rows-out/index.js';
import type { Verdict } from './verdict.js';

export type GivenColumns = readonly (ColumnArray | ListColumn | undefined)[];

/** Where one row is written. */
interface Row {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** Start of the next record; the end of this one in the last row. */
  readonly next: number;
  readonly isLast: boolean;
}

/** Columns in the order in which they are written, and those that others may show, in the order of the record. */
interface Written {
  readonly given: readonly GivenColumn[];
  readonly compared: readonly GivenColumn[];
}

/** Writes columns as records, one after the other: the mirror of BatchReader. */
export class BatchWriter {
  private readonly output = new Output();
  private readonly guards: ArmGuards;
  /**
   * All columns but the list: those that hold tags before those that the tags open, and of these last what has many forms, a bool or a float beside
   * other columns of the same bytes. It keeps a form that they have written.
   */
  private readonly order: readonly number[];
  /** Columns whose bytes others may show, in the order of the record: the first that disagrees is named. */
  private readonly shared: readonly number[];
  private readonly listIndex: number;
  /** Ops of the record itself: what array elements and parts elsewhere hold came with their bytes. */
  private readonly ownOps: readonly Op[];

  constructor(
    private readonly program: Program,
    private readonly code: Code,
    private readonly reader: MessageReader,
    private readonly verdict: Verdict,
  ) {
    this.guards = new ArmGuards(code);
    const { columns } = program;
    const depth = (index: number): number => this.guards.depth((columns[index] as Column).guard);
    const hasForms = (index: number): number => {
      const { op, shared } = columns[index] as Column;
      return Number(shared && ((code.ops[op] as Op).flags & (K.F_BOOL | K.F_FLOAT)) !== 0);
    };
    this.ownOps = opsOfFrame(code.top);
    this.listIndex = columns.findIndex((column) => column.kind === 'list');
    this.shared = [...columns.keys()].filter((index) => index !== this.listIndex && columns[index]?.shared);
    this.order = [...columns.keys()]
      .filter((index) => index !== this.listIndex)
      .toSorted((left, right) => depth(left) - depth(right) || hasForms(left) - hasForms(right));
  }

  /** The rows as one stream, which the caller owns, or stops the verdict. */
  write(columns: GivenColumns, rows: number): Uint8Array {
    const { output, verdict } = this;
    output.clear();
    const given = this.given(columns, this.order);
    const compared = this.given(columns, this.shared);
    const list = columns[this.listIndex] as ListColumn | undefined;
    output.makeRoom(this.mostBytes(rows, list));
    try {
      for (let index = 0; index < rows; index++) {
        verdict.indices[0] = index;
        verdict.recordOffset = output.end;
        this.writeRow(this.place(index, index === rows - 1, list), { given, compared }, list);
      }
    } catch (stopped) {
      // A walk of the finished record may have left indices of its own.
      verdict.indices.splice(1);
      throw stopped;
    }
    verdict.indices.length = 0;
    verdict.length = output.end;
    return output.bytes.slice(0, output.end);
  }

  /** Enough for all rows: lists that share their bytes may make more than there is memory for, which is refused before anything is written. */
  private mostBytes(rows: number, list: ListColumn | undefined): number {
    const { code } = this;
    // A length that lies is refused at its row.
    const listBytes = list?.lengths.reduce((sum, bytes) => sum + Math.min(bytes, list.data.length), 0) ?? 0;
    return rows * (this.program.leastBytes + code.word(K.P_START_ALIGN) - 1) + listBytes;
  }

  private given(columns: GivenColumns, order: readonly number[]): GivenColumn[] {
    return order.flatMap((index) => {
      const values = columns[index] as ColumnArray | undefined;
      const column = this.program.columns[index] as Column;
      return values === undefined ? [] : [{ column, op: this.code.ops[column.op] as Op, values }];
    });
  }

  private place(index: number, isLast: boolean, list: ListColumn | undefined): Row {
    const { code } = this;
    const start = this.output.end;
    const bytes = code.word(K.P_FIXED_BYTES) + code.word(K.P_TRAILING_BYTES) + (list?.lengths[index] ?? 0);
    const most = code.word(K.P_MAX_MESSAGE);
    if (bytes > most) this.verdict.stop(K.LIMIT_MESSAGE_BYTES, -1, 0, bytes, most);
    const align = code.word(K.P_START_ALIGN);
    const end = start + bytes;
    return { index, start, end, next: isLast ? end : Math.ceil(end / align) * align, isLast };
  }

  private writeRow(row: Row, { given, compared }: Written, list: ListColumn | undefined): void {
    const { output, guards, verdict } = this;
    output.reserve(row.next);
    const { start: record, end } = row;
    const place: RowPlace = { bytes: output.bytes, view: output.view, record, end, row: row.index };
    for (const one of given) {
      if (guards.isOpen(one.column.guard, place.view, row.start)) scatterRow(one, place, verdict);
    }
    const isGiven = (op: Op): boolean => given.some((one) => one.op === op);
    this.writeList(row, list, isGiven);
    this.fillLate(row, isGiven);
    for (const one of compared) {
      if (guards.isOpen(one.column.guard, place.view, row.start)) compareRow(one, place, verdict);
    }
    if (this.code.word(K.P_HAS_CHECKS) === 0) return;
    // The distance to the next record counts the padding between them.
    const isNext = this.code.word(K.P_RULE) === K.RULE_NEXT;
    this.reader.attach(output.bytes);
    this.reader.read(row.start, isNext ? row.next : row.end);
  }

  private writeList({ index, start }: Row, list: ListColumn | undefined, isGiven: (op: Op) => boolean): void {
    const column = this.program.columns[this.listIndex];
    if (column === undefined) return;
    const { verdict, output } = this;
    const op = this.code.ops[column.op] as Op;
    const bytes = list?.lengths[index] ?? 0;
    if (bytes % op.bytes !== 0) verdict.stop(K.LENGTH_FIELD, op.index, op.offset, op.bytes, bytes);
    if (list !== undefined) {
      const from = list.offsets[index] as number;
      const room = Math.max(0, list.data.length - from);
      if (bytes > room) verdict.stop(K.DATA_OVERRUN, op.index, op.offset, bytes, room);
      output.bytes.set(list.data.subarray(from, from + bytes), start + op.offset);
    }
    const counted = (op.flags & K.F_COUNTED) === 0 ? undefined : op.ref;
    if (counted !== undefined)
      this.fill(
        counted,
        start,
        (op.flags & K.F_COUNTS_BYTES) === 0 ? bytes / op.bytes : bytes,
        isGiven(leafOf(counted)),
      );
  }

  /** Lengths and checksums, which stand in this order at the end of a program and of its arms. */
  private fillLate(row: Row, isGiven: (op: Op) => boolean): void {
    const { start, end, next, isLast } = row;
    for (const op of this.ownOps) {
      const leaf = op.ref as Op;
      const isOpen = (): boolean => this.guards.isOpen(this.guards.of(op.index), this.output.view, start);
      if (op.kind === K.OP_LENGTH) {
        const distance = isLast ? 0 : next - start;
        this.fill(leaf, start, (op.flags & K.F_NEXT) === 0 ? end - start : distance, isGiven(leafOf(leaf)));
      } else if (op.kind === K.OP_CHECKSUM && isOpen()) {
        const summed = summedBytes(op, this.output.bytes, start, this.endOf(row));
        const sum = checksumOf(this.code, op, summed);
        this.fill(leaf, summed.leafBase, sum, isGiven(leaf), start);
      }
    }
  }

  /** A record of a chain reaches to the next one, padding and all. */
  private endOf({ end, next }: Row): number {
    return this.code.word(K.P_RULE) === K.RULE_NEXT ? next : end;
  }

  /** Writes a leaf that the engine computes, or compares it with the column that gave it. `base`: what its offset counts from. */
  private fill(leaf: Op, base: number, value: number | bigint, isGiven: boolean, record = base): void {
    const { verdict } = this;
    const { view } = this.output;
    const field = base + leaf.offset - record;
    const held = typeof value === 'bigint' ? heldInteger(view, base, leaf) : heldNumber(view, base, leaf);
    if (isGiven && held !== value) verdict.stop(K.DISAGREE, leaf.index, field, Number(value), Number(held));
    if (isGiven) return;
    const why = whyNotHeld(leaf, Number(value));
    if (why !== undefined) verdict.stop(why.status, leaf.index, field, why.want, Number(value));
    storeValue(view, base, leaf, value);
  }
}

function opsOfFrame(ops: readonly Op[]): Op[] {
  return ops.flatMap((op) => (op.kind === K.OP_ARRAY || op.kind === K.OP_POINTED ? [] : [op, ...opsOfFrame(op.below)]));
}
