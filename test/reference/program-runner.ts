import type { BatchData, BatchStore } from '../../src/columns/index.js';
import type { Engine, Machine } from '../../src/message/index.js';
import type { Outcome, Program } from '../../src/program/index.js';
import type { RowWriter } from '../../src/rows-out/index.js';
import { readerOf, writerOf } from '../harness/batches.js';

/** One program on one engine: its messages, its batches and its streams, which share an outcome. */
export interface ProgramRunner extends Machine, Pick<RowWriter, 'writeBatch'> {
  readonly outcome: Outcome;
  /** Without a store the rows may stay in memory of the engine. */
  readBatch(bytes: Uint8Array, maxRows: number, store?: BatchStore): BatchData;
}

export function runnerOf(engine: Engine, program: Program): ProgramRunner {
  const machine = engine.load(program);
  const [reader, writer] = [readerOf(machine), writerOf(machine)];
  return {
    outcome: machine.outcome,
    check: (bytes) => machine.check(bytes),
    of: (other) => machine.of(other),
    sum: (algorithm, summed) => machine.sum(algorithm, summed),
    readBatch: (bytes, maxRows, store) => reader.readBatch(bytes, { maxRows, store }),
    writeBatch: (columns, rows, target) => writer.writeBatch(columns, rows, target),
  };
}
