import { NtStatus } from '../../ntstatus/index.js';
import type { MiracastCallbacks, NTSTATUS, WaitEvent } from '../interface.js';
import type { AnswerMessage, CallMessage, ForwardedCallback } from './worker-protocol.js';

/*
 * The callbacks of a context in a pool's worker. Parameters go over by value, what the callback wrote to its buffers comes back with
 * its status.
 */

/** The callbacks of a thread that cannot reach the operating system. */
export const UNREACHABLE: MiracastCallbacks = {
  ReportSessionStatus() {},
  MiracastIoControl: () => NtStatus.CANT_WAIT,
  MiracastIoControlAsync: async () => NtStatus.NOT_SUPPORTED,
  ReportStatistic() {},
  GetNextChunkData: () => NtStatus.CANT_WAIT,
  GetNextChunkDataAsync: async () => NtStatus.NOT_SUPPORTED,
  RegisterForDataRateNotifications: () => NtStatus.NOT_SUPPORTED,
};

interface Waiting {
  readonly parameters: readonly unknown[];
  readonly resolve: (status: NTSTATUS) => void;
}

/** A worker's half: makes calls into messages. */
export class ForwardedCallbacks {
  private readonly waiting = new Map<number, Waiting>();
  private calls = 0;

  constructor(private readonly send: (call: Omit<CallMessage, 'key'>) => void) {}

  /** The callbacks of one context. Wait events stay on their thread: with one, GetNextChunkDataAsync is not supported. */
  of(context: number): MiracastCallbacks {
    return {
      ...UNREACHABLE,
      ReportSessionStatus: (...parameters) => void this.forward(context, 'ReportSessionStatus', parameters),
      ReportStatistic: (...parameters) => void this.forward(context, 'ReportStatistic', parameters),
      MiracastIoControlAsync: async (...parameters) => this.forward(context, 'MiracastIoControlAsync', parameters),
      GetNextChunkDataAsync: async (handle, timeout, events: readonly WaitEvent[] | null | undefined, ...buffers) =>
        (events?.length ?? 0) > 0
          ? NtStatus.NOT_SUPPORTED
          : this.forward(context, 'GetNextChunkDataAsync', [handle, timeout, [], ...buffers]),
    };
  }

  answer({ call, status, parameters }: AnswerMessage): void {
    const waiting = this.waiting.get(call);
    if (waiting === undefined || !isAnswerTo(waiting.parameters, parameters)) return;
    this.waiting.delete(call);
    waiting.resolve(bringBack(waiting.parameters, parameters) ? status : NtStatus.INVALID_USER_BUFFER);
  }

  private forward(context: number, callback: ForwardedCallback, parameters: readonly unknown[]): Promise<NTSTATUS> {
    const call = this.calls++;
    this.send({ kind: 'call', call, context, callback, parameters: parameters.map(owned) });
    return new Promise((resolve) => this.waiting.set(call, { parameters, resolve }));
  }
}

/** The owning thread's half: makes messages into calls. What a callback throws is STATUS_UNSUCCESSFUL and is reported. */
export async function answerCall(
  callbacks: MiracastCallbacks,
  { call, callback, parameters }: CallMessage,
  report: (error: unknown) => void,
): Promise<AnswerMessage> {
  let status: NTSTATUS = NtStatus.UNSUCCESSFUL;
  try {
    const answer = (callbacks[callback] as (...parameters: readonly unknown[]) => unknown)(...parameters);
    status = ((await answer) as NTSTATUS | undefined) ?? NtStatus.SUCCESS;
  } catch (error) {
    report(error);
  }
  return { kind: 'answer', call, status, parameters };
}

/** A copy of a buffer: to send a view would send all that it is a view of. */
function owned(parameter: unknown): unknown {
  if (parameter instanceof Uint8Array) return new Uint8Array(parameter); // not `slice`: that of a Node Buffer is a view
  return parameter instanceof Uint32Array ? new Uint32Array(parameter) : parameter;
}

/** Buffers come back where buffers went. */
function isAnswerTo(sent: readonly unknown[], answered: readonly unknown[]): boolean {
  return sent.every((parameter, index) => !isBytesOrWords(parameter) || isBytesOrWords(answered[index]));
}

/** What was written to copies of the caller's buffers goes to these. False where one was given away meanwhile. */
function bringBack(sent: readonly unknown[], answered: readonly unknown[]): boolean {
  return sent.every((parameter, index) => {
    if (!isBytesOrWords(parameter)) return true;
    const written = answered[index] as typeof parameter;
    if (written.length > parameter.length) return false;
    parameter.set(written);
    return true;
  });
}

function isBytesOrWords(parameter: unknown): parameter is Uint8Array | Uint32Array {
  return parameter instanceof Uint8Array || parameter instanceof Uint32Array;
}
