import type { ProbedType, RecordProbe } from '../columns/index.js';
import { neededBytes } from '../program/index.js';
import { looksOf, type LooksLikeRecord } from './plausible.js';

/** Where records begin in bytes that are none. */
export interface FoundStart {
  /** Where the next record begins; where none is found, all bytes before this offset are in no record. */
  readonly at: number;
  readonly isFound: boolean;
}

/** What stands at a place instead of a record's length. */
const REFUSED = -1;
/** It may be a record that goes on after the bytes that are there. */
const CUT = -2;

/**
 * What a place is, as far as the bytes go that are there: no start of records (`none`); one of which the first record is not all there, or does not look
 * like one (`cut`); records that decode, and do not all look like it (`decodes`); fewer than it takes, so far, that do (`open`); enough that do (`looks`).
 */
type Grade = 'none' | 'cut' | 'decodes' | 'open' | 'looks';

/** Bytes after a first start that decodes, in which one is looked for that looks better. */
const REACH_BYTES = 64 * 1024;
/** Records before a bad one that are doubted: the first of those that do not look like records, and the last. */
const MOST_DOUBTED = 8;
/** Bytes of a doubted record in which one is looked for that it hides: it begins in bytes that are no records, and there are seldom more. */
export const HIDING_BYTES = 4 * 1024;
/** So many chains of records are not the payload of one. */
const MOST_NESTED = 16;
/** Chains of records that are counted, where there are several starts. */
const MOST_FOLLOWERS = 16;

/** Finds where records begin. */
export class RecordStarts {
  private bytes: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(new ArrayBuffer(0));
  private readonly looks = new Map<ProbedType, LooksLikeRecord>();

  /** @param chain records that have to follow one another from a start on */
  constructor(
    private readonly probe: RecordProbe,
    private readonly startAlign: number,
    private readonly chain: number,
  ) {}

  private attach(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Looks for the next start from `from` on. `isEnd`: nothing comes after the bytes. */
  next(bytes: Uint8Array, from: number, isEnd: boolean): FoundStart {
    this.attach(bytes);
    const decodes: number[] = [];
    let cut = Infinity;
    for (let at = from; at < bytes.length; at++) {
      const [first = Infinity] = decodes;
      if (at - first >= REACH_BYTES) return { at: first, isFound: true };
      switch (this.gradeOf(at, isEnd)) {
        case 'looks': {
          const best = this.bestFrom(at, isEnd);
          if (best === undefined) return { at: Math.min(first, cut, at), isFound: false };
          return { at: this.firstLeadingTo(best, decodes), isFound: true };
        }
        case 'decodes':
          decodes.push(at);
          break;
        case 'open':
          return { at: Math.min(first, cut, at), isFound: false };
        case 'cut':
          cut = Math.min(cut, at);
          break;
        default:
      }
    }
    const [first] = decodes;
    if (!isEnd) return { at: Math.min(first ?? bytes.length, cut), isFound: false };
    return { at: first ?? bytes.length, isFound: first !== undefined };
  }

  /**
   * Of a start whose records look like it, and others before its first record's fixed part ends, where no other record can begin, the one from which most
   * records follow; the first of several. Undefined: more bytes have to come to tell.
   */
  private bestFrom(start: number, isEnd: boolean): number | undefined {
    let best = start;
    let most: number | undefined;
    for (let at = start + 1; at < start + this.probe.leastBytes; at++) {
      if (this.gradeOf(at, isEnd) !== 'looks') continue;
      most ??= this.followersOf(start, isEnd);
      const followers = this.followersOf(at, isEnd);
      if (most === undefined || followers === undefined) return undefined;
      if (followers > most) [best, most] = [at, followers];
    }
    return best;
  }

  /** How many records that look like it follow one another from `start` on, as far as is counted; undefined: the bytes end before that. */
  private followersOf(start: number, isEnd: boolean): number | undefined {
    const most = MOST_FOLLOWERS * this.chain;
    let at = start;
    for (let count = 0; count < most; count++) {
      const length = at < this.bytes.length ? this.lengthAt(at) : CUT;
      if (length === CUT && !isEnd) return undefined;
      if (length < 0 || !this.looksAt(at, length)) return count;
      at = this.after(at, length);
    }
    return most;
  }

  private gradeOf(start: number, isEnd: boolean): Grade {
    const { chain, bytes } = this;
    let at = start;
    let looks = true;
    for (let count = 0; count < chain; count++) {
      const length = at < bytes.length ? this.lengthAt(at) : CUT;
      if (length === REFUSED) return 'none';
      if (length === CUT) return isEnd ? endAfter(count, looks) : cutAfter(count, looks);
      looks &&= this.looksAt(at, length);
      at = this.after(at, length);
    }
    return looks ? 'looks' : 'decodes';
  }

  /** The first of the places whose records lead to `start`. */
  private firstLeadingTo(start: number, places: readonly number[]): number {
    const leading = new Set([start]);
    let first = start;
    for (const at of places.toReversed()) {
      if (!leading.has(this.after(at, this.lengthAt(at)))) continue;
      leading.add(at);
      first = at;
    }
    return first;
  }

  /**
   * Where records were read that were none: the bytes from the start on are records up to `end`, where one is refused. One that does not look like a record
   * may have taken bytes of those after it, which do. Where that is so, the offset of the one that is none.
   */
  hidingBefore(bytes: Uint8Array, end: number): number | undefined {
    this.attach(bytes);
    const all = this.doubtedBefore(end);
    const half = MOST_DOUBTED / 2;
    const doubted = all.length > MOST_DOUBTED ? [...all.slice(0, half), ...all.slice(-half)] : all;
    return doubted.find((from) => this.hides(from, Math.min(end, this.after(from, this.lengthAt(from)))));
  }

  /**
   * Where those of the last records before `end` begin that do not look like records, and after which too few bytes have come to know whether they are some;
   * `end` where there are none.
   */
  heldBefore(bytes: Uint8Array, end: number): number {
    this.attach(bytes);
    const enough = this.isDoubtful(bytes, end) ? HIDING_BYTES : this.probe.leastBytes;
    if (bytes.length - end >= enough) return end;
    const isOpen = (at: number): boolean => bytes.length - this.after(at, this.lengthAt(at)) < enough;
    return this.doubtedBefore(end).find(isOpen) ?? end;
  }

  /** Whether what begins at `at` is none of the records that lead to it. */
  isDoubtful(bytes: Uint8Array, at: number): boolean {
    this.attach(bytes);
    const left = bytes.length - at;
    return left >= this.probe.leastBytes && (this.lengthAt(at) === REFUSED || !this.looksAt(at, left));
  }

  /** Whether that is so of a long record of `need` bytes at the start of the bytes, the rest of which has not come. */
  hidesAtStart(bytes: Uint8Array, need: number): boolean {
    this.attach(bytes);
    const isDoubted = need > REACH_BYTES && bytes.length >= this.probe.leastBytes && !this.looksAt(0, bytes.length);
    return isDoubted && this.hides(0, bytes.length);
  }

  /** The last records before `end`, as far back as they do not look like records. */
  private doubtedBefore(end: number): readonly number[] {
    let doubted: number[] = [];
    for (let at = 0; at < end;) {
      const length = this.lengthAt(at);
      if (length < 0) return [];
      if (this.looksAt(at, length)) doubted = [];
      else doubted.push(at);
      at = this.after(at, length);
    }
    return doubted;
  }

  /** Whether there are records that look like it inside of one from `from` to `end` that does not. */
  private hides(from: number, end: number): boolean {
    for (let at = from + 1; at < Math.min(end, from + HIDING_BYTES); at++) if (this.passes(at, end)) return true;
    return false;
  }

  /** Whether so many records that look like it follow one another from `start` on that they are no part of a record that ends at `end`. */
  private passes(start: number, end: number): boolean {
    const { chain, bytes } = this;
    const most = MOST_NESTED * chain;
    let at = start;
    let count = 0;
    for (; at < end && count < most; count++) {
      const length = this.lengthAt(at);
      if (length < 0 || !this.looksAt(at, length)) return false;
      at = this.after(at, length);
    }
    return at > end || count === most || (at === bytes.length && count >= chain);
  }

  private after(at: number, length: number): number {
    return at + Math.ceil(length / this.startAlign) * this.startAlign;
  }

  private looksAt(at: number, length: number): boolean {
    const { looks, view } = this;
    const type = this.probe.typeAt(view, at);
    if (type === undefined) return true;
    let known = looks.get(type);
    if (known === undefined) looks.set(type, (known = looksOf(type)));
    return known(view, at, length);
  }

  /** Bytes of the record at `at`, REFUSED or CUT. */
  private lengthAt(at: number): number {
    const { bytes, probe } = this;
    const left = bytes.length - at;
    if (left < probe.leastBytes) return CUT;
    const type = probe.typeAt(this.view, at);
    if (type === undefined) return REFUSED;
    const { machine, program } = type;
    // As few bytes as say what it is: engines copy what they check.
    for (let taken = Math.min(left, program.leastBytes); ;) {
      if (machine.check(bytes.subarray(at, at + taken))) {
        const { length } = machine.outcome;
        return length === 0 ? REFUSED : length;
      }
      const need = neededBytes(machine.outcome);
      if (need === 0 || need > program.limits.messageBytes) return REFUSED;
      if (taken === left) return CUT;
      taken = Math.min(left, Math.max(need, taken * 2));
    }
  }
}

/** Of records that go on to the end of all bytes, the last of which may be cut. */
function endAfter(count: number, looks: boolean): Grade {
  if (count === 0) return 'none';
  return looks ? 'looks' : 'decodes';
}

function cutAfter(count: number, looks: boolean): Grade {
  if (count === 0) return 'cut';
  return looks ? 'open' : 'cut';
}
