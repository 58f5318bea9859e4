import * as K from '../../assembly/core/layout.js';
import { heldInteger, storeValue, summedBytes, type Op } from '../cursor/index.js';
import type { Column, Outcome, Program } from '../program/index.js';
import { ownColumn, type RowWriter } from '../rows-out/index.js';
import { alignUp, type ColumnArray, type ListColumn } from '../schema/index.js';
import { computedSum, NoSum } from './computed-sum.js';
import { functionsOf, type OpFunction } from './wrong-sum.js';

type Given = ColumnArray | ListColumn | undefined;

/** A record of the stream that is being written. */
interface PlacedRow {
  readonly row: number;
  readonly record: number;
  readonly end: number;
}

/** A writer of rows whose program has checksums by functions: these are filled in when all else is written. */
export class SummedRows implements RowWriter {
  readonly outcome: Outcome;

  constructor(
    private readonly program: Program,
    private readonly inner: RowWriter,
  ) {
    this.outcome = inner.outcome;
  }

  /** The stream is always memory of its own: a function may make calls that take memory of an engine, and that of `output` with it. */
  writeBatch(given: readonly Given[], rows: number): Uint8Array | undefined {
    const { program, inner } = this;
    const columns = given.map((column) => column && ownedColumn(column));
    const placed = this.places(columns, rows);
    if (placed === undefined) return undefined;
    const stream = inner.writeBatch(columns, rows);
    if (stream === undefined) return undefined;
    const functions = functionsOf(program);
    const isGood = placed.every((place) => functions.every((one) => this.fill(stream, one, columns, place)));
    this.outcome.length = stream.length;
    return isGood ? stream : undefined;
  }

  output(bytes: number): Uint8Array {
    return this.inner.output(bytes);
  }

  /** Where each record will lie; undefined where a row is refused. */
  private places(columns: readonly Given[], rows: number): PlacedRow[] | undefined {
    const { program, inner, outcome } = this;
    const { words, layout } = program;
    const { startAlign } = layout.root.node.options;
    const isFixed = words[K.P_RULE] === K.RULE_FIXED;
    const isChain = words[K.P_RULE] === K.RULE_NEXT;
    // Alone, each record of a chain is its last one: what it says of the next is not asked for.
    const isAsked = ({ op }: Column): boolean => !isChain || op !== words[K.P_RULE_OP];
    const placed: PlacedRow[] = [];
    for (let row = 0, record = 0; row < rows; row++) {
      if (
        !isFixed &&
        inner.writeBatch(
          columns.map((given, index) => {
            const column = program.columns[index] as Column;
            return isAsked(column) ? rowOf(column, given, row) : undefined;
          }),
          1,
        ) === undefined
      ) {
        outcome.recordOffset += record;
        outcome.indices[0] = row;
        return undefined;
      }
      const own = record + (isFixed ? layout.root.bytes : outcome.length);
      const next = alignUp(own, startAlign);
      placed.push({ row, record, end: isChain && row < rows - 1 ? next : own });
      record = next;
    }
    return placed;
  }

  /** False where the function gives no sum, or another one than its column. */
  private fill(
    stream: Uint8Array,
    { op, sum }: OpFunction,
    columns: readonly Given[],
    { row, record, end }: PlacedRow,
  ): boolean {
    const leaf = op.ref as Op;
    const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
    const summed = summedBytes(op, stream, record, end);
    const computed = computedSum(sum, leaf, summed);
    const held = heldInteger(view, summed.leafBase, leaf);
    const isGiven = this.program.columns.some(
      (column, index) => column.op === leaf.index && columns[index] !== undefined,
    );
    if (!(computed instanceof NoSum) && (!isGiven || held === computed)) {
      storeValue(view, summed.leafBase, leaf, computed);
      return true;
    }
    const said =
      computed instanceof NoSum
        ? { status: K.NO_SUM, why: computed.why }
        : { status: K.DISAGREE, want: computed, have: held };
    const place = { op: leaf.index, recordOffset: record, fieldOffset: summed.leafAt - record, need: 0 };
    Object.assign(this.outcome, place, said);
    this.outcome.indices.splice(0, this.outcome.indices.length, row);
    return false;
  }
}

/** A copy, which no call of a function changes. */
function ownedColumn(column: ColumnArray | ListColumn): ColumnArray | ListColumn {
  if (!('data' in column)) return ownColumn(column);
  const { data, offsets, lengths } = column;
  return { data: new Uint8Array(data), offsets: offsets.slice(), lengths: lengths.slice() };
}

/** One row of a column. */
function rowOf({ repeat }: Column, given: Given, row: number): Given {
  if (given === undefined) return undefined;
  if ('data' in given) {
    const offset = given.offsets[row] as number;
    const lengths = given.lengths.subarray(row, row + 1);
    return { data: given.data.subarray(offset, offset + (lengths[0] as number)), offsets: Uint32Array.of(0), lengths };
  }
  return given.subarray(row * repeat, (row + 1) * repeat);
}
