import { extname } from 'node:path';

/** What decode writes. */
export const FORMATS = ['ndjson', 'json', 'csv', 'tsv', 'table', 'markdown', 'arrow', 'arrow-stream'] as const;
export type Format = (typeof FORMATS)[number];
/** Tables of Apache Arrow, which are no text. */
export type ArrowFormat = Extract<Format, 'arrow' | 'arrow-stream'>;

export function isArrow(format: string): format is ArrowFormat {
  return format === 'arrow' || format === 'arrow-stream';
}

/** What encode reads. */
export const INPUT_FORMATS = ['ndjson', 'json', 'csv', 'tsv'] as const satisfies readonly Format[];
export type InputFormat = (typeof INPUT_FORMATS)[number];

const ENDINGS: Readonly<Record<string, Format>> = {
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.json': 'json',
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.md': 'markdown',
  '.arrow': 'arrow',
  '.feather': 'arrow',
  '.arrows': 'arrow-stream',
};

/** The format that people call by the ending of its files: `jsonl`, `md`. */
export function formatNamed(name: string): Format | undefined {
  return formatOfEnding(`rows.${name}`);
}

/** The format that the ending of a file's name stands for; undefined where it stands for none. */
export function formatOfEnding(path: string): Format | undefined {
  return ENDINGS[extname(path).toLowerCase()];
}
