import { readCapture, type CaptureSource, type PacketBlock } from '../capture/index.js';
import { CastbufError } from '../errors/index.js';
import { u32Of } from './carried-structures.js';
import { CallOrder } from './call-order.js';
import { EPB_DIRECTION, EPB_FLAGS, RECORD_LINK_TYPE } from './event-writer.js';
import { eventOfRecord, RecordFlags, type RecordedEvent } from './record.js';
import { RecordChecksum } from './record-checksum.js';

/** Options of `readRecording`. */
export interface RecordingOptions {
  /** Ends the reading between two pieces; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * The events of a recording, in their order. It is all of a recording, as it was written, or none.
 * @throws CastbufError with the offset in the source: as `readCapture`; ERR_DATA_OVERRUN where the recording was cut; ERR_CHECKSUM where it was changed; ERR_MAGIC,
 *   ERR_LENGTH_FIELD and ERR_DISAGREE where a packet is no record, or tells of what cannot be: an answer without a call, a device that is gone
 */
export async function readRecording(
  source: CaptureSource,
  options: RecordingOptions = {},
): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  const reading = new RecordReading();
  for await (const block of readCapture(source, options)) {
    if (block.kind === 'gap') throw wasCut(block.from, block.reason.hint);
    if (block.kind !== 'packet') continue;
    const event = reading.next(block);
    if (event !== undefined) events.push(event);
  }
  reading.assertEnded();
  return events;
}

/** What a reader knows of the records before. */
class RecordReading {
  private readonly checksum = new RecordChecksum();
  private readonly order = new CallOrder();
  private count = 0;
  private time = 0n;
  private hasEnded = false;
  private offset = 0;

  /** Undefined for the record that ends them. @throws CastbufError */
  next(packet: PacketBlock): RecordedEvent | undefined {
    const { data, dataOffset: offset } = packet;
    this.offset = offset + data.length;
    if (this.hasEnded) throw new CastbufError('ERR_DISAGREE', 'a packet follows the end of the recording', { offset });
    const event = eventOf(packet);
    if (event.time < this.time)
      throw new CastbufError('ERR_DISAGREE', `its time, ${event.time} ns, is before that of the record before it`, {
        offset,
      });
    this.time = event.time;
    if (event.kind === 'lifecycle' && event.flags === RecordFlags.END) {
      this.end(event, offset);
      return undefined;
    }
    const wrong = this.order.wrong(event);
    if (wrong !== undefined) throw new CastbufError('ERR_DISAGREE', `record ${this.count}: ${wrong}`, { offset });
    this.checksum.add(event.time, data);
    this.count += 1;
    return event;
  }

  /** @throws CastbufError ERR_DATA_OVERRUN */
  assertEnded(): void {
    if (!this.hasEnded) throw wasCut(this.offset, `the last of its ${this.count} records does not end it`);
  }

  private end({ call, input }: RecordedEvent, offset: number): void {
    this.hasEnded = true;
    if (call !== this.count || input.length !== 4) {
      const counts = { want: call, have: this.count };
      throw new CastbufError('ERR_DISAGREE', `the recording says that it has ${call} records`, { offset, ...counts });
    }
    const [want, have] = [u32Of(input), this.checksum.value];
    if (want === have) return;
    throw new CastbufError('ERR_CHECKSUM', 'the recording is not what was written; record it again', {
      offset,
      want,
      have,
    });
  }
}

/** @throws CastbufError ERR_MAGIC, ERR_DISAGREE */
function eventOf({
  data,
  dataOffset: offset,
  interface: from,
  timestamp,
  originalLength,
  options,
}: PacketBlock): RecordedEvent {
  if (from.linkType !== RECORD_LINK_TYPE)
    throw new CastbufError(
      'ERR_MAGIC',
      `the packet is of link type ${from.linkType}, and records are of ${RECORD_LINK_TYPE}`,
      { offset },
    );
  if (timestamp === undefined) throw new CastbufError('ERR_DISAGREE', 'the packet has no time', { offset });
  if (originalLength !== data.length)
    throw new CastbufError('ERR_DATA_OVERRUN', 'the packet was cut', {
      offset,
      want: originalLength,
      have: data.length,
    });
  const event = eventOfRecord(data, timestamp);
  if (typeof event === 'string') throw new CastbufError('ERR_MAGIC', `the packet is no record: ${event}`, { offset });
  const flags = options.find(({ code }) => code === EPB_FLAGS)?.value;
  if (flags === EPB_DIRECTION[event.direction]) return event;
  throw new CastbufError(
    'ERR_DISAGREE',
    `the packet's epb_flags are ${String(flags)}, and its record goes ${event.direction}`,
    { offset },
  );
}

function wasCut(offset: number, why: string): CastbufError {
  return new CastbufError(
    'ERR_DATA_OVERRUN',
    `the recording was cut: ${why}; end() of its writer was not reached, or the file is not whole`,
    { offset },
  );
}
