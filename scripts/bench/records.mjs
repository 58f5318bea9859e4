/** The records of W1 and W1b: their types, bytes and columns. */
import { generator } from './random.mjs';

/** What every row but castbuf's writes to, in the order of the C addon's arguments. */
/** @type {Record<Workload, [string, new (rows: number) => any][]>} */
const COLUMNS = {
  W1: [
    ['ChunkType', Uint32Array],
    ['FrameNumber', Float64Array],
    ['PartNumber', Uint32Array],
    ['ProcessingTime', Uint32Array],
    ['EncodeRate', Uint32Array],
    ['PrivateDriverDataSize', Uint32Array],
    ['PrivateDriverData', Uint32Array],
  ],
  W1b: [
    ['Kind', Uint8Array],
    ['Flags', Uint8Array],
    ['Port', Uint16Array],
    ['Sequence', Uint32Array],
    ['Stamp', BigUint64Array],
    ['Level', Float64Array],
    ['Id', Float64Array],
    ['Part', Uint32Array],
    ['Errors', Uint32Array],
    ['Mode', Uint8Array],
    ['Rate', Uint32Array],
    ['Total', BigUint64Array],
  ],
};
const LEAST_BYTES = { W1: 28, W1b: 64 };
const MOST_PAYLOAD_BYTES = 64;
/** What any number of records of W1 fits into, for each of them. */
export const MOST_W1_BYTES = LEAST_BYTES.W1 + MOST_PAYLOAD_BYTES;

/** @typedef {'W1' | 'W1b'} Workload */

export function typeOf(
  /** @type {any} */ { struct, bits, bytes, unnamed, u8, u16, u32, u64, f64 },
  /** @type {Workload} */ name,
) {
  if (name === 'W1') {
    const ids = { ChunkType: u32, FrameNumber: bits(u64, 40), PartNumber: bits(u64, 24), ProcessingTime: u32 };
    const size = { EncodeRate: u32, PrivateDriverDataSize: u32 };
    return struct('W1', { ...ids, ...size, PrivateDriverData: bytes('PrivateDriverDataSize', { declared: 1 }) });
  }
  const numbers = { Kind: u8, Flags: u8, Port: u16, Sequence: u32, Stamp: u64, Level: f64 };
  const fields = { Id: bits(u64, 40), Part: bits(u64, 24), Errors: u32, Mode: bits(u32, 4), Rate: bits(u32, 28) };
  return struct('W1B', { ...numbers, ...fields, _a: unnamed(u64, 64), _b: unnamed(u64, 64), Total: u64 });
}

/** Whole records in at most `bytes`, the same every time, up to `mostRows`. */
export function recordsOf(/** @type {Workload} */ name, /** @type {number} */ bytes, mostRows = Infinity) {
  const input = new Uint8Array(bytes);
  const view = new DataView(input.buffer);
  const next = generator();
  let at = 0;
  let rows = 0;
  for (const least = LEAST_BYTES[name]; rows < mostRows && bytes - at >= least; rows++) {
    const payload = name === 'W1' ? next() % (MOST_PAYLOAD_BYTES + 1) : 0;
    if (bytes - at - least < payload) break;
    for (let word = 0; word < least; word += 4) view.setUint32(at + word, next(), true);
    view.setUint32(at + 20, next() & 0x7fefffff, true); // W1b's Level is a finite number
    if (name === 'W1') {
      view.setUint32(at + 4, 0, true); // padding, which an encoder writes as 0
      view.setUint32(at + 24, payload, true);
    }
    at += least + payload;
  }
  return { input: input.subarray(0, at), rows };
}

/** How many whole records of W1 there are. */
export function recordsIn(/** @type {Uint8Array} */ input) {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const end = input.byteLength;
  let rows = 0;
  for (let at = 0; end - at >= LEAST_BYTES.W1; rows++) {
    const payload = view.getUint32(at + 24, true);
    if (payload > end - at - LEAST_BYTES.W1) break;
    at += LEAST_BYTES.W1 + payload;
  }
  return rows;
}

/** Objects as columns, to check what builds them. A payload counts by its length only: where it lies is not in an object. */
export function columnsOfObjects(/** @type {Workload} */ name, /** @type {readonly any[]} */ objects) {
  return COLUMNS[name].map(([path]) => objects.map((object) => object[path].length ?? object[path]));
}

/** Columns as `columnsOfObjects` gives them. */
export function comparable(/** @type {Workload} */ name, /** @type {readonly any[]} */ columns) {
  return name === 'W1' ? [...columns.slice(0, 6), columns[5]] : columns;
}

/** A contender whose result can be compared with what builds objects. */
export function comparableContender(
  /** @type {Workload} */ name,
  /** @type {import('./rounds.mjs').Contender} */ { result, ...contender },
) {
  return result === undefined ? contender : { ...contender, result: () => comparable(name, result()) };
}

export function columnsOf(/** @type {Workload} */ name, /** @type {number} */ rows) {
  return COLUMNS[name].map(([, Ctor]) => new Ctor(rows));
}

/** castbuf's columns as the other rows have them: of the payload only where it begins. */
export function columnsOfBatch(/** @type {Workload} */ name, /** @type {any} */ { columns }) {
  return COLUMNS[name].map(([path]) => columns[path].offsets ?? columns[path]);
}
