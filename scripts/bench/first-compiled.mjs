/**
 * node scripts/bench/first-compiled.mjs URL WHAT: milliseconds of CPU time of this thread from before the import of a module to after what it exports under that name:
 * `decode` of one record, `decodeBatch` of a batch with it; `nothing`: the import alone.
 */
import { argv } from 'node:process';
import { nanoseconds } from './clock.mjs';
import { assertFirst, RECORD } from './first-record.mjs';

const [, , url = '', what = ''] = argv;
const begin = nanoseconds();
const { decode, decodeBatch } = await import(url);
const read = { decode: readOne, decodeBatch: readBatch, nothing: () => undefined }[what]?.();
const cpu = (nanoseconds() - begin) / 1e6;
if (what !== 'nothing') assertFirst(read?.rate, read?.bytes);
console.log(JSON.stringify({ cpu }));

function readOne() {
  const { Rate, Data } = decode(RECORD);
  return { rate: Rate, bytes: Data.length };
}

function readBatch() {
  const { Rate, Data } = decodeBatch(RECORD).columns;
  return { rate: Rate[0], bytes: Data.lengths[0] };
}
