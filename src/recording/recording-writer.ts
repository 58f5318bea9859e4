import { CastbufError, shownValue } from '../errors/index.js';
import type { Clock, HostRecorder, MiracastDriverInterface } from '../miracast/index.js';
import { EventWriter } from './event-writer.js';
import { recordedDriver } from './recorded-driver.js';
import type { RecordedEvent } from './record.js';

/**
 * Writes down what passes between a host and its driver, as a pcapng file: `new MiracastHost({ record: writer })`.
 *
 * It changes nothing for either of them, nor does what `write` throws: that ends the recording, and comes out of `end`.
 * @example
 * ```ts
 * import { MiracastHost } from 'castbuf/miracast';
 * import { RecordingWriter } from 'castbuf/recording';
 *
 * const parts: Uint8Array[] = [];
 * const record = new RecordingWriter((part) => void parts.push(part)); // or the write of a file
 * const host = new MiracastHost({ record });
 * await host.close();
 * record.end();
 * ```
 */
export class RecordingWriter implements HostRecorder {
  private readonly events: EventWriter;
  private driver: MiracastDriverInterface | undefined;
  private failure: { readonly error: unknown } | undefined;
  private hasEnded = false;

  /**
   * @param write takes the file's bytes, piece by piece, each in memory of its own. What it throws for the first of them, comes out of the constructor.
   * @throws CastbufError ERR_USAGE
   */
  constructor(write: (bytes: Uint8Array) => void) {
    if (typeof write !== 'function')
      throw new CastbufError('ERR_USAGE', `new RecordingWriter takes a function, not ${shownValue(write)}`);
    this.events = new EventWriter(write);
  }

  /** For the host. @throws CastbufError ERR_USAGE for a second driver: a recording has one */
  around(driver: MiracastDriverInterface, clock: Clock): MiracastDriverInterface {
    if (this.driver !== undefined)
      throw new CastbufError('ERR_USAGE', 'a recording is of one driver; give each host a RecordingWriter of its own');
    this.driver = recordedDriver(driver, clock, (event) => this.add(event));
    return this.driver;
  }

  /**
   * Ends the recording: what happens afterwards is not in it. Without it a reader takes the recording for one that was cut.
   * @throws CastbufError ERR_USAGE where it has ended; what `write` threw
   */
  end(): void {
    if (this.hasEnded) throw new CastbufError('ERR_USAGE', 'the recording has ended already');
    this.hasEnded = true;
    if (this.failure !== undefined) throw this.failure.error;
    this.events.end();
  }

  private add(event: RecordedEvent): void {
    if (this.hasEnded || this.failure !== undefined) return;
    try {
      this.events.add(event);
    } catch (error) {
      this.failure = { error };
    }
  }
}

/** The file of a recording whose events are there. */
export function writeRecording(events: Iterable<RecordedEvent>, write: (bytes: Uint8Array) => void): void {
  const writer = new EventWriter(write);
  for (const event of events) writer.add(event);
  writer.end();
}
