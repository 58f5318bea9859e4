import * as K from '../../assembly/core/layout.js';
import type { Arena } from '../memory/index.js';
import type { GapPlaces } from './gaps.js';
import type { Piece } from './piece-call.js';
import type { PieceMachine } from './piece-reader.js';

/**
 * How a reader of pieces goes on after a record that is wrong: a program that only measures says how long it is. Such programs are few words, and lie
 * where single messages do, which no batch needs.
 */
export class SkippedRecords {
  private readonly words: Int32Array;
  /** Offset of each program. */
  private readonly starts: readonly number[];
  private ptr = 0;

  /**
   * @param framings words of programs that only measure
   * @param chosen which of them measures the record that was refused last; -1: nothing says how long it is
   */
  constructor(
    readonly gaps: GapPlaces,
    framings: readonly Int32Array[],
    private readonly chosen: () => number,
  ) {
    let end = 0;
    this.starts = framings.map(({ length }) => (end += length) - length);
    this.words = new Int32Array(end);
    framings.forEach((words, index) => this.words.set(words, this.starts[index]));
  }

  /** Whether they do not make memory grow. */
  fits(arena: Arena): boolean {
    return this.words.byteLength <= arena.bytes('message');
  }

  /** Brings them in. They lie after the columns, whose growing would move them. */
  load(arena: Arena): void {
    arena.ensure('message', this.words.byteLength);
    this.ptr = arena.ptr('message');
    arena.i32.set(this.words, this.ptr >> 2);
  }

  /**
   * Measures the record at the start of a piece, which the last call refused; its bytes are in the control block. The status: where that is not OK, the
   * outcome says what was wrong all the same, and how many bytes the record needs to be measured.
   */
  measure({ arena, outcome }: PieceMachine, { start, bytes, data }: Piece): number {
    const chosen = this.chosen();
    if (chosen < 0) return outcome.status;
    const program = this.ptr + (this.starts[chosen] as number) * 4;
    const status = arena.kernel.readMessage(program, arena.ptr('input') + start, bytes - start, data - start);
    // A record of no bytes is followed by itself.
    if (status === K.OK) return arena.i32[K.CONTROL_LENGTH >> 2] === 0 ? outcome.status : K.OK;
    outcome.need = arena.f64[K.CONTROL_NEED >> 3] as number;
    return status;
  }
}
