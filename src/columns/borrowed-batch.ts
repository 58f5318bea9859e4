import { distances } from './batch-store.js';
import type { BatchData, Lender, ShownColumns } from './column-data.js';
import type { ColumnArray, ListColumn } from '../schema/index.js';
import type { Program } from '../program/index.js';
import type { Arena } from '../memory/index.js';
import { viewOf, type ColumnSpace, type ColumnSpan } from './column-space.js';

/** A batch that lies in the arena. Its views are made when somebody asks for them, which small batches seldom pay back. */
export class BorrowedBatch implements BatchData {
  readonly epoch: number;
  readonly selection = undefined;
  private views: Views | undefined;

  constructor(
    private readonly arena: Arena,
    private readonly cache: ViewCache,
    readonly bytes: Uint8Array,
    private readonly space: ColumnSpace,
    readonly rows: number,
    readonly consumed: number,
  ) {
    this.epoch = arena.epoch;
  }

  get owner(): Lender {
    return this.arena;
  }
  get records(): number {
    return this.rows;
  }
  get offsets(): Uint32Array {
    return this.all.offsets;
  }
  get lengths(): Uint32Array {
    const { all } = this;
    all.lengths ??= distances(all.offsets, this.consumed);
    return all.lengths;
  }
  get storedLengths(): Uint32Array | undefined {
    return this.space.lengths === 0 ? undefined : this.all.lengths;
  }
  get columns(): readonly (ColumnArray | ListColumn)[] {
    return this.all.columns;
  }
  get shown(): ShownColumns {
    return this.all;
  }

  private get all(): Views {
    this.views ??= this.cache.viewsOf(this.arena, this.bytes, this.space, this.rows);
    return this.views;
  }
}

interface Views extends ShownColumns {
  readonly bytes: Uint8Array;
  readonly space: ColumnSpace;
  readonly offsets: Uint32Array;
  lengths: Uint32Array | undefined;
}

/** The last views of a program's columns: as good for the next batch when that has as many rows of the same bytes. */
export class ViewCache {
  private last: Views | undefined;

  constructor(private readonly program: Pick<Program, 'columns' | 'lengthColumns'>) {}

  viewsOf(arena: Arena, bytes: Uint8Array, space: ColumnSpace, rows: number): Views {
    const { last } = this;
    if (last?.space === space && last.offsets.length === rows && last.bytes === bytes) {
      if (space.lengths === 0) last.lengths = undefined; // they were another batch's
      return last;
    }
    const { buffer } = arena;
    const { columns: kinds, lengthColumns } = this.program;
    const arrays = kinds.map((column, index) => viewOf(buffer, column, space.spans[index] as ColumnSpan, rows));
    const columns = kinds.map((column, index) => {
      const array = arrays[index] as ColumnArray;
      if (column.kind !== 'list') return array;
      const span = space.spans[index] as ColumnSpan;
      const same = span.lengthsAt === 0 ? arrays[lengthColumns[index] as number] : undefined;
      const lengths = same ?? viewOf(buffer, column, span, rows, 1);
      return { data: bytes, offsets: array as Uint32Array, lengths: lengths as Uint32Array };
    });
    const offsets = new Uint32Array(buffer, space.offsets, rows);
    const lengths = space.lengths === 0 ? undefined : new Uint32Array(buffer, space.lengths, rows);
    this.last = { bytes, space, offsets, lengths, columns, byPath: undefined };
    return this.last;
  }
}
