import { assertOptions, CastbufError, shownValue } from '../errors/index.js';
import type { Clock, MessageSet, MiracastDriver } from '../miracast/index.js';
import { differencesOf, type ReplayDifference } from './differences.js';
import { Player } from './player.js';
import type { RecordedEvent } from './record.js';
import { ReplayClock } from './replay-clock.js';

const DEFAULT_PATIENCE = 200;
const MOST_PATIENCE = 3_600_000;

/** What a driver is given that is made for a replay. */
export interface ReplayWorld {
  /** The time of the recording, in milliseconds: what a driver waits for takes no other. */
  readonly clock: Clock;
}

/** A driver, or a function that makes one. */
export type ReplayedDriver = MiracastDriver | ((world: ReplayWorld) => MiracastDriver | Promise<MiracastDriver>);

/** Options of `replay`. */
export interface ReplayOptions {
  /** The message set of the driver: replies that differ are told by their members then, and not by their bytes. */
  readonly messages?: MessageSet;
  /**
   * Milliseconds of real time for what the clock does not tell: tasks, threads, files, timers of the process. All waiting in vain together is no longer; what comes costs nothing (default 200).
   */
  readonly patience?: number;
  /** Ends the replay; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface ReplayResult {
  /** None where the driver did the same, bit for bit, in the same order. Times are not compared. */
  readonly differences: readonly ReplayDifference[];
  /** What happened now: `writeRecording` makes a recording of it. */
  readonly events: readonly RecordedEvent[];
}

/**
 * Runs a driver against a recording. What came to the driver comes again: lifecycle calls, messages with the room for their replies, data rates, and the answers to its requests for chunks and
 * I/O control, each by its number. What comes from the driver is compared with what was recorded: statuses, replies, requests, statistics, and their order.
 *
 * Time is that of the recording, and passes when nothing else can happen. A driver that needs time takes it from `clock`; what takes real time (timers of the process, threads, files) is waited for where it was
 * recorded, for as long as `patience` says. There is no socket: hRtspSocket is an object that can be closed.
 * @throws CastbufError ERR_USAGE where it is no driver, or does not load
 * @example
 * ```ts
 * import { struct, u32 } from 'castbuf';
 * import { defineDriver, messageSet } from 'castbuf/miracast';
 * import { NtStatus } from 'castbuf/ntstatus';
 * import { readRecording, replay } from 'castbuf/recording';
 *
 * const Hello = struct('HELLO', { Type: u32 });
 * const messages = messageSet('Type', { Hello: { value: 1, input: Hello } });
 *
 * export async function assertSame(file: Uint8Array): Promise<void> {
 *   const recording = await readRecording(file);
 *   const driver = defineDriver({ messages, handle: { Hello: () => NtStatus.SUCCESS } });
 *   const { differences } = await replay(recording, driver, { messages });
 *   if (differences.length > 0) throw new Error(differences[0]?.text);
 * }
 * ```
 */
export async function replay(
  recording: readonly RecordedEvent[],
  driver: ReplayedDriver,
  options: ReplayOptions = {},
): Promise<ReplayResult> {
  assertOptions('replay', options, {
    messages: 'object',
    signal: 'object',
    patience: { least: 0, most: MOST_PATIENCE, isWhole: true },
  });
  if (!Array.isArray(recording))
    throw new CastbufError('ERR_USAGE', `replay takes what readRecording gives, not ${shownValue(recording)}`);
  const { messages, signal, patience = DEFAULT_PATIENCE } = options;
  const clock = new ReplayClock();
  const player = new Player(
    recording,
    typeof driver === 'function' ? await driver({ clock }) : driver,
    clock,
    patience,
  );
  await player.run(signal);
  const { events, stoppedAt } = player;
  return { differences: differencesOf(recording, events, stoppedAt, messages), events };
}
