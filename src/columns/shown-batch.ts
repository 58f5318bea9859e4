import type { CastbufError } from '../errors/index.js';
import { ARRAY_OF, type Column, type Program } from '../program/index.js';

export const STALE = 'a later call reused the memory of this batch; keep it with batch.copy() before that call';

interface BatchFigures {
  readonly rowCount: number;
  readonly consumedBytes: number;
  readonly byteOffset: number;
  readonly error: CastbufError | undefined;
}

/** What printing a batch of any kind begins with. Members that say nothing are undefined, which JSON leaves out. */
export function figuresOf({ rowCount, consumedBytes, byteOffset, error }: BatchFigures, isStale: boolean): object {
  return {
    ...(isStale && { stale: STALE }),
    rowCount,
    consumedBytes,
    ...(byteOffset > 0 && { byteOffset }),
    ...shownError(error),
  };
}

/** Why reading stopped, without the stack. */
export function shownError(error: CastbufError | undefined): { error?: string } {
  return error === undefined ? {} : { error: `${error.code}: ${error.message}` };
}

/** The columns by path as their arrays' kinds and lengths, which need no memory of the engine: `Uint32Array(3)`. */
export function shownColumns({ columns }: Program, paths: readonly string[], rows: number): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const column of columns) if (paths.includes(column.path)) shown[column.path] = shownColumn(column, rows);
  return shown;
}

function shownColumn({ kind, repeat }: Column, rows: number): string {
  return kind === 'list' ? `${rows} byte ranges` : `${ARRAY_OF[kind].name}(${rows * repeat})`;
}
