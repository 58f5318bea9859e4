import * as K from '../../assembly/rows-out/layout.js';
import { rowWords } from './row-words.js';
import type { ColumnArray, ListColumn } from '../schema/index.js';
import type { Machine } from '../message/index.js';
import type { KernelMachine } from '../message/kernel.js';
import type { Outcome } from '../program/index.js';
import type { RowWriter } from './row-writer.js';
import { BatchWriter } from './batch-write.js';
import { kernelMachine } from '../columns/kernel.js';
import { placedColumns, writeInPlace } from './write-in-place.js';
import { mayOverlap } from '../bytes/index.js';

/** @throws CastbufError ERR_USAGE for a codec of another engine */
export function openRows(machine: Machine): RowWriter {
  return new KernelRows(kernelMachine(machine));
}

/** Streams of one program, from columns, on the kernel. */
class KernelRows implements RowWriter {
  readonly outcome: Outcome;
  private readonly batchWriter: BatchWriter;
  /** The last view that `output` gave. */
  private given: Uint8Array | undefined;

  constructor(private readonly machine: KernelMachine) {
    this.outcome = machine.outcome;
    machine.extend(rowWords(machine.program));
    this.batchWriter = new BatchWriter(machine);
  }

  writeBatch(
    columns: readonly (ColumnArray | ListColumn | undefined)[],
    rows: number,
    target?: Uint8Array,
  ): Uint8Array | undefined {
    const { machine } = this;
    const { arena, program } = machine;
    const placed = target && placedColumns(arena, program, columns, target);
    if (placed !== undefined) {
      const whole = target as Uint8Array;
      // Behind what `output` gave there is room that is nobody's: the last rows are written as fast as all others.
      const room = whole.length + (whole === this.given ? K.SCATTER_SLACK : 0);
      return writeInPlace(machine, placed, rows, whole.byteOffset, room) ? whole : undefined;
    }
    // A view of linear memory would be overwritten, or detached, under the encoder; and rows would overwrite columns that are not written yet.
    const isClear = target !== undefined && target.buffer !== arena.buffer && !overlaps(columns, target);
    return this.batchWriter.write(columns, rows, isClear ? target : undefined);
  }

  output(bytes: number): Uint8Array {
    const { given } = this;
    const { arena } = this.machine;
    arena.ensure('stream', bytes + K.SCATTER_SLACK);
    const { ptr } = arena.regions.stream;
    if (given?.length !== bytes || given.byteOffset !== ptr) this.given = arena.u8.subarray(ptr, ptr + bytes);
    return this.given as Uint8Array;
  }
}

function overlaps(columns: readonly (ColumnArray | ListColumn | undefined)[], target: Uint8Array): boolean {
  return columns.some((column) => {
    if (column === undefined) return false;
    const parts = 'data' in column ? [column.data, column.offsets, column.lengths] : [column];
    return parts.some((part) => mayOverlap(part, target));
  });
}
