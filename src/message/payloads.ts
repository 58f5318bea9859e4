import type { ByteCopier } from '../cursor/index.js';

/** Longer payloads have memory of their own in any case: to copy them takes longer than to ask for it. */
const LARGE_BYTES = 8 * 1024;
/** Payloads up to here are copied word by word: a call that copies needs a view first, which takes as long as so many words. */
const FEW_BYTES = 128;
const FIRST_BLOCK_BYTES = 1024;
const LAST_BLOCK_BYTES = 64 * 1024;
/** An array of any number type may begin where a payload does. */
const ALIGN = 8;
const NO_BYTES = /* @__PURE__ */ new Uint8Array(0);
const NO_VIEW = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(0));

/**
 * Copies the bytes that values have. To make memory for each payload takes longer than to make the rest of its value, so those of several values
 * lie in one block, one after the other:
 *
 *   block   | payload | payload |- - - - -|
 *                               used
 *
 * No byte of a block is given away twice. A payload that is kept keeps its block.
 */
export class Payloads implements ByteCopier {
  /** Each payload has memory of its own. */
  isSliced = true;
  private source: Uint8Array = NO_BYTES;
  private sourceView: DataView = NO_VIEW;
  private buffer = NO_BYTES.buffer;
  private block: Uint8Array = NO_BYTES;
  private blockView: DataView = NO_VIEW;
  private used = 0;
  private nextBytes = FIRST_BLOCK_BYTES;

  /** Payloads are copied from `bytes` from now on, of which `view` is a view. */
  readFrom(bytes: Uint8Array, view: DataView): void {
    // What is no plain array may have a `slice` that copies nothing, as Node's Buffer has.
    const isPlain = Object.getPrototypeOf(bytes) === Uint8Array.prototype;
    this.source = isPlain ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.sourceView = view;
  }

  /** No bytes at all have a buffer of their own, too: whoever gives that away takes nothing along. */
  copy(from: number, bytes: number): Uint8Array {
    if (this.isSliced || bytes > LARGE_BYTES || bytes === 0) return this.source.slice(from, from + bytes);
    // Of a block whose buffer somebody gave away nothing is left.
    if (bytes > this.block.length - this.used) this.begin(bytes);
    const { block, blockView, used: at } = this;
    this.used = at + ((bytes + ALIGN - 1) & -ALIGN);
    if (bytes <= FEW_BYTES) copyWords(blockView, at, this.sourceView, from, bytes);
    else block.set(this.source.subarray(from, from + bytes), at);
    return new Uint8Array(this.buffer, at, bytes);
  }

  private begin(bytes: number): void {
    this.buffer = new ArrayBuffer(Math.max(this.nextBytes, bytes));
    this.block = new Uint8Array(this.buffer);
    this.blockView = new DataView(this.buffer);
    this.used = 0;
    this.nextBytes = Math.min(this.nextBytes * 2, LAST_BLOCK_BYTES);
  }
}

/** Steps of sixteen bytes, the last of which may copy some again: how many bytes there are, branch predictors seldom know. */
function copyWords(target: DataView, to: number, source: DataView, from: number, bytes: number): void {
  if (bytes >= 16) {
    const last = bytes - 16;
    for (let at = 0; at < last; at += 16) copySixteen(target, to + at, source, from + at);
    copySixteen(target, to + last, source, from + last);
  } else if (bytes >= 4) {
    const last = bytes - 4;
    for (let at = 0; at < last; at += 4) target.setUint32(to + at, source.getUint32(from + at));
    target.setUint32(to + last, source.getUint32(from + last));
  } else for (let at = 0; at < bytes; at++) target.setUint8(to + at, source.getUint8(from + at));
}

function copySixteen(target: DataView, to: number, source: DataView, from: number): void {
  target.setUint32(to, source.getUint32(from, true), true);
  target.setUint32(to + 4, source.getUint32(from + 4, true), true);
  target.setUint32(to + 8, source.getUint32(from + 8, true), true);
  target.setUint32(to + 12, source.getUint32(from + 12, true), true);
}
