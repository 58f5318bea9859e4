import { CastbufError } from '../errors/index.js';

/*
 * One linear memory for the batches of all compiled codecs. Each call lays it out anew:
 *
 *   0         64                INPUT_PTR
 *   | control | of the kernels | piece of the input, slack | columns, each with room for as many rows |
 */
export const INPUT_PTR = 32768;
/** Pieces of the input are this long: a second-level cache holds a piece and its columns. */
export const PIECE_BYTES = 256 * 1024;

/** Words of the control block: see src/compile/assembly/control.ts. */
const STATUS = 0;
const CONSUMED = 1;

const PAGE_BYTES = 64 * 1024;
/** Enough for what is usual: memory that grows makes JavaScript look at each access, for good, whether an array still has its own. What nobody touches takes addresses only. */
const FIRST_PAGES = 64;

export class LinearMemory {
  /** Changes with every call that uses the memory again. */
  epoch = 0;
  readonly memory: WebAssembly.Memory;
  u8: Uint8Array<ArrayBuffer>;
  /** What a call answers. */
  private control: Int32Array;
  /** The view that `inputOf` gave, and the epoch in which it may be decoded. */
  private issued: Uint8Array | undefined;
  private issuedEpoch = -1;

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: FIRST_PAGES });
    this.u8 = new Uint8Array(this.memory.buffer as ArrayBuffer);
    this.control = new Int32Array(this.u8.buffer, 0, 2);
  }

  /** Whether the last call ended at a record that is wrong, or cut. */
  get isWrong(): boolean {
    return this.control[STATUS] !== 0;
  }

  /** Bytes of the piece that the last call went through. */
  get consumed(): number {
    return (this.control[CONSUMED] as number) >>> 0;
  }

  /** Makes the memory so long at least; what lies in it stays. @throws CastbufError ERR_LIMIT_MEMORY */
  ensure(bytes: number): void {
    const missing = bytes - this.u8.length;
    if (missing <= 0) return;
    try {
      this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    } catch {
      throw new CastbufError('ERR_LIMIT_MEMORY', `the host has no ${bytes} bytes for it; take fewer rows at once`, { want: bytes });
    }
    this.u8 = new Uint8Array(this.memory.buffer as ArrayBuffer);
    this.control = new Int32Array(this.u8.buffer, 0, 2);
  }

  /** Memory to fill with input that is then not copied; good for one batch. @param ptr where the kernel has its input */
  issue(bytes: number, ptr = INPUT_PTR): Uint8Array {
    this.issuedEpoch = ++this.epoch;
    const { issued, u8 } = this;
    const isSame = issued?.length === bytes && issued.buffer === u8.buffer && issued.byteOffset === ptr;
    if (!isSame) this.issued = u8.subarray(ptr, ptr + bytes);
    return this.issued as Uint8Array;
  }

  /** Whether the bytes are the start of what was given. @throws CastbufError ERR_STALE_BATCH where that was used */
  holds(bytes: Uint8Array, ptr = INPUT_PTR): boolean {
    const { issued, u8 } = this;
    if (issued === undefined || bytes.byteOffset !== ptr || bytes.buffer !== u8.buffer) return false;
    if (this.issuedEpoch === this.epoch && bytes.length <= issued.length) return true;
    throw new CastbufError('ERR_STALE_BATCH', 'this input view was used already; ask inputOf for a new one');
  }
}

let shared: LinearMemory | undefined;

/** @throws CastbufError ERR_KERNEL where there is no WebAssembly */
export function linearMemory(): LinearMemory {
  if (shared !== undefined) return shared;
  try {
    return (shared = new LinearMemory());
  } catch (error) {
    throw kernelError(error, 'decode and view need no WebAssembly');
  }
}

export function kernelError(cause: unknown, hint: string): CastbufError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CastbufError('ERR_KERNEL', `${reason}; ${hint}`);
}
