import { areInOrder, assertHeld, type BatchData, notHeld } from '../columns/index.js';

/** Which of all records each row of a type is. */
export function rowIndexOf({ columns }: BatchData): Uint32Array {
  return columns.at(-1) as Uint32Array;
}

/** The same, to find out something about `records` records of all types. @throws CastbufError ERR_STALE_BATCH where its owner gave the array away, or changed it */
function heldIndexOf(type: BatchData, records: number): Uint32Array {
  const index = rowIndexOf(type);
  if (index.length === type.rows && areInOrder(index, 0, 1, records - 1)) return index;
  throw notHeld(type.rows, index.length);
}

/** The type of each record, in the order of the stream. @throws CastbufError ERR_STALE_BATCH */
export function orderOf(types: readonly BatchData[], rows: number): Uint16Array {
  const order = new Uint16Array(rows);
  types.forEach((type, number) => {
    const index = heldIndexOf(type, rows);
    for (let at = 0; at < index.length; at++) order[index[at] as number] = number;
  });
  return order;
}

/**
 * Lengths of records that lie one after the other, whatever their types: each ends where the next one begins. They are made for all types at once,
 * when somebody asks: who reads columns never does.
 */
export class RoutedLengths {
  private lengths: readonly Uint32Array[] | undefined;

  constructor(
    private readonly types: () => readonly BatchData[],
    private readonly rows: number,
    private readonly end: number,
  ) {}

  of(type: number): Uint32Array {
    this.lengths ??= this.measured();
    return this.lengths[type] as Uint32Array;
  }

  private measured(): readonly Uint32Array[] {
    const types = this.types();
    const starts = new Uint32Array(this.rows + 1);
    starts[this.rows] = this.end;
    for (const type of types) {
      const { offsets } = type;
      const index = heldIndexOf(type, this.rows);
      assertHeld(type);
      for (let at = 0; at < index.length; at++) starts[index[at] as number] = offsets[at] as number;
    }
    return types.map((type) => {
      const { offsets } = type;
      const index = rowIndexOf(type);
      const lengths = new Uint32Array(index.length);
      for (let at = 0; at < index.length; at++)
        lengths[at] = (starts[(index[at] as number) + 1] as number) - (offsets[at] as number);
      return lengths;
    });
  }
}
