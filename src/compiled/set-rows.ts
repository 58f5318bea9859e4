/** A record as its type's name and the cursor of that type. */
interface Shown {
  readonly type: string;
  view: unknown;
}

/** Moves one cursor a type from record to record, in the order of the stream. */
export class SetRows implements IterableIterator<Shown, undefined, undefined> {
  private row = 0;
  private readonly results: readonly IteratorYieldResult<Shown>[];

  /**
   * @param iterators over the rows of each type, which throw where the batch's memory was used again, or its bytes are gone
   * @param order the type of each record
   */
  constructor(
    names: readonly string[],
    private readonly iterators: readonly Iterator<unknown>[],
    private readonly order: Uint16Array,
  ) {
    this.results = names.map((type) => ({ done: false, value: { type, view: undefined } }));
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<Shown, undefined> {
    const { row, order } = this;
    if (row >= order.length) return { done: true, value: undefined };
    const type = order[row] as number;
    const { value: view } = (this.iterators[type] as Iterator<unknown>).next();
    this.row = row + 1;
    const result = this.results[type] as IteratorYieldResult<Shown>;
    result.value.view = view;
    return result;
  }

  get [Symbol.toStringTag](): string {
    return 'SetRowIterator';
  }

  toJSON(): object {
    return { nextRow: this.row, rowCount: this.order.length };
  }
}
