import { ntStatusName } from '../../ntstatus-names/index.js';
import type { SimulatedSession } from './session.js';
import type { SessionEvent } from './session-log.js';

export interface Outcome {
  /** An NTSTATUS, signed. */
  readonly status: number;
  readonly name: string;
  readonly messages: number;
}

/** What happened in a simulated session. But for `realTime`, the options decide all of it. */
export interface SimulationResult {
  readonly options: { readonly frames: number; readonly seed: number; readonly threads: number };
  readonly virtualMilliseconds: number;
  readonly events: readonly SessionEvent[];
  readonly messages: { readonly sent: number; readonly bytesReturned: number; readonly byStatus: readonly Outcome[] };
  readonly frames: {
    readonly complete: number;
    /** Of the complete ones. */
    readonly reEncoded: number;
    readonly dropped: number;
    /** Of the dropped ones: before anything was reported of them. */
    readonly droppedUnstarted: number;
    readonly iFrames: number;
  };
  readonly chunks: {
    readonly reported: number;
    /** Of these: encoded slices, re-encoded ones included. */
    readonly slices: number;
    readonly privateBytes: number;
    /** Forgotten because the driver did not read them in time, each time with STATUS_CONNECTION_RESET. */
    readonly lost: number;
    readonly resets: number;
    /** CHUNK_SENT statistics of the driver. */
    readonly sent: number;
  };
  readonly protocolEvents: Readonly<Record<string, number>>;
  readonly dataRate: { readonly notifications: number; readonly changes: number };
  readonly ioControls: number;
  /** Sums of ProcessingTime; null where no frame was encoded. */
  readonly frameLatency: FrameLatency | null;
  readonly realTime: {
    readonly seconds: number;
    readonly messagesPerSecond: number;
    readonly chunksPerSecond: number;
  };
}

export interface FrameLatency {
  readonly unit: 'microseconds';
  readonly frames: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export function resultOf(
  session: SimulatedSession,
  options: SimulationResult['options'],
  seconds: number,
): SimulationResult {
  const { encoder, sent, statistics, link, log, clock } = session;
  const { frames, chunks, iFrames, ioControls } = encoder;
  return {
    options,
    virtualMilliseconds: clock.now(),
    events: log.events,
    messages: { sent: sent.sent, bytesReturned: sent.bytesReturned, byStatus: outcomesOf(sent.byStatus) },
    frames: { ...frames, iFrames },
    chunks: { ...chunks, sent: statistics.chunksSent },
    protocolEvents: Object.fromEntries(statistics.protocolEvents),
    dataRate: { notifications: link.asked, changes: link.changes },
    ioControls,
    frameLatency: latencyOf(encoder.times.times),
    realTime: {
      seconds,
      messagesPerSecond: Math.round(sent.sent / seconds),
      chunksPerSecond: Math.round(chunks.reported / seconds),
    },
  };
}

/** The most frequent first. */
function outcomesOf(byStatus: ReadonlyMap<number, number>): Outcome[] {
  return [...byStatus]
    .map(([status, messages]) => ({ status, name: ntStatusName(status) ?? '(no name)', messages }))
    .sort((one, other) => other.messages - one.messages || (one.name < other.name ? -1 : 1));
}

function latencyOf(times: SimulatedSession['encoder']['times']['times']): FrameLatency | null {
  if (times.count === 0) return null;
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map((part) => times.percentile(part)) as [number, number, number];
  return { unit: 'microseconds', frames: times.count, p50, p90, p99, max: times.max };
}
