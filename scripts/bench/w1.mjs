/**
 * node scripts/bench/w1.mjs ROW [BASE]: a stream of records -> columns, in ns a record. A row is `W1|W1b castbuf|castbuf-input|javascript|c BYTES`
 * joined by `:`; `castbuf-input` decodes bytes that lie in linear memory already. Prints JSON as w3.mjs does; without a C compiler
 * what needs one has no time.
 */
import { argv } from 'node:process';
import { built } from './built.mjs';
import { fusedC } from './w1-fused.mjs';
import { decodeChunks, decodeSamples } from './w1-javascript.mjs';
import { columnsOf, columnsOfBatch, recordsOf, typeOf } from './w1-records.mjs';

const castbuf = await built('index.js');

/** A round has this many records at least, so that the clock's steps do not count. */
const RECORDS_A_ROUND = 100_000;
const ROUNDS = 41;
const WARM_UP_ROUNDS = 8;
const MANY_RECORDS = 500_000;
const ROUNDS_OF_MANY = 9;

/** @typedef {{ decode: () => any, columns: () => any[], rows: number }} Row */

/** @returns {Row | undefined} */
function rowOf(/** @type {string} */ text) {
  const [workload, engine, size] = /** @type {[import('./w1-records.mjs').Workload, string, string]} */ (
    text.split(':')
  );
  const { input, rows } = recordsOf(workload, Number(size));
  if (engine === 'castbuf' || engine === 'castbuf-input')
    return castbufRow(workload, input, rows, engine === 'castbuf');
  const columns = columnsOf(workload, rows);
  const javascript = workload === 'W1' ? decodeChunks : decodeSamples;
  const c = engine === 'c' ? fusedC()?.[workload] : undefined;
  if (engine === 'c' && c === undefined) return undefined;
  return { decode: c ? () => c(input, ...columns) : () => javascript(input, columns), columns: () => columns, rows };
}

/** @returns {Row} */
function castbufRow(
  /** @type {import('./w1-records.mjs').Workload} */ workload,
  /** @type {Uint8Array} */ input,
  /** @type {number} */ rows,
  /** @type {boolean} */ isCopied,
) {
  const codec = castbuf.createCodec(typeOf(castbuf, workload));
  if (!isCopied) codec.input(input.length).set(input);
  /** @type {any} */
  let batch;
  return {
    decode() {
      // What was copied there once stays there: nothing else uses the region.
      batch = codec.decodeBatch(isCopied ? input : codec.input(input.length));
    },
    columns() {
      if (batch.rowCount !== rows) throw new Error(`castbuf: ${batch.rowCount} rows, not ${rows}`);
      return columnsOfBatch(workload, batch);
    },
    rows,
  };
}

function median(/** @type {number[]} */ values) {
  return /** @type {number} */ (values.toSorted((a, b) => a - b)[values.length >> 1]);
}

/** All rows must have found the same numbers before anything is timed. */
function check(/** @type {any[]} */ have, /** @type {any[]} */ want, /** @type {string} */ name) {
  have.forEach((column, index) => {
    const other = want[index];
    if (column.length !== other.length) throw new Error(`${name}: column ${index} has ${column.length} rows`);
    for (let row = 0; row < column.length; row++)
      if (column[row] !== other[row]) throw new Error(`${name}: column ${index} row ${row} is ${column[row]}`);
  });
}

const names = argv.slice(2);
const rows = names.map(rowOf);
if (rows.includes(undefined)) {
  console.log(JSON.stringify({ none: 'no C compiler' }));
  process.exit(0);
}
const all = /** @type {Row[]} */ (rows);
all.forEach((row, index) => {
  row.decode();
  check(row.columns(), /** @type {Row} */ (all[0]).columns(), /** @type {string} */ (names[index]));
});
const records = /** @type {Row} */ (all[0]).rows;
const calls = Math.ceil(RECORDS_A_ROUND / records);
const isMany = records > MANY_RECORDS;
const rounds = isMany ? ROUNDS_OF_MANY : ROUNDS;
const warmUp = isMany ? 2 : WARM_UP_ROUNDS;
/** @type {number[][]} */
const times = names.map(() => []);
for (let round = 0; round < warmUp + rounds; round++) {
  for (const index of round % 2 === 0 ? all.keys() : [...all.keys()].toReversed()) {
    const { decode } = /** @type {Row} */ (all[index]);
    const begin = performance.now();
    for (let call = 0; call < calls; call++) decode();
    if (round >= warmUp) times[index]?.push(((performance.now() - begin) * 1e6) / (calls * records));
  }
}
const [own = [], base] = times;
const ratio = base && median(own.map((ns, round) => ns / /** @type {number} */ (base[round])));
console.log(JSON.stringify({ ns: median(own), ratio }));
