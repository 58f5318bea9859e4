import * as K from '../../assembly/layout.js';
import type { BatchData, BatchOptions, Program } from '../plan/index.js';
import { ArmGuards } from './arm-guards.js';
import { readInteger, type Code } from './code.js';
import { gatherColumn } from './gather.js';
import type { MessageReader } from './message-reader.js';
import type { Verdict } from './verdict.js';

/** Finds the records of an input, one behind the other, then gathers their members into columns. */
export class BatchReader {
  private readonly guards: ArmGuards;

  constructor(
    private readonly program: Program,
    private readonly code: Code,
    private readonly reader: MessageReader,
    private readonly verdict: Verdict,
  ) {
    this.guards = new ArmGuards(code);
  }

  read(bytes: Uint8Array, { maxRows }: BatchOptions): BatchData {
    const view = this.reader.attach(bytes);
    const frames = new Frames();
    this.verdict.of(() => this.frame(view, frames, maxRows));
    const { consumed } = frames;
    const { rows, offsets, lengths } = frames.finish();
    const source = { bytes, view, offsets, lengths };
    const columns = this.program.columns.map((column) => gatherColumn(column, this.code, this.guards, source));
    return { rows, consumed, offsets, lengths, columns, epoch: undefined };
  }

  private frame(view: DataView, frames: Frames, maxRows: number): void {
    const { code } = this;
    const align = code.word(K.P_START_ALIGN);
    const end = view.byteLength;
    while (frames.rows < maxRows) {
      const start = Math.ceil(frames.consumed / align) * align;
      if (start >= end) return;
      frames.consumed = start;
      frames.add(start, this.plainLength(view, start) ?? this.reader.read(start, end));
    }
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
  consumed = 0;
  offsets = new Uint32Array(FIRST_ROWS);
  lengths = new Uint32Array(FIRST_ROWS);

  add(start: number, length: number): void {
    if (this.rows === this.offsets.length) {
      this.offsets = doubled(this.offsets);
      this.lengths = doubled(this.lengths);
    }
    this.offsets[this.rows] = start;
    this.lengths[this.rows++] = length;
    this.consumed = start + length;
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
