/** What decode writes. */
export const FORMATS = ['ndjson', 'json', 'csv', 'tsv', 'table', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

/** What encode reads. */
export const INPUT_FORMATS = ['ndjson', 'json', 'csv', 'tsv'] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];
