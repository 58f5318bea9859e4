// A log of binary records becomes a table of Apache Arrow, which notebooks and databases read. The log may be larger than memory.
// Run: npm install apache-arrow; node arrow-table.mjs
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { tableFromIPC } from 'apache-arrow';
import { createCodec, encodeBatch, enumeration, packedAbi, stream, struct, text, time, u16, u32, u8 } from 'castbuf';
import { arrowFile } from 'castbuf/arrow';

const Level = enumeration('LEVEL', u8, { INFO: 1, WARNING: 2, ERROR: 3 });
const Entry = struct('ENTRY', {
  Time: time(u32), // seconds since 1970
  Level,
  Length: u16, // bytes of the text, which follows the fixed part
  Text: text('utf-8', 'Length'),
});
const codec = createCodec(Entry, { abi: packedAbi(1) });

const entries = [
  { Time: 1_700_000_000, Level: 1, Text: 'started' },
  { Time: 1_700_000_007, Level: 3, Text: 'disk full, giving up' },
  { Time: 1_700_000_009, Level: 9, Text: 'of a level that nobody knows' },
];
await writeFile('entries.bin', encodeBatch(codec, entries));
await pipeline(arrowFile(codec, stream(codec, createReadStream('entries.bin'))), createWriteStream('entries.arrow'));

const table = tableFromIPC(await readFile('entries.arrow'));
console.log(table.schema.fields.map(({ name, type }) => `${name}: ${type}`).join('\n'));
for (const { Time, Level: level, Level_raw: number, Text } of table)
  console.log(new Date(Number(Time)).toISOString(), level ?? `level ${number}`, Text);

await rm('entries.bin');
await rm('entries.arrow');
