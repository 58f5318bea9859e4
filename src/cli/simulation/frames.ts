import { MIRACAST_CHUNK_TYPE, type ChunkInfoInput } from '../../miracast/index.js';
import type { Random } from './random.js';

const {
  MIRACAST_CHUNK_TYPE_FRAME_START: START,
  MIRACAST_CHUNK_TYPE_COLOR_CONVERT_COMPLETE: COLOR_CONVERT,
  MIRACAST_CHUNK_TYPE_ENCODE_COMPLETE: ENCODE,
  MIRACAST_CHUNK_TYPE_FRAME_DROPPED: DROPPED,
} = MIRACAST_CHUNK_TYPE.values;

/** A chunk whose type is its number. */
export type FrameChunk = ChunkInfoInput & { readonly ChunkType: number };

/** What becomes of one desktop update; times in microseconds. */
export interface Frame {
  /** `unstarted`: there was no time to begin with it. `started`: it took too long before its first slice. */
  readonly drop: 'unstarted' | 'started' | undefined;
  readonly colorConvert: number;
  /** The encode time of each slice. */
  readonly slices: readonly number[];
  /** The encode time of the last slice when it is encoded once more. */
  readonly reEncode: number | undefined;
}

/** Random frames about as the interface's documentation shows them: 950 µs, 1,042 µs, 400 µs a further slice, 500 µs a re-encode. */
export function randomFrame(random: Random): Frame {
  const drop = random.weighted<Frame['drop']>([
    [undefined, 965],
    ['unstarted', 10],
    ['started', 25],
  ]);
  // A scene change: hardly anything is like in the frame before.
  const effort = random.chance(0.02) ? 2.5 : 1;
  const count = random.weighted([
    [1, 60],
    [2, 25],
    [4, 15],
  ]);
  const slices = Array.from({ length: count }, (_, slice) =>
    Math.round(effort * (slice === 0 ? random.near(1042, 400) : random.near(400, 150))),
  );
  const colorConvert = random.near(950, 250);
  return { drop, colorConvert, slices, reEncode: random.chance(0.04) ? random.near(500, 150) : undefined };
}

/**
 * The chunks of a frame in their order, each when its ProcessingTime has passed. FrameNumber is that of the frame in all of them;
 * the last slice, and with it whatever concerns the frame as a whole, has PartNumber 0. A re-encode repeats the last one.
 */
export function* chunksOf(frame: Frame, FrameNumber: number, EncodeRate: number): Generator<FrameChunk> {
  const chunk = (ChunkType: number, ProcessingTime = 0, PartNumber = 0): FrameChunk => ({
    ChunkType,
    ChunkId: { FrameNumber, PartNumber },
    ProcessingTime,
    EncodeRate: ChunkType === ENCODE ? EncodeRate : 0,
  });
  const { drop, colorConvert, slices, reEncode } = frame;
  if (drop !== 'unstarted') {
    yield chunk(START);
    yield chunk(COLOR_CONVERT, colorConvert);
  }
  if (drop !== undefined) {
    yield chunk(DROPPED);
    return;
  }
  for (const [index, time] of slices.entries()) yield chunk(ENCODE, time, index === slices.length - 1 ? 0 : index + 1);
  if (reEncode !== undefined) yield chunk(ENCODE, reEncode);
}
