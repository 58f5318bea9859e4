/**
 * node scripts/bench/first-decode.mjs ENTRY: milliseconds from before the import to behind it (`imported`), and to behind the first decode (`all`; `cpu`
 * of this thread).
 */
import { argv } from 'node:process';
import { built } from './built.mjs';
import { nanoseconds } from './clock.mjs';

const RECORD = Uint8Array.from({ length: 32 }, (_, index) => (index === 24 ? 4 : index < 24 ? index : 0));

const beginCpu = nanoseconds();
const begin = performance.now();
const { createCodec, struct, bytes, u32, u64 } = await built(argv[2] ?? 'index.js');
const imported = performance.now() - begin;
const fields = { ChunkType: u32, Id: u64, Time: u32, Rate: u32, Size: u32, Data: bytes('Size', { declared: 1 }) };
const { Rate, Data } = createCodec(struct('FIRST', fields)).decode(RECORD);
const all = performance.now() - begin;
const cpu = (nanoseconds() - beginCpu) / 1e6;
if (Rate !== 0x17161514 || Data.length !== 4) throw new Error(`wrong: ${Rate}, ${Data.length} bytes`);
console.log(JSON.stringify({ imported, all, cpu }));
