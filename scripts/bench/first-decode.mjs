/**
 * node scripts/bench/first-decode.mjs ENTRY: milliseconds from before the import to after it (`imported`), and to after the first decode (`all`; `cpu`
 * of this thread).
 */
import { argv } from 'node:process';
import { built } from './built.mjs';
import { nanoseconds } from './clock.mjs';
import { assertFirst, firstType, RECORD } from './first-record.mjs';

const beginCpu = nanoseconds();
const begin = performance.now();
const castbuf = await built(argv[2] ?? 'index.js');
const imported = performance.now() - begin;
const { Rate, Data } = castbuf.createCodec(firstType(castbuf)).decode(RECORD);
const all = performance.now() - begin;
const cpu = (nanoseconds() - beginCpu) / 1e6;
assertFirst(Rate, Data.length);
console.log(JSON.stringify({ imported, all, cpu }));
