import * as apache from 'apache-arrow';
import { tableFromIPC, type DataType, type Table } from '@uwdata/flechette';
import * as arrowRs from 'parquet-wasm/node';

/* Other programs that read Arrow. All of them answer the same plain values: integers and timestamps as bigints, bytes as hex, lists as arrays, null. */

export interface ReadField {
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ReadTable {
  readonly fields: readonly ReadField[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly rowCount: number;
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}

export type Reader = (bytes: Uint8Array) => ReadTable;

/** The library of Apache Arrow for JavaScript. */
export function readWithApache(bytes: Uint8Array): ReadTable {
  return ofApache(apache.tableFromIPC(bytes));
}

/** A table of that library. */
export function ofApache(table: apache.Table): ReadTable {
  const fields = table.schema.fields.map(({ name, type, nullable, metadata }) => ({
    name,
    type: String(type),
    isNullable: nullable,
    metadata: Object.fromEntries(metadata),
  }));
  const columns = fields.map(({ name }, index) => [name, cellsOf(table.getChildAt(index) as apache.Vector)] as const);
  const metadata = Object.fromEntries(table.schema.metadata);
  return { fields, metadata, rowCount: table.numRows, columns: Object.fromEntries(columns) };
}

function cellsOf(vector: apache.Vector): unknown[] {
  const stored = vector.data.flatMap(({ values }) => (values instanceof BigInt64Array ? [...values] : []));
  return Array.from({ length: vector.length }, (_, row) => {
    if (!vector.isValid(row)) return null;
    return apache.DataType.isTimestamp(vector.type) ? stored[row] : plain(vector.get(row));
  });
}

function plain(value: unknown): unknown {
  if (value instanceof apache.Vector) return cellsOf(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return value;
}

/** arrow-rs: it reads the stream, checks every array, and writes what it has read. */
export function readWithArrowRs(bytes: Uint8Array): ReadTable {
  return readWithApache(arrowRs.Table.fromIPCStream(bytes).intoIPCStream());
}

/** flechette. It has timestamps as milliseconds. */
export function readWithFlechette(bytes: Uint8Array): ReadTable {
  return ofFlechette(tableFromIPC(bytes, { useBigInt: true, useDecimalInt: true }));
}

/** A table of that library. */
export function ofFlechette(table: Table): ReadTable {
  const fields = table.schema.fields.map(({ name, type, nullable, metadata }) => ({
    name,
    type: String((type as DataType).typeId),
    isNullable: nullable,
    metadata: Object.fromEntries(metadata ?? []),
  }));
  const columns = fields.map(({ name }, index) => {
    const column = table.getChildAt(index);
    const read = (row: number): unknown => flat(column.at(row), column.type);
    return [name, Array.from({ length: table.numRows }, (_, row) => read(row))] as const;
  });
  const metadata = Object.fromEntries(table.schema.metadata ?? []);
  return { fields, metadata, rowCount: table.numRows, columns: Object.fromEntries(columns) };
}

/** Of bytes and of a list of bytes it gives the same. */
function flat(value: unknown, type: DataType): unknown {
  if (value === null) return null;
  const [element] = 'children' in type ? type.children : [];
  if (element !== undefined) return Array.from(value as ArrayLike<unknown>, (one) => flat(one, element.type));
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}

export const READERS: Readonly<Record<string, Reader>> = {
  'apache-arrow': readWithApache,
  flechette: readWithFlechette,
  'arrow-rs': readWithArrowRs,
};
