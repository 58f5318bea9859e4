import { MIRACAST_CHUNK_TYPE, type DisplayMiniport } from '../../miracast/index.js';
import { formatNtStatus } from '../../ntstatus-names/index.js';
import { isError, NtStatus } from '../../ntstatus/index.js';
import { createCodec } from '../engine.js';
import { FrameTimes } from '../frame-times.js';
import { chunksOf, randomFrame, type Frame, type FrameChunk } from './frames.js';
import { EncoderReply, EncoderRequest, REQUEST } from './messages.js';
import type { Random } from './random.js';
import type { VirtualClock } from './virtual-clock.js';

const FRAMES_PER_SECOND = 60;
export const FRAME_MS = 1000 / FRAMES_PER_SECOND;
const MAX_ENCODE_RATE = 50_000;
/** An I-frame has nothing to build on. */
const I_FRAME_EFFORT = 2;

/** Bytes of private data that a chunk has at most: DXGK_MIRACAST_CAPS.MaxChunkPrivateDriverDataSize. */
export const MAX_PRIVATE_BYTES = 64;
/** Chunks that the system keeps for a driver that does not read them. */
export const CHUNK_CAPACITY = 64;
/** Where a slice lies, which the driver needs at least. */
const LOCATION_BYTES = 8;
const NO_BYTES = new Uint8Array(0);

const { MIRACAST_CHUNK_TYPE_ENCODE_COMPLETE: ENCODE } = MIRACAST_CHUNK_TYPE.values;
const requests = createCodec(EncoderRequest);
const replies = createCodec(EncoderReply);

/** The hardware encoder, and the part of the display miniport driver that knows it. */
export class Encoder {
  readonly times = new FrameTimes();
  readonly frames = { complete: 0, reEncoded: 0, dropped: 0, droppedUnstarted: 0 };
  readonly chunks = { reported: 0, slices: 0, privateBytes: 0, lost: 0, resets: 0 };
  iFrames = 0;
  ioControls = 0;
  private encodeRate = 15_000;
  private isIFrameDue = true;
  private readonly privateData = new Uint8Array(MAX_PRIVATE_BYTES);

  constructor(
    private readonly clock: VirtualClock,
    private readonly random: Random,
  ) {}

  /** Encodes that many frames, 60 a second, and reports every step of each to the system. */
  async run(miniport: DisplayMiniport, frames: number): Promise<void> {
    const begin = this.clock.now();
    for (let frame = 1; frame <= frames; frame++) {
      await this.encode(miniport, frame);
      await this.clock.sleep(Math.max(0, begin + frame * FRAME_MS - this.clock.now()));
    }
    this.times.finish();
  }

  /** DxgkDdiMiracastIoControl */
  control(input: Uint8Array, output: Uint8Array, bytesReturned: Uint32Array): number {
    if (input.length !== requests.layout.size) return NtStatus.INFO_LENGTH_MISMATCH;
    if (output.length < replies.layout.size) return NtStatus.BUFFER_TOO_SMALL;
    const { Request, EncodeRate } = requests.decode(input);
    this.ioControls++;
    if (Request === REQUEST.values.SET_ENCODE_RATE) this.encodeRate = Math.min(EncodeRate, MAX_ENCODE_RATE);
    else if (Request === REQUEST.values.SEND_I_FRAME) this.isIFrameDue = true;
    else if (Request !== REQUEST.values.QUERY_ENCODER) return NtStatus.NOT_SUPPORTED;
    const reply = { EncodeRate: this.encodeRate, MaxEncodeRate: MAX_ENCODE_RATE, FramesPerSecond: FRAMES_PER_SECOND };
    bytesReturned[0] = replies.encodeInto(reply, output);
    return NtStatus.SUCCESS;
  }

  private async encode(miniport: DisplayMiniport, FrameNumber: number): Promise<void> {
    const frame = this.withIFrame(randomFrame(this.random));
    for (const chunk of chunksOf(frame, FrameNumber, this.encodeRate)) {
      if (chunk.ProcessingTime > 0) await this.clock.sleep(chunk.ProcessingTime / 1000);
      this.report(miniport, chunk, FrameNumber);
    }
    this.count(frame);
  }

  private withIFrame(frame: Frame): Frame {
    if (!this.isIFrameDue || frame.drop !== undefined) return frame;
    this.isIFrameDue = false;
    this.iFrames++;
    return { ...frame, slices: frame.slices.map((time) => time * I_FRAME_EFFORT) };
  }

  private report(miniport: DisplayMiniport, chunk: FrameChunk, FrameNumber: number): void {
    const isSlice = chunk.ChunkType === ENCODE;
    const privateData = isSlice ? this.drawPrivateData() : NO_BYTES;
    const status = miniport.notifyChunkProcessingComplete(miniport.MiracastHandle, chunk, privateData);
    this.chunks.reported++;
    this.chunks.privateBytes += privateData.length;
    if (isSlice) this.chunks.slices++;
    if (status === NtStatus.NO_MEMORY) this.countLoss();
    else if (isError(status)) throw new Error(`a chunk was refused with ${formatNtStatus(status)}`);
    this.times.add(chunk.ChunkType, FrameNumber, chunk.ProcessingTime);
  }

  /** The system had no room for this chunk, and forgot all that waited: the driver reads STATUS_CONNECTION_RESET instead of them. */
  private countLoss(): void {
    this.chunks.lost += CHUNK_CAPACITY + 1;
    this.chunks.resets++;
  }

  /** The queue copies it. */
  private drawPrivateData(): Uint8Array {
    const bytes = this.random.between(LOCATION_BYTES, MAX_PRIVATE_BYTES);
    return this.privateData.subarray(0, bytes).fill(this.random.between(0, 255));
  }

  private count({ drop, reEncode }: Frame): void {
    const { frames } = this;
    if (drop === undefined) {
      frames.complete++;
      if (reEncode !== undefined) frames.reEncoded++;
    } else {
      frames.dropped++;
      if (drop === 'unstarted') frames.droppedUnstarted++;
    }
  }
}
