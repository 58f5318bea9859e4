import {
  anonymous,
  bits,
  bytes,
  enumeration,
  ntstatus,
  pointer,
  struct,
  tagged,
  u32,
  u64,
  union,
  type AnyType,
} from '../schema/index.js';

/*
 * The structures of the Miracast interface (Windows 8.1, WDDM 1.3: netdispumdddi.h, dispmprt.h) under their own names.
 * Sizes and offsets follow from the ABI a codec is made for; enums print unsigned, as the interface's tools do.
 */

/** What a session ended for. The third name is misspelt in the interface, too. */
export const MIRACAST_STATUS = /* @__PURE__ */ enumeration('MIRACAST_STATUS', u32, {
  MIRACAST_STATUS_CRITICAL_ERROR: 0,
  MIRACAST_STATUS_MISSING_KEEPALIVE: 1,
  MIRACAST_STATUS_SINK_DISOCNNECT_REQUEST: 2,
  MIRACAST_STATUS_INSUFFICIENT_BANDWIDTH: 3,
  MIRACAST_STATUS_SINK_FAILED_STANDARD_MODE_CHANGE: 4,
  MIRACAST_STATUS_COMPANION_DRIVER_DISCONNECT: 5,
  MIRACAST_STATUS_FORCE_UINT32: 0xffffffff,
});

export const MIRACAST_PROTOCOL_EVENT = /* @__PURE__ */ enumeration('MIRACAST_PROTOCOL_EVENT', u32, {
  MIRACAST_PROTOCOL_EVENT_IFRAME_RQ: 0,
  MIRACAST_PROTOCOL_EVENT_MONITOR_ARRIVE: 1,
  MIRACAST_PROTOCOL_EVENT_MONITOR_DEPART: 2,
  MIRACAST_PROTOCOL_EVENT_SINK_FAILED_PREFERRED_MODE_CHANGE: 3,
  MIRACAST_PROTOCOL_EVENT_FORCE_UINT32: 0xffffffff,
});

export const MIRACAST_STATISTIC_TYPE = /* @__PURE__ */ enumeration('MIRACAST_STATISTIC_TYPE', u32, {
  MIRACAST_STATISTIC_TYPE_CHUNK_PROCESSING_COMPLETE: 0,
  MIRACAST_STATISTIC_TYPE_CHUNK_SENT: 1,
  MIRACAST_STATISTIC_TYPE_EVENT: 2,
  MIRACAST_STATISTIC_TYPE_FORCE_UINT32: 0xffffffff,
});

/** The step of the encode pipeline that a chunk reports. */
export const MIRACAST_CHUNK_TYPE = /* @__PURE__ */ enumeration('MIRACAST_CHUNK_TYPE', u32, {
  MIRACAST_CHUNK_TYPE_UNKNOWN: 0,
  MIRACAST_CHUNK_TYPE_COLOR_CONVERT_COMPLETE: 1,
  MIRACAST_CHUNK_TYPE_ENCODE_COMPLETE: 2,
  MIRACAST_CHUNK_TYPE_FRAME_START: 3,
  MIRACAST_CHUNK_TYPE_FRAME_DROPPED: 4,
  MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_1: 0x80000000,
  MIRACAST_CHUNK_TYPE_ENCODE_DRIVER_DEFINED_2: 0x80000001,
  MIRACAST_CHUNK_TYPE_ENCODE_FORCE_UINT32: 0xffffffff,
});

/** A frame, and the part of it: the last part of a frame has number 0. */
export const MIRACAST_CHUNK_ID = /* @__PURE__ */ union(
  'MIRACAST_CHUNK_ID',
  /* @__PURE__ */ bits(u64, { FrameNumber: 40, PartNumber: 24 }),
  {
    Value: u64,
  },
);

/** ProcessingTime is in microseconds, EncodeRate in kilobits per second. */
export const MIRACAST_CHUNK_INFO = /* @__PURE__ */ struct('MIRACAST_CHUNK_INFO', {
  ChunkType: MIRACAST_CHUNK_TYPE,
  ChunkId: MIRACAST_CHUNK_ID,
  ProcessingTime: u32,
  EncodeRate: u32,
});

/** One packet of GetNextChunkData: 28 bytes and its private data, without padding to the next. */
export const MIRACAST_CHUNK_DATA = /* @__PURE__ */ struct('MIRACAST_CHUNK_DATA', {
  ChunkInfo: MIRACAST_CHUNK_INFO,
  PrivateDriverDataSize: u32,
  PrivateDriverData: /* @__PURE__ */ bytes('PrivateDriverDataSize', { declared: 1 }),
});

/** The whole struct travels, whatever the arm. */
export const MIRACAST_STATISTIC_DATA = /* @__PURE__ */ struct('MIRACAST_STATISTIC_DATA', {
  StatisticType: MIRACAST_STATISTIC_TYPE,
  Statistic: /* @__PURE__ */ anonymous(
    /* @__PURE__ */ tagged('StatisticType', {
      EncodeComplete: [0, /* @__PURE__ */ struct('', { ChunkInfo: MIRACAST_CHUNK_INFO })],
      ChunkSent: [1, /* @__PURE__ */ struct('', { ChunkId: MIRACAST_CHUNK_ID })],
      ProtocolEvent: [2, /* @__PURE__ */ struct('', { Event: MIRACAST_PROTOCOL_EVENT })],
    }),
  ),
});

export const MIRACAST_SESSION_INFO = /* @__PURE__ */ union(
  'MIRACAST_SESSION_INFO',
  /* @__PURE__ */ bits(u32, { MonitorConnected: 1, ReducedModeListDueToBandwidth: 1, Reserved: 30 }),
  { Value: u32 },
);

/** Bits per second. */
export const MIRACAST_WFD_CONNECTION_STATS = /* @__PURE__ */ struct('MIRACAST_WFD_CONNECTION_STATS', {
  CurrentBitRate: u64,
  LocalMaxBitRate: u64,
  RemoteMaxBitRate: u64,
});

/** Rates in bits per second. */
export const MIRACAST_DATARATE_STATS = /* @__PURE__ */ struct('MIRACAST_DATARATE_STATS', {
  EncoderBitRate: u64,
  CurrentMaxTxDataRate: u64,
  TransmittedFrameCount: u64,
  FailedFrameCount: u64,
  RetriedFrameCount: u64,
  MultipleRetryFrameCount: u64,
});

/** What QueryMiracastDriverInterface fills: its size, then the driver's functions. */
export const MIRACAST_DRIVER_INTERFACE = /* @__PURE__ */ struct('MIRACAST_DRIVER_INTERFACE', {
  Size: u32,
  CreateMiracastContext: pointer,
  DestroyMiracastContext: pointer,
  StartMiracastSession: pointer,
  StopMiracastSession: pointer,
  HandleKernelModeMessage: pointer,
});

/** What the operating system hands to CreateMiracastContext. */
export const MIRACAST_CALLBACKS = /* @__PURE__ */ struct('MIRACAST_CALLBACKS', {
  ReportSessionStatus: pointer,
  MiracastIoControl: pointer,
  ReportStatistic: pointer,
  GetNextChunkData: pointer,
  RegisterForDataRateNotifications: pointer,
});

/** The outcome of an asynchronous message: Information is the bytes that the driver wrote. */
export const IO_STATUS_BLOCK = /* @__PURE__ */ struct('IO_STATUS_BLOCK', {
  Outcome: /* @__PURE__ */ anonymous(/* @__PURE__ */ union('', { Status: ntstatus, Pointer: pointer })),
  Information: pointer,
});

/** Every structure by its name. */
export const MIRACAST_STRUCTURES: Readonly<Record<string, AnyType>> = {
  MIRACAST_CHUNK_ID,
  MIRACAST_CHUNK_INFO,
  MIRACAST_CHUNK_DATA,
  MIRACAST_STATISTIC_DATA,
  MIRACAST_SESSION_INFO,
  MIRACAST_WFD_CONNECTION_STATS,
  MIRACAST_DATARATE_STATS,
  MIRACAST_DRIVER_INTERFACE,
  MIRACAST_CALLBACKS,
  IO_STATUS_BLOCK,
};
