import * as K from '../../assembly/core/layout.js';
import { readTag } from '../cursor/index.js';
import { leafWordsAt, type LeafWords } from '../program/index.js';
import type { Verdict } from './verdict.js';

/** What reads records of one type. */
interface TypeReader {
  attach(bytes: Uint8Array): void;
  /** Bytes of the record, or the verdict stops. */
  read(record: number, end: number): number;
  readonly sharedBytes: number;
}

/** A type, and what is added to its ops where a failure is told. */
interface Entry {
  readonly program: number;
  readonly firstNumber: number;
}

/** Reads records of a set that stand in a part of another. Its words are drawn in src/record-types/listed-ops.ts. */
export class SetReader<Reader extends TypeReader> {
  private readonly tag: LeafWords;
  private readonly entries = new Map<bigint, Entry>();
  private readonly otherwise: Entry;
  private readonly readers = new Map<number, Reader>();
  private bytes: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(this.bytes.buffer);

  constructor(
    private readonly words: Int32Array,
    private readonly open: (words: Int32Array) => Reader,
    private readonly verdict: Verdict,
  ) {
    this.tag = leafWordsAt(words, this.word(K.SET_TAG_OP) / 4);
    this.otherwise = this.entryAt(K.SET_OTHERWISE);
    for (let index = 0; index < this.word(K.SET_TAG_COUNT); index++) {
      const at = K.SET_ENTRIES + index * K.SET_ENTRY_WORDS;
      const tag = (BigInt(this.word(at + 1)) << 32n) | BigInt(this.word(at) >>> 0);
      this.entries.set(BigInt.asUintN(64, tag), this.entryAt(at));
    }
  }

  attach(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** The bytes of the record at `at`, and those that its parts have beyond them; else a verdict as if it were alone, but for the op. */
  read(at: number, end: number): { readonly bytes: number; readonly sharedBytes: number } {
    const { verdict } = this;
    verdict.recordOffset = at;
    const { program, firstNumber } = this.typeAt(at, end);
    const reader = this.readers.get(program) ?? this.opened(program);
    reader.attach(this.bytes);
    try {
      const bytes = reader.read(at, end);
      return { bytes, sharedBytes: reader.sharedBytes };
    } catch (stopped) {
      verdict.op = verdict.op < 0 ? this.word(K.SET_RECORD_NUMBER) : verdict.op + firstNumber;
      throw stopped;
    }
  }

  private typeAt(at: number, end: number): Entry {
    const { verdict, tag } = this;
    const tagEnd = this.word(K.SET_TAG_END);
    if (end - at < tagEnd) {
      verdict.need = tagEnd;
      verdict.stop(K.TRUNCATED_HEADER, this.word(K.SET_RECORD_NUMBER), 0, tagEnd, end - at);
    }
    const have = readTag(this.view, at, tag);
    const found = this.entries.get(have) ?? this.otherwise;
    if (found.program > 0) return found;
    return verdict.stop(K.UNKNOWN_MESSAGE, this.word(K.SET_TAG_NUMBER), tag.offset, 0, Number(have));
  }

  private opened(program: number): Reader {
    const reader = this.open(this.words.subarray(program / 4));
    this.readers.set(program, reader);
    return reader;
  }

  private entryAt(at: number): Entry {
    return { program: this.word(at + K.SET_PROGRAM), firstNumber: this.word(at + K.SET_FIRST_NUMBER) };
  }

  private word(index: number): number {
    return this.words[index] as number;
  }
}
