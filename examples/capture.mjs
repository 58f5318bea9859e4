// A recording that Wireshark opens: packets of samples in a pcapng file, which carries the schema of its packets. Run: node capture.mjs
import { createReadStream, openSync, closeSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createCodec, decodeBatch, encodeBatch, readSchema, struct, u16, u32, writeSchema } from 'castbuf';
import { CaptureWriter, readCapture, schemaTextOf } from 'castbuf/capture';

const Sample = struct('SAMPLE', { Sequence: u32, Level: u16, Flags: u16 });
const LINKTYPE_USER0 = 147; // for what a link type of its own is not worth

record('samples.pcapng');
const { packets, levels } = await summary('samples.pcapng');
console.log(
  `${packets} packets, the mean of ${levels.length} levels is ${levels.reduce((sum, one) => sum + one) / levels.length}`,
);
await rm('samples.pcapng');

/** Writes ten packets, a millisecond apart. */
function record(/** @type {string} */ path) {
  const file = openSync(path, 'w');
  const capture = new CaptureWriter((block) => void writeSync(file, block));
  const codec = createCodec(Sample);
  capture.section({ application: 'capture.mjs' });
  capture.schema(writeSchema(Sample)); // castbuf decode samples.pcapng needs no --type
  const bus = capture.interface({ linkType: LINKTYPE_USER0, name: 'bus' });
  for (let packet = 0; packet < 10; packet++) {
    const data = encodeBatch(codec, [
      { Sequence: packet * 2, Level: 100 + packet, Flags: 0 },
      { Sequence: packet * 2 + 1, Level: 101 + packet, Flags: 1 },
    ]);
    const timestamp = 1_796_094_000_000_000_000n + BigInt(packet) * 1_000_000n; // nanoseconds since 1970
    capture.packet({ interface: bus, timestamp, data, comments: packet === 3 ? ['here it was loud'] : [] });
  }
  closeSync(file);
}

/** Reads them with the schema that the file carries. */
async function summary(/** @type {string} */ path) {
  let codec;
  let packets = 0;
  const levels = [];
  for await (const block of readCapture(createReadStream(path))) {
    const schema = schemaTextOf(block);
    if (schema !== undefined) codec = createCodec(readSchema(schema).type);
    if (block.kind === 'gap') console.log(`cut at ${block.from}: ${block.reason.message}`);
    if (block.kind !== 'packet' || codec === undefined) continue;
    packets++;
    for (const comment of block.comments) console.log(`${block.timestamp}: ${comment}`);
    const level = decodeBatch(codec, block.data).columns['Level'];
    if (level !== undefined && !('data' in level)) levels.push(...Array.from(level, Number));
  }
  return { packets, levels };
}
