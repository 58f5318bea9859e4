import { allocateBytes } from '../bytes/index.js';
import type { Machine } from '../message/index.js';
import type { RowWriter } from '../rows-out/index.js';
import { referenceMachine } from './batch-reader.js';
import { BatchWriter, type GivenColumns } from './batch-writer.js';
import type { ReferenceMachine } from './machine.js';
import type { Verdict } from './verdict.js';

/** @throws CastbufError ERR_USAGE for a codec of another engine */
export function openReferenceRows(machine: Machine): RowWriter {
  return new ReferenceRows(referenceMachine(machine));
}

/** Streams of one program, from columns, on the reference engine. */
class ReferenceRows implements RowWriter {
  readonly outcome: Verdict;
  private readonly writer: BatchWriter;

  constructor({ program, code, reader, outcome }: ReferenceMachine) {
    this.outcome = outcome;
    this.writer = new BatchWriter(program, code, reader, outcome);
  }

  writeBatch(columns: GivenColumns, rows: number): Uint8Array | undefined {
    let written: Uint8Array | undefined;
    const isGood = this.outcome.of(() => {
      written = this.writer.write(columns, rows);
    });
    return isGood ? written : undefined;
  }

  output(bytes: number): Uint8Array {
    return allocateBytes(bytes);
  }
}
