import type { Batch } from '../columns/index.js';
import type { Codec } from '../message/index.js';
import type { AnyType } from '../schema/index.js';
import { tableFor, type ArrowOptions } from './arrow-table.js';
import { childOf, TIMESTAMP_UNITS, type ArrowData, type ArrowField, type ArrowType } from './arrow-type.js';
import type { ArrowBatch } from './table-rows.js';
import { assertTableOptions } from './table-writer.js';
import { utf8Data } from './text-data.js';

/** What `toFlechette` takes of the library flechette: `import * as flechette from '@uwdata/flechette'`. */
export interface Flechette {
  readonly Table: new (...given: never[]) => object;
  readonly Column: new (...given: never[]) => object;
  /** The class of a type's batches. */
  readonly batchType: (...given: never[]) => unknown;
}

/** The functions of the library that make types, by name. */
type Functions = Readonly<Record<string, (...given: unknown[]) => object>>;
type AnyClass = new (...given: unknown[]) => object;

/**
 * The same as `toArrow` for the library flechette, `@uwdata/flechette`. `extraction` says what values become, as its `tableFromIPC` takes it: `{ useBigInt: true }`.
 * @throws CastbufError as arrowStream does
 * @example
 * ```ts
 * import * as flechette from '@uwdata/flechette';
 * import { createCodec, decodeBatch, struct, u16, u32 } from 'castbuf';
 * import { toFlechette } from 'castbuf/arrow';
 *
 * const codec = createCodec(struct('PAIR', { Id: u16, Value: u32 }));
 * const table = toFlechette(flechette, codec, decodeBatch(codec, codec.encode({ Id: 1, Value: 500 })));
 * console.log(table.numRows, table.getChild('Value').at(0)); // 1 500
 * ```
 */
export function toFlechette<F extends Flechette, T extends AnyType>(
  library: F,
  codec: Codec<T, unknown>,
  batch: Batch<T, unknown> | ArrowBatch,
  options: ArrowOptions<T> = {},
  extraction: object = {},
): InstanceType<F['Table']> {
  assertTableOptions('toFlechette', options);
  const table = tableFor(codec as unknown as Codec<AnyType>, batch, options);
  const { fields, metadata } = table;
  const maker = new FlechetteMaker(library as unknown as Functions, extraction);
  const made = fields.map((field) => maker.field(field));
  const columns = table.read(batch, batch.rowCount).map((data, index) => {
    const { type } = made[index] as FlechetteField;
    return maker.column(type, maker.batch(fields[index] as ArrowField, type, data));
  });
  const schema = { version: 4, endianness: 0, fields: made, metadata: new Map(Object.entries(metadata)) };
  const Table = library.Table as unknown as AnyClass;
  return new Table(schema, columns) as InstanceType<F['Table']>;
}

/** A field as the library has it. */
interface FlechetteField {
  readonly name: string;
  readonly type: object;
  readonly nullable: boolean;
  readonly metadata: ReadonlyMap<string, string>;
}

/** It wants an array where there is no bitmap. */
const ALL_VALID = /* @__PURE__ */ new Uint8Array(0);

class FlechetteMaker {
  private dictionaries = 0;

  constructor(
    private readonly library: Functions,
    private readonly extraction: object,
  ) {}

  field({ name, type, isNullable: nullable, metadata }: ArrowField): FlechetteField {
    return { name, type: this.type(type), nullable, metadata: new Map(Object.entries(metadata)) };
  }

  column(type: object, batch: object): object {
    const Column = this.library['Column'] as unknown as AnyClass;
    return new Column([batch], type);
  }

  batch(field: ArrowField, type: object, { length, nullCount, validity, buffers, child }: ArrowData): object {
    const [first, second] = buffers;
    const element = childOf(field);
    const [inner] = element === undefined ? [] : (type as { readonly children: readonly FlechetteField[] }).children;
    const hasOffsets = ['utf8', 'binary', 'list'].includes(field.type.kind);
    const made = this.make(type, {
      length,
      nullCount,
      validity: validity ?? ALL_VALID,
      ...(hasOffsets ? { offsets: first, values: second } : { values: first }),
      ...(element !== undefined && {
        children: [this.batch(element, (inner as FlechetteField).type, child as ArrowData)],
      }),
    });
    if (field.type.kind === 'names')
      (made as Indexed).setDictionary(
        this.names(field.type.names, (type as { readonly dictionary: object }).dictionary),
      );
    return made;
  }

  /** @param type that of the field: the library looks dictionaries up by it */
  private names(names: readonly string[], type: object): object {
    const { length, buffers } = utf8Data(names);
    const [offsets, values] = buffers;
    return this.column(type, this.make(type, { length, nullCount: 0, validity: ALL_VALID, offsets, values }));
  }

  private make(type: object, parts: object): object {
    const Made = this.call('batchType', type, this.extraction) as AnyClass;
    return new Made({ ...parts, type });
  }

  private call(name: string, ...given: readonly unknown[]): object {
    return (this.library[name] as Functions[string])(...given);
  }

  private type(type: ArrowType): object {
    switch (type.kind) {
      case 'int':
        return this.call('int', type.bits, type.isSigned);
      case 'float':
        return this.call(`float${type.bits}`);
      case 'bool':
      case 'utf8':
      case 'binary':
        return this.call(type.kind);
      case 'timestamp':
        return this.call('timestamp', TIMESTAMP_UNITS.indexOf(type.unit), 'UTC');
      case 'fixed-binary':
        return this.call('fixedSizeBinary', type.bytes);
      case 'list':
        return this.call('list', this.field(type.element));
      case 'fixed-list':
        return this.call('fixedSizeList', this.field(type.element), type.length);
      case 'names': {
        const index = this.call('int', type.bits, true);
        return this.call('dictionary', this.call('utf8'), index, false, this.dictionaries++);
      }
    }
  }
}

interface Indexed {
  setDictionary(names: object): void;
}
