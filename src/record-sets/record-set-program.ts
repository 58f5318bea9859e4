import * as K from '../../assembly/core/layout.js';
import { CastbufError, unknownTypeHint } from '../errors/index.js';
import { valueOf, failureOf, type Column, type Outcome, type Program } from '../program/index.js';
import {
  BatchStore,
  type GapPlaces,
  type LentRows,
  type StoredProgram,
  type BatchData,
  type Lender,
} from '../columns/index.js';
import type { RecordSetProgram } from '../record-types/index.js';
import { RoutedLengths } from './routed-places.js';

/** The type that needs most of a stream to be there before it is read. */
export function mostPatient(types: readonly Program[]): Program {
  const isChain = ({ layout }: Program): boolean => layout.root.node.options.next !== undefined;
  return types.find(isChain) ?? types.find(({ takesRest }) => takesRest) ?? (types[0] as Program);
}

/** A stream that was routed to its types. */
export interface RoutedData {
  /** The buffer that offsets are relative to: the stream, or a copy of it where that lay in memory of the engine. */
  readonly bytes: Uint8Array;
  readonly consumed: number;
  /** Records of all types. */
  readonly rows: number;
  /** A batch of each type, with one more column after its own: which of all records each of its rows is (u32). */
  readonly types: readonly BatchData[];
  /** As of a batch. */
  readonly owner: Lender;
  readonly epoch: number;
}

/** The last column of each type: which of all records each of its rows is. */
const ROW_INDEX: Column = {
  path: '',
  op: -1,
  kind: 'u32',
  repeat: 1,
  step: 0,
  start: 0,
  isTrailing: false,
  run: 1,
  runStep: 0,
  ranges: 1,
  guard: undefined,
  shared: false,
  derived: false,
  magic: undefined,
};

/** Columns of one type of a set. */
export function routedColumns({ words, columns, lengthColumns, isDense, leastBytes }: Program): StoredProgram {
  return { words, columns: [...columns, ROW_INDEX], lengthColumns, isDense, leastBytes, isInterleaved: true };
}

/** The arrays of a batch of several types that owns them. */
export class RoutedStore {
  epoch = 0;
  rows = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  private readonly types: readonly BatchStore[];

  constructor(types: readonly StoredProgram[]) {
    this.types = types.map((type) => new BatchStore(type));
  }

  begin(bytes: Uint8Array, hasGaps: boolean): this {
    this.epoch++;
    this.rows = 0;
    this.bytes = bytes;
    for (const type of this.types) type.begin(bytes, { isFiltered: false, hasGaps });
    return this;
  }

  /** Adds records of all types, those of each as `lent` has them. */
  append(lent: readonly LentRows[], consumed: number, isLast: boolean): void {
    this.types.forEach((type, index) => {
      const rows = lent[index] as LentRows;
      type.append(rows, consumed, isLast);
      this.rows += rows.rows;
    });
  }

  finish(consumed: number): RoutedData {
    const { rows, epoch, bytes } = this;
    const lengths: RoutedLengths = new RoutedLengths(() => types, rows, consumed);
    const types: readonly BatchData[] = this.types.map((type, index) =>
      type.finish(consumed, type.rows, () => lengths.of(index)),
    );
    return { bytes, consumed, rows, types, owner: this, epoch };
  }
}

/** A record set on one engine. */
export interface RecordsMachine {
  readonly outcome: Outcome;
  /** Number of the type of the record that the last call refused; -1: its discriminator says none, or is not there. */
  readonly refused: number;
  /**
   * Routes and decodes records until the input ends, a record is wrong (`outcome`), or there are `maxRows` of them. Without a store rows may
   * stay in memory of the engine until its next call. With `gaps` a record that is wrong goes there, where its length is known.
   */
  readBatch(bytes: Uint8Array, maxRows: number, store: RoutedStore | undefined, gaps?: GapPlaces): RoutedData;
  /** Memory to fill with input that `readBatch` then does not copy; valid until the next call. */
  input(bytes: number): Uint8Array;
}

/** The error of a set's call, if there is one; `refused` is the type of the record, -1: none. `path` is the discriminator's. */
export function recordFailureOf(
  { types, tag }: RecordSetProgram,
  path: string,
  outcome: Outcome,
  refused: number,
): CastbufError | undefined {
  // With an op it is a record inside one of the set's.
  if (outcome.status !== K.UNKNOWN_MESSAGE || outcome.op >= 0)
    return failureOf(types[Math.max(0, refused)] as Program, outcome);
  const { recordOffset: offset, fieldOffset, have: bits } = outcome;
  const have = valueOf(tag, bits);
  return new CastbufError('ERR_UNKNOWN_MESSAGE', unknownTypeHint(have), { offset, fieldOffset, have, path });
}
