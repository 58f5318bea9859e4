import {
  INFINITE,
  MIRACAST_CHUNK_TYPE,
  MIRACAST_PROTOCOL_EVENT,
  MIRACAST_STATISTIC_TYPE,
  type MiracastContext,
} from '../../miracast/index.js';
import { isError, NtStatus } from '../../ntstatus/index.js';
import { decodeBatchMIRACAST_CHUNK_DATA } from '../../miracast-compiled/index.js';
import { askMiniport } from './ask-miniport.js';
import type { Session, Sink } from './driver.js';
import { REQUEST } from './messages.js';

const { MIRACAST_CHUNK_TYPE_ENCODE_COMPLETE: ENCODE_COMPLETE } = MIRACAST_CHUNK_TYPE.values;
const { MIRACAST_PROTOCOL_EVENT_IFRAME_RQ: IFRAME_RQ } = MIRACAST_PROTOCOL_EVENT.values;
const { MIRACAST_STATISTIC_TYPE_CHUNK_SENT: CHUNK_SENT, MIRACAST_STATISTIC_TYPE_EVENT: EVENT } =
  MIRACAST_STATISTIC_TYPE.values;

const BUFFER_BYTES = 16 * 1024;

/** The driver's loop: reads chunks and sends every slice that was encoded, until the session stops. */
export async function sendChunks(context: MiracastContext<Session>, sink: Sink): Promise<void> {
  const { callbacks, hMiracastDeviceHandle: device, state } = context;
  const buffer = new Uint8Array(BUFFER_BYTES);
  const size = new Uint32Array(1);
  const outstanding = new Uint32Array(1);
  for (;;) {
    size[0] = buffer.length;
    const status = await callbacks.GetNextChunkDataAsync(device, INFINITE, [state.stop], size, buffer, outstanding);
    if (state.stop.isSignalled) return;
    if (status === NtStatus.CONNECTION_RESET) requestIFrame(context);
    else if (isError(status)) return;
    else await sendSlices(context, sink, buffer.subarray(0, size[0]));
  }
}

async function sendSlices(context: MiracastContext<Session>, sink: Sink, bytes: Uint8Array): Promise<void> {
  const { callbacks, hMiracastDeviceHandle: device, state } = context;
  for (const { ChunkInfo, PrivateDriverData } of decodeBatchMIRACAST_CHUNK_DATA(bytes).rows()) {
    if (state.stop.isSignalled) return;
    if (ChunkInfo.ChunkType !== ENCODE_COMPLETE || !state.shared.isMonitorOn) continue;
    const { FrameNumber, PartNumber } = ChunkInfo.ChunkId;
    // Just before the network call, as the interface wants it.
    callbacks.ReportStatistic(device, {
      StatisticType: CHUNK_SENT,
      ChunkSent: { ChunkId: { FrameNumber, PartNumber } },
    });
    await sink.send(PrivateDriverData);
  }
}

/** Chunks were lost: what comes next builds on frames that the sink has not seen. */
function requestIFrame(context: MiracastContext<Session>): void {
  reportEvent(context, IFRAME_RQ);
  askMiniport(context, REQUEST.values.SEND_I_FRAME);
}

export function reportEvent(context: MiracastContext<Session>, Event: number): void {
  const { callbacks, hMiracastDeviceHandle: device } = context;
  callbacks.ReportStatistic(device, { StatisticType: EVENT, ProtocolEvent: { Event } });
}
