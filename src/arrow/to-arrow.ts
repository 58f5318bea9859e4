import type { Batch } from '../columns/index.js';
import type { Codec } from '../message/index.js';
import type { AnyType } from '../schema/index.js';
import { tableFor, type ArrowOptions } from './arrow-table.js';
import { TIMESTAMP_UNITS, type ArrowData, type ArrowField, type ArrowType } from './arrow-type.js';
import type { ArrowBatch } from './table-rows.js';
import { assertTableOptions } from './table-writer.js';
import { utf8Data } from './text-data.js';

type Maker<Made> = new (...given: never[]) => Made;
type AnyMaker = new (...given: unknown[]) => object;

/** What `toArrow` takes of the library apache-arrow: `import * as arrow from 'apache-arrow'`. */
export interface ApacheArrow {
  readonly Table: Maker<object>;
  /** Makes the data of a column. */
  readonly makeData: (data: never) => object;
}

/** The classes of the library that a table is made of, by name. */
type Classes = Readonly<Record<string, AnyMaker>>;

/**
 * A batch as a table of the library apache-arrow, which is handed in. The columns of the table are those of the batch, wherever Arrow lays them out alike: nothing is
 * copied of numbers, of fixed bytes and of the validity of arms. A table of a borrowed batch is good as long as the batch is.
 * @throws CastbufError as arrowStream does
 * @example
 * ```ts
 * import * as arrow from 'apache-arrow';
 * import { createCodec, decodeBatch, struct, u16, u32 } from 'castbuf';
 * import { toArrow } from 'castbuf/arrow';
 *
 * const codec = createCodec(struct('PAIR', { Id: u16, Value: u32 }));
 * const table = toArrow(arrow, codec, decodeBatch(codec, codec.encode({ Id: 1, Value: 500 })));
 * console.log(table.numRows, table.getChild('Value')?.get(0)); // 1 500
 * ```
 */
export function toArrow<A extends ApacheArrow, T extends AnyType>(
  library: A,
  codec: Codec<T, unknown>,
  batch: Batch<T, unknown> | ArrowBatch,
  options: ArrowOptions<T> = {},
): InstanceType<A['Table']> {
  assertTableOptions('toArrow', options);
  const table = tableFor(codec as unknown as Codec<AnyType>, batch, options);
  const { fields, metadata } = table;
  const rows = table.read(batch, batch.rowCount);
  const maker = new ApacheMaker(library as unknown as Classes, library.makeData as (data: unknown) => object);
  return maker.table(fields, metadata, rows, batch.rowCount) as InstanceType<A['Table']>;
}

class ApacheMaker {
  private dictionaries = 0;

  constructor(
    private readonly classes: Classes,
    private readonly makeData: (data: unknown) => object,
  ) {}

  table(fields: readonly ArrowField[], metadata: object, rows: readonly ArrowData[], length: number): object {
    const made = fields.map((field) => this.field(field));
    const schema = this.make('Schema', made, new Map(Object.entries(metadata)));
    const children = rows.map((data, index) => this.data(fields[index] as ArrowField, made[index] as Typed, data));
    const struct = this.makeData({ type: this.make('Struct', made), length, nullCount: 0, children });
    return this.make('Table', this.make('RecordBatch', schema, struct));
  }

  private make(name: string, ...given: readonly unknown[]): object {
    return new (this.classes[name] as AnyMaker)(...given);
  }

  private field({ name, type, isNullable, metadata }: ArrowField): Typed {
    return this.make('Field', name, this.type(type), isNullable, new Map(Object.entries(metadata))) as Typed;
  }

  private type(type: ArrowType): object {
    switch (type.kind) {
      case 'int':
        return this.make(`${type.isSigned ? 'Int' : 'Uint'}${type.bits}`);
      case 'float':
        return this.make(`Float${type.bits}`);
      case 'bool':
        return this.make('Bool');
      case 'utf8':
        return this.make('Utf8');
      case 'binary':
        return this.make('Binary');
      case 'timestamp':
        return this.make('Timestamp', TIMESTAMP_UNITS.indexOf(type.unit), 'UTC');
      case 'fixed-binary':
        return this.make('FixedSizeBinary', type.bytes);
      case 'list':
        return this.make('List', this.field(type.element));
      case 'fixed-list':
        return this.make('FixedSizeList', type.length, this.field(type.element));
      case 'names':
        return this.make('Dictionary', this.make('Utf8'), this.make(`Int${type.bits}`), this.dictionaries++);
    }
  }

  /** @param made the field of the library */
  private data({ type }: ArrowField, made: Typed, { length, nullCount, validity, buffers, child }: ArrowData): object {
    const [first, second] = buffers;
    const all = { type: made.type, length, nullCount, nullBitmap: validity };
    switch (type.kind) {
      case 'utf8':
      case 'binary':
        return this.makeData({ ...all, valueOffsets: first, data: second });
      case 'list':
      case 'fixed-list': {
        const [element] = (made.type as { readonly children: readonly Typed[] }).children;
        const own = this.data(type.element, element as Typed, child as ArrowData);
        return this.makeData({ ...all, valueOffsets: first, child: own });
      }
      case 'names':
        return this.makeData({ ...all, data: first, dictionary: this.names(type.names) });
      default:
        return this.makeData({ ...all, data: first });
    }
  }

  private names(names: readonly string[]): object {
    const { length, buffers } = utf8Data(names);
    const [valueOffsets, data] = buffers;
    return this.make('Vector', [this.makeData({ type: this.make('Utf8'), length, nullCount: 0, valueOffsets, data })]);
  }
}

/** A field of the library. */
interface Typed {
  readonly type: object;
}
