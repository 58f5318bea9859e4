import {
  DisplayMiniport,
  EngineHost,
  MIRACAST_PROTOCOL_EVENT,
  MIRACAST_STATISTIC_TYPE,
  type HostEvent,
  type HostRecorder,
  type MIRACAST_STATISTIC_DATA,
  type MiracastDevice,
  type NTSTATUS,
} from '../../miracast/index.js';
import { isError, NtStatus, NtStatusError } from '../../ntstatus/index.js';
import type { Infer } from '../../schema/index.js';
import { engine } from '../engine.js';
import { counted } from '../numbers-text.js';
import { sampleDriver } from './driver.js';
import { CHUNK_CAPACITY, Encoder, MAX_PRIVATE_BYTES } from './encoder.js';
import { Link } from './link.js';
import { MessageMix } from './message-mix.js';
import { MessageThreads } from './message-threads.js';
import { Random } from './random.js';
import { SentMessages } from './sent-messages.js';
import { megabits, SessionLog } from './session-log.js';
import { SimulatedSink } from './simulated-sink.js';
import { VirtualClock, type Passing } from './virtual-clock.js';

const { MIRACAST_STATISTIC_TYPE_CHUNK_SENT: CHUNK_SENT, MIRACAST_STATISTIC_TYPE_EVENT: EVENT } =
  MIRACAST_STATISTIC_TYPE.values;

const HELD_BEFORE_START = 8;
const HELD_DURING_START = 4;
const CANCELLED_DURING_STOP = 3;
const CANCELLED_AFTER_STOP = 3;
/** Messages come in bursts of one to so many, on average two a frame. */
const MOST_IN_BURST = 7;
const MOST_MS_BETWEEN_BURSTS = 67;

export interface SessionOptions {
  readonly frames: number;
  readonly seed: number;
  readonly threads: number;
  /** Writes down what passes between the host and the driver. */
  readonly record?: HostRecorder;
}

/** Host, miniport and the sample driver in one process, and one session from CreateMiracastContext to DestroyMiracastContext. */
export class SimulatedSession {
  readonly clock = new VirtualClock();
  readonly log = new SessionLog(() => this.clock.now());
  readonly encoder: Encoder;
  readonly link: Link;
  readonly sent: SentMessages;
  readonly statistics = { chunksSent: 0, protocolEvents: new Map<string, number>() };
  private readonly miniport: DisplayMiniport;
  private readonly host: EngineHost;
  private readonly mix: MessageMix;
  private readonly pauses: Random;
  private readonly threads: MessageThreads;
  private isStarted = false;
  private isDelivering = false;
  private fault: HostEvent | undefined;

  constructor(private readonly options: SessionOptions) {
    const random = (subject: string): Random => new Random(options.seed, subject);
    const { clock, log } = this;
    this.threads = new MessageThreads(options.threads);
    this.encoder = new Encoder(clock, random('frames'));
    this.link = new Link(random('link'), (from, to) => log.addRateChange(from, to));
    this.mix = new MessageMix(random('messages'));
    this.pauses = random('pauses');
    this.miniport = new DisplayMiniport({
      MaxChunkPrivateDriverDataSize: MAX_PRIVATE_BYTES,
      DxgkDdiMiracastIoControl: (input, output, bytesReturned) => this.encoder.control(input, output, bytesReturned),
    });
    this.sent = new SentMessages(this.miniport);
    this.host = new EngineHost(engine, {
      clock,
      chunkCapacity: CHUNK_CAPACITY,
      dataRates: () => this.link.stats(),
      ...(options.record === undefined ? {} : { record: options.record }),
      onStatistic: (_device, statistic) => this.countStatistic(statistic),
      report: (event) => void (this.fault ??= event),
    });
    const sink = new SimulatedSink(clock, random('sink'));
    mustSucceed(
      this.host.loadDriver(sampleDriver({ clock, sink, shared: this.threads.shared, ...this.threads.options })),
    );
  }

  /** The whole session. @throws what `passing.signal` was aborted with; Error where one of the parties failed */
  async run(passing: Omit<Passing, 'whenOthersAreDone'>): Promise<void> {
    const whenOthersAreDone = (): Promise<void> | undefined => this.whenThreadsAreDone();
    try {
      await this.clock.passUntil(this.runThrough(), { ...passing, whenOthersAreDone });
    } catch (error) {
      this.threads.abandon();
      throw error;
    }
  }

  private async runThrough(): Promise<void> {
    const device = await this.create();
    await this.start(device);
    await this.stream();
    await this.stop(device);
    mustSucceed(await device.destroy());
    this.log.add('context destroyed');
    if (this.fault !== undefined) throw faultError(this.fault);
  }

  /**
   * To handle messages on other threads takes no virtual time: they come before the next event. Nor does it to deliver what was held until
   * Start had returned.
   */
  private whenThreadsAreDone(): Promise<void> | undefined {
    const { threads, sent } = this;
    const areUnderWay = this.isDelivering || (threads.areOthers && this.isStarted);
    return areUnderWay && sent.pending > 0 ? sent.whenAllCompleted() : undefined;
  }

  private async create(): Promise<MiracastDevice> {
    const { status, device } = await this.host.createDevice(this.miniport);
    mustSucceed(status);
    this.log.add('context created');
    return device as MiracastDevice;
  }

  private async start(device: MiracastDevice): Promise<void> {
    const { clock, log, sent, link } = this;
    this.sendSimple(HELD_BEFORE_START);
    clock.after(1, () => this.sendSimple(HELD_DURING_START));
    const rates = { CurrentBitRate: link.rate, LocalMaxBitRate: link.rate, RemoteMaxBitRate: link.rate };
    const started = await device.start({ rtspSocket: { close: () => undefined }, connectionStats: rates });
    mustSucceed(started.status);
    this.isStarted = true;
    const monitor = started.sessionInfo?.MonitorConnected === 1 ? 'monitor connected' : 'no monitor';
    log.add(`session started: ${monitor}, link of ${megabits(link.rate)}`);
    this.isDelivering = true;
    await sent.whenAllCompleted();
    this.isDelivering = false;
    log.add(`${counted(sent.completed, 'message')} held before and during Start, now delivered`);
  }

  private async stream(): Promise<void> {
    const { encoder, miniport, options, log } = this;
    let isEncoding = true;
    const encoding = encoder.run(miniport, options.frames).then(() => void (isEncoding = false));
    await Promise.all([encoding, this.sendWhile(() => isEncoding)]);
    log.add(`${counted(options.frames, 'frame')} encoded`);
  }

  private async sendWhile(goesOn: () => boolean): Promise<void> {
    const { clock, pauses, mix, sent } = this;
    while (goesOn()) {
      for (let left = pauses.between(1, MOST_IN_BURST); left > 0; left--) sent.send(mix.next());
      await clock.sleep(pauses.next() * MOST_MS_BETWEEN_BURSTS);
    }
  }

  /** Stop waits for the message that the driver has not answered yet; those that come meanwhile are cancelled. */
  private async stop(device: MiracastDevice): Promise<void> {
    const { clock, log, sent, mix } = this;
    sent.send(mix.power(false));
    await sent.whenAllCompleted();
    sent.send(mix.question());
    const stopping = device.stop();
    await clock.sleep(1);
    this.sendSimple(CANCELLED_DURING_STOP);
    mustSucceed(await stopping);
    log.add('monitor off, session stopped');
    this.sendSimple(CANCELLED_AFTER_STOP);
    await sent.whenAllCompleted();
    const cancelled = sent.byStatus.get(NtStatus.CANCELLED) ?? 0;
    log.add(`${counted(cancelled, 'message')} during and after Stop cancelled`);
  }

  private sendSimple(messages: number): void {
    for (let left = messages; left > 0; left--) this.sent.send(this.mix.simple());
  }

  private countStatistic(statistic: Infer<typeof MIRACAST_STATISTIC_DATA>): void {
    const { protocolEvents } = this.statistics;
    if (statistic.StatisticType === CHUNK_SENT) this.statistics.chunksSent++;
    if (statistic.StatisticType !== EVENT) return;
    const { Event } = statistic.ProtocolEvent;
    const name = MIRACAST_PROTOCOL_EVENT.nameOf(Event) ?? String(Event);
    protocolEvents.set(name, (protocolEvents.get(name) ?? 0) + 1);
  }
}

function mustSucceed(status: NTSTATUS): void {
  if (isError(status)) throw new NtStatusError(status);
}

/** All parties are our own here: what one of them does wrong is a bug. */
function faultError(fault: HostEvent): Error {
  const cause = 'error' in fault ? { cause: fault.error } : {};
  return new Error(`the simulated session failed: ${fault.kind}`, cause);
}
