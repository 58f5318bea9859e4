import type { SendMessageCallback } from '../display-interface.js';

export type AnyCallback = SendMessageCallback<never>;

/** A message as its sender gave it. */
export interface Message {
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly callback: AnyCallback | null | undefined;
  readonly callbackContext: unknown;
}

const NO_BYTES: Uint8Array = new Uint8Array(0);

/** A place for a message that waits; empty ones hold on to nothing of a sender's. */
class Place implements Message {
  input = NO_BYTES;
  output = NO_BYTES;
  callback: AnyCallback | null | undefined = undefined;
  callbackContext: unknown = undefined;
}

/**
 * Messages that wait for their delivery, in their order. Their places are used again, so that a chain of messages, each waiting for the one
 * before it to end, allocates nothing.
 *
 *     places   [ message | message | (empty) | (empty) ]    a ring; twice as large whenever it is full, up to `capacity`
 *                head ──▶           head + count
 */
export class WaitingMessages {
  private places: Place[] = [new Place()];
  private head = 0;
  private length = 0;

  constructor(private readonly capacity: number) {}

  get count(): number {
    return this.length;
  }

  /** The one that waits longest; only where `count` is above 0. */
  get first(): Message {
    return this.places[this.head] as Place;
  }

  /** False where as many wait as may. */
  append(
    input: Uint8Array,
    output: Uint8Array,
    callback: AnyCallback | null | undefined,
    callbackContext: unknown,
  ): boolean {
    if (this.length >= this.capacity) return false;
    if (this.length === this.places.length) this.grow();
    const place = this.places[(this.head + this.length) % this.places.length] as Place;
    place.input = input;
    place.output = output;
    place.callback = callback;
    place.callbackContext = callbackContext;
    this.length += 1;
    return true;
  }

  removeFirst(): void {
    const place = this.places[this.head] as Place;
    place.input = NO_BYTES;
    place.output = NO_BYTES;
    place.callback = undefined;
    place.callbackContext = undefined;
    this.head = (this.head + 1) % this.places.length;
    this.length -= 1;
  }

  private grow(): void {
    const { places, head } = this;
    const inOrder = [...places.slice(head), ...places.slice(0, head)];
    this.places = [...inOrder, ...Array.from({ length: places.length }, () => new Place())];
    this.head = 0;
  }
}
