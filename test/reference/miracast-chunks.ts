import { bits, bytes, struct, tagged, anonymous, u32, u64, union } from '../../src/schema/index.js';

/* The structs of the golden vectors, as the interface declares them. */

export const ChunkId = union('MIRACAST_CHUNK_ID', bits(u64, { FrameNumber: 40, PartNumber: 24 }), { Value: u64 });

export const ChunkInfo = struct('MIRACAST_CHUNK_INFO', {
  ChunkType: u32,
  ChunkId,
  ProcessingTime: u32,
  EncodeRate: u32,
});

export const ChunkData = struct('MIRACAST_CHUNK_DATA', {
  ChunkInfo,
  PrivateDriverDataSize: u32,
  PrivateDriverData: bytes('PrivateDriverDataSize', { declared: 1 }),
});

export const StatisticData = struct('MIRACAST_STATISTIC_DATA', {
  StatisticType: u32,
  _: anonymous(
    tagged('StatisticType', {
      EncodeComplete: [0, struct('', { ChunkInfo })],
      ChunkSent: [1, struct('', { ChunkId })],
      ProtocolEvent: [2, struct('', { Event: u32 })],
    }),
  ),
});
