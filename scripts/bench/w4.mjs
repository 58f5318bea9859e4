/** W4: W1's columns and payload to the stream. */
import { loadC, NO_C } from './c-addon.mjs';
import { castbuf, encodeColumns, encodeColumnsInPlace, encodeColumnsInto } from './castbuf-rows.mjs';
import { encodeColumnsCompiled, encodeColumnsInPlaceCompiled } from './compiled-rows.mjs';
import { columnsOf, recordsOf, typeOf } from './records.mjs';
import { decodeW1 } from './w1-by-hand.mjs';
import { encodeW4 } from './w4-by-hand.mjs';

const c = loadC();

/** What the C baselines may read or write after a payload's end. */
const SLACK_BYTES = 16;

const NUMBERS = ['ChunkType', 'FrameNumber', 'PartNumber', 'ProcessingTime', 'EncodeRate', 'PrivateDriverDataSize'];
const PAYLOAD = 'PrivateDriverData';

/**
 * @typedef {object} Given what is encoded, and where to
 * @property {any[]} columns of numbers, in the order of NUMBERS
 * @property {Uint8Array} data
 * @property {Uint32Array} payload where each row's payload begins
 * @property {() => Uint8Array} target
 */

/**
 * @param {string} variant `memory`: castbuf and C read and write the same linear memory; `all`: arrays of one's own; `alone`: JavaScript where no
 *   castbuf has run
 * @returns {Promise<import('./rounds.mjs').Group>}
 */
export async function groupOf(variant, /** @type {number} */ bytes) {
  const { input, rows } = recordsOf('W1', bytes);
  const codec = castbuf.createCodec(typeOf(castbuf, 'W1'));
  const own = ownColumns(input, rows);
  const copied = new Uint8Array(input.length);
  return {
    records: rows,
    contenders: [
      ...(await (variant === 'memory' ? inMemory(codec, input) : inArrays(codec, own, variant === 'alone'))),
      byHand(own),
      c === undefined ? { name: 'memcpy', none: NO_C } : { name: 'memcpy', run: () => c.copy(input, copied) },
      { name: 'stream', result: () => [input] },
    ],
  };
}

/** @returns {Given} */
function ownColumns(/** @type {Uint8Array} */ input, /** @type {number} */ rows) {
  const data = new Uint8Array(input.length + SLACK_BYTES);
  data.set(input);
  const columns = columnsOf('W1', rows);
  if (decodeW1(input, /** @type {any} */ (columns)) !== rows) throw new Error('the records cannot be read');
  return { columns: columns.slice(0, 6), data, payload: columns[6], target: () => new Uint8Array(data.length) };
}

/** @returns {Promise<import('./rounds.mjs').Contender[]>} */
async function inArrays(/** @type {any} */ codec, /** @type {Given} */ own, /** @type {boolean} */ isAlone) {
  const baselines = [fused('c', c?.encodeW4, own), fused('c-wide', c?.encodeW4Wide, own)];
  if (isAlone) return baselines;
  const { columns, data, payload } = own;
  const given = {
    ...Object.fromEntries(NUMBERS.map((path, index) => [path, columns[index]])),
    [PAYLOAD]: { data, offsets: payload, lengths: columns[5] },
  };
  const into = encodeColumnsInto(codec, given, new Uint8Array(data.length - SLACK_BYTES));
  const anew = encodeColumns(codec, given);
  const compiled = await encodeColumnsCompiled(given, new Uint8Array(data.length - SLACK_BYTES));
  return [
    ...baselines,
    { name: 'castbuf', run: into.run, result: () => [into.stream()] },
    { name: 'castbuf-new', run: anew.run, result: () => [anew.stream()] },
    { name: 'compiled', run: compiled.run, result: () => [compiled.stream()] },
  ];
}

/** @returns {Promise<import('./rounds.mjs').Contender[]>} */
async function inMemory(/** @type {any} */ codec, /** @type {Uint8Array} */ input) {
  const { run, stream, columns, target } = encodeColumnsInPlace(codec, input, SLACK_BYTES);
  const { data, offsets } = columns[PAYLOAD];
  const compiled = await encodeColumnsInPlaceCompiled(input);
  const given = { columns: NUMBERS.map((path) => columns[path]), data, payload: offsets, target: () => target };
  // Those that write to the interpreter's memory write to the same bytes: what each of them wrote is copied before the next.
  return [
    fused('c', c?.encodeW4, given),
    fused('c-wide', c?.encodeW4Wide, given),
    { name: 'castbuf', run, result: () => [stream().slice()] },
    { name: 'compiled', run: compiled.run, result: () => [compiled.stream()] },
  ];
}

/** @returns {import('./rounds.mjs').Contender} */
function fused(
  /** @type {string} */ name,
  /** @type {import('./c-addon.mjs').Baseline | undefined} */ encode,
  /** @type {Given} */ { columns, data, payload, target: targetOf },
) {
  if (encode === undefined) return { name, none: NO_C };
  const target = targetOf();
  const words = [...columns, data, payload, Uint32Array.of(payload.length)];
  let written = 0;
  return {
    name,
    run: () => void (written = encode(target, ...words)),
    result: () => [target.slice(0, written)],
  };
}

/** @returns {import('./rounds.mjs').Contender} */
function byHand(/** @type {Given} */ { columns, data, payload, target: targetOf }) {
  const target = targetOf();
  const view = new DataView(target.buffer);
  const source = new DataView(data.buffer);
  let written = 0;
  return {
    name: 'javascript',
    run: () => void (written = encodeW4(view, columns, source, payload)),
    result: () => [target.subarray(0, written)],
  };
}
