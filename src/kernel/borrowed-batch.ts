import type { BatchData, ColumnArray, ListColumn, Program } from '../plan/index.js';
import type { Arena } from './arena.js';
import { viewOf, type ColumnSpace, type ColumnSpan } from './column-space.js';

/** A batch that lies in the arena. Its views are made when somebody asks for them, which small batches seldom pay back. */
export class BorrowedBatch implements BatchData {
  readonly epoch: number;
  private views: Views | undefined;

  constructor(
    private readonly arena: Arena,
    private readonly cache: ViewCache,
    private readonly bytes: Uint8Array,
    private readonly space: ColumnSpace,
    readonly rows: number,
    readonly consumed: number,
  ) {
    this.epoch = arena.epoch;
  }

  get offsets(): Uint32Array {
    return this.all.offsets;
  }
  get lengths(): Uint32Array {
    return this.all.lengths;
  }
  get columns(): readonly (ColumnArray | ListColumn)[] {
    return this.all.columns;
  }

  private get all(): Views {
    this.views ??= this.cache.viewsOf(this.arena, this.bytes, this.space, this.rows);
    return this.views;
  }
}

interface Views {
  readonly bytes: Uint8Array;
  readonly space: ColumnSpace;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
  readonly columns: readonly (ColumnArray | ListColumn)[];
}

/** The last views of a program's columns: as good for the next batch when that has as many rows of the same bytes. */
export class ViewCache {
  private last: Views | undefined;

  constructor(private readonly program: Pick<Program, 'columns'>) {}

  viewsOf(arena: Arena, bytes: Uint8Array, space: ColumnSpace, rows: number): Views {
    const { last } = this;
    if (last?.space === space && last.offsets.length === rows && last.bytes === bytes) return last;
    const { buffer } = arena;
    const columns = this.program.columns.map((column, index) => {
      const span = space.spans[index] as ColumnSpan;
      const first = viewOf(buffer, column, span, rows);
      if (column.kind !== 'list') return first;
      const lengths = viewOf(buffer, column, span, rows, 1) as Uint32Array;
      return { data: bytes, offsets: first as Uint32Array, lengths };
    });
    const offsets = new Uint32Array(buffer, space.offsets, rows);
    const lengths = new Uint32Array(buffer, space.lengths, rows);
    this.last = { bytes, space, offsets, lengths, columns };
    return this.last;
  }
}
