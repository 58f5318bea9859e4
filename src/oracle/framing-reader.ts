import { Code } from '../cursor/index.js';
import type { GapPlaces } from '../columns/index.js';
import { MessageReader } from './message-reader.js';
import { STOPPED, Verdict } from './verdict.js';

/** Measures records that are wrong. */
export class FramingReader {
  private readonly verdict = new Verdict();
  private readonly reader: MessageReader;

  /** @param words of a program that only measures */
  constructor(words: Int32Array) {
    this.reader = new MessageReader(new Code(words), this.verdict);
  }

  attach(bytes: Uint8Array): void {
    this.reader.attach(bytes);
  }

  /**
   * Where the record at `start` ends, which was refused for what `outcome` says. Nothing says so where the record stops the walk: then `outcome` says how
   * many bytes it needs to be measured, and the walk stops.
   */
  endOf(start: number, end: number, outcome: Verdict): number {
    let bytes = 0;
    const isMeasured = this.verdict.of(() => (bytes = this.reader.read(start, end)));
    if (!isMeasured) outcome.need = this.verdict.need;
    // A record of no bytes is followed by itself.
    if (bytes === 0) throw STOPPED;
    outcome.clear();
    return start + bytes;
  }
}

/** Whether a step of a walk does not stop it. */
export function isWalked(step: () => void): boolean {
  try {
    step();
    return true;
  } catch (thrown) {
    if (thrown === STOPPED) return false;
    throw thrown;
  }
}

/** The records that a walk passes over, and what measures them. */
export interface Skips {
  readonly gaps: GapPlaces;
  readonly framing: FramingReader;
}
