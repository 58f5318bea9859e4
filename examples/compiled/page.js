// What a file of chunks has. To read its first chunk takes no WebAssembly; to add up all of them does.
import { decodeBatchChunk, decodeChunk } from './Chunk.castbuf.js';

const input = document.querySelector('input');
const [first, all] = document.querySelectorAll('output');

input.addEventListener('change', async () => {
  const bytes = new Uint8Array(await input.files[0].arrayBuffer());
  show(first, () => {
    const { ChunkType, ChunkId, ProcessingTime } = decodeChunk(bytes);
    return `type ${ChunkType}, part ${ChunkId.PartNumber} of frame ${ChunkId.FrameNumber}, ${ProcessingTime} µs`;
  });
  show(all, () => {
    const { rowCount, columns, error } = decodeBatchChunk(bytes);
    const microseconds = columns.ProcessingTime.reduce((sum, time) => sum + time, 0);
    return `${rowCount} chunks, ${microseconds} µs${error === undefined ? '' : `, then ${error.message}`}`;
  });
});

/** Shows what a call gives, or why it gives nothing. */
function show(output, call) {
  try {
    output.value = call();
  } catch (error) {
    output.value = `${error.code}: ${error.message}`;
  }
}
