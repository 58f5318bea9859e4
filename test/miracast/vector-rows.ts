import type { AnyType, NamedAbi } from '../../src/schema/index.js';
import {
  IO_STATUS_BLOCK,
  MIRACAST_CHUNK_DATA,
  MIRACAST_DATARATE_STATS,
  MIRACAST_SESSION_INFO,
  MIRACAST_STATISTIC_DATA,
  MIRACAST_WFD_CONNECTION_STATS,
} from '../../src/miracast/index.js';
import { readFixtureText } from '../harness/index.js';

/** Every golden stream that has values beside it. */
export const VECTORS: readonly { name: string; type: AnyType; abi: NamedAbi; rows: number; parts: number }[] = [
  { name: 'chunks-10k', type: MIRACAST_CHUNK_DATA, abi: 'msvc-x64', rows: 10_000, parts: 5 },
  { name: 'chunks-dirty-padding', type: MIRACAST_CHUNK_DATA, abi: 'msvc-x64', rows: 50, parts: 0 },
  { name: 'doc-table-1.chunks', type: MIRACAST_CHUNK_DATA, abi: 'msvc-x64', rows: 3, parts: 0 },
  { name: 'doc-table-2.chunks', type: MIRACAST_CHUNK_DATA, abi: 'msvc-x64', rows: 4, parts: 0 },
  { name: 'doc-table-3.chunks', type: MIRACAST_CHUNK_DATA, abi: 'msvc-x64', rows: 4, parts: 0 },
  { name: 'doc-table-1.stats', type: MIRACAST_STATISTIC_DATA, abi: 'msvc-x64', rows: 4, parts: 0 },
  { name: 'doc-table-2.stats', type: MIRACAST_STATISTIC_DATA, abi: 'msvc-x64', rows: 6, parts: 0 },
  { name: 'doc-table-3.stats', type: MIRACAST_STATISTIC_DATA, abi: 'msvc-x64', rows: 6, parts: 0 },
  { name: 'statistics', type: MIRACAST_STATISTIC_DATA, abi: 'msvc-x64', rows: 2000, parts: 0 },
  { name: 'statistics-dirty', type: MIRACAST_STATISTIC_DATA, abi: 'msvc-x64', rows: 60, parts: 0 },
  { name: 'wfd-connection-stats', type: MIRACAST_WFD_CONNECTION_STATS, abi: 'msvc-x64', rows: 200, parts: 0 },
  { name: 'datarate-stats', type: MIRACAST_DATARATE_STATS, abi: 'msvc-x64', rows: 200, parts: 0 },
  { name: 'session-info', type: MIRACAST_SESSION_INFO, abi: 'msvc-x64', rows: 200, parts: 0 },
  { name: 'io-status-block-x64', type: IO_STATUS_BLOCK, abi: 'msvc-x64', rows: 100, parts: 0 },
  { name: 'io-status-block-x86', type: IO_STATUS_BLOCK, abi: 'msvc-x86', rows: 5, parts: 0 },
];

export type Row = Record<string, unknown>;

/** The NDJSON rows of a vector. */
export async function vectorRows({ name, parts }: { name: string; parts: number }): Promise<Row[]> {
  const files =
    parts === 0 ? [`${name}.ndjson`] : Array.from({ length: parts }, (_, part) => `${name}.part${part}.ndjson`);
  const texts = await Promise.all(files.map((file) => readFixtureText(`vectors/${file}`)));
  return texts
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

const NOTES = new Set(['i', 'arm', 'row', 'why', 'offset', 'length']);

/** The members of a row, without what is a note about it. */
export function membersOf(row: Row): Row {
  return stripped(row, true);
}

function stripped(row: Row, isTop: boolean): Row {
  const kept = Object.entries(row).filter(([key]) => !(isTop && NOTES.has(key)) && !/(Name|Hex)$/.test(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      typeof value === 'object' && value !== null ? stripped(value as Row, false) : value,
    ]),
  );
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** A decoded value in the notation of the vectors: what the row's own type is tells how a number is printed. */
export function asPrinted(value: unknown, printed: unknown): unknown {
  if (value instanceof Uint8Array) return hex(value);
  if (typeof value === 'object' && value !== null) {
    const expected = (printed ?? {}) as Row;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asPrinted(member, expected[key])]));
  }
  if (typeof printed === 'string') return String(value);
  return typeof value === 'bigint' ? Number(value) : value;
}
