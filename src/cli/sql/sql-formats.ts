import { extname } from 'node:path';
import { formatOfEnding } from '../formats.js';

/** What sql writes. */
export const SQL_FORMATS = ['ndjson', 'json', 'csv', 'tsv', 'table', 'parquet'] as const;
export type SqlFormat = (typeof SQL_FORMATS)[number];
/** Those that are text. */
export type TextFormat = Exclude<SqlFormat, 'parquet'>;

/** The format that the ending of a file's name stands for; undefined where it stands for none. */
export function sqlFormatOfEnding(path: string): SqlFormat | undefined {
  if (isParquetFile(path)) return 'parquet';
  const format = formatOfEnding(path);
  return SQL_FORMATS.find((one) => one === format);
}

export function isParquetFile(path: string): boolean {
  return extname(path).toLowerCase() === '.parquet';
}
