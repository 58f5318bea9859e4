import { PersistentBuffer, type MessageMemory } from './message-memory.js';
import { NO_BYTES, type Area, type MessageSlot } from './message-slot.js';
import { forgetWords, NO_WORDS } from './word-copies.js';

/**
 * Binds a slot to a caller's buffers: where they lie in message memory, or areas that their bytes are copied to. Where there is no
 * memory left for that, the slot is bound to none, and `missing` says how many bytes it takes.
 */
export function bindBuffers(memory: MessageMemory, slot: MessageSlot, input: Uint8Array, output: Uint8Array): void {
  const isTargetOwn = !isPersistent(memory, output);
  // One buffer for both: the reply is zeroed while the message is still to be read, so that is copied.
  const isSourceOwn = !isPersistent(memory, input) || (!isTargetOwn && overlap(input, output));
  const { areas } = slot;
  const fit = (): boolean =>
    (!isSourceOwn || fitArea(memory, areas.input, input.length)) &&
    (!isTargetOwn || fitArea(memory, areas.output, output.length));
  slot.unbind();
  forgetWords(slot);
  if (!fit()) {
    releaseAreas(memory, slot); // one of its own areas may lie where the other one would fit
    if (!fit()) slot.missing = Math.max(1, isSourceOwn && areas.input.bytes === 0 ? input.length : output.length);
  }
  slot.isCopied = true;
  if (slot.missing > 0) return;
  slot.source = input;
  slot.target = output;
  slot.isSourceOwn = isSourceOwn;
  slot.isTargetOwn = isTargetOwn;
  slot.isCopied = isSourceOwn || isTargetOwn;
  slot.inputAt = isSourceOwn ? slot.areas.input.at : input.byteOffset;
  slot.inputBytes = input.length;
  slot.outputAt = isTargetOwn ? slot.areas.output.at : output.byteOffset;
  slot.outputBytes = output.length;
  const isOfWords = ((slot.inputAt | slot.outputAt) & 3) === 0;
  slot.inputWords = isOfWords ? memory.words : NO_WORDS;
  slot.inputWord = slot.inputAt >> 2;
  slot.binding++;
}

function overlap(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteOffset < b.byteOffset + b.length && b.byteOffset < a.byteOffset + a.length;
}

/** The class is asked first: asking any view for its buffer is slow. Another driver's buffer is as foreign as any. */
function isPersistent(memory: MessageMemory, view: Uint8Array): boolean {
  return view instanceof PersistentBuffer && view.buffer === memory.buffer;
}

/** Has one of the caller's buffers another length than it had? A view may follow a buffer that grows. */
export function haveOtherLengths({ source, target, inputBytes, outputBytes }: MessageSlot): boolean {
  return source.length !== inputBytes || target.length !== outputBytes;
}

/*
 * The length of a view whose buffer was transferred away cannot be trusted: in optimised code that has also seen views of buffers that
 * grow, the V8 of Node 20 goes on to say the old one. What copies throws then, whatever the length was.
 */

/**
 * Brings the message in from a caller's own buffer. False where that is gone, or another thread makes it longer just now: the area's view ends
 * where the area does.
 */
export function copyIn({ source, isSourceOwn, areas }: MessageSlot): boolean {
  return !isSourceOwn || copy(areas.input.view, source);
}

function copy(target: Uint8Array, source: Uint8Array): boolean {
  try {
    target.set(source);
    return true;
  } catch {
    return false;
  }
}

/** Was one of the caller's buffers transferred away? For what was refused: there the reason is that, and not how long it was. */
export function areGone({ source, target, isSourceOwn, isTargetOwn }: MessageSlot): boolean {
  return (isSourceOwn && isGone(source)) || (isTargetOwn && isGone(target));
}

/** Of such a view no other can be made. */
function isGone(view: Uint8Array): boolean {
  try {
    void new Uint8Array(view.buffer);
    return false;
  } catch {
    return true;
  }
}

/** Brings the first `length` bytes of the reply to a caller's own buffer. False where that is gone. */
export function copyOut(memory: MessageMemory, slot: MessageSlot, length: number): boolean {
  if (memory.copies.bringOut(slot, length)) return true;
  const { target, outputAt } = slot;
  if (target.length < length) return false;
  if (length === 0) return true;
  // Replies of one length come one after the other, and making a view takes longer than copying.
  if (slot.replyView.length !== length || slot.replyView.byteOffset !== outputAt) {
    slot.replyView = memory.bytes.subarray(outputAt, outputAt + length);
  }
  return copy(target, slot.replyView);
}

/** Makes the slot's area as large as it has to be, where it is smaller. False where no memory is left for that. */
function fitArea(memory: MessageMemory, area: Area, bytes: number): boolean {
  if (bytes <= area.bytes && area.bytes > 0) return true;
  releaseArea(memory, area);
  const at = memory.take(bytes);
  if (at === undefined) return false;
  area.at = at;
  resize(memory, area, bytes);
  return true;
}

/** Gives back the areas of a slot that serves no message; it is bound to no buffers afterwards. */
export function releaseAreas(memory: MessageMemory, slot: MessageSlot): void {
  slot.unbind();
  slot.closeCursors();
  releaseArea(memory, slot.areas.input);
  releaseArea(memory, slot.areas.output);
}

/** A message that needs time keeps no more of memory than it takes. */
export function shortenAreas(memory: MessageMemory, slot: MessageSlot): void {
  const { areas, isSourceOwn, isTargetOwn, inputBytes, outputBytes } = slot;
  shortenArea(memory, areas.input, isSourceOwn ? inputBytes : 0);
  shortenArea(memory, areas.output, isTargetOwn ? outputBytes : 0);
}

function shortenArea(memory: MessageMemory, area: Area, bytes: number): void {
  if (area.bytes <= bytes) return;
  memory.shorten(area.at, area.bytes, bytes);
  resize(memory, area, bytes);
}

function resize(memory: MessageMemory, area: Area, bytes: number): void {
  area.bytes = Math.max(bytes, 1); // an empty buffer has a place, too
  area.view = memory.bytes.subarray(area.at, area.at + area.bytes);
}

function releaseArea(memory: MessageMemory, area: Area): void {
  if (area.bytes > 0) memory.giveBack(area.at, area.bytes);
  area.bytes = 0;
  area.view = NO_BYTES;
}
