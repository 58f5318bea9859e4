import * as K from '../../assembly/core/layout.js';
import { columnWords } from './column-words.js';
import type { BatchData } from './column-data.js';
import type { BatchOptions, ColumnReader } from './column-reader.js';
import type { Machine } from '../message/index.js';
import { KernelMachine, outside, otherEngine } from '../message/kernel.js';
import type { Outcome, Program } from '../program/index.js';
import type { Arena, ColumnsExports } from '../memory/index.js';
import { readBatch } from './batch-read.js';
import { BorrowedBatch, ViewCache } from './borrowed-batch.js';
import { COLUMNS } from './columns-module.js';
import { makeRoom, type ColumnSpace } from './column-space.js';
import { IssuedInput } from './issued-input.js';

/** From so many fixed bytes on it is worth a look whether a record can be there at all. */
const WIDE_BYTES = 64 * 1024;

/** @throws CastbufError ERR_USAGE for a codec of another engine */
export function openColumns(machine: Machine): ColumnReader {
  return new KernelColumns(kernelMachine(machine));
}

/** @throws CastbufError ERR_USAGE for a codec of another engine */
export function kernelMachine(machine: Machine): KernelMachine {
  const own = machine.inner ?? machine;
  if (own instanceof KernelMachine) return own;
  throw otherEngine();
}

/** The batches of one program on the kernel. */
export class KernelColumns implements ColumnReader {
  readonly arena: Arena;
  readonly program: Program;
  readonly outcome: Outcome;
  /** Columns of a few rows are more than the first memory has. */
  readonly isWide: boolean;
  readonly kernel: ColumnsExports;
  private readonly views: ViewCache;
  private readonly issued: IssuedInput;

  constructor(readonly machine: KernelMachine) {
    ({ arena: this.arena, program: this.program, outcome: this.outcome } = machine);
    this.kernel = this.arena.use(COLUMNS);
    machine.extend(columnWords(this.program));
    this.views = new ViewCache(this.program);
    this.issued = new IssuedInput(this.arena);
    this.isWide = (this.program.words[K.P_FIXED_BYTES] as number) > WIDE_BYTES;
  }

  readBatch(bytes: Uint8Array, options: BatchOptions): BatchData {
    const isInput = this.isInput(bytes);
    return readBatch(this, isInput ? bytes : outside(this.arena, bytes), options, isInput);
  }

  /** The rows in the arena as a batch, good until the next call. */
  borrowed(bytes: Uint8Array, space: ColumnSpace, rows: number, consumed: number): BatchData {
    return new BorrowedBatch(this.arena, this.views, bytes, space, rows, consumed);
  }

  input(bytes: number): Uint8Array {
    return this.issued.issue(bytes, () => makeRoom(this.arena, this.program, bytes));
  }

  isInput(bytes: Uint8Array): boolean {
    return this.issued.holds(bytes);
  }
}
