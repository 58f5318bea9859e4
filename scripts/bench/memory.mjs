/** Linear memory after decoding inputs of three sizes, and after a stream. Its length is what any view of it says. */
import { castbuf } from './castbuf-rows.mjs';
import { recordsOf, typeOf } from './records.mjs';

const SMALL_BYTES = 24 * 1024;
const PIECE_BYTES = 256 * 1024;
const PIECES = 1000;

export async function groupOf(/** @type {string} */ _variant, /** @type {number} */ bytes) {
  const codec = castbuf.createCodec(typeOf(castbuf, 'W1'));
  const memoryBytes = () => castbuf.inputOf(codec, 1).buffer.byteLength;
  castbuf.decodeBatch(codec, recordsOf('W1', SMALL_BYTES).input, { borrow: true });
  const small = memoryBytes();
  const { input, rows } = recordsOf('W1', bytes);
  const { rowCount } = castbuf.decodeBatch(codec, input, { borrow: true });
  if (rowCount !== rows) throw new Error(`${rowCount} rows, not ${rows}`);
  const large = memoryBytes();
  const piece = recordsOf('W1', PIECE_BYTES);
  let streamed = 0;
  const batches = castbuf.stream(codec, pieces(piece.input), { borrow: true });
  for await (const batch of batches) streamed += batch.rowCount;
  if (streamed !== piece.rows * PIECES) throw new Error(`${streamed} rows of a stream, not ${piece.rows * PIECES}`);
  const stream = memoryBytes();
  return {
    records: rows,
    contenders: [],
    timed: { small: { rounds: [small] }, large: { rounds: [large] }, stream: { rounds: [stream] } },
  };
}

async function* pieces(/** @type {Uint8Array} */ piece) {
  for (let count = 0; count < PIECES; count++) yield piece;
}
