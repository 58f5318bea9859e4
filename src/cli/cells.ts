import { decodeGuid } from '../bytes/index.js';
import type { Batch } from '../columns/index.js';
import type { Column } from '../program/index.js';
import {
  type ColumnArray,
  type ListColumn,
  isBigint,
  type AnyType,
  type LaidType,
  type Leaf,
} from '../schema/index.js';

import type { ChoiceField, LeafField } from './fields.js';
import { isUnknownBytes } from './unknown-bytes.js';
import { JsonValues } from './json-value.js';
import { printableJson } from './printable.js';
import type { TextBuffer } from './text-buffer.js';

export type AnyBatch = Batch<AnyType>;
export type Numbers = Exclude<ColumnArray, BigUint64Array | BigInt64Array>;

/** A value of each row, written as digits, hex or text without quotes. */
export interface Cell<B = AnyBatch> {
  /** Called for each batch before its rows are written. */
  bind(batch: B): void;
  write(out: TextBuffer, row: number): void;
}

/** JSON; the bare text of CSV, which has all digits; or text for people, which has no more than tell a float from its neighbours. */
export type Notation = 'json' | 'plain' | 'shown';

/** The cell of a leaf that has a column; `values` is for those that have none. */
export function cellOf(field: LeafField, notation: Notation, values: RowValues): Cell {
  const { column, type } = field;
  if (isUnknownBytes(type)) return new ValueCell(field, notation, new RowViews(values.withNames));
  if (column === undefined) return new ValueCell(field, notation, values);
  if (type.kind === 'leaf') return numberCell(column, type, notation);
  if (type.kind === 'split') return new NumberCell(column.path);
  if (type.kind === 'bytes') return column.kind === 'list' ? new ListCell(column.path) : new BytesCell(column);
  if (type.kind === 'guid') return new GuidCell(column);
  return new ValueCell(field, notation, values);
}

/** Whether JSON has the cell of this type in quotes. */
export function isQuoted(type: LaidType): boolean {
  if (type.kind !== 'leaf') return type.kind === 'bytes' || type.kind === 'guid';
  return isBigint(type.scalar.format, type.bytes);
}

/** Whether a cell is written as JSON with its key, and may be missing. */
export function isValueCell(cell: Cell): cell is ValueCell {
  return cell instanceof ValueCell;
}

function numberCell(column: Column, { scalar }: Leaf, notation: Notation): Cell {
  if (scalar.format === 'bool') return new BoolCell(column.path);
  if (scalar.format === 'float') return new FloatCell(column.path, notation, scalar.bytes === 4);
  if (column.kind === 'u64' || column.kind === 'i64') return new WideCell(column.path, column.kind === 'i64');
  return new NumberCell(column.path);
}

class NumberCell implements Cell {
  private values: Numbers = new Uint8Array(0);

  constructor(private readonly path: string) {}

  bind(batch: AnyBatch): void {
    this.values = batch.columns[this.path] as Numbers;
  }

  write(out: TextBuffer, row: number): void {
    out.integer(this.values[row] as number);
  }
}

class BoolCell implements Cell {
  private values: Numbers = new Uint8Array(0);

  constructor(private readonly path: string) {}

  bind(batch: AnyBatch): void {
    this.values = batch.columns[this.path] as Numbers;
  }

  write(out: TextBuffer, row: number): void {
    out.text(this.values[row] === 0 ? 'false' : 'true');
  }
}

class FloatCell implements Cell {
  private values: Numbers = new Uint8Array(0);

  constructor(
    private readonly path: string,
    private readonly notation: Notation,
    private readonly isSingle: boolean,
  ) {}

  bind(batch: AnyBatch): void {
    this.values = batch.columns[this.path] as Numbers;
  }

  write(out: TextBuffer, row: number): void {
    const value = this.values[row] as number;
    const digits = this.notation === 'shown' && this.isSingle ? shortSingle(value) : String(value);
    const text = Object.is(value, -0) ? '-0' : digits;
    out.text(this.notation === 'json' && !Number.isFinite(value) ? `"${text}"` : text);
  }
}

/** The fewest digits that are this float of 4 bytes and no other: 0.1, not 0.10000000149011612. */
function shortSingle(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(value);
}

/** 64-bit integers are written from their halves: a BigInt each would cost more than the rest of the row. */
class WideCell implements Cell {
  private halves: Uint32Array = new Uint32Array(0);

  constructor(
    private readonly path: string,
    private readonly isSigned: boolean,
  ) {}

  bind(batch: AnyBatch): void {
    const { buffer, byteOffset, length } = batch.columns[this.path] as BigUint64Array;
    this.halves = new Uint32Array(buffer, byteOffset, length * 2);
  }

  write(out: TextBuffer, row: number): void {
    const low = this.halves[row * 2] as number;
    const high = this.halves[row * 2 + 1] as number;
    if (this.isSigned) out.wideSigned(low, high);
    else out.wide(low, high);
  }
}

/** Bytes of a fixed count. */
class BytesCell implements Cell {
  private bytes: Uint8Array = new Uint8Array(0);

  constructor(private readonly column: Column) {}

  bind(batch: AnyBatch): void {
    this.bytes = batch.columns[this.column.path] as Uint8Array;
  }

  write(out: TextBuffer, row: number): void {
    const { repeat } = this.column;
    out.hex(this.bytes, row * repeat, (row + 1) * repeat);
  }
}

/** Bytes of a count that each row says. */
class ListCell implements Cell {
  private list: ListColumn = { data: new Uint8Array(0), offsets: new Uint32Array(0), lengths: new Uint32Array(0) };

  constructor(private readonly path: string) {}

  bind(batch: AnyBatch): void {
    this.list = batch.columns[this.path] as ListColumn;
  }

  write(out: TextBuffer, row: number): void {
    const { data, offsets, lengths } = this.list;
    const from = offsets[row] as number;
    out.hex(data, from, from + (lengths[row] as number));
  }
}

class GuidCell implements Cell {
  private bytes: Uint8Array = new Uint8Array(0);

  constructor(private readonly column: Column) {}

  bind(batch: AnyBatch): void {
    this.bytes = batch.columns[this.column.path] as Uint8Array;
  }

  write(out: TextBuffer, row: number): void {
    out.text(decodeGuid(this.bytes.subarray(row * 16, row * 16 + 16)));
  }
}

/** Rows as objects, decoded once for all the cells that need them. */
export class RowValues {
  private batch: AnyBatch | undefined;
  private row = -1;
  private value: unknown;

  constructor(readonly withNames: boolean) {}

  bind(batch: AnyBatch): void {
    if (batch === this.batch) return;
    this.batch = batch;
    this.row = -1;
  }

  at(row: number): unknown {
    if (row !== this.row) this.value = this.batch?.value(row);
    this.row = row;
    return this.value;
  }
}

/** The same from a cursor: what few records have is looked for without making a value of each. Rows are asked for in their order. */
class RowViews implements Pick<RowValues, 'withNames' | 'bind' | 'at'> {
  private batch: AnyBatch | undefined;
  private rows: Iterator<unknown> | undefined;
  private row = -1;
  private view: unknown;

  constructor(readonly withNames: boolean) {}

  bind(batch: AnyBatch): void {
    this.batch = batch;
    this.rows = undefined;
  }

  at(row: number): unknown {
    if (this.rows === undefined || row < this.row) {
      this.rows = this.batch?.rows();
      this.row = -1;
    }
    for (; this.row < row; this.row++) this.view = this.rows?.next().value;
    return this.view;
  }
}

/** A member without a column: an array, a text, a part that lies elsewhere, a tail. It may be missing in a row. */
class ValueCell implements Cell {
  private readonly steps: readonly string[];
  private readonly key: string;
  private readonly type: LaidType;

  constructor(
    { name, path, type }: LeafField,
    private readonly notation: Notation,
    private readonly values: Pick<RowValues, 'withNames' | 'bind' | 'at'>,
  ) {
    this.steps = path.split('.');
    this.key = `${printableJson(name)}:`;
    this.type = type;
  }

  bind(batch: AnyBatch): void {
    this.values.bind(batch);
  }

  write(out: TextBuffer, row: number): void {
    const value = this.steps.reduce<unknown>(
      (from, step) => (from as Record<string, unknown> | undefined)?.[step],
      this.values.at(row),
    );
    if (value === undefined) return;
    if (this.notation !== 'json' && value instanceof Uint8Array) return out.hex(value, 0, value.length);
    if (this.notation !== 'json' && typeof value === 'string') return out.text(value);
    if (this.notation === 'json') {
      out.comma();
      out.text(this.key);
    }
    new JsonValues(out, this.values.withNames).value(value, this.type);
  }
}

/** Which arm of a tagged union each row has; -1 for `raw`. */
export class ArmSelector {
  private tags: ColumnArray = new Uint8Array(0);
  private readonly arms = new Map<number | bigint, number>();

  constructor(private readonly choice: ChoiceField) {
    const isWide = choice.tag.column.kind === 'u64' || choice.tag.column.kind === 'i64';
    choice.arms.forEach(({ tags }, index) => {
      for (const tag of tags) this.arms.set(isWide ? BigInt(tag) : Number(tag), index);
    });
  }

  bind(batch: AnyBatch): void {
    this.tags = batch.columns[this.choice.tag.path] as ColumnArray;
  }

  armAt(row: number): number {
    return this.arms.get(this.tags[row] as number | bigint) ?? this.choice.otherwise;
  }
}
