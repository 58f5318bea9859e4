import type { KindBatch } from './record-kinds.js';
import type { TextBuffer } from './text-buffer.js';

/** Rows of batches as text: each format is one of these. */
export interface RowWriter {
  /** Called for each batch before its rows. */
  bind(batch: KindBatch): void;
  writeRow(out: TextBuffer, row: number): void;
  /** What stands before the first row, and what is still to be written after the last one. */
  begin(out: TextBuffer): void;
  finish(out: TextBuffer): void;
}
