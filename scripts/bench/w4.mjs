/** W4: W1's columns and payload to the stream. */
import { loadC, NO_C } from './c-addon.mjs';
import { castbuf, encodeColumns, encodeColumnsInto } from './castbuf-rows.mjs';
import { columnsOf, recordsOf, typeOf } from './records.mjs';
import { decodeW1 } from './w1-by-hand.mjs';
import { encodeW4 } from './w4-by-hand.mjs';

const c = loadC();

/** What the C baselines may read or write behind a payload's end. */
const SLACK_BYTES = 16;

/** @returns {Promise<import('./rounds.mjs').Group>} */
export async function groupOf(/** @type {string} */ variant, /** @type {number} */ bytes) {
  const { input, rows } = recordsOf('W1', bytes);
  const data = new Uint8Array(input.length + SLACK_BYTES);
  data.set(input);
  const columns = columnsOf('W1', rows);
  if (decodeW1(input, /** @type {any} */ (columns)) !== rows) throw new Error('the records cannot be read');
  const payload = columns[6];
  const lengths = columns[5];
  const codec = castbuf.createCodec(typeOf(castbuf, 'W1'));
  const paths = ['ChunkType', 'FrameNumber', 'PartNumber', 'ProcessingTime', 'EncodeRate', 'PrivateDriverDataSize'];
  const given = {
    ...Object.fromEntries(paths.map((path, index) => [path, columns[index]])),
    PrivateDriverData: { data, offsets: payload, lengths },
  };
  const into = encodeColumnsInto(codec, given, new Uint8Array(input.length));
  const anew = encodeColumns(codec, given);
  const copied = new Uint8Array(input.length);
  return {
    records: rows,
    contenders: [
      fused('c', c?.encodeW4),
      fused('c-wide', c?.encodeW4Wide),
      byHand(),
      ...(variant === 'alone'
        ? []
        : [
            { name: 'castbuf', run: into.run, result: () => [into.stream()] },
            { name: 'castbuf-new', run: anew.run, result: () => [anew.stream()] },
          ]),
      c === undefined ? { name: 'memcpy', none: NO_C } : { name: 'memcpy', run: () => c.copy(input, copied) },
      { name: 'stream', result: () => [input] },
    ],
  };

  /** @returns {import('./rounds.mjs').Contender} */
  function fused(/** @type {string} */ name, /** @type {import('./c-addon.mjs').Baseline | undefined} */ encode) {
    if (encode === undefined) return { name, none: NO_C };
    const target = new Uint8Array(input.length + SLACK_BYTES);
    const words = [...columns.slice(0, 6), data, payload, Uint32Array.of(rows)];
    let written = 0;
    return {
      name,
      run: () => void (written = encode(target, ...words)),
      result: () => [target.subarray(0, written)],
    };
  }

  function byHand() {
    const target = new Uint8Array(input.length + SLACK_BYTES);
    const view = new DataView(target.buffer);
    const source = new DataView(data.buffer);
    let written = 0;
    return {
      name: 'javascript',
      run: () => void (written = encodeW4(view, columns, source, payload)),
      result: () => [target.subarray(0, written)],
    };
  }
}
