import { assertCount } from '../bytes/index.js';
import { assertOptions, CastbufError, shownValue } from '../errors/index.js';
import { type EventTaker, Queue, type QueueOptions } from './queue.js';

/** What `fromWebSocket` needs of a WebSocket, of a browser or of another library. */
export interface WebSocketSource {
  binaryType: string;
  readonly readyState: number;
  /** Listens to what happens. */
  addEventListener(type: 'open' | 'message' | 'close', listener: EventTaker): void;
  /** No longer. */
  removeEventListener(type: 'open' | 'message' | 'close', listener: EventTaker): void;
  /** A message of text. */
  send(data: string): void;
  /** With a code of RFC 6455, 7.4. */
  close(code?: number, reason?: string): void;
}

/** How the sender is told how many messages it may send. */
export interface Credit {
  /** Messages that may be on their way or wait. */
  readonly messages: number;
  /** The text that tells the sender that it may send `count` more. */
  grant(count: number): string;
}

/** Options of `fromWebSocket`. */
export interface WebSocketOptions extends QueueOptions {
  /** Nothing holds a WebSocket back: where its sender may be faster, it has to wait for credit. Left out: it sends as it likes. */
  readonly credit?: Credit;
}

const [CONNECTING, OPEN, CLOSED] = [0, 1, 3] as const;

/**
 * The binary messages of a WebSocket, as a source of `stream`. It ends when the socket is closed; who stops reading closes it.
 * @throws CastbufError ERR_TYPE, ERR_USAGE for what is no open WebSocket. The source ends with ERR_SOURCE where the connection is lost, ERR_TYPE for a message of
 * text, ERR_LIMIT_MEMORY where more waits than `maxQueuedBytes`; what came before is given before.
 * @example
 * ```ts
 * import { createCodec, stream, struct, u16 } from 'castbuf';
 * import { fromWebSocket, type WebSocketSource } from 'castbuf/sources';
 *
 * async function listen(socket: WebSocketSource) {
 *   const credit = { messages: 32, grant: (count: number) => JSON.stringify({ more: count }) };
 *   const codec = createCodec(struct('PAIR', { A: u16, B: u16 }));
 *   for await (const batch of stream(codec, fromWebSocket(socket, { credit }), { maxDelay: 50 })) console.log(batch.columns.A);
 * }
 * console.log(typeof listen); // function
 * ```
 */
export function fromWebSocket(
  socket: WebSocketSource,
  options: WebSocketOptions = {},
): AsyncIterableIterator<Uint8Array> {
  assertSocket(socket);
  assertOptions('fromWebSocket', options, { credit: 'object', maxQueuedBytes: 'number' });
  const { credit, maxQueuedBytes } = options;
  if (maxQueuedBytes !== undefined) assertCount('maxQueuedBytes', maxQueuedBytes, Number.MAX_SAFE_INTEGER);
  if (credit !== undefined) assertCredit(credit);
  const granted = credit && new Granted(socket, credit);
  const close = (reason: 'full' | 'ended' | 'returned'): void => {
    socket.removeEventListener('open', opened);
    socket.removeEventListener('message', came);
    socket.removeEventListener('close', closed);
    const { code, reason: told } = CLOSES[reason];
    if (socket.readyState <= OPEN) socket.close(code, told);
  };
  const queue = new Queue(maxQueuedBytes, close, () => granted?.taken());
  const opened = (): void => granted?.begin();
  const came = ({ data }: { readonly data: unknown }): void => {
    const bytes = bytesOf(data);
    if (bytes !== undefined) return queue.push(bytes);
    const hint = 'a message of text came, and records are binary; close the socket, or send text on another';
    queue.finish(new CastbufError('ERR_TYPE', hint));
  };
  const closed = ({ code, wasClean }: { readonly code: number; readonly wasClean: boolean }): void => {
    const lost = `the connection was lost (close code ${code}); what came before it was given`;
    queue.finish(wasClean ? undefined : new CastbufError('ERR_SOURCE', lost));
  };
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', opened);
  socket.addEventListener('message', came);
  socket.addEventListener('close', closed);
  if (socket.readyState === OPEN) opened();
  return queue;
}

/** Pages may close with 1000 and with codes from 3000 on alone (RFC 6455, 7.4.2): 1003 and 1009 are not theirs. */
const CLOSES = {
  returned: { code: 1000, reason: 'nobody reads any more' },
  ended: { code: 4003, reason: 'records are binary messages' },
  full: { code: 4009, reason: 'more than the reader can keep' },
} as const;

/** Grants half of the credit at once, when that much was read. */
class Granted {
  private owed = 0;

  constructor(
    private readonly socket: WebSocketSource,
    private readonly credit: Credit,
  ) {}

  begin(): void {
    this.socket.send(this.credit.grant(this.credit.messages));
  }

  taken(): void {
    this.owed++;
    if (this.owed * 2 < this.credit.messages || this.socket.readyState !== OPEN) return;
    this.socket.send(this.credit.grant(this.owed));
    this.owed = 0;
  }
}

function bytesOf(data: unknown): Uint8Array | undefined {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : undefined;
}

function assertSocket(socket: WebSocketSource): void {
  if (
    typeof (socket as Partial<WebSocketSource> | null)?.addEventListener !== 'function' ||
    typeof socket.close !== 'function'
  )
    throw new CastbufError('ERR_TYPE', `fromWebSocket takes a WebSocket, not ${shownValue(socket)}`);
  const { readyState } = socket;
  if (readyState === CONNECTING || readyState === OPEN) return;
  const state = readyState === CLOSED ? 'closed' : 'being closed';
  throw new CastbufError(
    'ERR_USAGE',
    `the WebSocket is ${state}; messages are lost before somebody listens, so do it at once`,
  );
}

function assertCredit({ messages, grant }: Credit): void {
  if (typeof grant !== 'function')
    throw new CastbufError('ERR_TYPE', `credit.grant is a function that gives a text, not ${shownValue(grant)}`);
  assertCount('credit.messages', messages, Number.MAX_SAFE_INTEGER);
  if (messages === 0) throw new CastbufError('ERR_USAGE', 'credit.messages is at least 1: without any nothing comes');
}
