import { MIRACAST_CHUNK_TYPE, MIRACAST_STRUCTURES } from '../../miracast/index.js';
import type { AnyType } from '../../schema/index.js';
import { createCodec, decodeBatch } from '../engine.js';

/** Records that must be good before bytes without a magic are taken for chunks. */
const LEAST_CHUNKS = 2;

/** Whether bytes are packets of Miracast chunks, all of whose types have a name. `isWhole`: the file ends with them. */
export function isChunkStream(head: Uint8Array, isWhole: boolean): boolean {
  const codec = createCodec(MIRACAST_STRUCTURES['MIRACAST_CHUNK_DATA'] as AnyType, 'msvc-x64');
  const { columns, rowCount, error, consumedBytes } = decodeBatch(codec, head);
  if (rowCount < LEAST_CHUNKS || (isWhole && (error !== undefined || consumedBytes < head.length))) return false;
  const known = new Set<unknown>(Object.values(MIRACAST_CHUNK_TYPE.values));
  return [...(columns['ChunkInfo.ChunkType'] as Uint32Array)].every((type) => known.has(type));
}
