import * as K from '../../assembly/core/layout.js';
import { emptyOutcome, type Outcome, type Program } from '../program/index.js';
import { isShared } from '../bytes/index.js';
import { opOf, type SummedBytes } from '../cursor/index.js';
import type { Machine } from './engine.js';
import { MAX_DATA, type Arena, fetchOutcome, wideAt } from '../memory/index.js';

/** The bytes where nothing changes them: views of linear memory would be overwritten, or detached, under the decoder, and shared memory by another thread. */
export function outside(arena: Arena, bytes: Uint8Array): Uint8Array {
  const { buffer } = bytes;
  return buffer === arena.buffer || isShared(buffer) ? new Uint8Array(bytes) : bytes;
}

/** One program on the kernel. Programs share the arena; the one that runs is copied in when another ran before it. */
export class KernelMachine implements Machine {
  readonly outcome: Outcome = emptyOutcome();
  /** What the program runs by: with more after the program's own words since batches are read or written. */
  words: Int32Array;

  constructor(
    readonly arena: Arena,
    readonly program: Program,
  ) {
    this.words = program.words;
  }

  /** The same program with more words, from now on; as many, where a program has no columns. */
  extend(words: Int32Array): void {
    if (words.length >= this.words.length) this.words = words;
  }

  check(bytes: Uint8Array): boolean {
    const { arena } = this;
    const taken = this.copyMessage(bytes);
    const data = Math.min(bytes.length, MAX_DATA);
    const status = arena.kernel.readMessage(this.programPtr, arena.ptr('message'), taken, data);
    this.fetchOutcome(status);
    return status === K.OK;
  }

  sum(op: number, { bytes, start, end, hole }: SummedBytes): number | bigint {
    const { arena } = this;
    arena.ensure('message', end - start);
    this.loadProgram();
    const { ptr: at } = arena.regions.message;
    arena.u8.set(bytes.subarray(start, end), at);
    arena.kernel.sumBytes(this.programPtr, op, at, end - start, at + hole - start);
    const bits = wideAt(arena.i32, K.CONTROL_HAVE);
    return opOf(this.program, op).ref?.kind === K.OP_WIDE ? bits : Number(bits);
  }

  of(program: Program): KernelMachine {
    return new KernelMachine(this.arena, program);
  }

  get programPtr(): number {
    return this.arena.regions.program.ptr;
  }

  /** Copies the program in, unless it ran last. */
  loadProgram(): void {
    const { words } = this;
    this.loadWords(words, words.byteLength);
  }

  /** The same with other words, and `bytes` bytes of room for them and for what lies after. */
  loadWords(words: Int32Array, bytes: number): void {
    const { arena } = this;
    if (arena.program === words) return;
    arena.ensure('program', bytes);
    arena.i32.set(words, arena.ptr('program') >> 2);
    arena.program = words;
    arena.space = undefined;
  }

  fetchOutcome(status: number): void {
    const { outcome, arena } = this;
    outcome.status = status;
    fetchOutcome(outcome, arena.i32, arena.f64);
  }

  /** Copies as much of a message as the limit allows; returns its bytes. */
  private copyMessage(bytes: Uint8Array): number {
    const { arena, program } = this;
    const taken = Math.min(bytes.length, program.limits.messageBytes);
    // Growing detaches every view of linear memory, the caller's bytes too where they lie there.
    const growsUnderIt = taken > arena.bytes('message') && bytes.buffer === arena.buffer;
    const source = growsUnderIt ? new Uint8Array(bytes.subarray(0, taken)) : bytes;
    arena.ensure('message', taken);
    arena.u8.set(taken === source.length ? source : source.subarray(0, taken), arena.ptr('message'));
    this.loadProgram();
    return taken;
  }
}
