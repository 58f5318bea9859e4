import type { HANDLE, MiracastCallbacks, NTSTATUS } from '../interface.js';

/*
 * What a worker pool and its workers send each other: plain data. The buffers of messages and replies are transferred.
 */

/** One message of context `context`; the worker's next `done` is its outcome. */
export interface HandleMessage {
  readonly kind: 'message';
  readonly context: number;
  readonly device: HANDLE;
  readonly input: Uint8Array<ArrayBuffer>;
  readonly outputBytes: number;
}

export interface DoneMessage {
  readonly kind: 'done';
  readonly status: NTSTATUS;
  readonly reply: Uint8Array<ArrayBuffer>;
  /** What kept the worker from handling the message at all. */
  readonly error?: string;
}

/** The callbacks that a worker can reach: those that nobody waits for, or that answer with a promise. */
export type ForwardedCallback = keyof Pick<
  MiracastCallbacks,
  'ReportSessionStatus' | 'ReportStatistic' | 'MiracastIoControlAsync' | 'GetNextChunkDataAsync'
>;

export interface CallMessage {
  readonly kind: 'call';
  readonly call: number;
  readonly context: number;
  readonly callback: ForwardedCallback;
  readonly parameters: readonly unknown[];
}

/** What a callback answered; `parameters` are those of the call, with what it wrote to its buffers. */
export interface AnswerMessage {
  readonly kind: 'answer';
  readonly call: number;
  readonly status: NTSTATUS;
  readonly parameters: readonly unknown[];
}

/** The context was destroyed. */
interface ForgetMessage {
  readonly kind: 'forget';
  readonly context: number;
}

export type ToWorker = HandleMessage | AnswerMessage | ForgetMessage;
export type FromWorker = { readonly kind: 'ready' } | DoneMessage | CallMessage;
