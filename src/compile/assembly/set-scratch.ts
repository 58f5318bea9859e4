import { CONTROL_BYTES } from './control.js';
import { TABLES_END, TABLES_PTR } from './checksum-assembly.js';

/** Where the input lies, unless a kernel needs more room before it: as src/compiled/linear-memory.ts has it. */
const INPUT_PTR = 32768;

/**
 * Memory of a set's kernel before the input: named places, one after the other, around the tables of checksums, which all kernels share.
 *
 *   0         64           8192              32768
 *   | control | places ... | CRC tables      | places ... | input
 */
export class ScratchPlan {
  readonly constants: string[] = [];
  private low = CONTROL_BYTES;
  private high = TABLES_END;

  /** The name of a place of so many bytes. */
  take(name: string, bytes: number, why: string): string {
    const size = (bytes + 15) & -16;
    const isLow = this.low + size <= TABLES_PTR;
    const at = isLow ? this.low : this.high;
    if (isLow) this.low += size;
    else this.high += size;
    this.constants.push(`/** ${why} */\nconst ${name}: usize = ${at};`);
    return name;
  }

  /** Where the next place of few bytes will be. */
  get next(): number {
    return this.low;
  }

  /** Where the input may begin. */
  get inputPtr(): number {
    return Math.max(INPUT_PTR, (this.high + 63) & -64);
  }
}
