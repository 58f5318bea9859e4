/**
 * Every call of compiled codecs that the benchmark times. They stand beside those of castbuf-rows.mjs, and share no code with them: V8 compiles a function for all that it
 * is called with.
 */
import { castbuf } from './castbuf-rows.mjs';
import { compiled } from './compiled.mjs';

const BORROWED = { borrow: true };

/** @typedef {import('./castbuf-rows.mjs').Way} Way */
/** @typedef {import('./records.mjs').Workload} Workload */

/** Columns from bytes of one's own. */
export async function decodeOwnCompiled(
  /** @type {Workload | 'W2'} */ name,
  /** @type {Uint8Array} */ input,
  /** @type {Way} */ way,
) {
  const decode = await compiledDecoder(name, way);
  /** @type {any} */
  let batch;
  return { run: () => void (batch = decode(input)), batch: () => batch };
}

/** @returns {Promise<(input: Uint8Array) => any>} answers the batch; the next call may make it stale */
export async function compiledDecoder(/** @type {Workload | 'W2'} */ name, /** @type {Way} */ way) {
  const { [`decodeBatch${name}`]: decode } = await compiled(name);
  if (way === 'owned') return (input) => decode(input);
  if (way === 'borrow') return (input) => decode(input, BORROWED);
  /** @type {any} */
  let last;
  return (input) => (last = decode(input, { into: last }));
}

/** Columns from bytes that lie in the linear memory of compiled codecs. */
export async function decodeInputCompiled(/** @type {Workload | 'W2'} */ name, /** @type {Uint8Array} */ input) {
  const { [name]: codec, [`decodeBatch${name}`]: decode, batches } = await compiled(name);
  const { length } = input;
  const inputOf = batches === undefined ? () => castbuf.inputOf(codec, length) : () => batches.inputOf(length);
  inputOf().set(input);
  /** @type {any} */
  let batch;
  return { run: () => void (batch = decode(inputOf(), BORROWED)), batch: () => batch };
}

/** A stream from columns of one's own, into memory that is there. */
export async function encodeColumnsCompiled(/** @type {any} */ columns, /** @type {Uint8Array} */ target) {
  const { encodeBatchIntoW1 } = await compiled('W1');
  let bytes = 0;
  const run = () => void (bytes = encodeBatchIntoW1(columns, target));
  return { run, stream: () => target.subarray(0, bytes) };
}

/** The same where columns, payload and stream lie in the linear memory of compiled codecs. */
export async function encodeColumnsInPlaceCompiled(/** @type {Uint8Array} */ input) {
  const { W1, decodeBatchW1, writer } = await compiled('W1');
  writer.outputOf(input.length); // memory grows before anything lies there
  const memory = castbuf.inputOf(W1, input.length);
  memory.set(input);
  const { columns } = decodeBatchW1(memory, BORROWED);
  return encodeColumnsCompiled(columns, writer.outputOf(input.length));
}

/** The sum of five members of W1 over the rows of a batch, and what decodes that. */
export async function sumByCompiledCursor() {
  const { decodeBatchW1 } = await compiled('W1');
  const decode = (/** @type {Uint8Array} */ input) => decodeBatchW1(input, BORROWED);
  const add = (/** @type {any} */ batch) => {
    let sum = 0;
    for (const row of batch.rows())
      sum += row.ChunkType + row.FrameNumber + row.PartNumber + row.ProcessingTime + row.EncodeRate;
    return sum;
  };
  return { decode, add };
}

/** What reads every record of a stream as an object. */
export async function compiledObjects(/** @type {Workload | 'PACKET'} */ name, /** @type {Uint8Array} */ input) {
  const { [`decodeBatch${name}`]: decode } = await compiled(name);
  return () => {
    const batch = decode(input);
    const objects = [];
    for (let row = 0; row < batch.rowCount; row++) objects.push(batch.value(row));
    return objects;
  };
}

/** What reads a racing packet as an object. */
export async function compiledPacketReader() {
  const { decodePACKET } = await compiled('PACKET');
  return (/** @type {Uint8Array} */ packet) => decodePACKET(packet);
}
