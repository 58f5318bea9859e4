import { MIRACAST_CHUNK_TYPE } from '../miracast/index.js';
import { Histogram } from './histogram.js';

const {
  MIRACAST_CHUNK_TYPE_COLOR_CONVERT_COMPLETE: COLOR_CONVERT,
  MIRACAST_CHUNK_TYPE_ENCODE_COMPLETE: ENCODE,
  MIRACAST_CHUNK_TYPE_FRAME_START: START,
  MIRACAST_CHUNK_TYPE_FRAME_DROPPED: DROPPED,
} = MIRACAST_CHUNK_TYPE.values;

/** Columns of MIRACAST_CHUNK_DATA that a frame's times are made of. */
export const FRAME_COLUMNS = {
  type: 'ChunkInfo.ChunkType',
  frame: 'ChunkInfo.ChunkId.FrameNumber',
  time: 'ChunkInfo.ProcessingTime',
} as const;

/** Steps of a frame, in their order: the bit of each in a frame's set. */
export const STEPS = ['start', 'color-convert', 'encode', 'dropped'] as const;
const BIT_OF: ReadonlyMap<number, number> = new Map([
  [START, 1],
  [COLOR_CONVERT, 2],
  [ENCODE, 4],
  [DROPPED, 8],
]);
const STARTED = 1;
const ENCODED = 4;

/** Frames that are followed at the same time. */
export const OPEN_FRAMES = 65_536;

export interface StepCount {
  readonly steps: readonly (typeof STEPS)[number][];
  readonly frames: number;
}

/**
 * The steps that each frame had, and its processing time: the sum of ProcessingTime over the COLOR_CONVERT_COMPLETE and
 * ENCODE_COMPLETE chunks after its FRAME_START, all of its parts and repeated encodes included. Only frames that started
 * and were encoded have a processing time.
 *
 * Nothing in the stream says that a frame is over (a re-encode may always follow), so a frame is counted when its number
 * starts anew, when the stream ends, or when OPEN_FRAMES newer ones are open: memory stays bounded, and a chunk that
 * comes later than that counts as a frame without a start.
 */
export class FrameTimes {
  readonly times = new Histogram();
  /** Frames that were counted while more of their chunks might have come. */
  evicted = 0;
  private readonly framesBySteps = new Float64Array(1 << STEPS.length);
  private readonly slotOf = new Map<number, number>();
  // A ring of frames, the oldest at `next` once it is full.
  private readonly numbers: Float64Array;
  private readonly sums: Float64Array;
  private readonly steps: Uint8Array;
  private next = 0;

  constructor(private readonly openFrames = OPEN_FRAMES) {
    this.numbers = new Float64Array(openFrames);
    this.sums = new Float64Array(openFrames);
    this.steps = new Uint8Array(openFrames);
  }

  add(chunkType: number, frame: number, processingTime: number): void {
    const bit = BIT_OF.get(chunkType);
    if (bit === undefined) return;
    let slot = this.slotOf.get(frame);
    const isRestart = bit === STARTED && slot !== undefined && (this.steps[slot] as number) !== 0;
    if (slot === undefined || isRestart) {
      if (slot !== undefined) this.count(slot);
      slot = this.open(frame);
    }
    const steps = this.steps[slot] as number;
    this.steps[slot] = steps | bit;
    const isTimed = (steps & STARTED) !== 0 && (chunkType === COLOR_CONVERT || chunkType === ENCODE);
    if (isTimed) this.sums[slot] = (this.sums[slot] as number) + processingTime;
  }

  /** Counts the frames that are still open. */
  finish(): void {
    for (const slot of this.slotOf.values()) this.count(slot);
    this.slotOf.clear();
  }

  get frames(): number {
    return this.framesBySteps.reduce((sum, frames) => sum + frames, 0);
  }

  /** How many frames had which steps, the most frequent first. */
  get stepCounts(): StepCount[] {
    return Array.from(this.framesBySteps, (frames, bits) => ({
      steps: STEPS.filter((_, index) => (bits & (1 << index)) !== 0),
      frames,
    }))
      .filter(({ frames }) => frames > 0)
      .sort((one, other) => other.frames - one.frames);
  }

  private open(frame: number): number {
    const slot = this.next;
    this.next = (slot + 1) % this.openFrames;
    const old = this.numbers[slot] as number;
    if (this.steps[slot] !== 0) {
      this.count(slot);
      this.slotOf.delete(old);
      this.evicted++;
    }
    this.numbers[slot] = frame;
    this.slotOf.set(frame, slot);
    return slot;
  }

  private count(slot: number): void {
    const steps = this.steps[slot] as number;
    if ((steps & STARTED) !== 0 && (steps & ENCODED) !== 0) this.times.add(this.sums[slot] as number);
    this.framesBySteps[steps] = (this.framesBySteps[steps] as number) + 1;
    this.steps[slot] = 0;
    this.sums[slot] = 0;
  }
}
