/**
 * Every call of castbuf's batch interface that the benchmark times, so that a better way to call it is a change of one file. Rows whose bytes
 * "lie in linear memory" were put there once: nothing else uses the region, and they stay.
 */
import { readSync } from 'node:fs';
import { built } from './built.mjs';

export const castbuf = await built('index.js');

const { createSetCodec, decodeBatch, encodeBatch, encodeBatchInto, inputOf, outputOf, recordSet } = castbuf;

/** Columns stay in the library's memory, where there is room for them: each batch is looked at before the next one is decoded. */
const BORROWED = { borrow: true };

/**
 * What becomes of a batch's columns: `owned` makes new ones, as a call without options does; `into` fills those of the last batch again; `borrow` leaves them in
 * the library's memory until the next call.
 * @typedef {'owned' | 'into' | 'borrow'} Way
 */

/** @returns {(input: Uint8Array) => any} answers the batch; the next call may make it stale */
export function batchDecoder(/** @type {any} */ codec, /** @type {Way} */ way) {
  if (way === 'owned') return (input) => decodeBatch(codec, input);
  if (way === 'borrow') return (input) => decodeBatch(codec, input, BORROWED);
  /** @type {any} */
  let last;
  return (input) => (last = decodeBatch(codec, input, { into: last }));
}

/** Columns from bytes of one's own. */
export function decodeOwn(/** @type {any} */ codec, /** @type {Uint8Array} */ input, /** @type {Way} */ way) {
  const decode = batchDecoder(codec, way);
  /** @type {any} */
  let batch;
  return { run: () => void (batch = decode(input)), batch: () => batch };
}

/** Columns from bytes that lie in linear memory. `memory` gives that memory to the others. */
export function decodeInput(/** @type {any} */ codec, /** @type {Uint8Array} */ input) {
  const { length } = input;
  inputOf(codec, length).set(input);
  /** @type {any} */
  let batch;
  const run = () => void (batch = decodeBatch(codec, inputOf(codec, length), BORROWED));
  run();
  const memory = inputOf(codec, length);
  return {
    run,
    batch: () => batch,
    memory() {
      if (memory.length !== length) throw new Error('linear memory has grown: the view of it is gone');
      return memory;
    },
  };
}

/** A stream from columns, in a new array each time. */
export function encodeColumns(/** @type {any} */ codec, /** @type {any} */ columns) {
  /** @type {Uint8Array} */
  let stream;
  return { run: () => void (stream = encodeBatch(codec, columns)), stream: () => stream };
}

/** The same into memory that is there. */
export function encodeColumnsInto(
  /** @type {any} */ codec,
  /** @type {any} */ columns,
  /** @type {Uint8Array} */ target,
) {
  let bytes = 0;
  const run = () => void (bytes = encodeBatchInto(codec, columns, target));
  return { run, stream: () => target.subarray(0, bytes) };
}

/** The same where columns, payload and stream lie in linear memory; the others get that memory too, with `slack` bytes after the stream. */
export function encodeColumnsInPlace(
  /** @type {any} */ codec,
  /** @type {Uint8Array} */ input,
  /** @type {number} */ slack,
) {
  const room = input.length + slack;
  outputOf(codec, room); // memory grows before anything lies there
  const memory = inputOf(codec, input.length);
  memory.set(input);
  const { columns } = decodeBatch(codec, memory, BORROWED);
  const target = outputOf(codec, room);
  return { ...encodeColumnsInto(codec, columns, target), columns, target };
}

/**
 * A codec for messages of several types in one stream.
 * @param {Record<string, any>} types
 * @param {Record<string, { value: number }>} messages under the same names, with the value of the discriminator
 */
export function messageCodec(types, messages) {
  const definitions = Object.entries(messages).map(([name, { value }]) => [name, [value, types[name]]]);
  return createSetCodec(recordSet('Type', Object.fromEntries(definitions)));
}

/** Columns of one type: the place of each message among all, then its members; of a payload only where it begins. */
export function columnsOfType(
  /** @type {any} */ batch,
  /** @type {string} */ name,
  /** @type {readonly string[]} */ members,
) {
  const { columns, rowIndex } = batch.of[name];
  return [rowIndex, ...members.map((member) => columns[member].offsets ?? columns[member])];
}

/** The sum of two columns of a file, read into linear memory in pieces. A record that a piece cuts goes to the start of the next. */
export function sumOfFile(
  /** @type {any} */ codec,
  /** @type {number} */ file,
  /** @type {number} */ pieceBytes,
  /** @type {[string, string]} */ [one, other],
) {
  let sum = 0;
  let rest = 0;
  for (let position = 0; ;) {
    const piece = inputOf(codec, pieceBytes);
    const read = readSync(file, piece, rest, pieceBytes - rest, position);
    if (read === 0) return sum;
    position += read;
    const end = rest + read;
    const filled = end === pieceBytes ? piece : inputOf(codec, end);
    const { columns, consumedBytes, rowCount } = decodeBatch(codec, filled, BORROWED);
    const ones = columns[one];
    const others = columns[other];
    for (let row = 0; row < rowCount; row++) sum += ones[row] + others[row];
    piece.copyWithin(0, consumedBytes, end);
    rest = end - consumedBytes;
  }
}

/** The sum of five members of W1 over the rows of a batch, and what decodes that. */
export function sumByCursor(/** @type {any} */ codec) {
  const decode = (/** @type {Uint8Array} */ input) => decodeBatch(codec, input, BORROWED);
  const add = (/** @type {any} */ batch) => {
    let sum = 0;
    for (const row of batch.rows())
      sum += row.ChunkType + row.FrameNumber + row.PartNumber + row.ProcessingTime + row.EncodeRate;
    return sum;
  };
  return { decode, add };
}

/** Every record of a stream as an object. */
export function objectsOf(/** @type {any} */ codec, /** @type {Uint8Array} */ input) {
  const batch = decodeBatch(codec, input);
  const objects = [];
  for (let row = 0; row < batch.rowCount; row++) objects.push(batch.value(row));
  return objects;
}
