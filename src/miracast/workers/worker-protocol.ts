import type { HANDLE, MiracastCallbacks, NTSTATUS } from '../interface.js';

/*
 * What a worker pool and its workers send each other: plain data. The buffers of messages and replies are transferred. Drivers may use the same
 * ports for messages of their own, so each side takes only what is whole, and the pool only what names the worker's key.
 */

/** One message of context `context`; the worker's `done` of the same job is its outcome. */
export interface HandleMessage {
  readonly kind: 'message';
  /** What the worker's messages are known by: another number for each worker. */
  readonly key: number;
  readonly job: number;
  readonly context: number;
  readonly device: HANDLE;
  readonly input: Uint8Array<ArrayBuffer>;
  readonly outputBytes: number;
}

export interface DoneMessage {
  readonly kind: 'done';
  readonly key: number;
  readonly job: number;
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
  readonly key: number;
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

/** Stop waits for the worker's message of this context. */
interface StoppingMessage {
  readonly kind: 'stopping';
  readonly context: number;
}

/** The context was destroyed. */
interface ForgetMessage {
  readonly kind: 'forget';
  readonly context: number;
}

export type ToWorker = HandleMessage | AnswerMessage | StoppingMessage | ForgetMessage;
export type FromWorker = { readonly kind: 'ready' } | DoneMessage | CallMessage;

type Unknown<Message> = { readonly [Name in Exclude<keyof Message, 'kind'>]?: unknown };

const FORWARDED: Readonly<Record<ForwardedCallback, true>> = {
  ReportSessionStatus: true,
  ReportStatistic: true,
  MiracastIoControlAsync: true,
  GetNextChunkDataAsync: true,
};

/** What a worker with this key sent, if it is one of these messages. */
export function fromWorker(message: unknown, key: number): FromWorker | undefined {
  if (kindOf(message) === 'ready') return { kind: 'ready' };
  if (kindOf(message) === 'done' && isDone(message as Unknown<DoneMessage>, key)) return message as DoneMessage;
  return kindOf(message) === 'call' && isCall(message as Unknown<CallMessage>, key)
    ? (message as CallMessage)
    : undefined;
}

/** What a pool sent, if it is one of these messages. */
export function toWorker(message: unknown): ToWorker | undefined {
  const sent = (message ?? {}) as Unknown<HandleMessage> & Unknown<AnswerMessage>;
  const { context, input, outputBytes, key, job, call, status, parameters } = sent;
  const isWhole = {
    message: [context, outputBytes, key, job].every(Number.isFinite) && input instanceof Uint8Array,
    answer: [call, status].every(Number.isFinite) && Array.isArray(parameters),
    stopping: Number.isFinite(context),
    forget: Number.isFinite(context),
  };
  const kind = kindOf(message);
  return kind !== undefined && Object.hasOwn(isWhole, kind) && isWhole[kind as keyof typeof isWhole]
    ? (message as ToWorker)
    : undefined;
}

function kindOf(message: unknown): string | undefined {
  const kind = (message as { readonly kind?: unknown } | null | undefined)?.kind;
  return typeof kind === 'string' ? kind : undefined;
}

function isDone({ key, job, status, reply, error }: Unknown<DoneMessage>, own: number): boolean {
  const isOutcome = Number.isInteger(status) && reply instanceof Uint8Array;
  return key === own && Number.isInteger(job) && isOutcome && (error === undefined || typeof error === 'string');
}

function isCall({ key, call, context, callback, parameters }: Unknown<CallMessage>, own: number): boolean {
  const isKnown = typeof callback === 'string' && Object.hasOwn(FORWARDED, callback);
  return key === own && isKnown && Number.isInteger(call) && Number.isInteger(context) && Array.isArray(parameters);
}
