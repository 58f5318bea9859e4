// A worker is given a stream, decodes it and gives its columns to the main thread. Nothing is copied on the way. Run: node worker.mjs
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createCodec, decodeBatch, encodeBatch, f64, struct, u32 } from 'castbuf';

const Sample = struct('SAMPLE', { Id: u32, Value: f64 });
const codec = createCodec(Sample);

/** A batch owns its columns, so they can be given away: nobody uses the batch after this. @param {Uint8Array} samples */
export function columnsOf(samples) {
  return decodeBatch(codec, samples).columns;
}

if (isMainThread) {
  const rows = Array.from({ length: 100_000 }, (_, Id) => ({ Id, Value: Math.sqrt(Id) }));
  const bytes = encodeBatch(codec, rows);
  const worker = new Worker(new URL(import.meta.url), { workerData: bytes, transferList: [bytes.buffer] });
  worker.on('message', ({ Id, Value }) => {
    console.log(`${Id.length} samples, the last ${Id.at(-1)}: ${Value.at(-1)}`);
  });
} else {
  const { Id, Value } = columnsOf(workerData);
  parentPort?.postMessage({ Id, Value }, [Id.buffer, Value.buffer]);
}
