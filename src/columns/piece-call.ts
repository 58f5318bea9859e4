import { otherEngine, type KernelMachine } from '../message/kernel.js';
import { columnWords } from './column-words.js';
import { distances } from './batch-store.js';
import type { BatchData } from './column-data.js';
import type { ColumnArray, ListColumn } from '../schema/index.js';
import type { Selection } from './selection.js';
import { layColumns, layWanted, viewOf, type ColumnSpace, type ColumnSpan } from './column-space.js';
import type { KernelColumns } from './kernel-columns.js';
import { projectedWords } from './projected-words.js';

/** Where the rows of a call go. */
export interface RowSpace {
  /** Rows that there is room for. */
  readonly rows: number;
}

/** A piece of the input, which lies in the input region. */
export interface Piece {
  /** Where the first byte of all input would lie: offsets of records count from there. Below 0, where it would lie before the memory. */
  readonly origin: number;
  /** Offset of the next record in the piece. */
  readonly start: number;
  readonly bytes: number;
  /** Bytes from the piece's start to the end of all input, MAX_DATA at most. */
  readonly data: number;
}

/** What a reader asks of the kernel for each piece of the input. */
export interface PieceCall<Space extends RowSpace> {
  /** Room that the words need in the program region. */
  readonly bytes: number;
  /** Records that were looked at so far; undefined where each is a row. */
  readonly records?: number;
  /** Brings the words in. They lie before the piece, which their growing would move. */
  load(): void;
  /** Divides the columns region, after the piece. Rows that are in it stay. */
  lay(): Space;
  /** Reads the piece until there are `most` rows; `row` of them are there. The status. */
  run(space: Space, piece: Piece, most: number, row: number): number;
}

/** A call whose rows may stay in the arena. */
export interface RowCall extends PieceCall<ColumnSpace> {
  borrowed(bytes: Uint8Array, space: ColumnSpace, rows: number, consumed: number): BatchData;
}

/** How the kernel reads the records that a filter selects. A filter brings it along, so that who has no filter has no code for them. */
export interface KernelSelects {
  selectCallOf(machine: KernelMachine, columns: ReadonlySet<number> | undefined, plan: object): RowCall;
}

/** The call for all columns of all records is always the same. */
const WHOLE = new WeakMap<KernelColumns, RowCall>();

export function rowCallOf(
  reader: KernelColumns,
  columns: ReadonlySet<number> | undefined,
  filter: Selection | undefined,
  hasGaps: boolean,
): RowCall {
  if (filter !== undefined) return selectsOf(filter).selectCallOf(reader.machine, columns, filter.plan);
  if (columns !== undefined || hasGaps) return new BatchCall(reader, columns, hasGaps);
  const known = WHOLE.get(reader);
  if (known !== undefined) return known;
  const made = new BatchCall(reader, undefined, false);
  WHOLE.set(reader, made);
  return made;
}

/** @throws CastbufError ERR_USAGE for a filter of another engine */
function selectsOf({ reads }: Selection): KernelSelects {
  if ('selectCallOf' in reads) return reads as KernelSelects;
  throw otherEngine('this filter is');
}

/** Every record is a row. */
class BatchCall implements RowCall {
  private readonly projected: Int32Array | undefined;

  constructor(
    private readonly reader: KernelColumns,
    readonly wanted: ReadonlySet<number> | undefined,
    private readonly hasGaps: boolean,
  ) {
    this.projected = wanted && projectedWords(columnWords(reader.program), wanted);
  }

  get bytes(): number {
    return this.words.byteLength;
  }

  load(): void {
    const { words } = this;
    this.reader.machine.loadWords(words, words.byteLength);
  }

  private get words(): Int32Array {
    return this.projected ?? this.reader.machine.words;
  }

  lay(): ColumnSpace {
    const { wanted, hasGaps } = this;
    const { arena, program, programPtr } = this.reader.machine;
    if (wanted === undefined && !hasGaps) return layColumns(arena, program);
    return layWanted(arena, program, programPtr, wanted, false, hasGaps);
  }

  borrowed(bytes: Uint8Array, space: ColumnSpace, rows: number, consumed: number): BatchData {
    const { reader, wanted, hasGaps } = this;
    if (wanted === undefined && !hasGaps) return reader.borrowed(bytes, space, rows, consumed);
    return borrowedRows(reader.machine, wanted, bytes, space, rows, {
      rows,
      records: rows,
      consumed,
      selection: undefined,
    });
  }

  run({ offsets, lengths }: ColumnSpace, { origin, start, bytes, data }: Piece, most: number, row: number): number {
    const { kernel, machine } = this.reader;
    const { arena, programPtr } = machine;
    const input = arena.regions.input.ptr;
    return kernel.readBatch(programPtr, input, start, bytes, data, origin, offsets, lengths, most, row);
  }
}

/** The rows in the arena, in the columns that are wanted. */
export function borrowedRows(
  { arena, program }: KernelMachine,
  wanted: ReadonlySet<number> | undefined,
  bytes: Uint8Array,
  { offsets, lengths, spans }: ColumnSpace,
  rows: number,
  figures: Pick<BatchData, 'rows' | 'records' | 'consumed' | 'selection'>,
): BatchData {
  const { buffer, epoch } = arena;
  const columns = program.columns.flatMap((column, index): ColumnArray | ListColumn | [] => {
    if (wanted?.has(index) === false) return [];
    const span = spans[index] as ColumnSpan;
    const first = viewOf(buffer, column, span, rows);
    if (column.kind !== 'list') return first;
    return {
      data: bytes,
      offsets: first as Uint32Array,
      lengths: viewOf(buffer, column, span, rows, 1) as Uint32Array,
    };
  });
  const shown = { columns, byPath: undefined };
  const places = new Uint32Array(buffer, offsets, rows);
  if (lengths === 0) return withDistances({ bytes, ...figures, offsets: places, columns, shown, owner: arena, epoch });
  const recordLengths = new Uint32Array(buffer, lengths, rows);
  const stored = { offsets: places, lengths: recordLengths, storedLengths: recordLengths };
  return { bytes, ...figures, ...stored, columns, shown, owner: arena, epoch };
}

/** The lengths of records that lie one after the other, which nobody has stored, are made when they are asked for. */
function withDistances(data: Omit<BatchData, 'lengths' | 'storedLengths'>): BatchData {
  let made: Uint32Array | undefined;
  return {
    ...data,
    storedLengths: undefined,
    get lengths() {
      return (made ??= distances(data.offsets, data.consumed));
    },
  };
}
