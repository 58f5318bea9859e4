import type { ColumnDescription, DescribedColumn } from '../column-descriptions/index.js';
import type { ColumnArray, ListColumn } from '../schema/index.js';
import { elementField, type ArrowData, type ArrowField, type ArrowType, type Metadata } from './arrow-type.js';
import { both, zerosIn } from './bitmaps.js';
import { elementPlans, leafOf, type ElementForms, type ElementPlan } from './element-plan.js';
import { numbersOf } from './number-values.js';
import { joinRanges, listRanges, type Ranges } from './ranges.js';
import { fieldMetadata } from './table-metadata.js';
import { textData } from './text-data.js';

/** The first rows of a batch. */
export interface TableRows {
  readonly count: number;
  /** The array of a column. @throws CastbufError ERR_USAGE where the batch has no such one, ERR_STALE_BATCH */
  column(path: string): ColumnArray | ListColumn;
  /** Which rows have a value; undefined: all. */
  validity(path: string): Uint8Array | undefined;
}

/** A field of a table, and where its rows are from. */
export interface TableColumn {
  /** Of the column that it is read from. */
  readonly path: string;
  readonly field: ArrowField;
  read(rows: TableRows): ArrowData;
}

/** How columns become fields. */
export interface ColumnForms extends ElementForms {
  readonly names: 'short' | 'paths';
}

/** The fields of a table that has these columns: one for each, and one more for the number of those whose value does not tell it. */
export function tableColumns(described: readonly DescribedColumn[], forms: ColumnForms): readonly TableColumn[] {
  const taken = new Set(described.map(({ description }) => nameIn(description, forms)));
  return described.flatMap((one) => columnsOf(one, forms, taken));
}

function nameIn({ name, path }: ColumnDescription, { names }: ColumnForms): string {
  return names === 'paths' ? path : name;
}

function columnsOf(described: DescribedColumn, forms: ColumnForms, taken: Set<string>): readonly TableColumn[] {
  const { description } = described;
  const name = nameIn(description, forms);
  const plans = elementPlans(described, forms);
  const shown = columnOf(name, described, plans?.shown);
  if (plans?.raw === undefined) return [shown];
  let rawName = `${name}_raw`;
  while (taken.has(rawName)) rawName += '_';
  taken.add(rawName);
  return [shown, columnOf(rawName, described, plans.raw)];
}

function columnOf(name: string, described: DescribedColumn, plan: ElementPlan | undefined): TableColumn {
  const { description } = described;
  const form = description.isList ? listForm(described, plan) : fixedForm(described, plan as ElementPlan);
  const isNullable = description.present.length > 0 || form.isNullable;
  const metadata = { ...form.metadata, ...fieldMetadata(description, form.type) };
  return {
    path: description.path,
    field: { name, type: form.type, isNullable, metadata },
    read(rows) {
      const validity = rows.validity(description.path);
      const data = form.read(rows, validity);
      const joined = both(validity, data.validity);
      if (joined === undefined) return data;
      return { ...data, validity: joined, nullCount: zerosIn(joined, rows.count) };
    },
  };
}

/** What the rows of a column are. */
interface RowForm {
  readonly type: ArrowType;
  readonly isNullable: boolean;
  readonly metadata: Metadata;
  read(rows: TableRows, validity: Uint8Array | undefined): ArrowData;
}

/** A value a row, or a fixed number of them. */
function fixedForm({ description, column }: DescribedColumn, plan: ElementPlan): RowForm {
  const { path, dimensions } = description;
  const count = dimensions.reduce((product, length) => product * length, 1);
  const read = (rows: TableRows): ArrowData => {
    const values = rows.column(path) as ColumnArray;
    const data = plan.read(values.subarray(0, rows.count * column.repeat), rows.count * count);
    return nested(data, dimensions, rows.count);
  };
  if (dimensions.length === 0) return { ...plan, read };
  let field = { ...elementField(plan.type, plan.metadata), isNullable: plan.isNullable };
  for (const length of dimensions.slice(1).toReversed())
    field = elementField({ kind: 'fixed-list', length, element: field });
  const type: ArrowType = { kind: 'fixed-list', length: dimensions[0] as number, element: field };
  return { type, isNullable: false, metadata: {}, read };
}

/** Lists of lists around values: they have no buffers of their own. */
function nested(values: ArrowData, dimensions: readonly number[], rows: number): ArrowData {
  let data = values;
  for (let level = dimensions.length - 1; level >= 0; level--) {
    const length = dimensions.slice(0, level).reduce((product, each) => product * each, rows);
    data = { length, nullCount: 0, validity: undefined, buffers: [], child: data };
  }
  return data;
}

/** As many numbers, bytes or units of text as each record says. */
function listForm({ description, shape }: DescribedColumn, plan: ElementPlan | undefined): RowForm {
  const { path, value } = description;
  const rangesOf = (rows: TableRows, validity: Uint8Array | undefined): Ranges =>
    listRanges(rows.column(path) as ListColumn, rows.count, validity, path);
  const none = { isNullable: false, metadata: {} };
  if (value.type === 'text') {
    const form = { encoding: value.encoding, endsAtNul: false };
    return { ...none, type: { kind: 'utf8' }, read: (...given) => textData(rangesOf(...given), form, { path }) };
  }
  const leaf = leafOf(shape);
  if (leaf === undefined || plan === undefined || shape?.kind !== 'array') {
    const read = (...given: Parameters<RowForm['read']>): ArrowData => {
      const { offsets, bytes } = joinRanges(rangesOf(...given), 1, path);
      return { length: offsets.length - 1, nullCount: 0, validity: undefined, buffers: [offsets, bytes] };
    };
    return { ...none, type: { kind: 'binary' }, read };
  }
  const element = { ...elementField(plan.type, plan.metadata), isNullable: plan.isNullable };
  return {
    ...none,
    type: { kind: 'list', element },
    read(...given) {
      const { offsets, bytes } = joinRanges(rangesOf(...given), leaf.bytes, path);
      const child = plan.read(numbersOf(bytes, leaf), bytes.length / leaf.bytes);
      return { length: offsets.length - 1, nullCount: 0, validity: undefined, buffers: [offsets], child };
    },
  };
}
