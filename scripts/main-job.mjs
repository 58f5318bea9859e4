/**
 * What `npm start` shows: a golden stream through the castbuf command, how fast the library decodes it, and a whole session of
 * a display miniport driver and a Miracast user-mode driver.
 */
import { deepStrictEqual } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './stamp.mjs';

const CHUNKS = 'test/vectors/chunks-10k.bin';
const TABLE_1 = 'test/vectors/doc-table-1.chunks.bin';
const AS_CHUNKS = ['--type', 'MIRACAST_CHUNK_DATA'];
const FIRST_ROWS = '5';
const TABLE = ['-f', 'table', '--names'];
const SHOWN_COLUMNS = 'offset,length,ChunkType,FrameNumber,PartNumber,ProcessingTime,EncodeRate,PrivateDriverData';

/** Rounds that are not measured: the engine compiles what is hot. */
const WARM_UP_ROUNDS = 30;
const MEASURED_MILLISECONDS = 1000;

// `npm start | head`: its reader has seen enough.
process.stdout.on('error', ({ code }) => process.exit(code === 'EPIPE' ? 0 : 1));

console.log(castbuf('stat', CHUNKS, ...AS_CHUNKS));
console.log(documentedFrame());
console.log(await throughput());
console.log(`first ${FIRST_ROWS} records (castbuf decode ${CHUNKS} ${AS_CHUNKS.join(' ')} -f table --names)`);
console.log(castbuf('decode', CHUNKS, ...AS_CHUNKS, '--limit', FIRST_ROWS, ...TABLE, '--columns', SHOWN_COLUMNS));
console.log(`\n${castbuf('simulate')}`);

/** A child process, as a user runs it; its messages go to this process's stderr. */
function castbuf(/** @type {string[]} */ ...args) {
  const { status, stdout, error } = spawnSync(process.execPath, [join('build', 'cli.js'), ...args], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`castbuf ${args.join(' ')} failed: ${error?.message ?? `exit status ${status}`}`);
  return stdout.trimEnd();
}

/** The frame of the documentation's first table, whose time the documentation says. */
function documentedFrame() {
  const { frames } = JSON.parse(castbuf('stat', TABLE_1, ...AS_CHUNKS, '--json'));
  const { max } = frames.processingTime;
  return `\nthe frame of the documentation's table 1 takes ${max.toLocaleString('en-US')} µs (castbuf stat ${TABLE_1} ${AS_CHUNKS.join(' ')})\n`;
}

/** Records and bytes a second, into columns, in this process: the median round. */
async function throughput() {
  const { createCodec, decodeBatch } = await built('index.js');
  const { MIRACAST_CHUNK_DATA } = await built('miracast.js');
  const bytes = readFileSync(join(PROJECT, CHUNKS));
  const codec = createCodec(MIRACAST_CHUNK_DATA);
  let records = 0;
  const round = () => {
    const begin = performance.now();
    records = decodeBatch(codec, bytes, { borrow: true }).rowCount;
    return performance.now() - begin;
  };
  for (let i = 0; i < WARM_UP_ROUNDS; i++) round();
  const times = [];
  for (const end = performance.now() + MEASURED_MILLISECONDS; performance.now() < end;) times.push(round());
  times.sort((one, other) => one - other);
  const milliseconds = times[times.length >> 1];
  const compiled = (await built('miracast-compiled.js')).decodeBatchMIRACAST_CHUNK_DATA(bytes);
  assertSame(compiled.columns, decodeBatch(codec, bytes).columns);
  const rate = (/** @type {number} */ count) => (count / milliseconds / 1000).toFixed(count === records ? 1 : 0);
  return [
    `decoding into columns: ${rate(records)} million records/s, ${rate(bytes.length)} MB/s`,
    `  (median of ${times.length} rounds over ${records.toLocaleString('en-US')} records in memory, after ${WARM_UP_ROUNDS} to warm up)`,
    `the codec that was compiled ahead of time (castbuf/miracast/compiled) gives the same ${compiled.rowCount.toLocaleString('en-US')} records\n`,
  ].join('\n');
}

/** @throws AssertionError where two codecs give other columns */
function assertSame(/** @type {object} */ some, /** @type {object} */ others) {
  deepStrictEqual({ ...some }, { ...others });
}

/** A built entry. The name is made at run time: type checking must not need what the build makes. */
function built(/** @type {string} */ entry) {
  return import(new URL(`../build/${entry}`, import.meta.url).href);
}
