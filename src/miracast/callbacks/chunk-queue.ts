import { createCodecWith, type Codec, type Engine } from '../../message/index.js';
import { CastbufError } from '../../errors/index.js';
import { NtStatus } from '../../ntstatus/index.js';
import type { InferInput } from '../../schema/index.js';
import type { NTSTATUS } from '../interface.js';
import { MIRACAST_CHUNK_DATA } from '../structures.js';

/** A chunk as a miniport reports it; FrameNumber and PartNumber, or Value, are enough of its ChunkId. */
export type ChunkData = InferInput<typeof MIRACAST_CHUNK_DATA>;

export interface ChunkQueueOptions {
  /** DXGK_MIRACAST_CAPS.MaxChunkPrivateDriverDataSize: bytes of private data that a chunk may have. */
  readonly MaxChunkPrivateDriverDataSize: number;
  /** Chunks that may wait to be read; 64 by default. */
  readonly capacity?: number | undefined;
}

const DEFAULT_CAPACITY = 64;
/** Limits of what is allocated at once: 65,536 chunks, 1 MiB of private data, 1 GiB of both. */
export const MOST_CHUNKS = 0x10000;
export const MOST_PRIVATE_BYTES = 0x100000;
const MOST_BYTES = 0x40000000;

/**
 * The chunks between the miniport that reports them and the driver that reads them, as the packets that GetNextChunkData
 * returns. Memory is allocated once: a ring of slots, each with room for the largest packet.
 *
 *     slots    [ packet | packet |        |  spare |  …  ]     capacity + 1 slots
 *                first             first + length
 *
 * The slot after the last packet is always free, so that a chunk is encoded, and refused when it is wrong, before the queue
 * decides whether it has room for it.
 */
export class ChunkQueue {
  private readonly codec: Codec<typeof MIRACAST_CHUNK_DATA>;
  private readonly slots: readonly Uint8Array[];
  private readonly packetBytes: Uint32Array;
  private first = 0;
  private count = 0;
  private wasLost = false;
  private listener: (() => void) | undefined;

  /** @throws CastbufError ERR_USAGE where an option is out of range */
  constructor(engine: Engine, options: ChunkQueueOptions) {
    const { MaxChunkPrivateDriverDataSize, capacity = DEFAULT_CAPACITY } = options;
    assertWithin('capacity', capacity, 1, MOST_CHUNKS);
    assertWithin('MaxChunkPrivateDriverDataSize', MaxChunkPrivateDriverDataSize, 0, MOST_PRIVATE_BYTES);
    this.codec = createCodecWith(engine, MIRACAST_CHUNK_DATA);
    const slotBytes = this.codec.layout.offsetOf('PrivateDriverData') + MaxChunkPrivateDriverDataSize;
    assertWithin('bytes of the queue', slotBytes * (capacity + 1), 1, MOST_BYTES);
    const memory = new Uint8Array(slotBytes * (capacity + 1));
    this.slots = Array.from({ length: capacity + 1 }, (_, slot) =>
      memory.subarray(slot * slotBytes, (slot + 1) * slotBytes),
    );
    this.packetBytes = new Uint32Array(capacity + 1);
  }

  /** Chunks that wait to be read. */
  get length(): number {
    return this.count;
  }

  /** Calls `listener` after every chunk that was appended. There is one listener: the reader. */
  whenAppended(listener: () => void): void {
    this.listener = listener;
  }

  /**
   * Appends a chunk.
   *
   * - STATUS_SUCCESS.
   * - STATUS_INVALID_PARAMETER: `chunk` is no MIRACAST_CHUNK_DATA, or has more private data than the maximum, which no reader
   *   has to expect. Nothing has changed.
   * - STATUS_NO_MEMORY: the queue is full. This chunk and all that waited are lost; the next read says so, once, and those
   *   after it return what is submitted from now on.
   */
  submit(chunk: ChunkData): NTSTATUS {
    const slot = (this.first + this.count) % this.slots.length;
    const bytes = this.encoded(chunk, slot);
    if (bytes === undefined) return NtStatus.INVALID_PARAMETER;
    if (this.count === this.slots.length - 1) {
      this.count = 0;
      this.wasLost = true;
      return NtStatus.NO_MEMORY;
    }
    this.packetBytes[slot] = bytes;
    this.count += 1;
    this.listener?.();
    return NtStatus.SUCCESS;
  }

  /** Were chunks lost since the last call? True once. */
  takeLoss(): boolean {
    const { wasLost } = this;
    this.wasLost = false;
    return wasLost;
  }

  /**
   * Moves packets to `target`, one after the other without padding, as many as fit into its first `limit` bytes.
   * Returns the bytes that were written: 0 where not even the first one fits.
   */
  takeInto(target: Uint8Array, limit: number): number {
    let end = 0;
    while (this.count > 0) {
      const bytes = this.packetBytes[this.first] as number;
      if (bytes > limit - end) break;
      target.set((this.slots[this.first] as Uint8Array).subarray(0, bytes), end);
      end += bytes;
      this.first = (this.first + 1) % this.slots.length;
      this.count -= 1;
    }
    return end;
  }

  /** Forgets all chunks, and that any were lost: for a new session. */
  clear(): void {
    this.count = 0;
    this.wasLost = false;
  }

  /** Bytes of the packet in its slot; undefined when the chunk is wrong. */
  private encoded(chunk: ChunkData, slot: number): number | undefined {
    try {
      return this.codec.encodeInto(chunk, this.slots[slot] as Uint8Array);
    } catch (error) {
      // An engine that cannot run is not the chunk's fault.
      if (!(error instanceof CastbufError) || error.code === 'ERR_KERNEL') throw error;
      return undefined;
    }
  }
}

function assertWithin(what: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new CastbufError('ERR_USAGE', `${what} is ${value}; it must be a whole number from ${least} to ${most}`);
}
