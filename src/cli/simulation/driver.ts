import {
  defineDriverWith,
  ManualResetEvent,
  MIRACAST_PROTOCOL_EVENT,
  type Clock,
  type DataRateStats,
  type DefinedDriver,
  type DriverMessageSet,
  type MiracastContext,
  type WorkerOptions,
} from '../../miracast/index.js';
import { NtStatus } from '../../ntstatus/index.js';
import { askMiniport } from './ask-miniport.js';
import { messages, type messagesDefinitions } from './messages.castbuf.js';
import { MONITOR_POWER, REQUEST } from './messages.js';
import { MODES } from './modes.js';
import { reportEvent, sendChunks } from './send-chunks.js';
import type { SharedState } from './shared-state.js';

/** The way to the display: RTSP for questions, RTP for the stream. */
export interface Sink {
  /** GET_PARAMETER; undefined where the sink does not know it. */
  ask(parameter: string): Promise<string | undefined>;
  /** Resolves when the network has taken the slice that `location`, the chunk's private data, describes. */
  send(location: Uint8Array): Promise<void>;
}

/** What the driver keeps of a context, on the thread of its session. */
export interface Session {
  readonly stop: ManualResetEvent;
  sending: Promise<void>;
  /** What handlers need, on whatever thread they run. */
  readonly shared: SharedState;
}

export interface SampleDriverOptions {
  readonly clock: Clock;
  readonly sink: Sink;
  readonly shared: SharedState;
  /** Another set of the same messages than `castbuf compile messages.ts --messages messages` made. */
  readonly messages?: DriverMessageSet<messagesDefinitions>;
  /** Threads that handle messages; left out: the one that delivers them. */
  readonly workers?: WorkerOptions;
}

const {
  MIRACAST_PROTOCOL_EVENT_MONITOR_ARRIVE: MONITOR_ARRIVE,
  MIRACAST_PROTOCOL_EVENT_MONITOR_DEPART: MONITOR_DEPART,
} = MIRACAST_PROTOCOL_EVENT.values;

/** A Miracast user-mode driver: five messages, a session, and the loop that sends what was encoded. */
export function sampleDriver({
  clock,
  sink,
  shared,
  messages: set = messages,
  ...options
}: SampleDriverOptions): DefinedDriver<Session> {
  const newSession = (): Session => ({ stop: new ManualResetEvent(), sending: Promise.resolve(), shared });
  // No engine: the set was compiled ahead of time.
  return defineDriverWith(undefined, {
    messages: set,
    clock,
    ...options,
    onError() {}, // the simulation sends wrong messages on purpose, and shows their statuses
    createContext: newSession,
    attachContext: newSession,

    async startSession(context, { callbacks, sessionInfo }) {
      // Before the first await: it has to be the thread that runs Start.
      callbacks.RegisterForDataRateNotifications(context.hMiracastDeviceHandle, context, followDataRate);
      shared.encodeRate = askMiniport(context, REQUEST.values.QUERY_ENCODER).EncodeRate;
      const edid = await sink.ask('wfd_display_edid');
      shared.isMonitorOn = edid !== undefined;
      sessionInfo.MonitorConnected = shared.isMonitorOn ? 1 : 0;
      reportEvent(context, MONITOR_ARRIVE);
      context.state.stop.reset();
      context.state.sending = sendChunks(context, sink);
    },

    async stopSession(context, { callbacks }) {
      callbacks.RegisterForDataRateNotifications(context.hMiracastDeviceHandle, null, null);
      context.state.stop.signal();
      await context.state.sending;
      reportEvent(context, MONITOR_DEPART);
    },

    handle: {
      SetPower(message) {
        shared.isMonitorOn = message.Power === MONITOR_POWER.values.ON;
        return NtStatus.SUCCESS;
      },

      SetBitRate(message, reply) {
        reply.EncodeRate = Math.min(message.EncodeRate, shared.encodeRate);
        return NtStatus.SUCCESS;
      },

      QueryModes(message, _reply, _context, call) {
        call.encode({ Modes: MODES.filter((mode) => mode.EncodeRate <= message.EncodeRate) });
        return NtStatus.SUCCESS;
      },

      SetPointerShape({ Width, Height, Pixels }) {
        return Pixels.length === Width * Height * 4 ? NtStatus.SUCCESS : NtStatus.INVALID_PARAMETER;
      },

      // A promise: the message is answered STATUS_PENDING, and completed when the sink has answered.
      async AskSink(message, _reply, _context, call) {
        const Value = await sink.ask(message.Name);
        if (Value === undefined) return NtStatus.NOT_FOUND;
        call.encode({ Value });
        return NtStatus.SUCCESS;
      },
    },
  });
}

/** Once a second: the encoder may use what the link takes, less a fifth for what has to be sent again. */
function followDataRate(pNotificationContext: unknown, pStats: DataRateStats | null): void {
  if (pStats === null) return;
  const context = pNotificationContext as MiracastContext<Session>;
  const { shared } = context.state;
  const encodeRate = Number((pStats.CurrentMaxTxDataRate * 4n) / 5n / 1000n);
  if (encodeRate === shared.encodeRate) return;
  shared.encodeRate = askMiniport(context, REQUEST.values.SET_ENCODE_RATE, encodeRate).EncodeRate;
}
