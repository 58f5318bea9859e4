import { releaseAreas } from './message-buffers.js';
import type { MessageMemory } from './message-memory.js';
import type { MessageSlot } from './message-slot.js';

/** More than so many are not kept after a burst of messages that were handled at once. */
const MOST_SLOTS = 64;

/** Slots that serve no message now. Each keeps its areas, for the next message of about that size, until memory is short. */
export class IdleSlots {
  private slots: MessageSlot[] = [];

  constructor(
    private readonly memory: MessageMemory,
    private readonly newSlot: () => MessageSlot,
  ) {}

  take(): MessageSlot {
    return this.slots.pop() ?? this.newSlot();
  }

  put(slot: MessageSlot): void {
    if (this.slots.length < MOST_SLOTS) this.slots.push(slot);
    else releaseAreas(this.memory, slot);
  }

  giveBackAreas(): void {
    for (const slot of this.slots) releaseAreas(this.memory, slot);
  }

  /** Has message `index` seated anew in each of them. */
  unseat(index: number): void {
    for (const slot of this.slots) slot.unseat(index);
  }
}
