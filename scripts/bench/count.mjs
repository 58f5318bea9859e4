/**
 * node scripts/bench/count.mjs: runs every kernel of the library under callgrind (bench-instructions.mjs starts it). Each kernel is called until its code is
 * compiled for good, and then in regions of as many calls; a mark between regions makes callgrind write what it has counted and begin at 0. Prints
 * JSON: which of the counts belong to which kernel.
 */
import { getPriority } from 'node:os';
import { armsRecords, armsType } from './arms.mjs';
import { castbuf, decodeInput, decodeOwn, encodeColumns, messageCodec } from './castbuf-rows.mjs';
import { columnsOf, recordsOf, typeOf } from './records.mjs';
import { decodeW1 } from './w1-by-hand.mjs';
import { MESSAGES, messagesOf, typesOf } from './w2-messages.mjs';
import { groupOf as groupOfW3 } from './w3.mjs';

const BYTES = 64 * 1024;

/** callgrind counts a region for itself because it dumps at this call, whose symbol Node's executable exports: no compiler is needed for it. */
let marks = 0;
function mark() {
  getPriority();
  marks++;
}

const REGIONS = 7;

/**
 * @typedef {{ run(): void, records: number }} Kernel
 * @typedef {{ kernel: string, records: number, firstRegion: number, regions: number }} Counted records of a region
 */

/** Each with its calls before the first region, and those of a region. After 300 calls what is around some kernels is not compiled for good yet. */
/** @type {Record<string, [warmUp: number, calls: number, kernel: () => Kernel | Promise<Kernel>]>} */
const KERNELS = {
  'W1 decode': [3000, 20, () => decoding('W1')],
  'W1b decode': [3000, 20, () => decoding('W1b')],
  'arms decode': [900, 20, armsDecoding],
  'arms encode': [100, 10, armsEncoding],
  'W1 filter': [3000, 20, filtering],
  'W1 summary': [300, 20, summarizing],
  'W2 decode': [300, 20, messages],
  'W3 message': [4, 1, message],
  'W4 encode': [20, 2, encoding],
};

/** @returns {Kernel} */
function decoding(/** @type {import('./records.mjs').Workload} */ name) {
  const { input, rows } = recordsOf(name, BYTES);
  return { run: decodeInput(castbuf.createCodec(typeOf(castbuf, name)), input).run, records: rows };
}

/** @returns {Kernel} */
function armsDecoding() {
  const { input, rows } = armsRecords(BYTES);
  return { run: decodeInput(castbuf.createCodec(armsType(castbuf)), input).run, records: rows };
}

/** @returns {Kernel} */
function armsEncoding() {
  const { input, rows } = armsRecords(BYTES);
  const codec = castbuf.createCodec(armsType(castbuf));
  return { run: encodeColumns(codec, castbuf.decodeBatch(codec, input).columns).run, records: rows };
}

/** One record of four, by a comparison. @returns {Kernel} */
function filtering() {
  const { input, rows } = recordsOf('W1', BYTES);
  const where = castbuf.filter(castbuf.parseFilter('PrivateDriverDataSize < 16'));
  const codec = castbuf.createCodec(typeOf(castbuf, 'W1'));
  return { run: () => castbuf.decodeBatch(codec, input, { where, borrow: true }), records: rows };
}

/** @returns {Kernel} */
function summarizing() {
  const { input, rows } = recordsOf('W1', BYTES);
  const codec = castbuf.createCodec(typeOf(castbuf, 'W1'));
  return { run: () => castbuf.summarize(codec, input, { columns: ['EncodeRate'] }), records: rows };
}

/** @returns {Kernel} */
function messages() {
  const { input, rows } = messagesOf(BYTES);
  return { run: decodeOwn(messageCodec(typesOf(castbuf), MESSAGES), input, 'borrow').run, records: rows };
}

/** @returns {Promise<Kernel>} */
async function message() {
  const { contenders, records } = await groupOfW3('persistent');
  return { run: /** @type {() => void} */ (contenders[0]?.run), records };
}

/** @returns {Kernel} */
function encoding() {
  const { input, rows } = recordsOf('W1', BYTES);
  const columns = columnsOf('W1', rows);
  decodeW1(input, /** @type {any} */ (columns));
  const [ChunkType, FrameNumber, PartNumber, ProcessingTime, EncodeRate, lengths, offsets] = columns;
  const PrivateDriverData = { data: input, offsets, lengths };
  const given = { ChunkType, FrameNumber, PartNumber, ProcessingTime, EncodeRate, PrivateDriverData };
  return { run: encodeColumns(castbuf.createCodec(typeOf(castbuf, 'W1')), given).run, records: rows };
}

/** @type {Counted[]} */
const counted = [];
for (const [name, [warmUp, calls, make]] of Object.entries(KERNELS)) {
  const kernel = await make();
  counted.push(count(name, kernel.run, warmUp, calls, kernel.records));
}
console.log(JSON.stringify(counted));

/** @returns {Counted} */
function count(
  /** @type {string} */ kernel,
  /** @type {() => void} */ run,
  /** @type {number} */ warmUp,
  /** @type {number} */ calls,
  /** @type {number} */ records,
) {
  for (let call = 0; call < warmUp; call++) run();
  mark();
  const firstRegion = marks;
  for (let region = 0; region < REGIONS; region++) {
    for (let call = 0; call < calls; call++) run();
    mark();
  }
  return { kernel, records: records * calls, firstRegion, regions: REGIONS };
}
