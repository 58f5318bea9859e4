/** The best JavaScript for W2: one DataView, 32-bit loads, a switch; columns that are there already, or new ones. */
import { columnsOf } from './w2-messages.mjs';

const TWO_TO_32 = 2 ** 32;
const HEADER_BYTES = 8;
const CHUNK_BYTES = 24;
const LEAST_BYTES = [0, 12, 24, 24, 24, CHUNK_BYTES, 16, 32, 40];

/** 64-bit integers are stored as two words: a BigInt each would cost more than all the rest. */
function words(/** @type {any} */ { buffer }) {
  return new Int32Array(buffer);
}

/** @returns {(input: Uint8Array) => number} decodes into these columns, in the order of `columnsOf`, and answers the messages */
export function decoderW2(/** @type {any[]} */ columns) {
  const [powerIndex, powerSize, state, rateIndex, rateSize, before, after, rateStamps] = columns;
  const [frameIndex, frameSize, frame, part, width, height, frameFlags] = columns.slice(8);
  const [sampleIndex, sampleSize, level, id, channel, mode] = columns.slice(15);
  const [chunkIndex, chunkSize, chunkType, time, rate, count, payload] = columns.slice(21);
  const [cursorIndex, cursorSize, x, y] = columns.slice(28);
  const [faultIndex, faultSize, status, line, faultStamps, extra] = columns.slice(32);
  const [statIndex, statSize, sents, lost, retried, statLevel, quality, statRate] = columns.slice(38);
  const rateStamp = words(rateStamps);
  const faultStamp = words(faultStamps);
  const sent = words(sents);

  return function decode(input) {
    const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
    const end = input.byteLength;
    let powers = 0;
    let rates = 0;
    let frames = 0;
    let samples = 0;
    let chunks = 0;
    let cursors = 0;
    let faults = 0;
    let statistics = 0;
    let all = 0;
    for (let at = 0; end - at >= HEADER_BYTES; all++) {
      const type = view.getInt32(at, true);
      const size = view.getUint32(at + 4, true);
      if (type < 1 || type > 8 || size < /** @type {number} */ (LEAST_BYTES[type]) || size > end - at) break;
      switch (type) {
        case 1:
          powerIndex[powers] = all;
          powerSize[powers] = size;
          state[powers++] = view.getInt32(at + 8, true);
          break;
        case 2:
          rateIndex[rates] = all;
          rateSize[rates] = size;
          before[rates] = view.getInt32(at + 8, true);
          after[rates] = view.getInt32(at + 12, true);
          rateStamp[rates * 2] = view.getInt32(at + 16, true);
          rateStamp[rates++ * 2 + 1] = view.getInt32(at + 20, true);
          break;
        case 3: {
          const high = view.getUint32(at + 12, true);
          frameIndex[frames] = all;
          frameSize[frames] = size;
          frame[frames] = view.getUint32(at + 8, true) + (high & 0xff) * TWO_TO_32;
          part[frames] = high >>> 8;
          width[frames] = view.getUint16(at + 16, true);
          height[frames] = view.getUint16(at + 18, true);
          frameFlags[frames++] = view.getInt32(at + 20, true);
          break;
        }
        case 4:
          sampleIndex[samples] = all;
          sampleSize[samples] = size;
          level[samples] = view.getFloat64(at + 8, true);
          id[samples] = view.getInt32(at + 16, true);
          channel[samples] = view.getUint16(at + 20, true);
          mode[samples++] = view.getUint16(at + 22, true);
          break;
        case 5: {
          const bytes = view.getUint32(at + 20, true);
          if (bytes !== size - CHUNK_BYTES) return all;
          chunkIndex[chunks] = all;
          chunkSize[chunks] = size;
          chunkType[chunks] = view.getInt32(at + 8, true);
          time[chunks] = view.getInt32(at + 12, true);
          rate[chunks] = view.getInt32(at + 16, true);
          count[chunks] = bytes;
          payload[chunks++] = at + CHUNK_BYTES;
          break;
        }
        case 6:
          cursorIndex[cursors] = all;
          cursorSize[cursors] = size;
          x[cursors] = view.getInt32(at + 8, true);
          y[cursors++] = view.getInt32(at + 12, true);
          break;
        case 7:
          faultIndex[faults] = all;
          faultSize[faults] = size;
          status[faults] = view.getInt32(at + 8, true);
          line[faults] = view.getInt32(at + 12, true);
          faultStamp[faults * 2] = view.getInt32(at + 16, true);
          faultStamp[faults * 2 + 1] = view.getInt32(at + 20, true);
          extra[faults++] = view.getInt32(at + 24, true);
          break;
        default:
          statIndex[statistics] = all;
          statSize[statistics] = size;
          sent[statistics * 2] = view.getInt32(at + 8, true);
          sent[statistics * 2 + 1] = view.getInt32(at + 12, true);
          lost[statistics] = view.getInt32(at + 16, true);
          retried[statistics] = view.getInt32(at + 20, true);
          statLevel[statistics] = view.getFloat64(at + 24, true);
          quality[statistics] = view.getUint8(at + 32);
          statRate[statistics++] = view.getInt32(at + 36, true);
      }
      at += size;
    }
    return all;
  };
}

/** New columns. A first pass counts the messages of each type: room for as many of each as there can be takes 1.5 times as long, and memory for eight streams. */
export function allocatedW2(/** @type {Uint8Array} */ input) {
  const columns = columnsOf(countsOf(input));
  decoderW2(columns)(input);
  return columns;
}

function countsOf(/** @type {Uint8Array} */ input) {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const end = input.byteLength;
  const counts = new Int32Array(LEAST_BYTES.length);
  for (let at = 0; end - at >= HEADER_BYTES;) {
    const type = view.getInt32(at, true);
    const size = view.getUint32(at + 4, true);
    if (type < 1 || type > 8 || size < /** @type {number} */ (LEAST_BYTES[type]) || size > end - at) break;
    counts[type]++;
    at += size;
  }
  return [...counts.subarray(1)];
}
