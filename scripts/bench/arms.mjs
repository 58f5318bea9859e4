/** Records with a tagged union of three arms, which W1 to W5 do not have: what the instruction gate measures them by. */
import { generator } from './random.mjs';

const RECORD_BYTES = 24;

export function armsType(/** @type {any} */ { struct, tagged, bits, u8, u16, u32, u64, i16, f32, f64 }) {
  const A = struct('A', { a: u32, b: u32, c: f32, d: u16, e: u16 });
  const B = struct('B', { a: u64, b: f64 });
  const C = struct('C', { a: bits(u32, 5), b: bits(u32, 27), c: u8, d: u8, e: i16, f: f64 });
  return struct('ARMS', { Type: u32, Sequence: u32, Body: tagged('Type', { A: [1, A], B: [2, B], C: [[3, 4], C] }) });
}

/** At most `bytes` of whole records, a fifth of them with a tag of no arm. */
export function armsRecords(/** @type {number} */ bytes) {
  const rows = Math.floor(bytes / RECORD_BYTES);
  const input = new Uint8Array(rows * RECORD_BYTES);
  const words = new Uint32Array(input.buffer);
  const next = generator();
  for (let word = 0; word < words.length; word++) words[word] = next();
  for (let row = 0; row < rows; row++) words[(row * RECORD_BYTES) / 4] = 1 + (next() % 5);
  return { input, rows };
}
