// A log of binary records becomes CSV, for a spreadsheet. The log may be larger than memory. Run: node csv.mjs
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createCodec, encodeBatch, packedAbi, stream, struct, text, texts, u16, u32, u8 } from 'castbuf';

const Entry = struct('ENTRY', {
  Time: u32, // seconds since 1970
  Level: u8,
  Length: u16, // bytes of the text, which follows the fixed part
  Text: text('utf-8', 'Length'),
});
const codec = createCodec(Entry, { abi: packedAbi(1) });

/** @param {AsyncIterable<Uint8Array>} log */
export async function* csvOf(log) {
  yield 'time,level,text\n';
  for await (const batch of stream(codec, log)) {
    const { Time, Level } = batch.columns;
    const lines = texts(batch, 'Text').map((text, row) => `${Time[row]},${Level[row]},${quoted(text)}\n`);
    yield lines.join('');
    if (batch.error !== undefined) throw batch.error;
  }
}

/** A text with a comma, a quote or a line break stands in quotes, and its own quotes are doubled. @param {string} text */
function quoted(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const entries = [
  { Time: 1_700_000_000, Level: 1, Text: 'started' },
  { Time: 1_700_000_007, Level: 3, Text: 'disk full, giving up' },
  { Time: 1_700_000_009, Level: 2, Text: 'Café said "closed"' },
];
await writeFile('log.bin', encodeBatch(codec, entries));
await pipeline(createReadStream('log.bin'), csvOf, createWriteStream('log.csv'));

console.log(await readFile('log.csv', 'utf8'));
await rm('log.bin');
await rm('log.csv');
