import {
  decodeMIRACAST_DATARATE_STATS,
  decodeMIRACAST_WFD_CONNECTION_STATS,
  encodeMIRACAST_DATARATE_STATS,
  encodeMIRACAST_STATISTIC_DATA,
  encodeMIRACAST_WFD_CONNECTION_STATS,
} from '../miracast-compiled/index.js';
import type { DataRateStats, SessionInfo, StatisticData, WfdConnectionStats } from '../miracast/index.js';
import { NO_BYTES } from './device-events.js';

/* The structures that cross the border as objects, as bytes. What is none of them, which the host refuses or reports, has no bytes. */

export const CONNECTION_STATS_BYTES = 24;
export const DATA_RATE_BYTES = 48;
export const SESSION_INFO_BYTES = 4;

export function connectionStatsBytes(stats: WfdConnectionStats): Uint8Array {
  return bytesOf(() => encodeMIRACAST_WFD_CONNECTION_STATS(stats));
}

export function connectionStatsOf(bytes: Uint8Array): WfdConnectionStats {
  if (bytes.length > 0) return decodeMIRACAST_WFD_CONNECTION_STATS(bytes);
  return { CurrentBitRate: 0n, LocalMaxBitRate: 0n, RemoteMaxBitRate: 0n };
}

/** None where the link is gone. */
export function dataRateBytes(stats: DataRateStats | null): Uint8Array {
  return stats === null ? NO_BYTES : bytesOf(() => encodeMIRACAST_DATARATE_STATS(stats));
}

export function dataRateOf(bytes: Uint8Array): DataRateStats | null {
  return bytes.length === 0 ? null : decodeMIRACAST_DATARATE_STATS(bytes);
}

export function statisticBytes(statistic: StatisticData): Uint8Array {
  return bytesOf(() => encodeMIRACAST_STATISTIC_DATA(statistic as never));
}

export function sessionInfoBytes({ Value }: SessionInfo): Uint8Array {
  return u32Bytes(Value);
}

export function u32Bytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

export function u32Of(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
}

function bytesOf(encode: () => Uint8Array): Uint8Array {
  try {
    return encode();
  } catch {
    return NO_BYTES;
  }
}
