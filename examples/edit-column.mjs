// A sensor showed half a degree too much: its column is put right and written back to the file. Run: node edit-column.mjs
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createCodec, decodeBatch, encodeBatch, encodeBatchInto, f32, struct, u16, u32 } from 'castbuf';

const Sample = struct('SAMPLE', { Time: u32, Sensor: u16, Celsius: f32, Humidity: f32 });
const codec = createCodec(Sample);

/** Changes the records where they lie. @param {Uint8Array} samples @param {number} degrees */
export function lower(samples, degrees) {
  const batch = decodeBatch(codec, samples, { columns: ['Celsius'] });
  if (batch.error !== undefined) throw batch.error;
  const { Celsius } = batch.columns;
  for (let row = 0; row < Celsius.length; row++) Celsius[row] -= degrees;
  encodeBatchInto(codec, { Celsius }, samples, { at: batch });
}

const recorded = [
  { Time: 100, Sensor: 1, Celsius: 21.5, Humidity: 40 },
  { Time: 160, Sensor: 1, Celsius: 21.75, Humidity: 41 },
  { Time: 220, Sensor: 1, Celsius: 22, Humidity: 39.5 },
];
await writeFile('samples.bin', encodeBatch(codec, recorded));

const samples = await readFile('samples.bin');
lower(samples, 0.5);
await writeFile('samples.bin', samples);

const { columns } = decodeBatch(codec, await readFile('samples.bin'));
console.log(columns.Celsius, columns.Humidity);
await rm('samples.bin');
