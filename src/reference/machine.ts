import { allocateBytes, unshared } from '../plan/index.js';
import type {
  BatchData,
  BatchOptions,
  ListColumn,
  Machine,
  PackedColumn,
  Packing,
  Program,
  SummaryBatch,
  SummedBytes,
  SummaryRequest,
} from '../plan/index.js';
import { BatchReader } from './batch-reader.js';
import { BatchWriter, type GivenColumns } from './batch-writer.js';
import { checksumOf } from './checksum.js';
import { codeOf, type Code } from './code.js';
import { MessageReader } from './message-reader.js';
import { pack } from './pack.js';
import { Verdict } from './verdict.js';

/** One program on the reference engine. Batches own their arrays, so the epoch never changes. */
export class ReferenceMachine implements Machine {
  readonly outcome = new Verdict();
  readonly epoch = 0;
  private readonly code: Code;
  private readonly reader: MessageReader;
  private readonly batchReader: BatchReader;
  private readonly batchWriter: BatchWriter;

  constructor(program: Program) {
    this.code = codeOf(program);
    this.reader = new MessageReader(this.code, this.outcome);
    this.batchReader = new BatchReader(program, this.code, this.reader, this.outcome);
    this.batchWriter = new BatchWriter(program, this.code, this.reader, this.outcome);
  }

  check(bytes: Uint8Array): boolean {
    return this.outcome.of(() => {
      this.reader.attach(bytes);
      this.reader.read(0, bytes.length);
    });
  }

  sum(algorithm: number, summed: SummedBytes): number {
    return checksumOf(algorithm, summed);
  }

  readBatch(bytes: Uint8Array, options: BatchOptions): BatchData {
    return this.batchReader.read(unshared(bytes), options);
  }

  summarize(bytes: Uint8Array, request: SummaryRequest): SummaryBatch {
    return this.batchReader.summarize(unshared(bytes), request);
  }

  writeBatch(columns: GivenColumns, rows: number): Uint8Array | undefined {
    let written: Uint8Array | undefined;
    const isGood = this.outcome.of(() => {
      written = this.batchWriter.write(columns, rows);
    });
    return isGood ? written : undefined;
  }

  pack(ranges: ListColumn, packing: Packing): PackedColumn {
    return pack(ranges, packing);
  }

  input(bytes: number): Uint8Array {
    return allocateBytes(bytes);
  }

  output(bytes: number): Uint8Array {
    return allocateBytes(bytes);
  }
}
