import { CastbufError } from '../../errors/index.js';
import type { MessageEngine } from '../../message-set/index.js';
import { NtStatus } from '../../ntstatus/index.js';
import { MiracastContext, type ContextServices, type ErrorOrigin } from './context.js';
import { assertDefinition } from './driver-definition.js';
import { loadServices, onErrorOf, pooledServices } from './driver-services.js';
import { isRefusal, outcome } from '../driver-outcome.js';
import { isPromiseLike, runContained } from '../foreign-call.js';
import { UNREACHABLE } from '../workers/forwarded-callbacks.js';
import {
  DRIVER_INTERFACE_BYTES,
  MIRACAST_DRIVER_INTERFACE_VERSION_1,
  type Awaitable,
  type Clock,
  type ContextOut,
  type HANDLE,
  type MessageComplete,
  type MiracastCallbacks,
  type MiracastContextHandle,
  type MiracastDriver,
  type MiracastDriverInterface,
  type NTSTATUS,
  type SessionInfo,
  type WfdConnectionStats,
} from '../interface.js';
import type { LifecycleFunction } from '../session/gate.js';
import type { DriverMessages } from './driver-messages.js';
import type { AnyHandler } from './message-path.js';
import type {
  MessageDefinition,
  MessageDefinitions,
  MessageOf,
  MessageValue,
  ReplyOf,
  ReplyValue,
} from './message-set.js';
import type { MessageCall, UnknownMessageCall } from './message-slot.js';
import { statusOfThrown } from './message-status.js';
import { assertShared, assertSharedMemory, type SharedMiracastContext } from './shared-context.js';
import type { WorkerOptions } from '../workers/worker-pool.js';

/**
 * Handles one message: reads it and writes its reply through cursors, and returns an NTSTATUS. With an error status, or after a
 * throw (STATUS_UNSUCCESSFUL, or that of an NtStatusError), no bytes are returned. Where it returns a promise the call answers
 * STATUS_PENDING; the cursors are its own until the promise settles.
 */
export type Handler<M extends MessageDefinition, State> = (
  message: MessageOf<M>,
  reply: ReplyOf<M>,
  context: MiracastContext<State>,
  call: MessageCall<MessageValue<M>, ReplyValue<M>>,
) => Awaitable<NTSTATUS>;

/** What StartMiracastSession is called with. */
export interface SessionStartCall {
  readonly rtspSocket: unknown;
  readonly connectionStats: WfdConnectionStats;
  /** To be filled in: MonitorConnected, ReducedModeListDueToBandwidth. */
  readonly sessionInfo: SessionInfo;
  /** Callbacks that count as called from Start, wherever they are called before it ends. */
  readonly callbacks: MiracastCallbacks;
}

/** What StopMiracastSession and DestroyMiracastContext are called with. */
export interface SessionStopCall {
  /** Callbacks that count as called from Stop, or Destroy. */
  readonly callbacks: MiracastCallbacks;
}

/** The messages of a driver. */
export interface DriverMessageSet<D extends MessageDefinitions = MessageDefinitions> {
  /** An object with a member for each message, of its name. */
  readonly definitions: object;
  /** Never there: by it TypeScript knows what handlers are given. */
  readonly '~messages'?: D;
  /** Has them run over so many bytes of memory. */
  '~open'(engine: MessageEngine | undefined, bytes: number): DriverMessages;
}

export interface DriverDefinition<D extends MessageDefinitions, State> {
  /** What `messageSet(…)` gives, or a set that `castbuf compile` has made. */
  readonly messages: DriverMessageSet<D>;
  readonly handle: { readonly [Name in keyof D]: Handler<D[Name], State> };
  /**
   * Handles what is none of the set's messages: another discriminator, or too short to have one. Left out: such a message ends with
   * STATUS_NOT_SUPPORTED, or STATUS_INFO_LENGTH_MISMATCH.
   */
  otherwise?(call: UnknownMessageCall, context: MiracastContext<State>): Awaitable<NTSTATUS>;
  /** Makes the driver's own state of a context. To refuse, throw an NtStatusError. */
  createContext?(callbacks: MiracastCallbacks, hMiracastDeviceHandle: HANDLE): Awaitable<State>;
  /** Makes the state of a context that another thread created and this one attaches to. */
  attachContext?(hMiracastDeviceHandle: HANDLE): State;
  /** Nothing returned is STATUS_SUCCESS. With an error, or a throw, the context stays stopped. */
  startSession?(context: MiracastContext<State>, session: SessionStartCall): Awaitable<NTSTATUS | void>;
  /** Runs when all messages of the session have ended. */
  stopSession?(context: MiracastContext<State>, call: SessionStopCall): Awaitable<void>;
  /** Runs last: the context's memory is given back after it. */
  destroyContext?(context: MiracastContext<State>, call: SessionStopCall): Awaitable<void>;
  /** One handler at a time per context, over all its threads. Left out: handlers run at once, as the interface says they may. */
  readonly synchronize?: boolean;
  /** Most messages that a context holds before its first session has started (default 1,024). */
  readonly heldMessages?: number;
  /**
   * Milliseconds that an asynchronous handler has, then its message ends with STATUS_IO_TIMEOUT (default 10,000; Infinity: for ever).
   * An endless loop on the caller's own thread cannot be interrupted; one in a worker can: see `workers`.
   */
  readonly handlerTimeout?: number;
  /**
   * Linear memory for messages, replies and persistent buffers, allocated with the first context and never larger (default 4 MiB). A message
   * that it has no room for ends with STATUS_INSUFFICIENT_RESOURCES, and onError hears ERR_LIMIT_MEMORY with what it wanted and could have.
   */
  readonly memoryBytes?: number;
  /** Contexts can be served by several threads: see `attachMiracastContext`. Needs SharedArrayBuffer. */
  readonly shared?: boolean;
  /** Messages are handled by workers, which call `serveMessages`, and not on the thread that has the contexts. */
  readonly workers?: WorkerOptions;
  /**
   * Hears of what handlers threw, of messages and replies that were refused, and of workers that failed; on the thread where it happened.
   * Left out: `console.error`, once for each message.
   */
  onError?(error: unknown, origin: ErrorOrigin): void;
  /**
   * For development, and slow: throws a CastbufError (ERR_USAGE) where a handler writes to its message, and where it uses its cursors, its call or its bytes after it has ended.
   * Statuses and replies are those without it.
   */
  readonly debug?: boolean;
  readonly clock?: Clock;
}

/** A driver: its one export, and the functions behind it, which need no `this`. */
export interface DefinedDriver<State = unknown> extends MiracastDriver, MiracastDriverInterface {
  /**
   * On another thread of the same process: serves a context that was created with `shared: true`, with a kernel of its own.
   * `callbacks`: what reaches the operating system from there, where the thread has something.
   * The thread has to live until its messages have ended: Stop waits for them. One that died is given up with `context.abandon(shared)`.
   * @throws CastbufError ERR_USAGE where `shared` is not what `share()` of a context gave; what `attachContext` throws
   */
  attachMiracastContext(shared: SharedMiracastContext, callbacks?: MiracastCallbacks): MiracastContext<State>;
}

/** A driver on a given engine; without one only compiled message sets run. @throws CastbufError ERR_SCHEMA, ERR_USAGE */
export function defineDriverWith<D extends MessageDefinitions, State>(
  engine: MessageEngine | undefined,
  definition: DriverDefinition<D, State>,
): DefinedDriver<State> {
  assertDefinition(definition, engine !== undefined);
  const driver = new Driver<State>(engine, definition as unknown as AnyDefinition<State>);
  const functions: MiracastDriverInterface = {
    Size: DRIVER_INTERFACE_BYTES,
    CreateMiracastContext: (device, callbacks, out) => driver.create(device, callbacks, out),
    DestroyMiracastContext: (context, callbacks) => driver.destroy(context, callbacks),
    StartMiracastSession: (context, rtspSocket, connectionStats, sessionInfo, callbacks) =>
      driver.start(context, { rtspSocket, connectionStats, sessionInfo }, callbacks),
    StopMiracastSession: (context, callbacks) => driver.stop(context, callbacks),
    HandleKernelModeMessage: (context, input, output, bytesReturned, complete) =>
      driver.handle(context, input, output, bytesReturned, complete),
  };
  return {
    ...functions,
    QueryMiracastDriverInterface(version, size, pInterface) {
      if (version !== MIRACAST_DRIVER_INTERFACE_VERSION_1) return NtStatus.NOT_SUPPORTED;
      if (typeof size !== 'number' || !(size >= DRIVER_INTERFACE_BYTES)) return NtStatus.BUFFER_TOO_SMALL;
      return isSet(() => Object.assign(pInterface, functions)) ? NtStatus.SUCCESS : NtStatus.INVALID_PARAMETER;
    },
    attachMiracastContext(shared, callbacks = UNREACHABLE) {
      assertShared(shared, callbacks);
      return driver.attach(shared, callbacks);
    },
  };
}

export type AnyDefinition<State> = Omit<DriverDefinition<MessageDefinitions, State>, 'handle'> & {
  readonly handle: Readonly<Record<string, AnyHandler>>;
};

/** The functions of a definition with the rules of the interface around them. */
class Driver<State> {
  /** Of contexts whose messages this thread handles. */
  private services: ContextServices | undefined;
  /** Of contexts whose messages workers handle. */
  private pooled: ContextServices | undefined;

  constructor(
    private readonly engine: MessageEngine | undefined,
    private readonly definition: AnyDefinition<State>,
  ) {}

  create(device: HANDLE, callbacks: MiracastCallbacks, out: ContextOut): Awaitable<NTSTATUS> {
    const { definition } = this;
    const areThere = typeof callbacks === 'object' && callbacks !== null;
    if (!areThere || !isSet(() => (out.value = undefined))) {
      const hint = 'CreateMiracastContext takes a handle, the MIRACAST_CALLBACKS and an object for the context';
      this.reportLost(new CastbufError('ERR_TYPE', hint));
      return NtStatus.INVALID_PARAMETER;
    }
    if (definition.shared === true && !this.hasSharedMemory()) return NtStatus.NOT_SUPPORTED;
    return contained(this.reportLost, () => {
      const services = this.servicesForNew();
      const words = MiracastContext.words(definition.shared ?? false);
      const context = new MiracastContext<State>(services, device, callbacks, words);
      return whenSettled(definition.createContext?.(callbacks, device) as Awaitable<State>, (state) => {
        context.open(state);
        out.value = context;
      });
    });
  }

  start(
    handle: MiracastContextHandle,
    call: Omit<SessionStartCall, 'callbacks'>,
    bound: MiracastCallbacks | undefined,
  ): Awaitable<NTSTATUS> {
    return this.lifecycle('start', handle, (context) =>
      this.definition.startSession?.(context, { ...call, callbacks: bound ?? context.callbacks }),
    );
  }

  stop(handle: MiracastContextHandle, bound: MiracastCallbacks | undefined): Awaitable<NTSTATUS> {
    return this.lifecycle('stop', handle, (context) =>
      this.definition.stopSession?.(context, { callbacks: bound ?? context.callbacks }),
    );
  }

  destroy(handle: MiracastContextHandle, bound: MiracastCallbacks | undefined): Awaitable<NTSTATUS> {
    return this.lifecycle('destroy', handle, (context) =>
      whenSettled(
        contained(reportTo(context), () =>
          this.definition.destroyContext?.(context, { callbacks: bound ?? context.callbacks }),
        ),
        (status) => {
          context.release();
          return status;
        },
      ),
    );
  }

  handle(
    handle: MiracastContextHandle,
    input: Uint8Array,
    output: Uint8Array,
    bytesReturned: Uint32Array,
    complete: MessageComplete | undefined,
  ): NTSTATUS {
    if (this.isOwn(handle)) return handle.message(input, output, bytesReturned, complete);
    return noContext(bytesReturned);
  }

  attach(
    { hMiracastDeviceHandle, words, seat }: SharedMiracastContext,
    callbacks: MiracastCallbacks,
  ): MiracastContext<State> {
    this.services ??= loadServices(this.engine, this.definition);
    const context = new MiracastContext<State>(this.services, hMiracastDeviceHandle, callbacks, words, seat);
    context.open(this.definition.attachContext?.(hMiracastDeviceHandle) as State);
    return context;
  }

  private hasSharedMemory(): boolean {
    try {
      assertSharedMemory();
      return true;
    } catch (error) {
      this.reportLost(error);
      return false;
    }
  }

  private servicesForNew(): ContextServices {
    const { definition } = this;
    if (definition.workers === undefined) return (this.services ??= loadServices(this.engine, definition));
    return (this.pooled ??= pooledServices(definition, definition.workers));
  }

  private isOwn(handle: MiracastContextHandle): handle is MiracastContext<State> {
    try {
      const services = (handle as Partial<MiracastContext<State>> | null)?.services;
      return services !== undefined && (services === this.services || services === this.pooled);
    } catch {
      return false; // a proxy may throw whatever it is asked
    }
  }

  private lifecycle(
    call: LifecycleFunction,
    handle: MiracastContextHandle,
    body: (context: MiracastContext<State>) => Awaitable<NTSTATUS | void>,
  ): Awaitable<NTSTATUS> {
    if (!this.isOwn(handle)) return NtStatus.INVALID_HANDLE;
    return handle.gate.lifecycle(call, () => contained(reportTo(handle), () => body(handle)));
  }

  /** There is no context yet that the error could belong to. */
  private readonly reportLost = (error: unknown): void => {
    runContained(
      () => {},
      () => onErrorOf(this.definition)(error, { context: undefined, message: undefined }),
    );
  };
}

function reportTo<State>(context: MiracastContext<State>): (error: unknown) => void {
  return (error) => context.report(() => error, undefined);
}

/**
 * A status whatever `body` does; nothing returned is STATUS_SUCCESS. What it throws, but for an NtStatusError, and what is no status is
 * reported.
 */
function contained(report: (error: unknown) => void, body: () => Awaitable<NTSTATUS | void>): Awaitable<NTSTATUS> {
  const thrown = (error: unknown): NTSTATUS => {
    if (!isRefusal(error)) report(error);
    return statusOfThrown(error);
  };
  try {
    const answer = body();
    return isPromiseLike(answer) ? Promise.resolve(answer).then(orSuccess).catch(thrown) : orSuccess(answer);
  } catch (error) {
    return thrown(error);
  }
}

/** @throws TypeError where it is no status */
function orSuccess(status: NTSTATUS | void): NTSTATUS {
  return status === undefined ? NtStatus.SUCCESS : outcome(status);
}

/** Not a function inside of the one that handles messages: that would make what it captures for every message. */
function noContext(bytesReturned: Uint32Array): NTSTATUS {
  isSet(() => (bytesReturned[0] = 0));
  return NtStatus.INVALID_HANDLE;
}

/** Sets something of the caller's; false where there is nothing that can be set. */
function isSet(set: () => unknown): boolean {
  try {
    set();
    return true;
  } catch {
    return false;
  }
}

/** `then` on the value, at once where it is there. */
function whenSettled<T, R>(value: Awaitable<T>, then: (value: T) => R): Awaitable<R> {
  return isPromiseLike(value) ? Promise.resolve(value as Promise<T>).then(then) : then(value as T);
}
