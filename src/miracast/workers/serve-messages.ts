import { CastbufError, shownValue } from '../../errors/index.js';
import { NtStatus } from '../../ntstatus/index.js';
import type { MiracastContext } from '../driver/context.js';
import type { DefinedDriver } from '../driver/driver.js';
import { ForwardedCallbacks } from './forwarded-callbacks.js';
import type { HANDLE, NTSTATUS } from '../interface.js';
import { statusOfThrown } from '../driver/message-status.js';
import { wordsOfWorker } from '../driver/shared-context.js';
import { missingFunction } from '../../schema/index.js';
import { onMessage, type MessagePortLike } from '../../worker-port/index.js';
import { toWorker, type FromWorker, type HandleMessage } from './worker-protocol.js';

/**
 * On a worker of a driver with `workers`: handles the messages that come from the thread that has the contexts. `port`: in Node
 * `parentPort`; left out, the global object of a browser's worker.
 *
 * Handlers get a MiracastContext of this thread, with the state that `attachContext` made here. Of its callbacks ReportSessionStatus,
 * ReportStatistic, MiracastIoControlAsync and GetNextChunkDataAsync (without wait events) reach the operating system.
 * @throws CastbufError ERR_USAGE where this thread is not a worker, or `driver` is none
 */
export function serveMessages(
  driver: DefinedDriver,
  port: MessagePortLike | null = globalThis as unknown as MessagePortLike,
): void {
  if (typeof port?.postMessage !== 'function') {
    throw new CastbufError(
      'ERR_USAGE',
      'serveMessages needs the port of a worker, such as parentPort of a Node worker',
    );
  }
  const missing = missingFunction(driver, ['HandleKernelModeMessage', 'attachMiracastContext']);
  if (missing !== undefined) {
    throw new CastbufError('ERR_USAGE', `serveMessages takes what defineDriver gave, not ${shownValue(driver)}`);
  }
  const service = new MessageService(driver, (message) =>
    port.postMessage(message, message.kind === 'done' ? [message.reply.buffer] : []),
  );
  onMessage(port, (message) => service.hear(message));
  service.begin();
}

/** One worker's contexts: the gate is that of the other thread, so here each is in a session from its first message on. */
class MessageService {
  private readonly contexts = new Map<number, MiracastContext<unknown>>();
  private readonly callbacks: ForwardedCallbacks;
  /** What the pool knows this worker's messages by: every message of it says so. */
  private key = 0;

  constructor(
    private readonly driver: DefinedDriver,
    private readonly send: (message: FromWorker) => void,
  ) {
    this.callbacks = new ForwardedCallbacks((call) => send({ ...call, key: this.key }));
  }

  begin(): void {
    this.send({ kind: 'ready' });
  }

  hear(sent: unknown): void {
    const message = toWorker(sent);
    switch (message?.kind) {
      case 'message':
        return this.handle(message);
      case 'stopping':
        return this.contexts.get(message.context)?.signals.end('stop');
      case 'forget':
        return this.forget(message.context);
      case 'answer':
        return this.callbacks.answer(message);
    }
  }

  private handle({ key, job, context: id, device, input, outputBytes }: HandleMessage): void {
    this.key = key;
    const output = new Uint8Array(outputBytes);
    const bytesReturned = new Uint32Array(1);
    const done = (status: NTSTATUS, bytes: number): void =>
      this.send({ kind: 'done', key, job, status, reply: output.slice(0, bytes) });
    let context: MiracastContext<unknown>;
    try {
      context = this.contexts.get(id) ?? this.attach(id, device);
    } catch (error) {
      const status = statusOfThrown(error);
      this.send({ kind: 'done', key, job, status, reply: new Uint8Array(0), error: `attachContext: ${String(error)}` });
      return;
    }
    context.signals.resume();
    const status = this.driver.HandleKernelModeMessage(context, input, output, bytesReturned, done);
    if (status !== NtStatus.PENDING) done(status, bytesReturned[0] as number);
  }

  private forget(id: number): void {
    const context = this.contexts.get(id);
    context?.signals.end('destroy');
    context?.release();
    this.contexts.delete(id);
  }

  private attach(id: number, hMiracastDeviceHandle: HANDLE): MiracastContext<unknown> {
    const words = wordsOfWorker();
    const context = this.driver.attachMiracastContext({ hMiracastDeviceHandle, words }, this.callbacks.of(id));
    void context.gate.lifecycle('start', () => NtStatus.SUCCESS);
    this.contexts.set(id, context);
    return context;
  }
}
