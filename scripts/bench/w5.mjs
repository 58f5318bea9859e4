/** W5: a file of W1's records, read in pieces, to columns, to the sum of two columns. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadC, NO_C } from './c-addon.mjs';
import { castbuf, sumOfFile } from './castbuf-rows.mjs';
import { columnsOf, recordsOf, typeOf } from './records.mjs';
import { decodeW1, objectsW1 } from './w1-by-hand.mjs';

const c = loadC();

const PIECE_BYTES = 256 * 1024;
/** Of W1's columns: ProcessingTime and EncodeRate. */
const SUMMED = [3, 4];

/** @typedef {import('./rounds.mjs').Contender} Contender */

/** @returns {Promise<import('./rounds.mjs').Group & { close(): void }>} the file lies in the page cache from its first round on */
export async function groupOf(/** @type {string} */ _variant, /** @type {number} */ bytes) {
  const { input, rows } = recordsOf('W1', bytes);
  const folder = mkdtempSync(join(tmpdir(), 'castbuf-bench-'));
  const path = join(folder, 'records.bin');
  writeFileSync(path, input);
  const file = openSync(path, 'r');
  const codec = castbuf.createCodec(typeOf(castbuf, 'W1'));
  return {
    records: rows,
    contenders: [
      byColumns('c', file, c && ((piece, columns) => c.decodeW1(piece, ...columns))),
      byColumns('javascript', file, decodeW1),
      contender('castbuf', () => sumOfFile(codec, file, PIECE_BYTES, ['ProcessingTime', 'EncodeRate'])),
      contender('objects', () => sumOfObjects(file)),
      { name: 'read', run: () => readAlone(file) },
    ],
    close() {
      closeSync(file);
      rmSync(folder, { recursive: true });
    },
  };
}

/** @returns {Contender} */
function contender(/** @type {string} */ name, /** @type {() => number} */ sum) {
  let found = 0;
  return { name, run: () => void (found = sum()), result: () => [[found]] };
}

/** @returns {Contender} */
function byColumns(
  /** @type {string} */ name,
  /** @type {number} */ file,
  /** @type {((piece: Uint8Array, columns: any) => number) | undefined} */ decode,
) {
  if (decode === undefined) return { name, none: NO_C };
  const columns = columnsOf('W1', Math.ceil(PIECE_BYTES / 28));
  const [times, rates] = SUMMED.map((index) => columns[index]);
  const payload = columns[6];
  const lengths = columns[5];
  return contender(name, () => {
    let sum = 0;
    eachPiece(file, (piece) => {
      const rows = decode(piece, columns);
      for (let row = 0; row < rows; row++) sum += times[row] + rates[row];
      return rows === 0 ? 0 : payload[rows - 1] + lengths[rows - 1];
    });
    return sum;
  });
}

function sumOfObjects(/** @type {number} */ file) {
  let sum = 0;
  eachPiece(file, (piece) => {
    const objects = objectsW1(piece);
    for (const { ProcessingTime, EncodeRate } of objects) sum += ProcessingTime + EncodeRate;
    return objects.reduce((bytes, { PrivateDriverDataSize }) => bytes + 28 + PrivateDriverDataSize, 0);
  });
  return sum;
}

const buffer = new Uint8Array(PIECE_BYTES);

/** Calls `take` with whole pieces; it answers the bytes of whole records, and the rest comes again at the start of the next piece. */
function eachPiece(/** @type {number} */ file, /** @type {(piece: Uint8Array) => number} */ take) {
  let rest = 0;
  for (let position = 0; ;) {
    const read = readSync(file, buffer, rest, PIECE_BYTES - rest, position);
    if (read === 0) return;
    position += read;
    const end = rest + read;
    const consumed = take(buffer.subarray(0, end));
    buffer.copyWithin(0, consumed, end);
    rest = end - consumed;
  }
}

function readAlone(/** @type {number} */ file) {
  for (let position = 0, read = 1; read > 0; position += read) read = readSync(file, buffer, 0, PIECE_BYTES, position);
}
