import { NtStatus } from '../../ntstatus/index.js';
import { outcome, outcomeOfError } from '../driver-outcome.js';
import { runContained } from '../foreign-call.js';
import {
  MIRACAST_SESSION_STATE,
  type IoStatusBlock,
  type MessageComplete,
  type MiracastContextHandle,
  type MiracastDriverInterface,
  type NTSTATUS,
} from '../interface.js';
import { WaitingMessages, type AnyCallback, type Message } from './waiting-messages.js';

/**
 * When a message reaches the driver: inside the call that sends it, which is fastest; or from a microtask, so that no callback runs before
 * DxgkCbMiracastSendMessage has returned.
 */
export type Delivery = 'inline' | 'queued';

export interface MessageSenderOptions {
  readonly driver: Pick<MiracastDriverInterface, 'HandleKernelModeMessage'>;
  readonly delivery: Delivery;
  /** A message that is sent while the driver handles another one reaches it at once, as from another thread. */
  readonly isConcurrent: boolean;
  /** Messages that may wait for their delivery. */
  readonly capacity: number;
  /** HandleKernelModeMessage threw (perhaps a status, which is an answer), or answered what is no outcome. */
  readonly driverFailed: (error: unknown) => void;
  /** A sender's callback threw or rejected. */
  readonly callbackFailed: (error: unknown) => void;
}

/**
 * The way of a miniport's messages to one context, and of their outcomes back. It calls the driver for one message at a time: what is sent
 * meanwhile waits, so chains of messages neither nest nor grow the stack; unless the host is to call the driver concurrently. It knows nothing of sessions: the driver's gate does.
 *
 *   send ──▶ [waiting] ──▶ HandleKernelModeMessage ─┬─ outcome ─────────────────────▶ callback
 *                                                   └─ STATUS_PENDING ─▶ complete ──▶ callback
 *
 * A message that is answered at once leaves nothing behind: its Reply serves the next one. One that is pending keeps its own for good,
 * because the driver holds on to its `complete`.
 */
export class MessageSender {
  private readonly driver: MessageSenderOptions['driver'];
  private readonly isQueued: boolean;
  private context: MiracastContextHandle | undefined;
  private isShut = false;
  private isDelivering = false;
  private isScheduled = false;
  private readonly waiting: WaitingMessages;
  private readonly pending = new Set<Reply>();
  private reply = new Reply(this);

  constructor(private readonly options: MessageSenderOptions) {
    this.driver = options.driver;
    this.isQueued = options.delivery === 'queued';
    this.waiting = new WaitingMessages(options.capacity);
  }

  /** The context is there: delivers what has waited for it. */
  open(context: MiracastContextHandle): void {
    this.context = context;
    if (!this.isDelivering) this.drain();
  }

  /** The context ends: messages that wait, and those sent from now on, are cancelled. */
  shut(): void {
    this.isShut = true;
    this.context = undefined;
    if (!this.isDelivering) this.drain();
  }

  /** The context is gone: cancels what the driver left unanswered. */
  cancelPending(): void {
    for (const reply of this.pending) this.finish(reply, NtStatus.CANCELLED, 0);
  }

  /** DxgkCbMiracastSendMessage without its handle. */
  send(
    input: Uint8Array,
    output: Uint8Array,
    callback: AnyCallback | null | undefined,
    callbackContext: unknown,
  ): NTSTATUS {
    if (!(input instanceof Uint8Array) || !(output instanceof Uint8Array)) return NtStatus.INVALID_PARAMETER;
    if (callback !== undefined && callback !== null && typeof callback !== 'function')
      return NtStatus.INVALID_PARAMETER;
    if (this.isQueued || this.hasToWait || (this.context === undefined && !this.isShut)) {
      if (!this.waiting.append(input, output, callback, callbackContext)) return NtStatus.INSUFFICIENT_RESOURCES;
      if (this.isQueued) this.schedule();
      return NtStatus.PENDING;
    }
    if (this.isDelivering) return this.sendWithin(input, output, callback, callbackContext);
    this.isDelivering = true;
    const status = this.sendNow(input, output, callback, callbackContext);
    this.drain();
    return status;
  }

  /** After those that wait, also where the driver is called concurrently: messages keep their order. */
  private get hasToWait(): boolean {
    return this.isDelivering && (!this.options.isConcurrent || this.waiting.count > 0);
  }

  /** While the driver handles another message, whose reply is not to be used. */
  private sendWithin(
    input: Uint8Array,
    output: Uint8Array,
    callback: AnyCallback | null | undefined,
    callbackContext: unknown,
  ): NTSTATUS {
    const { reply } = this;
    this.reply = new Reply(this);
    const status = this.sendNow(input, output, callback, callbackContext);
    this.reply = reply;
    return status;
  }

  private sendNow(
    input: Uint8Array,
    output: Uint8Array,
    callback: AnyCallback | null | undefined,
    callbackContext: unknown,
  ): NTSTATUS {
    const status = this.handle(input, output);
    if (status === NtStatus.INSUFFICIENT_RESOURCES && this.isHoldingBack()) return status;
    this.settle(status, input, output, callback, callbackContext);
    return NtStatus.PENDING;
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    queueMicrotask(() => {
      this.isScheduled = false;
      if (!this.isDelivering) this.drain();
    });
  }

  /** Delivers what waits, in order, and what is sent meanwhile. */
  private drain(): void {
    const { waiting } = this;
    this.isDelivering = true;
    while (waiting.count > 0 && (this.context !== undefined || this.isShut)) {
      const { input, output, callback, callbackContext } = waiting.first;
      waiting.removeFirst();
      this.settle(this.handle(input, output), input, output, callback, callbackContext);
    }
    this.isDelivering = false;
  }

  /** What the driver answers to one message: an outcome, or STATUS_PENDING. */
  private handle(input: Uint8Array, output: Uint8Array): NTSTATUS {
    const { context, reply } = this;
    const { bytesReturned } = reply;
    bytesReturned[0] = 0;
    if (context === undefined) return NtStatus.CANCELLED;
    reply.state = State.handled;
    try {
      const status = this.driver.HandleKernelModeMessage(context, input, output, bytesReturned, reply.complete);
      return status === NtStatus.PENDING ? status : outcome(status);
    } catch (error) {
      bytesReturned[0] = 0;
      this.options.driverFailed(error);
      return outcomeOfError(error);
    }
  }

  /** Does a message that the driver answered with an outcome end here; a pending one takes the reply with it. */
  private settle(
    status: NTSTATUS,
    input: Uint8Array,
    output: Uint8Array,
    callback: AnyCallback | null | undefined,
    callbackContext: unknown,
  ): void {
    const { reply } = this;
    const { state, block } = reply;
    reply.state = State.answered;
    if (status !== NtStatus.PENDING) {
      this.tell(block, status, reply.bytesReturned[0] as number, output, callback, callbackContext);
      return;
    }
    this.reply = new Reply(this);
    if (state === State.completedEarly) {
      this.tell(block, block.Status, block.Information, output, callback, callbackContext);
      return;
    }
    reply.message = { input, output, callback, callbackContext };
    reply.state = State.pending;
    this.pending.add(reply);
  }

  /** A driver's `complete`. */
  complete(reply: Reply, Status: NTSTATUS, BytesReturned: number): void {
    if (reply.state !== State.handled && reply.state !== State.pending) {
      this.options.driverFailed(new Error('a message was completed that had been answered before'));
      return;
    }
    let status: NTSTATUS;
    try {
      status = outcome(Status);
    } catch (error) {
      this.options.driverFailed(error);
      status = NtStatus.UNSUCCESSFUL;
    }
    if (reply.state === State.pending) return this.finish(reply, status, BytesReturned);
    // Completed before the driver has said that it will be: what it returns tells whether it is meant.
    reply.state = State.completedEarly;
    reply.block.Status = status;
    reply.block.Information = BytesReturned;
  }

  /** Ends a message that was pending. */
  private finish(reply: Reply, status: NTSTATUS, bytesReturned: number): void {
    const { output, callback, callbackContext } = reply.message as Message;
    this.pending.delete(reply);
    reply.state = State.answered;
    reply.message = undefined;
    this.tell(reply.block, status, bytesReturned, output, callback, callbackContext);
  }

  /** Runs the sender's callback. Bytes that the output buffer does not have are not believed, nor is the status that came with them. */
  private tell(
    block: Reply['block'],
    status: NTSTATUS,
    bytesReturned: number,
    output: Uint8Array,
    callback: AnyCallback | null | undefined,
    callbackContext: unknown,
  ): void {
    const areThere = bytesReturned <= output.length && bytesReturned >>> 0 === bytesReturned;
    if (!areThere) {
      const error = new RangeError(`${bytesReturned} bytes were returned in an output buffer of ${output.length}`);
      this.options.driverFailed(error);
    }
    if (callback === undefined || callback === null) return;
    block.Status = areThere ? status : NtStatus.UNSUCCESSFUL;
    block.Information = areThere ? bytesReturned : 0;
    try {
      const result = callback(callbackContext as never, block);
      if (result !== undefined) runContained(this.options.callbackFailed, () => result);
    } catch (error) {
      this.options.callbackFailed(error);
    }
  }

  /**
   * Is the driver holding messages back, as it does until a session has started? Then STATUS_INSUFFICIENT_RESOURCES says that it cannot
   * hold another one; later it is the outcome of the message.
   */
  private isHoldingBack(): boolean {
    try {
      const state = this.context?.sessionState;
      return state === MIRACAST_SESSION_STATE.MiracastStopped || state === MIRACAST_SESSION_STATE.MiracastStartPending;
    } catch {
      return false;
    }
  }
}

/** How far the message is that a reply belongs to: numbers, because every message compares them. */
const State = { answered: 0, handled: 1, completedEarly: 2, pending: 3 } as const;

/** What the driver is handed along with a message, to answer it with. */
class Reply {
  state: (typeof State)[keyof typeof State] = State.answered;
  /** The message, while it is pending: the sender's buffers are held for as long. */
  message: Message | undefined = undefined;
  readonly bytesReturned = new Uint32Array(1);
  readonly block: { -readonly [K in keyof IoStatusBlock]: IoStatusBlock[K] } = { Status: 0, Information: 0 };
  readonly complete: MessageComplete;

  constructor(sender: MessageSender) {
    this.complete = (Status, BytesReturned) => sender.complete(this, Status, BytesReturned);
  }
}
