import type { MessageSet } from '../miracast/index.js';
import { functionOf, keyOf, statusText, type RecordedEvent } from './record.js';
import { outOfOrder } from './out-of-order.js';
import { StructDifferences } from './struct-differences.js';

/** Where a replay is not what was recorded. */
export interface ReplayDifference {
  /**
   * `changed`: another status, reply or request; `order`: it came at another place; `missing`: it did not come; `extra`: it was not recorded; `stopped`: this function did not return, and
   * the rest of the recording was not replayed.
   */
  readonly kind: 'changed' | 'order' | 'missing' | 'extra' | 'stopped';
  /** Undefined of an extra event. */
  readonly recorded: RecordedEvent | undefined;
  /** Undefined of an event that did not come. */
  readonly replayed: RecordedEvent | undefined;
  /** Which call it is, and what differs: the members of its struct, before and after. */
  readonly text: string;
}

/** In the order of the recording; what is extra comes last. */
export function differencesOf(
  recording: readonly RecordedEvent[],
  replayed: readonly RecordedEvent[],
  stoppedAt: RecordedEvent | undefined,
  messages: MessageSet | undefined,
): readonly ReplayDifference[] {
  const comparison = new Comparison(recording, replayed, messages);
  const end = stoppedAt === undefined ? recording.length : recording.indexOf(stoppedAt);
  const differences = recording.slice(0, end).flatMap((event) => comparison.of(event));
  if (stoppedAt !== undefined) differences.push(comparison.stopped(stoppedAt));
  return [...differences, ...comparison.extra()];
}

class Comparison {
  private readonly structs: StructDifferences;
  private readonly recorded: ReadonlyMap<string, RecordedEvent>;
  private readonly replayed: ReadonlyMap<string, RecordedEvent>;
  /** Events that came at another place, each with the one after which it came. */
  private readonly moved: ReadonlyMap<string, string | undefined>;

  constructor(
    recording: readonly RecordedEvent[],
    replayed: readonly RecordedEvent[],
    messages: MessageSet | undefined,
  ) {
    this.structs = new StructDifferences(messages);
    this.recorded = new Map(recording.map((event) => [keyOf(event), event]));
    this.replayed = new Map(replayed.map((event) => [keyOf(event), event]));
    this.moved = outOfOrder([...this.recorded.keys()], [...this.replayed.keys()]);
  }

  of(recorded: RecordedEvent): readonly ReplayDifference[] {
    const key = keyOf(recorded);
    const replayed = this.replayed.get(key);
    const isFromDriver = recorded.direction === 'from driver';
    if (replayed === undefined) {
      if (!isFromDriver) return [];
      return [this.difference('missing', recorded, undefined, 'it did not come')];
    }
    const lines = isFromDriver ? this.changes(recorded, replayed) : [];
    const changed = lines.length === 0 ? [] : [this.difference('changed', recorded, replayed, lines.join('; '))];
    if (!this.moved.has(key)) return changed;
    const before = this.moved.get(key);
    const place = before === undefined ? 'it came first' : `it came after ${this.nameOf(this.replayed.get(before))}`;
    return [...changed, this.difference('order', recorded, replayed, place)];
  }

  stopped(recorded: RecordedEvent): ReplayDifference {
    const text = 'it did not return; the rest of the recording was not replayed';
    return this.difference('stopped', recorded, undefined, text);
  }

  extra(): readonly ReplayDifference[] {
    return [...this.replayed]
      .filter(([key, { direction }]) => direction === 'from driver' && !this.recorded.has(key))
      .map(([, event]) => this.difference('extra', undefined, event, 'it was not recorded'));
  }

  private changes(recorded: RecordedEvent, replayed: RecordedEvent): readonly string[] {
    const lines: string[] = [];
    if (recorded.status !== replayed.status)
      lines.push(`status ${statusText(recorded.status)} -> ${statusText(replayed.status)}`);
    if (recorded.flags !== replayed.flags) lines.push(`flags ${recorded.flags} -> ${replayed.flags}`);
    lines.push(...this.structs.between(recorded, replayed, this.messageOf(recorded)));
    if (lines.length === 0 && recorded.bytesReturned !== replayed.bytesReturned)
      lines.push(`room of ${recorded.bytesReturned} -> ${replayed.bytesReturned} bytes`);
    return lines;
  }

  private difference(
    kind: ReplayDifference['kind'],
    recorded: RecordedEvent | undefined,
    replayed: RecordedEvent | undefined,
    what: string,
  ): ReplayDifference {
    const event = (recorded ?? replayed) as RecordedEvent;
    const milliseconds = (Number(event.time) / 1e6).toFixed(3);
    return { kind, recorded, replayed, text: `at ${milliseconds} ms, ${this.nameOf(event)}: ${what}` };
  }

  private messageOf(event: RecordedEvent): RecordedEvent | undefined {
    if (event.kind !== 'completion') return undefined;
    return this.recorded.get(keyOf({ ...event, kind: 'message', direction: 'to driver' }));
  }

  /** As people tell events apart. */
  private nameOf(event: RecordedEvent | undefined): string {
    if (event === undefined) return '';
    const { kind, call, device, direction } = event;
    const message = kind === 'message' ? event : this.messageOf(event);
    const name = message && this.structs.nameOf(message);
    const what = NOUNS[direction][kind] ?? 'call';
    return `${what} of ${functionOf(event)} ${call}${name === undefined ? '' : ` (${name})`}${device === 1 ? '' : ` of device ${device}`}`;
  }
}

/** What an event is where it is no call. */
const NOUNS: Readonly<Record<RecordedEvent['direction'], Partial<Record<RecordedEvent['kind'], string>>>> = {
  'to driver': { 'I/O control': 'answer', 'chunk data': 'answer' },
  'from driver': { completion: 'completion', lifecycle: 'return' },
};
