import * as K from '../../assembly/core/layout.js';
import { assertAttached } from '../bytes/index.js';
import { ArmGuards, armReader, type BatchData, type RecordTest } from '../columns/index.js';
import {
  codeOf,
  heldInteger,
  heldNumber,
  isSum,
  largestOf,
  storeValue,
  summedBytes,
  type Op,
} from '../cursor/index.js';
import { movedBy } from '../errors/index.js';
import { failureAfter, withoutReason, type RecordCodec } from '../message/index.js';
import { elementPlace, emptyOutcome, failureOf, type Column, type Program } from '../program/index.js';
import { decidingOps, opsOfRecord } from './deciding-ops.js';
import { ownColumn } from './given-columns.js';
import { atRow } from './join-records.js';
import { differingElement, fieldOf, originOf, storeRow, type GivenColumn, type RowPlace } from './row-elements.js';

/** A column that is written to records that are there. */
export interface EditedColumn extends GivenColumn {
  /** Whether a record has it; undefined: each does. */
  readonly isThere: RecordTest | undefined;
}

/** Whether not every value is good. The bytes of a part are compared by ops of their own. */
export function isChecked({ magic }: Column, { flags }: Op): boolean {
  return magic !== undefined || (flags & K.F_CHECKED) !== 0;
}

/** An op of the record, and whether a record has it; undefined: each does. */
interface Part {
  readonly op: Op;
  readonly isThere: RecordTest | undefined;
}

/**
 * Edits records of which not every value is good: in a copy, which goes to the target when all of it is. Of each record first the columns are written, then
 * checksums; and then it has to be what decoding takes for the same parts.
 */
export class RecordDraft {
  private readonly program: Program;
  private readonly edited: readonly EditedColumn[];
  private readonly offsets: Uint32Array;
  private readonly lengths: Uint32Array;
  private readonly consumed: number;
  private readonly deciding: readonly Part[];
  /** Columns of elements of arrays that say what lies where in their element. */
  private readonly decidingElements: readonly EditedColumn[];
  private readonly sums: readonly Part[];
  private readonly isChecked: boolean;

  /** What engines are asked for may grow the memory in which a borrowed batch lies: all of it is copied before. */
  constructor(
    private readonly record: RecordCodec,
    edited: readonly EditedColumn[],
    { offsets, lengths, consumed }: BatchData,
  ) {
    const { program } = record;
    this.program = program;
    // A bool or a float keeps the form that a column beside it has written.
    const hasForms = ({ op, column }: EditedColumn): number =>
      Number(column.shared && (op.flags & (K.F_BOOL | K.F_FLOAT)) !== 0);
    this.edited = edited
      .map((one) => ({ ...one, values: ownColumn(one.values) }))
      .toSorted((left, right) => hasForms(left) - hasForms(right));
    this.offsets = offsets.slice();
    this.lengths = lengths.slice();
    this.consumed = consumed;
    const ofRecord = opsOfRecord(program);
    const isOfElement = (op: Op): boolean => !ofRecord.includes(op);
    const deciding = decidingOps(program);
    const mayDecide = edited.some(({ op, column }) => column.shared || deciding.includes(op));
    const guards = new ArmGuards(codeOf(program));
    const partOf = (op: Op): Part => {
      const guard = guards.of(op.index);
      return { op, isThere: guard && armReader(program, guard) };
    };
    const decides = ({ index }: Op): boolean => program.ops.some(({ kind, ref }) => ref === index && !isSum(kind));
    this.decidingElements = this.edited.filter(({ op }) => isOfElement(op) && decides(op));
    this.deciding = mayDecide ? deciding.map(partOf) : [];
    this.sums = ofRecord.flatMap((op) => (isSum(op.kind) ? partOf(op) : []));
    // An element has checksums of its own, which sum what is written to it.
    this.isChecked = edited.some(({ op, column }) => column.shared || isChecked(column, op) || isOfElement(op));
  }

  /** @throws CastbufError with the row, before the target has changed */
  write(target: Uint8Array): void {
    const before = new Uint8Array(target.subarray(0, this.consumed));
    const bytes = before.slice();
    const view = viewOf(bytes);
    const old = viewOf(before);
    this.offsets.forEach((record, row) => {
      const end = record + (this.lengths[row] as number);
      const place: RowPlace = { bytes, view, record, end, row };
      this.writeColumns(place, old);
      this.assertSameParts(place, old);
      this.fillSums(place);
      if (this.isChecked) this.check(place);
    });
    assertAttached('the target', target);
    target.set(bytes);
  }

  private writeColumns(place: RowPlace, old: DataView): void {
    const { record, row } = place;
    const there = this.edited.filter(({ isThere }) => isThere?.(old, record) !== false);
    for (const one of there) {
      const element = storeRow(one, place);
      if (element < 0) continue;
      const have = Number(one.values[row * one.column.repeat + element]);
      throw this.failure(K.OUT_OF_RANGE, one.op, place, { fieldOffset: fieldOf(one, element, place), want: 0, have });
    }
    for (const one of there) {
      const element = one.column.shared ? differingElement(one, place) : -1;
      if (element >= 0)
        throw this.failure(K.DISAGREE, one.op, place, { fieldOffset: fieldOf(one, element, place), want: 0, have: 0 });
    }
  }

  /** A record with another count, length, offset or tag would have other parts in the same bytes. */
  private assertSameParts(place: RowPlace, old: DataView): void {
    const { record } = place;
    for (const { op, isThere } of this.deciding) {
      if (isThere?.(old, record) !== false) this.assertSame(place, old, op, 0);
    }
    for (const { column, op, isThere } of this.decidingElements) {
      if (isThere?.(old, record) === false) continue;
      for (let element = 0; element < column.repeat; element++)
        this.assertSame(place, old, op, originOf(column, place) - record + elementPlace(column, element));
    }
  }

  /** @param start bytes from the record to where the op counts from */
  private assertSame(place: RowPlace, old: DataView, op: Op, start: number): void {
    const { view, record } = place;
    const base = record + start;
    const want = heldNumber(old, base, op);
    const have = heldNumber(view, base, op);
    if (heldInteger(old, base, op) !== heldInteger(view, base, op))
      throw this.failure(K.DISAGREE, op, place, { fieldOffset: start + op.offset, want, have });
  }

  private fillSums(place: RowPlace): void {
    const { bytes, view, record, row } = place;
    const length = this.lengths[row] as number;
    for (const { op, isThere } of this.sums) {
      const leaf = op.ref as Op;
      const isCut = (leaf.flags & K.F_VERSIONED) !== 0 && leaf.align > length;
      if (isCut || isThere?.(view, record) === false) continue;
      const summed = summedBytes(op, bytes, record, record + length);
      const sum = this.record.machine.sum(op.index, summed);
      const held = heldInteger(view, summed.leafBase, leaf);
      const fieldOffset = summed.leafAt - record;
      const isGiven = this.edited.some((one) => one.op === leaf);
      if (isGiven && held !== sum) throw this.failure(K.DISAGREE, leaf, place, { fieldOffset, want: sum, have: held });
      const most = largestOf(leaf);
      if (sum > most) throw this.failure(K.OUT_OF_RANGE, leaf, place, { fieldOffset, want: most, have: sum });
      storeValue(view, summed.leafBase, leaf, sum);
    }
  }

  private check({ bytes, record, row }: RowPlace): void {
    const { machine } = this.record;
    const own = bytes.subarray(record, record + (this.lengths[row] as number));
    if (machine.check(own)) return;
    const failure = failureAfter(this.program, machine.outcome, own, 0) ?? withoutReason();
    throw atRow(movedBy(failure, record), row, record);
  }

  private failure(
    status: number,
    { index }: Op,
    { record, row }: RowPlace,
    { fieldOffset, want, have }: { fieldOffset: number; want: number | bigint; have: number | bigint },
  ): unknown {
    const outcome = { ...emptyOutcome(), status, op: index, recordOffset: record, fieldOffset, want, have };
    return atRow(failureOf(this.program, outcome) ?? withoutReason(), row, record);
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
