// A log format of your own: each entry has a time, a level, a duration and a text. Run: node log-file.mjs
import { readFile, rm, writeFile } from 'node:fs/promises';
import {
  createCodec,
  decodeBatch,
  encodeBatch,
  enumeration,
  f32,
  filter,
  packedAbi,
  struct,
  summarize,
  text,
  texts,
  u16,
  u64,
  u8,
} from 'castbuf';

const Level = enumeration('LEVEL', u8, { debug: 0, info: 1, warning: 2, error: 3 });

const Entry = struct('ENTRY', {
  Time: u64, // nanoseconds
  Seconds: f32,
  Level,
  Length: u16, // bytes of the text, which follows the fixed part
  Text: text('utf-8', 'Length'),
});

// Files seldom have a compiler's padding: packedAbi(1) puts every member right after the one before it.
const codec = createCodec(Entry, { abi: packedAbi(1) });

// Counts fill themselves in: nobody gives Length.
const entries = Array.from({ length: 1000 }, (_, index) => ({
  Time: 1_700_000_000_000_000_000n + BigInt(index) * 1_000_000n,
  Seconds: (index % 50) / 1000,
  Level: index % 100 === 0 ? Level.values.error : Level.values.info,
  Text: `request ${index} served`,
}));
await writeFile('entries.bin', encodeBatch(codec, entries));

// One array a member, for all entries at once.
const bytes = await readFile('entries.bin');
const batch = decodeBatch(codec, bytes);
console.log(`${batch.rowCount} entries in ${bytes.length} bytes, the last at ${batch.columns.Time.at(-1)}`);

// Only the entries that a filter selects, and only two of the columns.
const errors = decodeBatch(codec, bytes, { where: filter(['Level', '=', 'error']), columns: ['Time', 'Text'] });
console.log(`${errors.rowCount} errors, the first is "${texts(errors, 'Text')[0]}"`);

// Figures without rows.
const { Seconds } = summarize(codec, bytes, { columns: ['Seconds'] }).columns;
console.log(`longest ${Seconds?.max} s, median ${Seconds?.percentile(50)} s`);

await rm('entries.bin');
