import type { BatchData } from './column-data.js';
import type { StoredProgram } from './batch-store.js';
import type { ColumnArray, ListColumn } from '../schema/index.js';
import {
  columnPart,
  columnSlot,
  LENGTHS,
  listLengthsPart,
  OFFSETS,
  placeSlot,
  SELECTION,
  type Slot,
} from './lent-rows.js';
import { offsetSourceOf, type OffsetSource } from './offset-source.js';

/** Which columns a batch keeps, and whether there are bytes between its rows. */
export interface Kept {
  readonly columns?: ReadonlySet<number> | undefined;
  /** A filter chose its rows. */
  readonly isFiltered: boolean;
  /** Records that were wrong may lie between its rows. */
  readonly hasGaps?: boolean;
}

interface KeptColumn {
  readonly slot: Slot;
  /** Of a list: where its lengths are. */
  readonly lengths: Slot | undefined;
}

/** Which arrays a batch that owns its rows has. One that nobody needs is not made: most batches are small, and have no time for it. */
export class StorePlan {
  readonly slots: readonly Slot[];
  /** Undefined: offsets are stored. */
  readonly offsetSource: OffsetSource | undefined;
  readonly hasLengths: boolean;
  private readonly columns: readonly KeptColumn[];

  constructor(
    program: StoredProgram,
    readonly kept: Kept,
  ) {
    const { columns, isFiltered, hasGaps = false } = kept;
    const isScattered = isFiltered || hasGaps;
    const hasColumn = (index: number): boolean => columns?.has(index) !== false;
    // Of all records, and of the columns that are kept: what follows from something else is then not stored.
    const source = isScattered ? undefined : offsetSourceOf(program);
    this.offsetSource =
      source?.stride === undefined && source?.list !== undefined && !hasColumn(source.list) ? undefined : source;
    this.hasLengths = isScattered || !program.isDense;
    this.columns = program.columns.flatMap((column, index): KeptColumn[] => {
      if (!hasColumn(index)) return [];
      const counted = program.lengthColumns[index];
      const shared = counted !== undefined && hasColumn(counted) ? counted : undefined;
      const lengthsPart = shared === undefined ? listLengthsPart(index) : columnPart(shared);
      return [
        { slot: columnSlot(column, index), lengths: column.kind === 'list' ? placeSlot(lengthsPart) : undefined },
      ];
    });
    const places = [
      ...(this.offsetSource === undefined ? [OFFSETS] : []),
      ...(this.hasLengths ? [LENGTHS] : []),
      ...(isFiltered ? [SELECTION] : []),
    ];
    // Lengths that another column has are that column's.
    const arrays = this.columns.flatMap(({ slot, lengths }) =>
      lengths?.part === slot.part + 1 ? [slot, lengths] : slot,
    );
    this.slots = [...places.map(placeSlot), ...arrays];
  }

  isOf({ columns, isFiltered, hasGaps = false }: Kept): boolean {
    const { kept } = this;
    return columns === kept.columns && isFiltered === kept.isFiltered && hasGaps === (kept.hasGaps ?? false);
  }

  /** The columns of a batch of `bytes`, from its arrays. */
  shown(bytes: Uint8Array, arrayOf: (slot: Slot) => ColumnArray): BatchData['columns'] {
    return this.columns.map(({ slot, lengths }): ColumnArray | ListColumn => {
      const array = arrayOf(slot);
      if (lengths === undefined) return array;
      return { data: bytes, offsets: array as Uint32Array, lengths: arrayOf(lengths) as Uint32Array };
    });
  }
}

/** The plan of all columns of all records, and the last other one, of each program. */
const PLANS = new WeakMap<StoredProgram, { readonly whole: StorePlan; other: StorePlan }>();

export function storePlanOf(program: StoredProgram, kept: Kept): StorePlan {
  let plans = PLANS.get(program);
  if (plans === undefined) {
    const whole = new StorePlan(program, { isFiltered: false });
    PLANS.set(program, (plans = { whole, other: whole }));
  }
  if (plans.whole.isOf(kept)) return plans.whole;
  if (!plans.other.isOf(kept)) plans.other = new StorePlan(program, kept);
  return plans.other;
}
