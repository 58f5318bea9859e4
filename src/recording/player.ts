import { CastbufError, shownValue } from '../errors/index.js';
import { isSuccess } from '../ntstatus/index.js';
import {
  DRIVER_INTERFACE_BYTES,
  MIRACAST_DRIVER_INTERFACE_VERSION_1,
  type MiracastDriver,
  type MiracastDriverInterface,
} from '../miracast/index.js';
import { missingFunction } from '../schema/index.js';
import { keyOf, statusText, type RecordedEvent } from './record.js';
import { recordedDriver } from './recorded-driver.js';
import { RecordedAnswers } from './recorded-answers.js';
import { promisesAtRest, type ReplayClock } from './replay-clock.js';
import { ReplayedDevice } from './replayed-device.js';

/** Microtasks that a driver may need for what it does next, before it is taken to wait for something. */
const MICROTASKS = 32;
/** A function that the system waits for may need so much longer than it did. */
const OVERDUE_NS = 60e9;
/** Turns of the event loop before it is asked once a millisecond. */
const QUICK_TURNS = 16;

/**
 * Runs a driver against a recording: what came to it comes again, in the recorded order. Time goes on when nothing else can happen, and not beyond what is waited for.
 *
 *     recorded    in  in  out  in  out …
 *                          ▲ what was to come from the driver is waited for, to its time: promises, then timers
 */
export class Player {
  /** What has happened. */
  readonly events: RecordedEvent[] = [];
  /** The function that did not return: what was recorded after that could not be given. */
  stoppedAt: RecordedEvent | undefined;
  private readonly seen = new Set<string>();
  private readonly devices = new Map<number, ReplayedDevice>();
  private readonly answers: RecordedAnswers;
  private readonly driver: MiracastDriverInterface;
  private at = 0;
  private isPumping = false;

  /** @throws CastbufError ERR_USAGE where the driver does not load */
  constructor(
    private readonly recording: readonly RecordedEvent[],
    driver: MiracastDriver,
    private readonly clock: ReplayClock,
    /** Real milliseconds that are left to wait in vain. */
    private patience: number,
  ) {
    this.answers = new RecordedAnswers(recording);
    this.driver = recordedDriver(loaded(driver), clock, (event) => this.add(event));
  }

  async run(signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      this.pump();
      const event = this.recording[this.at];
      if (event === undefined) break;
      if (!(await this.somethingHappens(event)) && !this.passOver(event)) return;
      signal?.throwIfAborted();
    }
    await promisesAtRest();
  }

  private add(event: RecordedEvent): void {
    this.events.push({ ...event, input: event.input.slice(), output: event.output.slice() });
    this.seen.add(keyOf(event));
    // A sender that was told goes on inside of the call that told it.
    if (event.kind === 'completion' && !this.isPumping) this.pump();
  }

  /** Everything that can be done right now. */
  private pump(): void {
    this.isPumping = true;
    for (
      let event = this.recording[this.at];
      event !== undefined && this.isNow(event);
      event = this.recording[this.at]
    ) {
      this.at++;
      if (event.direction === 'to driver') this.deviceOf(event.device).give(event);
    }
    this.isPumping = false;
  }

  private isNow(event: RecordedEvent): boolean {
    if (event.direction === 'from driver') return this.seen.has(keyOf(event));
    return Number(event.time) <= this.clock.passed && !this.hasToWait(event);
  }

  /** One function at a time of Create, Start, Stop and Destroy. */
  private hasToWait({ kind, device }: RecordedEvent): boolean {
    return kind === 'lifecycle' && this.devices.get(device)?.isCalling === true;
  }

  /** Lets the driver go on, until it has done something or the time has come for `event`; false where neither will be. */
  private async somethingHappens(event: RecordedEvent): Promise<boolean> {
    const { clock, events } = this;
    const { length } = events;
    for (let left = MICROTASKS; left > 0; left--) {
      await undefined;
      if (events.length > length) return true;
    }
    await promisesAtRest();
    if (events.length > length) return true;
    // Times are rounded to nanoseconds: those that are one apart may have been in either order.
    const isComing = event.direction === 'from driver';
    const isAwaited = this.hasToWait(event);
    const slack = isAwaited ? OVERDUE_NS : isComing ? 1 : -1;
    if (clock.runNext(Number(event.time) + slack)) return true;
    if (isComing || isAwaited) return this.realTimeHelps();
    clock.moveTo(Number(event.time));
    return true;
  }

  /** Tasks of the driver, threads, files: they have as much time in all as the replay has patience. */
  private async realTimeHelps(): Promise<boolean> {
    const { events, patience } = this;
    const { length } = events;
    const begin = performance.now();
    for (let turn = 0; performance.now() - begin < patience; turn++) {
      await (turn < QUICK_TURNS ? promisesAtRest() : new Promise((resolve) => setTimeout(resolve, 1)));
      if (events.length > length) return true;
    }
    this.patience = 0;
    return false;
  }

  /** What did not come from the driver may come later. Not so what everybody waits for: then nothing more can be done. */
  private passOver(event: RecordedEvent): boolean {
    const isStuck = this.hasToWait(event);
    if (isStuck) this.stoppedAt = event;
    else this.at++;
    return !isStuck;
  }

  private deviceOf(handle: number): ReplayedDevice {
    const { driver, answers } = this;
    let device = this.devices.get(handle);
    if (device === undefined) {
      device = new ReplayedDevice({ handle, driver, answers, replayed: () => this.at });
      this.devices.set(handle, device);
    }
    return device;
  }
}

function loaded(driver: MiracastDriver): MiracastDriverInterface {
  const missing = missingFunction(driver, ['QueryMiracastDriverInterface']);
  if (missing !== undefined)
    throw new CastbufError('ERR_USAGE', `replay takes a driver; ${shownValue(driver)} has no function ${missing}`);
  const filled: Partial<MiracastDriverInterface> = {};
  const status = driver.QueryMiracastDriverInterface(
    MIRACAST_DRIVER_INTERFACE_VERSION_1,
    DRIVER_INTERFACE_BYTES,
    filled,
  );
  if (isSuccess(status)) return filled as MiracastDriverInterface;
  throw new CastbufError(
    'ERR_USAGE',
    `the driver did not load: QueryMiracastDriverInterface answered ${statusText(status)}`,
  );
}
