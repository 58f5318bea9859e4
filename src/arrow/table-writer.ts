import { describedColumns } from '../column-descriptions/index.js';
import { columnsNamed, recordOf } from '../columns/index.js';
import { assertOptions, CastbufError, type OptionRules } from '../errors/index.js';
import { featuresOf, type Codec } from '../message/index.js';
import type { AnyType } from '../schema/index.js';
import type { ArrowData, ArrowField, Metadata } from './arrow-type.js';
import { MessageWriter, type Alignment } from './message-writer.js';
import { tableColumns, type ColumnForms, type TableColumn } from './table-columns.js';
import { tableMetadata } from './table-metadata.js';
import { rowsOf, type ArrowBatch } from './table-rows.js';

/** What a table is made of, and what it looks like. */
export interface TableOptions {
  readonly names?: ColumnForms['names'] | undefined;
  readonly enums?: ColumnForms['enums'] | undefined;
  readonly times?: ColumnForms['times'] | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly alignment?: Alignment | undefined;
  readonly metadata?: Metadata | undefined;
}

export const TABLE_OPTIONS: OptionRules = {
  columns: 'array',
  names: ['short', 'paths'],
  enums: ['names', 'numbers'],
  times: ['timestamps', 'numbers'],
  alignment: 'any',
  metadata: 'object',
};

/** A column that says more of each row than its record does: where it is from. */
export interface PlaceColumn {
  readonly field: ArrowField;
  read(batch: ArrowBatch, count: number): ArrowData;
}

/** Columns of a codec as those of a table. */
export class Table {
  readonly metadata: Metadata;
  private readonly columns: readonly TableColumn[];

  /** @param wanted paths of columns, or of records, which stand for all of their members; undefined: all. @param places before them. @throws CastbufError ERR_USAGE */
  constructor(
    private readonly codec: Codec<AnyType>,
    { names = 'short', enums = 'names', times = 'timestamps', metadata = {} }: TableOptions,
    wanted: readonly string[] | undefined,
    private readonly places: readonly PlaceColumn[] = [],
  ) {
    const { program } = recordOf(featuresOf(codec));
    const indices = wanted === undefined ? undefined : columnsNamed(program, wanted);
    const described = describedColumns(program).filter((_, index) => indices?.has(index) !== false);
    this.columns = tableColumns(described, { names, enums, times });
    this.metadata = { ...tableMetadata(codec.type, codec.layout), ...metadata };
  }

  get fields(): readonly ArrowField[] {
    return [...this.places, ...this.columns].map(({ field }) => field);
  }

  /** The first `count` rows of a batch, a column each. */
  read(batch: ArrowBatch, count: number): readonly ArrowData[] {
    const rows = rowsOf(batch, this.codec.columns, count);
    return [
      ...this.places.map((place) => place.read(batch, count)),
      ...this.columns.map((column) => column.read(rows)),
    ];
  }
}

/** Writes batches of one type as a table. What its calls answer lies one after the other. */
export class ArrowTableWriter {
  private readonly messages: MessageWriter;

  constructor(
    private readonly table: Table,
    isFile: boolean,
    alignment: Alignment = 8,
  ) {
    const { fields, metadata } = table;
    this.messages = new MessageWriter({ fields, metadata }, isFile, alignment);
  }

  begin(): readonly Uint8Array[] {
    return this.messages.begin();
  }

  /** The first `count` rows; none are no batch of the table. */
  batch(batch: ArrowBatch, count = batch.rowCount): readonly Uint8Array[] {
    return count === 0 ? [] : this.messages.batch(this.table.read(batch, count), count);
  }

  end(): readonly Uint8Array[] {
    return this.messages.end();
  }
}

/** @throws CastbufError ERR_USAGE */
export function assertTableOptions(what: string, options: TableOptions | undefined): void {
  assertOptions(what, options, TABLE_OPTIONS);
  const { alignment, metadata = {} } = options ?? {};
  if (alignment !== undefined && alignment !== 8 && alignment !== 64)
    throw new CastbufError('ERR_USAGE', `alignment of ${what} is 8 or 64, not ${String(alignment)}`);
  if (Object.values(metadata).some((text) => typeof text !== 'string'))
    throw new CastbufError('ERR_USAGE', `metadata of ${what} are texts by name`);
}
