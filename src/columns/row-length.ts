/** What says how long each row is. */
export interface RowPlaces {
  readonly rows: number;
  readonly offsets: Uint32Array;
  /** Undefined: each record ends at the next one, the last where all end. */
  readonly lengths: Uint32Array | undefined;
  readonly consumed: number;
}

export function rowLength({ rows, offsets, lengths, consumed }: RowPlaces, row: number): number {
  if (lengths !== undefined) return lengths[row] as number;
  return (row + 1 < rows ? (offsets[row + 1] as number) : consumed) - (offsets[row] as number);
}
