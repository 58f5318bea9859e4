import type { MiracastContextHandle, SessionInfo } from '../miracast/index.js';
import { isSuccess, NtStatus } from '../ntstatus/index.js';
import { BenchCallbacks } from './bench-callbacks.js';
import { answerStatus, isRefusal } from './bench-outcome.js';
import type { Sample } from './bench-options.js';
import { statusText, timeText } from './bench-text.js';
import type { BenchWorld } from './bench-world.js';
import type { Rule } from './rules.js';
import { SentMessage, type Answer } from './sent-message.js';
import { benchSessionInfo, benchSocket } from './session-parts.js';

export type Call = 'create' | 'start' | 'stop' | 'destroy';

const NAMES = {
  create: 'CreateMiracastContext',
  start: 'StartMiracastSession',
  stop: 'StopMiracastSession',
  destroy: 'DestroyMiracastContext',
} as const;

export type Phase =
  'none' | 'creating' | 'created' | 'starting' | 'started' | 'stopping' | 'stopped' | 'destroying' | 'gone';

const RUNNING = { create: 'creating', start: 'starting', stop: 'stopping', destroy: 'destroying' } as const;

/** Where each function may be called. */
const FROM: Readonly<Record<Call, readonly Phase[]>> = {
  create: ['none', 'gone'],
  start: ['created', 'stopped'],
  stop: ['started'],
  destroy: ['created', 'stopped'],
};

const DESTROY_MS = 3_000;
const CONNECTION = { CurrentBitRate: 20_000_000n, LocalMaxBitRate: 150_000_000n, RemoteMaxBitRate: 72_000_000n };

/** One display adapter: its context in the driver, and what the operating system does with that. */
export class BenchDevice {
  phase: Phase = 'none';
  context: MiracastContextHandle | undefined;
  readonly messages: SentMessage[] = [];
  readonly callbacks: BenchCallbacks;
  /** Sessions of this context that have started. */
  private sessions = 0;
  private calledAt = 0;
  private contextOut: { value: MiracastContextHandle | undefined } = { value: undefined };
  private info: SessionInfo = benchSessionInfo();
  private tell: (outcome: string) => void = () => {};

  constructor(
    readonly world: BenchWorld,
    readonly handle: number,
  ) {
    this.callbacks = new BenchCallbacks(this);
  }

  get name(): string {
    return `device ${this.handle}`;
  }

  get isRunning(): boolean {
    return Object.values<Phase>(RUNNING).includes(this.phase);
  }

  /** Can messages be sent to it? */
  get takesMessages(): boolean {
    if (this.phase === 'started') return true;
    return this.world.options.driverHolds && ['created', 'starting', 'stopping', 'stopped'].includes(this.phase);
  }

  mayCall(call: Call): boolean {
    return FROM[call].includes(this.phase);
  }

  call(call: Call, note = ''): void {
    const { world } = this;
    this.tell = world.step(`${NAMES[call]} of ${this.name}`, note);
    const before = this.phase;
    this.phase = RUNNING[call];
    this.calledAt = world.time.now();
    let answer: unknown;
    try {
      answer = this.run(call);
    } catch (error) {
      return this.failed(call, before, error);
    }
    if (typeof (answer as { then?: unknown } | null)?.then !== 'function') return this.ended(call, before, answer);
    void Promise.resolve(answer).then(
      (status) => this.ended(call, before, status),
      (error) => this.failed(call, before, error),
    );
  }

  send(sample: Sample, outputBytes: number, note = ''): SentMessage {
    const message = new SentMessage(this, sample, outputBytes, note);
    this.messages.push(message);
    message.send();
    return message;
  }

  private run(call: Call): unknown {
    const { world, handle, callbacks } = this;
    const { functions } = world;
    if (call === 'create') {
      this.contextOut = { value: undefined };
      return functions.CreateMiracastContext(handle, callbacks.functions, this.contextOut);
    }
    const context = this.context as MiracastContextHandle;
    if (call === 'stop') return functions.StopMiracastSession(context, callbacks.functions);
    if (call === 'destroy') return functions.DestroyMiracastContext(context, callbacks.functions);
    this.info = benchSessionInfo();
    const socket = benchSocket(() => world.look('the socket is left open', false, () => 'the driver closed it'));
    return functions.StartMiracastSession(context, socket, { ...CONNECTION }, this.info, callbacks.functions);
  }

  private failed(call: Call, before: Phase, error: unknown): void {
    if (isRefusal(error)) return this.ended(call, before, error.status);
    this.world.threw(error, NAMES[call]);
    this.ended(call, before, NtStatus.UNSUCCESSFUL);
  }

  private ended(call: Call, before: Phase, given: unknown): void {
    const { world } = this;
    if (world.isClosed) return;
    // C declares these two without a status.
    const isVoid = given === undefined && (call === 'stop' || call === 'destroy');
    const status = isVoid ? NtStatus.SUCCESS : answerStatus(given);
    world.look('an outcome is an NTSTATUS', status !== undefined, () => `${NAMES[call]} answered ${statusText(given)}`);
    this.tell(isVoid ? 'done' : statusText(given));
    const isGood = status !== undefined && isSuccess(status);
    if (call === 'create') this.created(isGood);
    else if (call === 'start') this.started(before, isGood);
    else if (call === 'stop') this.stopped();
    else this.destroyed();
  }

  private created(isGood: boolean): void {
    const { value } = this.contextOut;
    const hasContext = value !== undefined && value !== null;
    if (isGood) this.look('Create gives a context', hasContext, () => 'ppMiracastContext was not set');
    this.phase = isGood && hasContext ? 'created' : 'none';
    this.context = value;
    this.sessions = 0;
  }

  private started(before: Phase, isGood: boolean): void {
    if (this.sessions > 0) this.look('a session starts again after Stop', isGood, () => 'the second Start failed');
    this.phase = isGood ? 'started' : before;
    if (!isGood) return this.callbacks.endSession();
    this.sessions++;
    this.look('the socket is left open', true, () => '');
    const { MonitorConnected, ReducedModeListDueToBandwidth, Reserved } = this.info as unknown as Record<
      string,
      number
    >;
    const isBits = [MonitorConnected, ReducedModeListDueToBandwidth].every((bit) => bit === 0 || bit === 1);
    this.look('the session info is bits', isBits && Reserved === 0, () => {
      return `MonitorConnected ${MonitorConnected}, ReducedModeListDueToBandwidth ${ReducedModeListDueToBandwidth}, Reserved ${Reserved}`;
    });
  }

  private stopped(): void {
    this.look('Start and Stop return', true, () => '');
    this.phase = 'stopped';
    this.world.seen.add('nothing is sent after Stop');
    this.callbacks.endSession();
    this.lookAtUnanswered('Stop ends the messages of its session', 'Stop has returned');
  }

  private destroyed(): void {
    this.phase = 'gone';
    this.callbacks.endSession();
    this.look('Destroy returns within 3 seconds', this.runMilliseconds <= DESTROY_MS, () => {
      return `it took ${timeText(this.runMilliseconds)}`;
    });
    this.lookAtUnanswered('nothing runs after Destroy', 'Destroy has returned');
    this.world.lookAtTimers();
  }

  private lookAtUnanswered(rule: Rule, when: string): void {
    const left = this.messages.find(({ answer }) => answer === undefined);
    this.look(rule, left === undefined, () => `${left?.sample.name} is not answered, and ${when}`);
  }

  get runMilliseconds(): number {
    return this.world.time.now() - this.calledAt;
  }

  /** A function that runs will not return any more. */
  lookStuck(): void {
    if (!this.isRunning) return;
    const rule = this.phase === 'destroying' ? 'Destroy returns within 3 seconds' : 'Start and Stop return';
    this.look(rule, false, () => `the function has not returned ${this.world.sinceText(this.calledAt)}`);
  }

  answered(message: SentMessage, { status }: Answer): void {
    const { phase } = this;
    if (phase === 'gone') this.look('nothing runs after Destroy', false, () => `${message.sample.name} was answered`);
    else if (phase === 'stopped' && message.isInSession)
      this.look('Stop ends the messages of its session', false, () => `${message.sample.name} was answered later`);
    if (message.isInSession || !this.world.options.driverHolds) return;
    if (message.sentIn === 'created' || message.sentIn === 'starting') {
      const isEarly = (phase === 'created' || phase === 'starting') && isSuccess(status);
      message.look('messages before Start are held', !isEarly, () => `it was handled, and Start had not returned`);
    } else {
      message.look(
        'messages after Stop are cancelled',
        !isSuccess(status),
        () => `it ended with ${statusText(status)}`,
      );
    }
  }

  look(rule: Rule, isKept: boolean, detail: () => string): void {
    this.world.look(rule, isKept, () => `${this.name}: ${detail()}`);
  }
}
