/*
 * The part of FlatBuffers that Arrow's metadata needs, written front to back, so that whatever a table refers to lies after it:
 *
 *   | root offset | vtable | table | what it refers to, each with its own vtable ... |
 *
 * A vtable says where in its table each slot lies; a slot that is left out has its default.
 */

/** A number of so many bytes. */
export type FlatNumber = readonly [bytes: 1 | 2 | 4 | 8, value: number];
/** What a table refers to. */
export type FlatPart = string | FlatTable | FlatTables | FlatStructs;

/** Slots in the order of the format's definition. */
export interface FlatTable {
  readonly kind: 'table';
  readonly slots: readonly (FlatNumber | FlatPart | undefined)[];
}
export interface FlatTables {
  readonly kind: 'tables';
  readonly tables: readonly FlatTable[];
}
/** Structs of 64-bit integers, one after the other. */
export interface FlatStructs {
  readonly kind: 'structs';
  readonly words: readonly number[];
  readonly wordsEach: number;
}

export function table(...slots: FlatTable['slots']): FlatTable {
  return { kind: 'table', slots };
}

export function tables(all: readonly FlatTable[]): FlatTables {
  return { kind: 'tables', tables: all };
}

export function structs(wordsEach: number, words: readonly number[]): FlatStructs {
  return { kind: 'structs', words, wordsEach };
}

/** The bytes of a table with all that it refers to; their number is a multiple of 8. */
export function flatBuffer(root: FlatTable): Uint8Array {
  const writer = new FlatWriter();
  writer.refer(writer.room(4, 4), root);
  return writer.finish();
}

const utf8 = /* @__PURE__ */ new TextEncoder();

class FlatWriter {
  private bytes = new Uint8Array(1024);
  private view = new DataView(this.bytes.buffer);
  private end = 0;

  finish(): Uint8Array {
    this.room(0, 8);
    return this.bytes.slice(0, this.end);
  }

  /** Where so many bytes of zeros lie, at a multiple of `align`. */
  room(bytes: number, align: number): number {
    const at = Math.ceil(this.end / align) * align;
    this.end = at + bytes;
    if (this.end > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.end, this.bytes.length * 2));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    return at;
  }

  /** Writes a part, and its distance to where it is referred to. */
  refer(from: number, part: FlatPart): void {
    const at = this.part(part);
    this.view.setUint32(from, at - from, true);
  }

  private part(part: FlatPart): number {
    if (typeof part === 'string') return this.text(part);
    if (part.kind === 'table') return this.table(part);
    return part.kind === 'tables' ? this.tables(part) : this.structs(part);
  }

  private text(text: string): number {
    const bytes = utf8.encode(text);
    const at = this.room(4 + bytes.length + 1, 4); // a NUL ends it, which is not counted
    this.view.setUint32(at, bytes.length, true);
    this.bytes.set(bytes, at + 4);
    return at;
  }

  private tables({ tables: all }: FlatTables): number {
    const at = this.room(4 + 4 * all.length, 4);
    this.view.setUint32(at, all.length, true);
    all.forEach((one, index) => this.refer(at + 4 + 4 * index, one));
    return at;
  }

  private structs({ words, wordsEach }: FlatStructs): number {
    this.room(4, 8); // so that the words, after 4 bytes of their count, lie at a multiple of 8
    const at = this.room(4, 4);
    this.view.setUint32(at, words.length / wordsEach, true);
    for (const word of words) this.number(this.room(8, 8), [8, word]);
    return at;
  }

  private table({ slots }: FlatTable): number {
    const vtable = this.room(4 + 2 * slots.length, 2);
    const at = this.room(4, 8);
    const places = slots.map((slot) => {
      if (slot === undefined) return 0;
      const bytes = isNumber(slot) ? slot[0] : 4;
      return this.room(bytes, bytes);
    });
    this.view.setUint16(vtable, 4 + 2 * slots.length, true);
    this.view.setUint16(vtable + 2, this.end - at, true);
    this.view.setInt32(at, at - vtable, true);
    places.forEach((place, index) => {
      if (place > 0) this.view.setUint16(vtable + 4 + 2 * index, place - at, true);
    });
    slots.forEach((slot, index) => {
      const place = places[index] as number;
      if (slot === undefined) return;
      if (isNumber(slot)) this.number(place, slot);
      else this.refer(place, slot);
    });
    return at;
  }

  private number(at: number, [bytes, value]: FlatNumber): void {
    if (bytes === 1) this.view.setUint8(at, value);
    else if (bytes === 2) this.view.setInt16(at, value, true);
    else if (bytes === 4) this.view.setInt32(at, value, true);
    else this.view.setBigInt64(at, BigInt(value), true);
  }
}

function isNumber(slot: FlatNumber | FlatPart): slot is FlatNumber {
  return Array.isArray(slot);
}
