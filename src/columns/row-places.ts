import { CastbufError } from '../errors/index.js';

/** What says where each row is, and how long. */
export interface RowPlaces {
  readonly rows: number;
  readonly offsets: Uint32Array;
  /** Undefined: each record ends at the next one, the last where all end. */
  readonly lengths: Uint32Array | undefined;
  readonly consumed: number;
}

/** @throws CastbufError ERR_STALE_BATCH where the offsets' owner gave them away */
export function assertHeld({ rows, offsets }: Pick<RowPlaces, 'rows' | 'offsets'>): void {
  if (offsets.length < rows) throw notHeld(rows, offsets.length);
}

/** The error of arrays that are their owner's, who may do anything with them. */
export function notHeld(want: number, have: number): CastbufError {
  const hint = 'an array that this follows from was transferred or changed; take batch.copy() before that';
  return new CastbufError('ERR_STALE_BATCH', hint, { want, have });
}

/** Whether numbers ascend by `step` at least, from `first` or more to `last` or less. */
export function areInOrder(numbers: Uint32Array, first: number, step: number, last: number): boolean {
  let before = first - step;
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] as number;
    if (number - before < step) return false;
    before = number;
  }
  return before <= last;
}

export function rowLength({ rows, offsets, lengths, consumed }: RowPlaces, row: number): number {
  if (lengths !== undefined) return lengths[row] as number;
  return (row + 1 < rows ? (offsets[row + 1] as number) : consumed) - (offsets[row] as number);
}
