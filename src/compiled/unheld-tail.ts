import { UNHELD } from '../columns/index.js';
import type { ShownRows } from './batch-type.js';

/** Of a chain: notes how many bytes after its parts the last record has, which reaches to the end of the input. No column has them, and no `next` says so. */
export function noteUnheldTail(
  columns: { [UNHELD]?: number },
  { rowCount }: ShownRows,
  valueOf: (row: number) => { readonly unknownTail?: Uint8Array },
): void {
  const unheld = rowCount === 0 ? 0 : (valueOf(rowCount - 1).unknownTail?.length ?? 0);
  if (unheld > 0) columns[UNHELD] = unheld;
}
