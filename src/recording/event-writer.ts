import { CaptureWriter } from '../capture/index.js';
import { writeSchema } from '../written-schema/index.js';
import { MIRACAST_RECORD, recordBytes, RecordFlags, type RecordedEvent } from './record.js';
import { RecordChecksum } from './record-checksum.js';

/** LINKTYPE_USER0. */
export const RECORD_LINK_TYPE = 147;
/** The option epb_flags, and the directions in it: as the driver sees them. */
export const EPB_FLAGS = 2;
export const EPB_DIRECTION = { 'to driver': 1, 'from driver': 2 } as const;

const NO_BYTES = /* @__PURE__ */ new Uint8Array(0);

/** Events to a pcapng file: its schema, an interface, and a packet for each. The last packet counts them, and has their checksum. */
export class EventWriter {
  private readonly capture: CaptureWriter;
  private readonly checksum = new RecordChecksum();
  private readonly interface: number;
  private count = 0;
  private time = 0n;

  constructor(write: (bytes: Uint8Array) => void) {
    this.capture = new CaptureWriter(write);
    this.capture.section({ application: 'castbuf' });
    this.capture.schema(writeSchema(MIRACAST_RECORD));
    this.interface = this.capture.interface({ linkType: RECORD_LINK_TYPE, name: 'miracast' });
  }

  /** The event's bytes are free again when it returns. */
  add(event: RecordedEvent): void {
    const record = recordBytes(event);
    this.checksum.add(event.time, record);
    this.packet(event, record);
    this.time = event.time;
    this.count += 1;
  }

  /** Tells a whole recording from one that was cut. */
  end(): void {
    const input = new Uint8Array(4);
    new DataView(input.buffer).setUint32(0, this.checksum.value, true);
    const event = {
      time: this.time,
      kind: 'lifecycle',
      direction: 'to driver',
      flags: RecordFlags.END,
      device: 0,
      call: this.count,
      status: 0,
      bytesReturned: 0,
      input,
      output: NO_BYTES,
    } as const;
    this.packet(event, recordBytes(event));
  }

  private packet({ time, direction }: RecordedEvent, data: Uint8Array): void {
    const options = [{ code: EPB_FLAGS, value: EPB_DIRECTION[direction] }];
    this.capture.packet({ interface: this.interface, timestamp: time, data, options });
  }
}
