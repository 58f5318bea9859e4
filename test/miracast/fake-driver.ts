import {
  MIRACAST_SESSION_STATE,
  type Awaitable,
  type HANDLE,
  type MessageComplete,
  type MiracastCallbacks,
  type MiracastContextHandle,
  type MiracastDriver,
  type MiracastDriverInterface,
  type MiracastSessionState,
  type NTSTATUS,
  type SessionInfo,
  type WfdConnectionStats,
} from '../../src/miracast/interface.js';
import { NtStatus } from '../../src/ntstatus/index.js';

/** What a fake driver keeps of one device. Its state is what the test says it is. */
export class FakeContext implements MiracastContextHandle {
  sessionState: MiracastSessionState = MIRACAST_SESSION_STATE.MiracastStopped;

  constructor(
    readonly handle: HANDLE,
    readonly callbacks: MiracastCallbacks,
  ) {}
}

/** One message, as the driver was handed it. */
export interface FakeMessage {
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly bytesReturned: Uint32Array;
  readonly complete: MessageComplete;
  readonly context: FakeContext;
}

/** What a test makes the driver do; without it, a function succeeds. */
export interface FakeBehaviour {
  query?(version: number, size: number, filled: Partial<MiracastDriverInterface>): NTSTATUS;
  create?(context: FakeContext): Awaitable<NTSTATUS>;
  start?(
    context: FakeContext,
    sessionInfo: SessionInfo,
    connectionStats: WfdConnectionStats,
    rtspSocket: unknown,
  ): Awaitable<NTSTATUS>;
  stop?(context: FakeContext): Awaitable<NTSTATUS>;
  destroy?(context: FakeContext): Awaitable<NTSTATUS>;
  message?(message: FakeMessage): NTSTATUS;
}

/** A driver without a gate of its own that does what a test says, and records which of its functions began and ended. */
export class FakeDriver implements MiracastDriver {
  /** `create 1`, `create 1 done`, `start 1` …: the function and its device. */
  readonly calls: string[] = [];
  readonly contexts: FakeContext[] = [];
  /** Lifecycle functions that run now. */
  private running = 0;
  /** The most that ever ran at once. */
  mostRunning = 0;

  constructor(readonly behaviour: FakeBehaviour = {}) {}

  /** The context of the first device. */
  get context(): FakeContext {
    return this.contexts[0] as FakeContext;
  }

  QueryMiracastDriverInterface(version: number, size: number, pInterface: Partial<MiracastDriverInterface>): NTSTATUS {
    this.calls.push(`query ${version} ${size}`);
    Object.assign(pInterface, this.functions());
    const { query } = this.behaviour;
    return query === undefined ? NtStatus.SUCCESS : query(version, size, pInterface);
  }

  private functions(): MiracastDriverInterface {
    const { behaviour } = this;
    return {
      Size: 48,
      CreateMiracastContext: (handle, callbacks, out) => {
        const context = new FakeContext(handle, callbacks);
        this.contexts.push(context);
        out.value = context;
        return this.recorded('create', context, () => (behaviour.create ?? succeed)(context));
      },
      StartMiracastSession: (context, socket, stats, info) =>
        this.recorded('start', context, () =>
          (behaviour.start ?? succeed)(context as FakeContext, info, stats, socket),
        ),
      StopMiracastSession: (context) =>
        this.recorded('stop', context, () => (behaviour.stop ?? succeed)(context as FakeContext)),
      DestroyMiracastContext: (context) =>
        this.recorded('destroy', context, () => (behaviour.destroy ?? succeed)(context as FakeContext)),
      HandleKernelModeMessage: (handle, input, output, bytesReturned, completion) => {
        if (behaviour.message === undefined) return NtStatus.SUCCESS;
        const [context, complete] = [handle as FakeContext, completion as MessageComplete];
        return behaviour.message({ input, output, bytesReturned, complete, context });
      },
    };
  }

  private recorded(name: string, context: MiracastContextHandle, call: () => Awaitable<NTSTATUS>): Awaitable<NTSTATUS> {
    const { handle } = context as FakeContext;
    this.calls.push(`${name} ${handle}`);
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    const done = (): void => {
      this.running -= 1;
      this.calls.push(`${name} ${handle} done`);
    };
    let result: Awaitable<NTSTATUS>;
    try {
      result = call();
    } catch (error) {
      done();
      throw error;
    }
    if (result instanceof Promise) return result.finally(done);
    done();
    return result;
  }
}

function succeed(): NTSTATUS {
  return NtStatus.SUCCESS;
}
