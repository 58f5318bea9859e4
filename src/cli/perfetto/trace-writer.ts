import { ProtoWriter } from './proto-writer.js';

/** Fields of Perfetto's messages, from protos/perfetto/trace of its sources. */
const TRACE = { packet: 1 } as const;
const PACKET = {
  clockSnapshot: 6,
  timestamp: 8,
  sequence: 10,
  event: 11,
  interned: 12,
  flags: 13,
  track: 60,
} as const;
const CLOCKS = { clock: 1 } as const;
const CLOCK = { id: 1, timestamp: 2 } as const;
const TRACK = { uuid: 1, name: 2, parent: 5, counter: 8 } as const;
const COUNTER = { unitName: 6 } as const;
const EVENT = { annotation: 4, type: 9, name: 10, track: 11, counter: 30, doubleCounter: 44, flow: 47 } as const;
const ANNOTATION = { name: 1, unsigned: 3 } as const;
const INTERNED = { eventName: 2, annotationName: 3 } as const;
const NAME = { id: 1, text: 2 } as const;

const SLICE_BEGIN = 1;
const SLICE_END = 2;
const INSTANT = 3;
const COUNTER_VALUE = 4;
/** What was interned before is no more; this packet needs what is interned. */
const [CLEARED, NEEDED] = [1, 2] as const;
/** All packets are of one sequence, which its names belong to. */
const SEQUENCE = 1;
const [REALTIME, BOOTTIME] = [1, 6] as const;
const MOST_SIGNED = 2n ** 63n - 1n;

/** Of happenings, by their number from 1 on. */
const ANNOTATIONS = ['record', 'offset', 'duration in ns'] as const;

/** A record on the timeline. Times are nanoseconds. */
export interface Happening {
  readonly begin: bigint;
  /** That of the beginning for what takes no time. */
  readonly end: bigint;
  /** Events with the same one are drawn together, in the order of their times. */
  readonly flow: bigint | undefined;
  /** Number and place of the record. */
  readonly record: number;
  readonly offset: number;
}

/** Packets of a Perfetto trace (https://perfetto.dev/docs/reference/synthetic-track-event), which Perfetto's page opens. */
export class TraceWriter {
  private readonly proto = new ProtoWriter();
  private readonly names = new Map<string, number>();
  private tracks = 0;

  constructor(name: string) {
    this.packet(() => {
      this.proto.unsigned(PACKET.flags, CLEARED);
      this.proto.message(PACKET.interned, () => {
        for (const [index, text] of ANNOTATIONS.entries())
          this.proto.message(INTERNED.annotationName, () => this.name(index + 1, text));
      });
    });
    this.root = this.track(name);
  }

  /** Track that all others are below. */
  private readonly root: number;

  get length(): number {
    return this.proto.length;
  }

  take(): Uint8Array {
    return this.proto.take();
  }

  /** Times count from 1970: the page shows dates. */
  realTime(at: bigint): void {
    this.packet(() =>
      this.proto.message(PACKET.clockSnapshot, () => {
        for (const id of [REALTIME, BOOTTIME]) {
          this.proto.message(CLOCKS.clock, () => {
            this.proto.unsigned(CLOCK.id, id);
            this.proto.unsigned(CLOCK.timestamp, at);
          });
        }
      }),
    );
  }

  track(name: string): number {
    return this.newTrack(name, () => {});
  }

  counterTrack(name: string): number {
    return this.newTrack(name, () => this.proto.message(TRACK.counter, () => this.proto.text(COUNTER.unitName, name)));
  }

  /** A slice; an instant where it takes no time. */
  happening(track: number, name: string, happening: Happening): void {
    const { begin, end, record, offset } = happening;
    this.start(track, name, happening, begin === end ? INSTANT : SLICE_BEGIN, [record, offset]);
    if (begin !== end) this.event(end, SLICE_END, track, () => {});
  }

  /** An instant that says how long it takes. */
  crowded(track: number, name: string, happening: Happening): void {
    const { begin, end, record, offset } = happening;
    this.start(track, name, happening, INSTANT, [record, offset, end - begin]);
  }

  private start(
    track: number,
    name: string,
    { begin, flow }: Happening,
    type: number,
    annotations: readonly (number | bigint)[],
  ): void {
    const { proto } = this;
    const id = this.nameId(name);
    this.event(begin, type, track, () => {
      proto.unsigned(EVENT.name, id);
      for (const [index, value] of annotations.entries()) {
        proto.message(EVENT.annotation, () => {
          proto.unsigned(ANNOTATION.name, index + 1);
          proto.unsigned(ANNOTATION.unsigned, value);
        });
      }
      if (flow !== undefined) proto.fixed64(EVENT.flow, flow);
    });
  }

  /** Integers of up to 63 bits are exact. */
  counter(track: number, at: bigint, value: number | bigint): void {
    this.event(at, COUNTER_VALUE, track, () => {
      if (Number.isSafeInteger(value) || (typeof value === 'bigint' && value <= MOST_SIGNED))
        this.proto.signed(EVENT.counter, value);
      else this.proto.double(EVENT.doubleCounter, Number(value));
    });
  }

  private event(at: bigint, type: number, track: number, body: () => void): void {
    this.packet(() => {
      this.proto.unsigned(PACKET.timestamp, at);
      this.proto.unsigned(PACKET.flags, NEEDED);
      this.proto.message(PACKET.event, () => {
        this.proto.unsigned(EVENT.type, type);
        this.proto.unsigned(EVENT.track, track);
        body();
      });
    });
  }

  private newTrack(name: string, body: () => void): number {
    const uuid = ++this.tracks;
    this.packet(() =>
      this.proto.message(PACKET.track, () => {
        this.proto.unsigned(TRACK.uuid, uuid);
        this.proto.text(TRACK.name, name);
        if (uuid > 1) this.proto.unsigned(TRACK.parent, this.root);
        body();
      }),
    );
    return uuid;
  }

  private nameId(text: string): number {
    const known = this.names.get(text);
    if (known !== undefined) return known;
    const id = this.names.size + 1;
    this.names.set(text, id);
    this.packet(() =>
      this.proto.message(PACKET.interned, () => this.proto.message(INTERNED.eventName, () => this.name(id, text))),
    );
    return id;
  }

  private name(id: number, text: string): void {
    this.proto.unsigned(NAME.id, id);
    this.proto.text(NAME.text, text);
  }

  private packet(body: () => void): void {
    this.proto.message(TRACE.packet, () => {
      this.proto.unsigned(PACKET.sequence, SEQUENCE);
      body();
    });
  }
}
