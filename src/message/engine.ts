import type { Outcome, Program } from '../program/index.js';
import type { SummedBytes } from '../cursor/index.js';

/**
 * What runs programs: the WebAssembly kernel, or the reference engine in plain TypeScript.
 * The codec is handed one and knows no other difference between them.
 */
export interface Engine {
  readonly name: string;
  /** @throws CastbufError ERR_KERNEL when this engine cannot run here */
  load(program: Program): Machine;
}

/** One program on one engine. After a call that failed (undefined or false) `outcome` says why, and the machine is usable. */
export interface Machine {
  readonly outcome: Outcome;
  /** Checks and measures the message at the start of `bytes`. */
  check(bytes: Uint8Array): boolean;
  /** What a checksum of a message that is being written has to be. `op`: its index in the program. */
  sum(op: number, summed: SummedBytes): number | bigint;
  /** Another program on the same engine. */
  of(program: Program): Machine;
  /** Of a machine that does more than an engine: that of the engine. */
  readonly inner?: Machine;
}
