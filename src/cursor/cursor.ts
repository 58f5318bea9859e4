import type { Program } from '../program/index.js';
import { cursorClass } from './cursor-class.js';
import { RecordFrame } from './cursor-frame.js';
import { makeWhole } from './cursor-part.js';

export interface FramedOptions {
  /**
   * The frame is seated on a reply whose fixed part is there and whose tails are written: they can be set, and count
   * themselves. Without it a record keeps its size.
   */
  readonly growable?: boolean;
}

/** Makes cursors for one program. */
export interface CursorFactory {
  /** A cursor over one record of `message`. */
  over(message: Uint8Array, offset: number, length: number): object;
  /** A cursor that moves with its frame, whose memory may change: `frame.view`. */
  framed(view: DataView, options?: FramedOptions): FramedCursor;
}

export interface FramedCursor {
  readonly view: object;
  readonly frame: RecordFrame;
}

/** Classes are made once a program, from its shape, when they are needed. */
export function cursorFactory(program: Program): CursorFactory {
  const single = lazily(() => cursorClass({ program, isGrowable: false, isLazy: true }, program.shape));
  const message = lazily(() => cursorClass({ program, isGrowable: false, isLazy: false }, program.shape));
  const reply = lazily(() => cursorClass({ program, isGrowable: true, isLazy: false }, program.shape));
  return {
    over(bytes, offset, length) {
      const frame = RecordFrame.over(viewOf(bytes), false);
      frame.move(offset, length);
      return new (single())(frame);
    },
    framed(view, { growable = false } = {}) {
      const frame = RecordFrame.over(view, growable);
      return { frame, view: makeWhole(new (growable ? reply() : message())(frame)) };
    },
  };
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
