import { CastbufError } from '../errors/index.js';

/*
 * One linear memory for the batches of all compiled codecs. Each call lays it out anew:
 *
 *   0         64               INPUT_PTR
 *   | control | of the kernels | piece of the input, slack | columns, each with room for as many rows |
 */
export const INPUT_PTR = 32768;

/** Words of the control block: see src/compile/assembly/control.ts. */
const STATUS = 0;
const CONSUMED = 1;
const COLUMNS = 16;

const PAGE_BYTES = 64 * 1024;
/** Enough for what is usual: memory that grows makes JavaScript look at each access, for good, whether an array still has its own. What nobody touches takes addresses only. */
const FIRST_PAGES = 64;

/** What batches have of the memory that they lie in, until that is used again. */
export interface Lease {
  /**
   * 0; -1 when it is over, and all that lie there are stale. A cursor reads this byte of its stream at each step: one access that fails as well where the
   * stream's buffer is gone.
   */
  probe: number;
}

/** Whose memory batches lie in. */
export interface Owner {
  lease: Lease;
}

export const LINEAR: Owner = { lease: { probe: 0 } };

/** Ends the batches that lie there: their memory is used again. */
export function endLease(owner: Owner): void {
  owner.lease.probe = -1;
  owner.lease = { probe: 0 };
}

let memory: WebAssembly.Memory | undefined;
let all = /* @__PURE__ */ new Uint8Array(0);
let control = /* @__PURE__ */ new Int32Array(0);
/** What calls have used of it; after that are as many bytes as `outputOf` was asked for. */
let top = 0;
let spare = 0;
/** Where the view that `outputOf` gave last ends. */
let outputEnd = 0;
/** The view that `inputOf` gave, and the lease under which it may be decoded. */
let issued: Uint8Array | undefined;
let issuedLease: Lease | undefined;
let issuedPtr = INPUT_PTR;

/** The whole memory, which has so many bytes at least; what lies in it stays. @throws CastbufError ERR_LIMIT_MEMORY */
export function linearBytes(bytes: number): Uint8Array<ArrayBuffer> {
  top = Math.max(top, bytes);
  const missing = bytes + spare - all.length;
  if (missing > 0) {
    const { buffer } = grown(Math.ceil(missing / PAGE_BYTES), bytes);
    all = new Uint8Array(buffer as ArrayBuffer);
    control = new Int32Array(all.buffer);
  }
  return all;
}

function grown(pages: number, want: number): WebAssembly.Memory {
  try {
    if (memory === undefined) memory = new WebAssembly.Memory({ initial: Math.max(pages, FIRST_PAGES) });
    else memory.grow(pages);
    return memory;
  } catch (error) {
    throw new CastbufError('ERR_LIMIT_MEMORY', `no memory for ${want} bytes: ${String(error)}`, { want });
  }
}

/** The memory itself, for kernels. @throws CastbufError ERR_LIMIT_MEMORY */
export function linearMemory(): object {
  linearBytes(1);
  return memory as WebAssembly.Memory;
}

/** Whether the last call ended at a record that is wrong, or cut. */
export function endedWrong(): boolean {
  return control[STATUS] !== 0;
}

/** Bytes of the piece that the last call went through. */
export function consumedBytes(): number {
  return (control[CONSUMED] as number) >>> 0;
}

/** Memory to fill with input that is then not copied; good for one batch. @param ptr where the kernel has its input */
export function issueInput(bytes: number, ptr = INPUT_PTR): Uint8Array {
  endLease(LINEAR);
  issuedLease = LINEAR.lease;
  if (issued?.length !== bytes || issued.buffer !== all.buffer || ptr !== issuedPtr)
    issued = all.subarray(ptr, ptr + bytes);
  issuedPtr = ptr;
  return issued;
}

/** Whether the bytes are the start of what was issued. @throws CastbufError ERR_STALE_BATCH where that was used */
export function isIssued(bytes: Uint8Array, ptr = INPUT_PTR): boolean {
  if (issued === undefined || ptr !== issuedPtr) return false;
  if (bytes !== issued && (bytes.byteOffset !== ptr || bytes.buffer !== all.buffer)) return false;
  if (issuedLease === LINEAR.lease && bytes.length <= issued.length) return true;
  throw new CastbufError('ERR_STALE_BATCH', 'this input view was used already; ask inputOf for a new one');
}

/** Input that no call overwrites while it is read: a copy, where it lies in linear memory and was not issued. */
export function safeInput(bytes: Uint8Array): Uint8Array {
  return bytes.buffer === all.buffer ? new Uint8Array(bytes) : bytes;
}

/** Where column `word` begins that is encoded next: a word of the control block. */
export function setColumn(word: number, ptr: number): void {
  control[COLUMNS + word] = ptr;
}

/** Memory after all that other calls use, the same each time until they use more. */
export function issueOutput(bytes: number, slack: number): Uint8Array<ArrayBuffer> {
  spare = Math.max(spare, bytes + slack + 16);
  const memory = linearBytes(Math.max(top, INPUT_PTR));
  const at = (top + 15) & -16;
  outputEnd = at + bytes;
  return memory.subarray(at, outputEnd);
}

/** Bytes after a view in the memory that `issueOutput` gave which are nobody's: not those after a part of it. */
export function bytesAfter({ byteOffset, byteLength }: Uint8Array, slack: number): number {
  const end = byteOffset + byteLength;
  return end >= outputEnd && end + slack <= all.length ? slack : 0;
}

/** Whether a view lies in the memory that `issueOutput` gave. */
export function isOutput({ buffer, byteOffset }: Uint8Array): boolean {
  return buffer === all.buffer && byteOffset >= top;
}
