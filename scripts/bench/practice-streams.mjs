/** Streams of the records that the programs in examples/ read, written with a DataView. Each function makes about so many bytes in all, and the same every time. */
import { generator } from './random.mjs';

/** @typedef {{ records: number, given: readonly any[] }} Input what a program's function is called with */

const PIECE_BYTES = 64 * 1024;
const START = 1_700_000_000;
/** A text of a few of them, one in four, is not all ASCII. */
const WORDS = 'request served in time from disk cache, which is "full" and was cleared at café'.split(' ');

/** An integer from 0 on, below `limit`: of the high bits, which are drawn best. */
function drawer() {
  const next = generator();
  return (/** @type {number} */ limit) => Math.floor((next() / 2 ** 32) * limit);
}

/**
 * Records of one size.
 * @param {number} bytes
 * @param {number} recordBytes
 * @param {(view: DataView, at: number, row: number) => void} write
 */
function fixed(bytes, recordBytes, write) {
  const records = Math.ceil(bytes / recordBytes);
  const stream = Buffer.alloc(records * recordBytes);
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  for (let row = 0; row < records; row++) write(view, row * recordBytes, row);
  return { records, stream };
}

/**
 * Records of varying size: `write` returns the bytes of the one that it wrote, 256 at most.
 * @param {number} bytes
 * @param {(view: DataView, at: number, row: number) => number} write
 */
function varying(bytes, write) {
  const room = Buffer.alloc(bytes + 256);
  const view = new DataView(room.buffer, room.byteOffset, room.byteLength);
  let records = 0;
  let at = 0;
  while (at < bytes) at += write(view, at, records++);
  return { records, stream: room.subarray(0, at) };
}

/** As a file comes from `createReadStream`. */
function piecesOf(/** @type {Buffer} */ stream) {
  const count = Math.ceil(stream.length / PIECE_BYTES);
  return Array.from({ length: count }, (_, index) => stream.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES));
}

/** Of csv.mjs. @returns {Input} */
export function log(/** @type {number} */ bytes) {
  const draw = drawer();
  const { records, stream } = varying(bytes, (view, at, row) => {
    const text = Buffer.from(Array.from({ length: 1 + draw(8) }, () => WORDS[draw(WORDS.length)]).join(' '));
    view.setUint32(at, START + row, true);
    view.setUint8(at + 4, draw(4));
    view.setUint16(at + 5, text.length, true);
    new Uint8Array(view.buffer, view.byteOffset).set(text, at + 7);
    return 7 + text.length;
  });
  return { records, given: [piecesOf(stream)] };
}

/** Of sum-per-type.mjs: what a record has before its cents is zeros. @returns {Input} */
export function journal(/** @type {number} */ bytes) {
  const draw = drawer();
  const { records, stream } = varying(bytes, (view, at) => {
    const type = 1 + draw(3);
    const recordBytes = 20 - 4 * type;
    view.setUint16(at, type, true);
    view.setUint16(at + 2, recordBytes, true);
    view.setUint32(at + recordBytes - 4, draw(100_000), true);
    return recordBytes;
  });
  return { records, given: [piecesOf(stream)] };
}

/** Of filter-export.mjs: one of 80 is too high. @returns {Input} */
export function readings(/** @type {number} */ bytes) {
  const draw = drawer();
  const { records, stream } = fixed(bytes, 12, (view, at, row) => {
    view.setUint32(at, START + row, true);
    view.setUint16(at + 4, draw(1000), true);
    view.setUint8(at + 6, draw(4));
    view.setUint32(at + 8, draw(3050), true);
  });
  return { records, given: [stream] };
}

/** Of edit-column.mjs, with the half degree that is too much. @returns {Input} */
export function samples(/** @type {number} */ bytes) {
  const draw = drawer();
  const { records, stream } = fixed(bytes, 16, (view, at, row) => {
    view.setUint32(at, START + row, true);
    view.setUint16(at + 4, draw(100), true);
    view.setFloat32(at + 8, draw(4000) / 100, true);
    view.setFloat32(at + 12, draw(10_000) / 100, true);
  });
  return { records, given: [stream, 0.5] };
}

/** Of join.mjs: each request has an answer, soon after it. @returns {Input} */
export function requestsAndAnswers(/** @type {number} */ bytes) {
  const draw = drawer();
  const { records, stream } = fixed(bytes / 2, 16, (view, at, row) => {
    // Each id once, in no order: an odd factor permutes the integers of 32 bits.
    view.setUint32(at, Math.imul(row, 0x9e3779b1), true);
    view.setUint16(at + 4, draw(20), true);
    view.setFloat64(at + 8, row / 1000, true);
  });
  const asked = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const order = Array.from({ length: records }, (_, request) => ({ request, at: request + draw(500) }));
  order.sort((a, b) => a.at - b.at);
  const answers = fixed(bytes / 2, 16, (view, at, row) => {
    const { request, at: time } = /** @type {{ request: number, at: number }} */ (order[row]);
    view.setUint32(at, asked.getUint32(request * 16, true), true);
    view.setUint16(at + 4, 200, true);
    view.setFloat64(at + 8, time / 1000, true);
  });
  return { records: 2 * records, given: [stream, answers.stream] };
}

/** Of histogram.mjs: durations of all magnitudes up to some seconds. @returns {Input} */
export function requests(/** @type {number} */ bytes) {
  const draw = drawer();
  const { records, stream } = fixed(bytes, 12, (view, at) => {
    view.setUint16(at, draw(20), true);
    view.setUint16(at + 2, 200, true);
    view.setUint32(at + 4, draw(2 ** (8 + draw(14))), true);
    view.setUint32(at + 8, draw(100_000), true);
  });
  return { records, given: [stream] };
}

/** Of replay.mjs. @returns {Input} */
export function recording(/** @type {number} */ bytes) {
  const draw = drawer();
  const { records, stream } = varying(bytes, (view, at, row) => {
    const payloadBytes = draw(250);
    view.setUint32(at, row, true);
    view.setUint16(at + 4, payloadBytes, true);
    for (let index = 0; index < payloadBytes; index++) view.setUint8(at + 6 + index, draw(256));
    return 6 + payloadBytes;
  });
  return { records, given: [stream] };
}

/** Of worker.mjs. @returns {Input} */
export function measurements(/** @type {number} */ bytes) {
  const draw = drawer();
  const { records, stream } = fixed(bytes, 16, (view, at, row) => {
    view.setUint32(at, row, true);
    view.setFloat64(at + 8, draw(1e6) / 7, true);
  });
  return { records, given: [stream] };
}
