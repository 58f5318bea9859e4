import { UNHELD } from '../columns/index.js';
import { CastbufError, unheldHint } from '../errors/index.js';
import type { ColumnWords } from './batch-type.js';
import type { Given } from './row-type.js';

/* What columns of some types have to be together. */

/**
 * Of an untagged union all columns of one arm are there.
 * @param ways the columns of each arm, as an error names them
 * @param arms as indices those that have to be given
 */
export function armRule(path: string, ways: string, arms: readonly (readonly number[])[]) {
  return (given: readonly Given[]): void => {
    if (arms.some((arm) => arm.every((index) => given[index] !== undefined))) return;
    throw new CastbufError('ERR_MISSING', `give the columns ${ways}`, { path });
  };
}

/** Of a chain the last record has no bytes that no column holds. @param next its column of distances */
export function chainRule(next: number) {
  return (given: readonly Given[], byPath: object, columns: readonly ColumnWords[]): void => {
    const unheld = (byPath as { readonly [UNHELD]?: number })[UNHELD];
    if (unheld === undefined || given[next] === undefined) return;
    const path = columns[next]?.[0];
    throw new CastbufError('ERR_DISAGREE', unheldHint(unheld), { path, want: 0, have: unheld });
  };
}
