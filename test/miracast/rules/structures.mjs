const LAYOUT = '../schema/msvc-rules.test.ts > every structure of the Miracast interface';

/**
 * The structures and enums, as real compilers have them.
 *
 * @type {import('./rule.js').Rule[]}
 */
export const structureRules = [
  {
    rule: 'MIRACAST_CHUNK_ID: a union of FrameNumber : 40, PartNumber : 24 and u64 Value',
    tests: [LAYOUT, '../schema/msvc-rules.test.ts > every leaf of the Miracast structures by its dotted path'],
    file: 'structures.ts',
    find: '{ FrameNumber: 40, PartNumber: 24 }',
    put: '{ PartNumber: 24, FrameNumber: 40 }',
  },
  {
    rule: 'MIRACAST_CHUNK_INFO: ChunkType, ChunkId, ProcessingTime, EncodeRate',
    tests: [LAYOUT, 'vectors.test.ts > doc-table-1.chunks: every value, row by row and in columns'],
    file: 'structures.ts',
    find: '  ProcessingTime: u32,\n  EncodeRate: u32,',
    put: '  EncodeRate: u32,\n  ProcessingTime: u32,',
  },
  {
    rule: 'MIRACAST_CHUNK_DATA: ChunkInfo, PrivateDriverDataSize, PrivateDriverData[PrivateDriverDataSize]',
    tests: [LAYOUT, 'chunk-queue.test.ts > packets are 28 + n bytes'],
    file: 'structures.ts',
    find: '  PrivateDriverDataSize: u32,',
    put: '  PrivateDriverDataSize: u64,',
  },
  {
    rule: 'MIRACAST_STATISTIC_DATA: StatisticType says which arm of the union is there',
    tests: ['vectors.test.ts > statistics: every value, row by row and in columns'],
    file: 'structures.ts',
    find: 'ProtocolEvent: [2,',
    put: 'ProtocolEvent: [3,',
  },
  {
    rule: 'MIRACAST_STATISTIC_DATA: EncodeComplete { ChunkInfo }, ChunkSent { ChunkId }, ProtocolEvent { Event }',
    tests: [LAYOUT],
    file: 'structures.ts',
    find: "ProtocolEvent: [2, /* @__PURE__ */ struct('', { Event: MIRACAST_PROTOCOL_EVENT })],",
    put: "ProtocolEvent: [2, /* @__PURE__ */ struct('', { Event: u64 })],",
  },
  {
    rule: 'MIRACAST_SESSION_INFO: a union of MonitorConnected : 1, ReducedModeListDueToBandwidth : 1, Reserved : 30 and Value',
    tests: [LAYOUT, 'vectors.test.ts > session-info: every value, row by row and in columns'],
    file: 'structures.ts',
    find: '{ MonitorConnected: 1, ReducedModeListDueToBandwidth: 1, Reserved: 30 }',
    put: '{ ReducedModeListDueToBandwidth: 1, MonitorConnected: 1, Reserved: 30 }',
  },
  {
    rule: 'MIRACAST_WFD_CONNECTION_STATS: CurrentBitRate, LocalMaxBitRate, RemoteMaxBitRate',
    tests: [LAYOUT, 'vectors.test.ts > wfd-connection-stats: every value, row by row and in columns'],
    file: 'structures.ts',
    find: '  LocalMaxBitRate: u64,\n  RemoteMaxBitRate: u64,',
    put: '  RemoteMaxBitRate: u64,\n  LocalMaxBitRate: u64,',
  },
  {
    rule: 'MIRACAST_DATARATE_STATS: six counters of 64 bits, in their order',
    tests: [LAYOUT, 'vectors.test.ts > datarate-stats: every value, row by row and in columns'],
    file: 'structures.ts',
    find: '  FailedFrameCount: u64,\n  RetriedFrameCount: u64,',
    put: '  RetriedFrameCount: u64,\n  FailedFrameCount: u64,',
  },
  {
    rule: 'MIRACAST_DRIVER_INTERFACE: u32 Size, then five function pointers',
    tests: [LAYOUT],
    file: 'structures.ts',
    find: '  StartMiracastSession: pointer,\n  StopMiracastSession: pointer,',
    put: '  StopMiracastSession: pointer,\n  StartMiracastSession: pointer,',
  },
  {
    rule: 'MIRACAST_CALLBACKS: five function pointers in their order',
    tests: [LAYOUT],
    file: 'structures.ts',
    find: '  MiracastIoControl: pointer,\n  ReportStatistic: pointer,',
    put: '  ReportStatistic: pointer,\n  MiracastIoControl: pointer,',
  },
  {
    rule: 'IO_STATUS_BLOCK: a union of Status and a pointer, then Information',
    tests: [LAYOUT, 'vectors.test.ts > io-status-block-x64: every value, row by row and in columns'],
    file: 'structures.ts',
    find: '  Information: pointer,',
    put: '  Information: u32,',
  },
  {
    rule: 'enums have the values of the interface: MIRACAST_STATUS',
    tests: ['rules-structures.test.ts > MIRACAST_STATUS has the names and values of the interface'],
    file: 'structures.ts',
    find: 'MIRACAST_STATUS_INSUFFICIENT_BANDWIDTH: 3',
    put: 'MIRACAST_STATUS_INSUFFICIENT_BANDWIDTH: 6',
  },
  {
    rule: 'enums have the values of the interface: MIRACAST_PROTOCOL_EVENT',
    tests: ['rules-structures.test.ts > MIRACAST_PROTOCOL_EVENT has the names and values of the interface'],
    file: 'structures.ts',
    find: 'MIRACAST_PROTOCOL_EVENT_MONITOR_DEPART: 2',
    put: 'MIRACAST_PROTOCOL_EVENT_MONITOR_DEPART: 4',
  },
  {
    rule: 'enums have the values of the interface: MIRACAST_STATISTIC_TYPE',
    tests: ['rules-structures.test.ts > MIRACAST_STATISTIC_TYPE has the names and values of the interface'],
    file: 'structures.ts',
    find: 'MIRACAST_STATISTIC_TYPE_EVENT: 2',
    put: 'MIRACAST_STATISTIC_TYPE_EVENT: 3',
  },
  {
    rule: 'enums have the values of the interface: MIRACAST_CHUNK_TYPE, DRIVER_DEFINED_1 and _2 among them',
    tests: ['rules-structures.test.ts > MIRACAST_CHUNK_TYPE has the names and values of the interface'],
    file: 'structures.ts',
    find: 'MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_2: 0x80000001',
    put: 'MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_2: 0x80000002',
  },
];
