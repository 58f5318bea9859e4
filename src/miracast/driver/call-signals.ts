import { NtStatus, NtStatusError } from '../../ntstatus/index.js';
import { MIRACAST_SESSION_STATE } from '../interface.js';
import { Admission, type SessionGate } from '../session/gate.js';

/** What ends a call before its handler has answered. */
export type AbortedBy = 'time-out' | 'stop' | 'destroy';

const WHY: Record<AbortedBy, string> = {
  'time-out': 'the handler needed longer than handlerTimeout: its message has ended with STATUS_IO_TIMEOUT',
  stop: 'StopMiracastSession was called: it waits for this handler',
  destroy: 'DestroyMiracastContext was called: the context is gone',
};

/**
 * The reason of a `call.signal`. A handler that rejects with it answers its message so: with STATUS_CANCELLED; after a time-out the message
 * has its answer, STATUS_IO_TIMEOUT.
 */
export class CallAborted extends NtStatusError {
  override readonly name: string = 'CallAborted';

  constructor(readonly by: AbortedBy) {
    super(by === 'time-out' ? NtStatus.IO_TIMEOUT : NtStatus.CANCELLED, WHY[by]);
  }
}

/** The signals of a context's calls on this thread that handlers have asked for. Nothing of it costs a call that asks for none. */
export class CallSignals {
  private readonly running = new Set<AbortController>();
  /** What this thread was told of by another one that has the session. */
  private endedBy: AbortedBy | undefined;
  private isListening = false;
  private isWatching = false;

  constructor(private readonly gate: SessionGate) {}

  /** For a call that has no signal yet; aborted already, where its handler asks too late. */
  open(): AbortController {
    const controller = new AbortController();
    this.running.add(controller);
    this.listen();
    this.look();
    if (this.endedBy !== undefined) this.abortAll(this.endedBy);
    return controller;
  }

  /** The call is over. */
  close(controller: AbortController): void {
    this.running.delete(controller);
  }

  /** The session, or the context, ends: on another thread, which sends no message in between. */
  end(by: AbortedBy): void {
    this.endedBy = by;
    this.abortAll(by);
  }

  /** There is a message again, and so a session. */
  resume(): void {
    this.endedBy = undefined;
  }

  private abortAll(by: AbortedBy): void {
    const all = [...this.running];
    this.running.clear();
    for (const controller of all) controller.abort(new CallAborted(by));
  }

  /** Stop tells when it begins to wait for messages in flight; Destroy, before its function runs. */
  private look(): void {
    const { gate } = this;
    if (this.running.size === 0 || gate.outlook !== Admission.CANCELLED) return;
    this.abortAll(gate.sessionState === MIRACAST_SESSION_STATE.MiracastStopPending ? 'stop' : 'destroy');
  }

  private listen(): void {
    if (!this.isListening) this.gate.listen(() => this.look());
    this.isListening = true;
    if (this.gate.isShared && !this.isWatching) void this.watch();
  }

  /** Over a shared gate Stop may run on any thread. */
  private async watch(): Promise<void> {
    this.isWatching = true;
    while (this.running.size > 0) {
      const since = this.gate.changes;
      this.look();
      if (this.running.size > 0) await this.gate.whenChanged(since);
    }
    this.isWatching = false;
  }
}
