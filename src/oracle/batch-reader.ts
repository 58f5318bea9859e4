import * as K from '../../assembly/core/layout.js';
import { CastbufError } from '../errors/index.js';
import { allocateBytes, unshared } from '../bytes/index.js';
import {
  BatchStore,
  RowsOfArrays,
  type BatchData,
  type BatchOptions,
  type ColumnReader,
  type GapPlaces,
  type Selection,
  ArmGuards,
} from '../columns/index.js';
import type { Machine } from '../message/index.js';
import { framingWords, type Program } from '../program/index.js';
import { readInteger, type Code } from '../cursor/index.js';
import { FramingReader, isWalked, type Skips } from './framing-reader.js';
import { gatherColumn } from './gather.js';
import { ReferenceMachine } from './machine.js';
import type { MessageReader } from './message-reader.js';
import type { Verdict } from './verdict.js';

/** @throws CastbufError ERR_USAGE for a codec of another engine */
export function openReferenceColumns(machine: Machine): ColumnReader {
  return new BatchReader(referenceMachine(machine));
}

/** @throws CastbufError ERR_USAGE for a codec of another engine */
export function referenceMachine(machine: Machine): ReferenceMachine {
  const own = machine.inner ?? machine;
  if (own instanceof ReferenceMachine) return own;
  throw otherEngine();
}

export function otherEngine(what = 'this codec is'): CastbufError {
  const hint = `${what} not from castbuf/js, and the function is; import both from one entry of castbuf`;
  return new CastbufError('ERR_USAGE', hint);
}

/** How the reference engine looks for the records that a filter selects. */
export interface ReferenceSelects {
  keeper(program: Program, code: Code, guards: ArmGuards, plan: object): { over(view: DataView): Keeps };
}
/** Whether the record at an offset is wanted. */
type Keeps = (record: number, bytes: number) => boolean;

/** Finds the records of an input, one after the other, then gathers their members into columns. */
export class BatchReader implements ColumnReader {
  readonly outcome: Verdict;
  readonly program: Program;
  readonly code: Code;
  readonly guards: ArmGuards;
  private readonly reader: MessageReader;
  private framing: FramingReader | undefined;

  constructor({ program, code, reader, outcome }: ReferenceMachine) {
    this.program = program;
    this.code = code;
    this.reader = reader;
    this.outcome = outcome;
    this.guards = new ArmGuards(code);
  }

  input(bytes: number): Uint8Array {
    return allocateBytes(bytes);
  }

  attach(bytes: Uint8Array): DataView {
    return this.reader.attach(bytes);
  }

  readBatch(given: Uint8Array, { maxRows, columns: wanted, filter, gaps, store }: BatchOptions): BatchData {
    const bytes = unshared(given);
    const view = this.reader.attach(bytes);
    const frames = new Frames();
    const { program, code, guards } = this;
    const isKept = filter && this.keeper(filter, view);
    const progress = { records: 0, consumed: 0 };
    const numbers: number[] = [];
    this.outcome.of(() =>
      this.walk(
        view,
        progress,
        (start, length) => {
          if (isKept !== undefined) {
            if (!isKept(start, length)) return frames.rows < maxRows;
            numbers.push(progress.records - 1);
          }
          frames.add(start, length);
          return frames.rows < maxRows;
        },
        maxRows > 0,
        gaps && this.skipsOf(gaps, bytes),
      ),
    );
    const { rows, offsets, lengths } = frames.finish();
    const source = { bytes, view, offsets, lengths };
    const gathered = program.columns.map((column, index) =>
      wanted?.has(index) === false ? undefined : gatherColumn(column, code, guards, source),
    );
    const selection = filter && Uint32Array.from(numbers);
    const kept = (store ?? new BatchStore(program)).begin(bytes, {
      columns: wanted,
      isFiltered: filter !== undefined,
      hasGaps: gaps !== undefined,
    });
    kept.append(new RowsOfArrays(rows, [offsets, lengths, selection], gathered), progress.consumed, true);
    return kept.finish(progress.consumed, progress.records);
  }

  private keeper({ plan, reads }: Selection, view: DataView): Keeps {
    if (!('keeper' in reads)) throw otherEngine('this filter is');
    return (reads as ReferenceSelects).keeper(this.program, this.code, this.guards, plan).over(view);
  }

  /** Shows one record after the other until `see` has seen enough or the input ends. */
  walk(
    view: DataView,
    progress: { records: number; consumed: number },
    see: (start: number, length: number) => boolean,
    isWanted = true,
    skips?: Skips,
  ): void {
    const align = this.code.word(K.P_START_ALIGN);
    const end = view.byteLength;
    for (let more = isWanted; more;) {
      const start = Math.ceil(progress.consumed / align) * align;
      if (start >= end) return;
      progress.consumed = start;
      if (skips?.gaps.nextKnown === start) {
        progress.consumed = skips.gaps.passKnown();
        continue;
      }
      const length = this.plainLength(view, start) ?? this.lengthAt(start, end, skips);
      if (length === undefined) {
        progress.consumed = (skips as Skips).framing.endOf(start, end, this.outcome);
        (skips as Skips).gaps.add(start, progress.consumed);
        continue;
      }
      progress.consumed = start + length;
      progress.records++;
      more = see(start, length);
    }
  }

  /** The length of a record that needs a walk; undefined where it is passed over. */
  private lengthAt(start: number, end: number, skips: Skips | undefined): number | undefined {
    if (skips === undefined) return this.reader.read(start, end);
    let length: number | undefined;
    isWalked(() => (length = this.reader.read(start, end)));
    return length;
  }

  /** What passes over records of `bytes`. */
  private skipsOf(gaps: GapPlaces, bytes: Uint8Array): Skips {
    const framing = (this.framing ??= new FramingReader(framingWords(this.program)));
    framing.attach(bytes);
    return { gaps, framing };
  }

  /** The length of a record that needs no walk and is whole; undefined where a walk must say what it is. */
  private plainLength(view: DataView, start: number): number | undefined {
    const { code } = this;
    if (code.word(K.P_WALK) !== 0) return undefined;
    const fixedBytes = code.word(K.P_FIXED_BYTES);
    const room = Math.min(view.byteLength - start, code.word(K.P_MAX_MESSAGE));
    if (fixedBytes > room) return undefined;
    if (code.word(K.P_RULE) === K.RULE_FIXED) return fixedBytes;
    const { ruleOp } = code;
    const count = readInteger(view, start + ruleOp.offset, ruleOp);
    const bytes = fixedBytes + count * code.word(K.P_STRIDE);
    return count >= 0 && count <= code.word(K.P_MAX_COUNT) && bytes <= room ? bytes : undefined;
  }
}

const FIRST_ROWS = 256;

/** Where records start and how long they are; grows by doubling. */
export class Frames {
  rows = 0;
  offsets = new Uint32Array(FIRST_ROWS);
  lengths = new Uint32Array(FIRST_ROWS);

  add(start: number, length: number): void {
    if (this.rows === this.offsets.length) {
      this.offsets = doubled(this.offsets);
      this.lengths = doubled(this.lengths);
    }
    this.offsets[this.rows] = start;
    this.lengths[this.rows++] = length;
  }

  finish(): { rows: number; offsets: Uint32Array; lengths: Uint32Array } {
    const { rows, offsets, lengths } = this;
    return { rows, offsets: offsets.slice(0, rows), lengths: lengths.slice(0, rows) };
  }
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(array.length * 2);
  grown.set(array);
  return grown;
}
