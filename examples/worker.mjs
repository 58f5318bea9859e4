// A worker is given a stream, decodes it and gives its columns to the main thread. Nothing is copied on the way. Run: node worker.mjs
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createCodec, decodeBatch, encodeBatch, f64, struct, u32 } from 'castbuf';

const Sample = struct('SAMPLE', { Id: u32, Value: f64 });
const codec = createCodec(Sample);

if (isMainThread) {
  const rows = Array.from({ length: 100_000 }, (_, Id) => ({ Id, Value: Math.sqrt(Id) }));
  const bytes = encodeBatch(codec, rows);
  const worker = new Worker(new URL(import.meta.url), { workerData: bytes, transferList: [bytes.buffer] });
  worker.on('message', ({ id, value }) => {
    console.log(`${id.length} samples, the last ${id.at(-1)}: ${value.at(-1)}`);
  });
} else {
  // A batch owns its columns, so they can be given away: nobody uses the batch after this.
  const { columns } = decodeBatch(codec, workerData);
  const { Id: id, Value: value } = columns;
  parentPort?.postMessage({ id, value }, [id.buffer, value.buffer]);
}
