import {
  childOf,
  TIMESTAMP_UNITS,
  type ArrowField,
  type ArrowSchema,
  type ArrowType,
  type Metadata,
} from './arrow-type.js';
import { flatBuffer, structs, table, tables, type FlatNumber, type FlatTable } from './flatbuffer.js';

/* The tables of Arrow's Schema.fbs, Message.fbs and File.fbs, slot by slot; the numbers are theirs. */

const VERSION_5: FlatNumber = [2, 4];

/** Which table a message has. */
const SCHEMA = 1;
const DICTIONARY_BATCH = 2;
const RECORD_BATCH = 3;

/** Where a buffer lies in the body of its message. */
export interface BodyBuffer {
  readonly offset: number;
  readonly bytes: number;
}

/** The columns of a message: for each field, and for each of its children after it, how many rows and nulls there are; and where their buffers lie. */
export interface Body {
  readonly rows: number;
  readonly nodes: readonly { readonly length: number; readonly nullCount: number }[];
  readonly buffers: readonly BodyBuffer[];
  readonly bytes: number;
}

/** A message of a file. */
export interface Block {
  readonly offset: number;
  readonly metadataBytes: number;
  readonly bodyBytes: number;
}

export function schemaMessage(schema: ArrowSchema): Uint8Array {
  return message(SCHEMA, schemaTable(schema), 0);
}

export function recordBatchMessage(body: Body): Uint8Array {
  return message(RECORD_BATCH, batchTable(body), body.bytes);
}

export function dictionaryMessage(id: number, body: Body): Uint8Array {
  return message(DICTIONARY_BATCH, table([8, id], batchTable(body)), body.bytes);
}

/** What a file ends with: the schema once more, and where its messages are. */
export function footerOf(schema: ArrowSchema, dictionaries: readonly Block[], batches: readonly Block[]): Uint8Array {
  return flatBuffer(table(VERSION_5, schemaTable(schema), blocks(dictionaries), blocks(batches)));
}

function message(kind: number, header: FlatTable, bodyBytes: number): Uint8Array {
  return flatBuffer(table(VERSION_5, [1, kind], header, [8, bodyBytes]));
}

function batchTable({ rows, nodes, buffers }: Body): FlatTable {
  const counts = nodes.flatMap(({ length, nullCount }) => [length, nullCount]);
  const places = buffers.flatMap(({ offset, bytes }) => [offset, bytes]);
  return table([8, rows], structs(2, counts), structs(2, places));
}

/** A block's second word has 32 bits, and 32 of padding after it. */
function blocks(all: readonly Block[]) {
  return structs(
    3,
    all.flatMap(({ offset, metadataBytes, bodyBytes }) => [offset, metadataBytes, bodyBytes]),
  );
}

function schemaTable({ fields, metadata }: ArrowSchema): FlatTable {
  const dictionaries = new DictionaryIds();
  const all = fields.map((field) => fieldTable(field, dictionaries));
  return table(undefined, tables(all), metadataOf(metadata));
}

/** Dictionaries are numbered in the order of their fields, and so are they written. */
class DictionaryIds {
  private next = 0;
  take(): number {
    return this.next++;
  }
}

function fieldTable(field: ArrowField, ids: DictionaryIds): FlatTable {
  const { name, type, isNullable, metadata } = field;
  const dictionary = type.kind === 'names' ? table([8, ids.take()], intTable(type.bits, true)) : undefined;
  const [number, own] = typeTable(type);
  const child = childOf(field);
  const children = tables(child === undefined ? [] : [fieldTable(child, ids)]);
  return table(name, [1, isNullable ? 1 : 0], [1, number], own, dictionary, children, metadataOf(metadata));
}

/** The number of a type, and its table. */
function typeTable(type: ArrowType): [number, FlatTable] {
  switch (type.kind) {
    case 'int':
      return [2, intTable(type.bits, type.isSigned)];
    case 'float':
      return [3, table([2, type.bits === 32 ? 1 : 2])];
    case 'binary':
      return [4, table()];
    case 'utf8':
    case 'names':
      return [5, table()];
    case 'bool':
      return [6, table()];
    case 'timestamp':
      return [10, table([2, TIMESTAMP_UNITS.indexOf(type.unit)], 'UTC')];
    case 'list':
      return [12, table()];
    case 'fixed-binary':
      return [15, table([4, type.bytes])];
    case 'fixed-list':
      return [16, table([4, type.length])];
  }
}

function intTable(bits: number, isSigned: boolean): FlatTable {
  return table([4, bits], [1, isSigned ? 1 : 0]);
}

function metadataOf(metadata: Metadata) {
  const entries = Object.entries(metadata);
  return entries.length === 0 ? undefined : tables(entries.map(([key, value]) => table(key, value)));
}
