import type { ColumnDescription } from '../column-descriptions/index.js';
import { abiOfLayout, type AnyType, type Layout } from '../schema/index.js';
import { schemaHash, writeSchema } from '../written-schema/index.js';
import type { ArrowType, Metadata } from './arrow-type.js';

/** What a table says of the records that it was made of: their type, ABI, the hash of both, and the schema that `readSchema` reads. */
export function tableMetadata(type: AnyType, layout: Layout): Metadata {
  const abi = abiOfLayout(layout);
  return {
    'castbuf.type': layout.name,
    'castbuf.abi': layout.abi,
    'castbuf.hash': schemaHash(type, { abi }),
    'castbuf.schema': JSON.stringify(writeSchema(type, { abi })),
  };
}

/** What a field says of its column, as far as its own type does not. */
export function fieldMetadata({ path, value }: ColumnDescription, type: ArrowType): Metadata {
  return {
    'castbuf.path': path,
    ...('declared' in value && { 'castbuf.type': value.declared }),
    ...(value.type === 'integer' && ![8, 16, 32, 64].includes(value.bits) && { 'castbuf.bits': String(value.bits) }),
    ...numberMetadata(value, innermost(type)),
  };
}

/** Names and units of numbers that are shown as numbers. */
function numberMetadata(value: ColumnDescription['value'], type: ArrowType): Metadata {
  if (type.kind !== 'int' && type.kind !== 'float') return {};
  const names = value.type === 'integer' ? value.names : undefined;
  const time = value.type === 'integer' || value.type === 'float' ? value.time : undefined;
  return {
    ...(names !== undefined && { 'castbuf.names': namesText(names.values) }),
    ...(time !== undefined && { 'castbuf.unit': `${time.unit} since ${time.epoch}` }),
  };
}

function innermost(type: ArrowType): ArrowType {
  return type.kind === 'list' || type.kind === 'fixed-list' ? innermost(type.element.type) : type;
}

/** JSON in which 64-bit values are strings. */
function namesText(values: Readonly<Record<string, number | bigint>>): string {
  return JSON.stringify(values, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
