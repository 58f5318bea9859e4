import { PersistentBuffer, type MessageMemory } from './message-memory.js';
import type { MessageSlot } from './message-slot.js';

/**
 * Binds a slot to a caller's buffers: where they lie in message memory, or areas that their bytes are copied to. False where
 * there is no memory left for that.
 */
export function bindBuffers(memory: MessageMemory, slot: MessageSlot, input: Uint8Array, output: Uint8Array): boolean {
  const isTargetOwn = !isPersistent(memory, output);
  // One buffer for both: the reply is zeroed while the message is still to be read, so that is copied.
  const isSourceOwn = !isPersistent(memory, input) || (!isTargetOwn && overlap(input, output));
  const inputAt = isSourceOwn ? areaFor(memory, slot.areas.input, input.length) : input.byteOffset;
  const outputAt = isTargetOwn ? areaFor(memory, slot.areas.output, output.length) : output.byteOffset;
  slot.source = undefined;
  if (inputAt === undefined || outputAt === undefined) return false;
  slot.source = input;
  slot.target = output;
  slot.isSourceOwn = isSourceOwn;
  slot.isTargetOwn = isTargetOwn;
  slot.inputAt = inputAt;
  slot.inputBytes = input.length;
  slot.outputAt = outputAt;
  slot.outputBytes = output.length;
  slot.binding++;
  return true;
}

function overlap(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteOffset < b.byteOffset + b.length && b.byteOffset < a.byteOffset + a.length;
}

/** The class is asked first: asking any view for its buffer is slow. Another driver's buffer is as foreign as any. */
function isPersistent(memory: MessageMemory, view: Uint8Array): boolean {
  return view instanceof PersistentBuffer && view.buffer === memory.buffer;
}

/** Brings the message in from a caller's own buffer. False where that is gone: a detached one has no bytes. */
export function copyIn(memory: MessageMemory, { source, inputAt, inputBytes }: MessageSlot): boolean {
  if (source?.length !== inputBytes) return false;
  memory.bytes.set(source, inputAt);
  return true;
}

/** Brings the first `length` bytes of the reply to a caller's own buffer. False where that is gone. */
export function copyOut(memory: MessageMemory, slot: MessageSlot, length: number): boolean {
  const { target, outputAt } = slot;
  if (target === undefined || target.length < length) return false;
  if (length === 0) return true;
  // Replies of one length come one after the other, and making a view takes longer than copying.
  if (slot.replyView.length !== length || slot.replyView.byteOffset !== outputAt) {
    slot.replyView = memory.bytes.subarray(outputAt, outputAt + length);
  }
  target.set(slot.replyView);
  return true;
}

/** The slot's area, made larger where that is needed. */
function areaFor(memory: MessageMemory, area: { at: number; bytes: number }, bytes: number): number | undefined {
  if (bytes <= area.bytes && area.bytes > 0) return area.at;
  const at = memory.take(bytes);
  if (at === undefined) return undefined;
  if (area.bytes > 0) memory.giveBack(area.at, area.bytes);
  area.at = at;
  area.bytes = Math.max(bytes, 1); // an empty buffer has a place, too
  return at;
}

/** Gives back the areas of a slot that is not used again. */
export function releaseAreas(memory: MessageMemory, { areas }: MessageSlot): void {
  for (const area of [areas.input, areas.output]) {
    if (area.bytes > 0) memory.giveBack(area.at, area.bytes);
    area.bytes = 0;
  }
}
