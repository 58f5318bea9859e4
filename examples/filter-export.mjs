// Of all readings those that are too high are exported as lines of JSON. Run: node filter-export.mjs
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createCodec, decodeBatch, encodeBatch, filter, struct, u16, u32, u8 } from 'castbuf';

const Reading = struct('READING', { Time: u32, Device: u16, Phase: u8, Watts: u32 });
const codec = createCodec(Reading);
const where = filter({
  and: [
    ['Watts', '>', 3000],
    ['Phase', '!=', 0],
  ],
});

/** @param {Uint8Array} readings */
export function linesOfHigh(readings) {
  const high = decodeBatch(codec, readings, { where, columns: ['Time', 'Device', 'Watts'] });
  if (high.error !== undefined) throw high.error;
  const { Time, Device, Watts } = high.columns;
  let lines = '';
  for (let row = 0; row < high.rowCount; row++) {
    lines += `${JSON.stringify({ time: Time[row], device: Device[row], watts: Watts[row] })}\n`;
  }
  return lines;
}

const readings = Array.from({ length: 1000 }, (_, index) => ({
  Time: 1_700_000_000 + index,
  Device: index % 7,
  Phase: index % 4,
  Watts: (index * 37) % 3020,
}));
await writeFile('readings.bin', encodeBatch(codec, readings));
await writeFile('high.jsonl', linesOfHigh(await readFile('readings.bin')));

console.log(await readFile('high.jsonl', 'utf8'));
await rm('readings.bin');
await rm('high.jsonl');
