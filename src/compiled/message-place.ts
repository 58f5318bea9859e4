import type { PlacedMemory } from '../miracast/index.js';
import { givenInteger } from './given-values.js';
import { Place, type Mover, type WrittenPlace } from './place.js';

/** Bytes in which nothing can be read or written. */
const NO_VIEW = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(0));
const NO_WORDS: Int32Array = /* @__PURE__ */ new Int32Array(0);

/**
 * Where the cursors of a message stand, whatever memory that lies in. Members that are whole words are read as words: `words[word + n]`. Where the message begins between words
 * there are none, and its view is read.
 */
export class MessagePlace extends Place {
  words = NO_WORDS;
  word = 0;

  constructor() {
    super(NO_VIEW, 0, 0);
  }

  seat({ view, words }: PlacedMemory, at: number, bytes: number): void {
    this.view = view;
    this.at = at;
    this.bytes = bytes;
    this.words = (at & 3) === 0 ? words : NO_WORDS;
    this.word = at >> 2;
  }

  /** The memory is for others now. */
  close(): void {
    this.view = NO_VIEW;
    this.words = NO_WORDS;
  }

  setLength(bytes: number): void {
    this.bytes = bytes;
  }

  override inner(at: number): Place {
    return innerPlace(this, this, at);
  }
}

/** The same of a reply, in its room. */
export class ReplyPlace extends MessagePlace implements WrittenPlace {
  /** Bytes up to the end of the tail that was written last, 0 before that. */
  written = 0;

  override get openEnd(): number {
    return this.at + this.written;
  }

  override get reply(): WrittenPlace {
    return this;
  }
}

/** An element, or a pointed struct, in a message: it is closed with that. */
class InnerPlace {
  at = 0;
  record = 0;
  length = 0;
  mover: Mover | undefined = undefined;
  readonly rows = undefined;

  constructor(private readonly root: MessagePlace) {}

  get view(): DataView {
    return this.root.view;
  }

  get end(): number {
    return this.record + this.length;
  }

  get openEnd(): number {
    return this.end;
  }

  get reply(): WrittenPlace | undefined {
    return this.root.reply;
  }

  inner(at: number): Place {
    return innerPlace(this.root, this as unknown as Place, at);
  }

  seatIn({ record, length }: Place, at: number): void {
    this.record = record;
    this.length = length;
    this.at = at;
  }
}

function innerPlace(root: MessagePlace, around: Place, at: number): Place {
  const place = new InnerPlace(root) as unknown as Place;
  place.seatIn(around, at);
  return place;
}

/** A word of a message that has no words: where nothing is there any more, it throws. @throws RangeError */
export function viewedInt({ view, at }: Place, offset: number): number {
  return view.getInt32(at + offset, true);
}

/** The same, unsigned. @throws RangeError */
export function viewedUint({ view, at }: Place, offset: number): number {
  return view.getUint32(at + offset, true);
}

/**
 * Writes a word through the view, which is there wherever there is anything; for who could not write it as a word.
 * @throws CastbufError ERR_TYPE, ERR_OUT_OF_RANGE, RangeError
 */
export function putInt({ view, at }: Place, offset: number, value: unknown, path: string): void {
  view.setInt32(at + offset, givenInteger(value, -0x8000_0000, 0x7fff_ffff, path), true);
}

/** The same, unsigned. @throws CastbufError ERR_TYPE, ERR_OUT_OF_RANGE, RangeError */
export function putUint({ view, at }: Place, offset: number, value: unknown, path: string): void {
  view.setUint32(at + offset, givenInteger(value, 0, 0xffff_ffff, path), true);
}
