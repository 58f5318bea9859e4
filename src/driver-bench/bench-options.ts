import type { NTSTATUS } from '../miracast/index.js';
import { assertOptions, CastbufError, shownValue, type OptionRules } from '../errors/index.js';
import { holdsMessages } from './given-driver.js';

/** A message for a driver, as bytes, or with the size of the buffer for its reply. */
export type SampleMessage =
  | Uint8Array
  | {
      /** For people. */
      readonly name?: string;
      readonly input: Uint8Array;
      /** Bytes of the output; 256 by default. */
      readonly outputBytes?: number;
    };

/** A message, as a bench sends it. */
export interface Sample {
  readonly name: string;
  readonly input: Uint8Array;
  readonly outputBytes: number;
}

/** What both benches take. */
export interface CommonOptions {
  /**
   * Who holds messages that are sent before Start has returned, and cancels those after Stop. `system`: as Windows does, so that the driver is never called then.
   * `driver`: the driver, as MiracastHost expects it. By default `driver` for what `defineDriver` gives, `system` for any other.
   */
  readonly holds?: 'driver' | 'system';
  /** Milliseconds of virtual time in which a message has to be answered; 5,000 by default. */
  readonly answerWithin?: number;
  /** Ends it: the promise rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Answers the driver's MiracastIoControl; STATUS_NOT_SUPPORTED by default. */
  ioControl?(input: Uint8Array, output: Uint8Array, bytesReturned: Uint32Array): NTSTATUS;
}

/** The same with their defaults. */
export interface BenchOptions {
  readonly driverHolds: boolean;
  readonly answerWithin: number;
  readonly ioControl: CommonOptions['ioControl'];
}

export const COMMON_RULES = {
  holds: ['driver', 'system'],
  answerWithin: { least: 1, most: 86_400_000, isWhole: false },
  signal: 'object',
  ioControl: 'function',
} as const satisfies OptionRules;

const SAMPLE_RULES: OptionRules = {
  name: 'string',
  input: 'object',
  outputBytes: { least: 0, most: 0x1000000, isWhole: true },
};

const DEFAULT_ANSWER_MS = 5_000;
export const DEFAULT_OUTPUT_BYTES = 256;

/** @param driver that is called */
export function benchOptions(given: CommonOptions, driver: object): BenchOptions {
  return {
    driverHolds: (given.holds ?? (holdsMessages(driver) ? 'driver' : 'system')) === 'driver',
    answerWithin: given.answerWithin ?? DEFAULT_ANSWER_MS,
    ioControl: given.ioControl?.bind(given),
  };
}

/** @throws CastbufError ERR_USAGE where one is no message */
export function samplesOf(what: string, given: Iterable<SampleMessage>): readonly Sample[] {
  if (typeof given !== 'object' || given === null || typeof given[Symbol.iterator] !== 'function') {
    throw new CastbufError('ERR_USAGE', `messages of ${what} is a list of Uint8Arrays, not ${shownValue(given)}`);
  }
  return [...given].map((one, index) => sampleOf(what, one, index));
}

function sampleOf(what: string, given: SampleMessage, index: number): Sample {
  const name = `message ${index + 1}`;
  if (given instanceof Uint8Array) return { name, input: given, outputBytes: DEFAULT_OUTPUT_BYTES };
  assertOptions(`messages[${index}]`, given, SAMPLE_RULES);
  if (!(given?.input instanceof Uint8Array)) {
    throw new CastbufError('ERR_USAGE', `messages[${index}] of ${what} has no input, a Uint8Array`);
  }
  return { name: given.name ?? name, input: given.input, outputBytes: given.outputBytes ?? DEFAULT_OUTPUT_BYTES };
}
