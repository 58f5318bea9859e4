import * as K from '../../assembly/core/layout.js';
import { BatchStore } from './batch-store.js';
import { columnOf, LENGTHS, OFFSETS, SELECTION, type LentRows, type Slot } from './lent-rows.js';
import type { BatchData } from './column-data.js';
import type { BatchOptions } from './column-reader.js';
import { framingWords, type Program } from '../program/index.js';
import type { ColumnArray } from '../schema/index.js';
import type { Arena } from '../memory/index.js';
import type { ColumnSpace, ColumnSpan } from './column-space.js';
import type { KernelColumns } from './kernel-columns.js';
import { rowCallOf } from './piece-call.js';
import { PieceReader, piecesOf } from './piece-reader.js';
import { SkippedRecords } from './skipped-records.js';

/**
 * Decodes a stream. Input that lies in the arena is not copied before; other input goes through it in pieces, so that memory
 * is bounded whatever the input's length. Rows without a store stay in the arena where they fit, else they get a store all the same.
 */
export function readBatch(
  reader: KernelColumns,
  given: Uint8Array,
  { maxRows, columns, filter, gaps, store }: BatchOptions,
  isInput: boolean,
): BatchData {
  const { arena, program, machine } = reader;
  arena.epoch++;
  const kept = { columns, isFiltered: filter !== undefined, hasGaps: gaps !== undefined };
  // What lies in the arena is overwritten by the next call: rows that outlive it show a copy.
  const own = (): Uint8Array => (isInput ? new Uint8Array(given) : given);
  const begun = (): BatchStore => (store ?? new BatchStore(program)).begin(own(), kept);
  if (reader.isWide && isTooShort(program, given)) {
    machine.outcome.status = K.OK;
    if (maxRows > 0 && given.length > 0) machine.check(given);
    return begun().finish(0, 0);
  }
  const call = rowCallOf(reader, columns, filter, gaps !== undefined);
  const skips = gaps && new SkippedRecords(gaps, [framingWords(program)], () => 0);
  // Words that need more room than there is move the input away.
  const isMoved = isInput && (call.bytes > arena.regions.program.bytes || skips?.fits(arena) === false);
  const bytes = isMoved ? new Uint8Array(given) : given;
  const pieces = new PieceReader(machine, piecesOf(program), bytes, isInput && !isMoved, call, skips);
  let owned = store && begun();
  for (;;) {
    const ended = pieces.readRows(maxRows - (owned?.rows ?? 0));
    const { space, rows } = pieces;
    if (owned === undefined && ended) return call.borrowed(bytes, space, rows, pieces.consumed);
    if (ended || pieces.mustEmpty) {
      owned ??= begun();
      owned.append(new RowsInArena(arena, space, rows), pieces.consumed, ended);
      pieces.rows = 0;
    }
    if (ended) return (owned as BatchStore).finish(pieces.consumed, pieces.records);
    pieces.advance();
  }
}

/** Whether not even the fixed part of a record can be there: columns of wide ones may take more memory than there is. */
function isTooShort({ words, limits }: Program, { length }: Uint8Array): boolean {
  return (words[K.P_FIXED_BYTES] as number) > Math.min(length, limits.messageBytes);
}

/** Rows in the arena. They are the start of columns of `space.rows`. */
export class RowsInArena implements LentRows {
  private readonly buffer: ArrayBuffer;

  constructor(
    arena: Arena,
    private readonly space: ColumnSpace,
    readonly rows: number,
  ) {
    // Asking a view for its buffer takes as long as making one.
    this.buffer = arena.buffer;
  }

  elements({ part, Kind, repeat }: Slot): ColumnArray {
    return new Kind(this.buffer, this.addressOf(part), this.rows * repeat);
  }

  private addressOf(part: number): number {
    const { offsets, lengths, numbers, spans } = this.space;
    switch (part) {
      case OFFSETS:
        return offsets;
      case LENGTHS:
        return lengths;
      case SELECTION:
        return numbers as number;
      default: {
        const { index, isLengths } = columnOf(part);
        const { ptr, lengthsAt } = spans[index] as ColumnSpan;
        return isLengths ? ptr + lengthsAt : ptr;
      }
    }
  }
}
