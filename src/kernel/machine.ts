import * as K from '../../assembly/layout.js';
import { CastbufError } from '../errors/index.js';
import {
  emptyOutcome,
  isShared,
  type BatchData,
  type BatchOptions,
  type ColumnArray,
  type ListColumn,
  type Machine,
  type Outcome,
  type PackedColumn,
  type Packing,
  type Program,
  type SummedBytes,
  type SummaryBatch,
  type SummaryRequest,
} from '../plan/index.js';
import { MAX_DATA, type Arena } from './arena.js';
import { readBatch } from './batch-read.js';
import { BatchWriter } from './batch-write.js';
import { BorrowedBatch, ViewCache } from './borrowed-batch.js';
import { makeRoom, type ColumnSpace } from './column-space.js';
import { summarizeBatch } from './summary-read.js';
import { fetchOutcome } from './outcome.js';
import { pack } from './pack.js';
import { placedColumns, writeInPlace } from './write-in-place.js';

/** From so many fixed bytes on it is worth a look whether a record can be there at all. */
const WIDE_BYTES = 64 * 1024;

/** The bytes where nothing changes them: views of linear memory would be overwritten, or detached, under the decoder, and shared memory by another thread. */
export function outside(arena: Arena, bytes: Uint8Array): Uint8Array {
  const { buffer } = bytes;
  return buffer === arena.buffer || isShared(buffer) ? new Uint8Array(bytes) : bytes;
}

/** One program on the kernel. Programs share the arena; the one that runs is copied in when another ran before it. */
export class KernelMachine implements Machine {
  readonly outcome: Outcome = emptyOutcome();
  /** Columns of a few rows are more than the first memory has. */
  readonly isWide: boolean;
  private readonly views: ViewCache;
  private batchWriter: BatchWriter | undefined;
  /** The last view that `output` gave. */
  private given: Uint8Array | undefined;
  private issued: { readonly view: Uint8Array; readonly epoch: number } | undefined;

  constructor(
    readonly arena: Arena,
    readonly program: Program,
  ) {
    this.views = new ViewCache(program);
    this.isWide = (program.words[K.P_FIXED_BYTES] as number) > WIDE_BYTES;
  }

  get epoch(): number {
    return this.arena.epoch;
  }

  check(bytes: Uint8Array): boolean {
    const { arena } = this;
    const taken = this.copyMessage(bytes);
    const data = Math.min(bytes.length, MAX_DATA);
    const status = arena.kernel.readMessage(this.programPtr, arena.ptr('message'), taken, data);
    this.fetchOutcome(status);
    return status === K.OK;
  }

  sum(algorithm: number, { bytes, start, end, hole, holeEnd }: SummedBytes): number {
    const { arena } = this;
    arena.ensure('message', end - start);
    const { ptr: at } = arena.regions.message;
    arena.u8.set(bytes.subarray(start, end), at);
    arena.kernel.sumBytes(algorithm, at, end - start, at + hole - start, holeEnd - hole);
    return arena.f64[K.CONTROL_HAVE >> 3] as number;
  }

  readBatch(bytes: Uint8Array, options: BatchOptions): BatchData {
    if (this.isInput(bytes)) return readBatch(this, bytes, options, true);
    return readBatch(this, outside(this.arena, bytes), options, false);
  }

  summarize(bytes: Uint8Array, request: SummaryRequest): SummaryBatch {
    const isInput = this.isInput(bytes);
    return summarizeBatch(this, isInput ? bytes : outside(this.arena, bytes), request, isInput);
  }

  /** The rows in the arena as a batch, good until the next call. */
  borrowed(bytes: Uint8Array, space: ColumnSpace, rows: number, consumed: number): BatchData {
    return new BorrowedBatch(this.arena, this.views, bytes, space, rows, consumed);
  }

  writeBatch(
    columns: readonly (ColumnArray | ListColumn | undefined)[],
    rows: number,
    target?: Uint8Array,
  ): Uint8Array | undefined {
    const placed = target && placedColumns(this.arena, this.program, columns, target);
    if (placed !== undefined) {
      const whole = target as Uint8Array;
      // Behind what `output` gave there is room that is nobody's: the last rows are written as fast as all others.
      const room = whole.length + (whole === this.given ? K.SCATTER_SLACK : 0);
      return writeInPlace(this, placed, rows, whole.byteOffset, room) ? whole : undefined;
    }
    this.batchWriter ??= new BatchWriter(this);
    // A view of linear memory would be overwritten, or detached, under the encoder.
    const isOutside = target !== undefined && target.buffer !== this.arena.buffer;
    return this.batchWriter.write(columns, rows, isOutside ? target : undefined);
  }

  pack(ranges: ListColumn, packing: Packing): PackedColumn {
    return pack(this.arena, ranges, packing);
  }

  input(bytes: number): Uint8Array {
    const { arena, issued } = this;
    if (bytes > arena.regions.input.bytes) arena.ensure('input', bytes);
    makeRoom(arena, this.program, bytes);
    arena.epoch++;
    const { ptr } = arena.regions.input;
    // A view takes longer to make than a small batch to decode: while memory stays, the last one is as good as a new one.
    const isSame = issued?.view.length === bytes && issued.view.byteOffset === ptr;
    const view = isSame ? issued.view : arena.u8.subarray(ptr, ptr + bytes);
    this.issued = { view, epoch: arena.epoch };
    return view;
  }

  output(bytes: number): Uint8Array {
    const { arena, given } = this;
    arena.ensure('stream', bytes + K.SCATTER_SLACK);
    const { ptr } = arena.regions.stream;
    if (given?.length !== bytes || given.byteOffset !== ptr) this.given = arena.u8.subarray(ptr, ptr + bytes);
    return this.given as Uint8Array;
  }

  get programPtr(): number {
    return this.arena.regions.program.ptr;
  }

  /** Copies the program in, unless it ran last. */
  loadProgram(): void {
    const { words } = this.program;
    this.loadWords(words, words.byteLength);
  }

  /** The same with other words, and `bytes` bytes of room for them and for what lies behind. */
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

  /** Whether the bytes are the start of what `input` gave; @throws CastbufError ERR_STALE_BATCH where that was used. */
  private isInput(bytes: Uint8Array): boolean {
    const { issued, arena } = this;
    if (issued === undefined) return false;
    const isIssued = issued.view === bytes;
    const isPart = (): boolean => bytes.byteOffset === arena.regions.input.ptr && bytes.buffer === arena.buffer;
    if (!isIssued && !isPart()) return false;
    if (issued.epoch === arena.epoch && bytes.length <= issued.view.length) return true;
    throw new CastbufError('ERR_STALE_BATCH', 'this input view was used already; ask codec.input for a new one');
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
