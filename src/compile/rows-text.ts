import { shownMembers } from '../program/index.js';
import type { CodecText } from './codec-text.js';
import { viewClass } from './view-text.js';

/** What an iterator and its results have. */
const PROTOCOL: ReadonlySet<string> = new Set(['next', 'done', 'value']);

/**
 * Declares the class of the cursor over the records of a batch, and gives its name: `new RowsChunk(view, offsets, lengths, rowCount, lease, assertFresh)`, for
 * records that were checked. `lengths` is an array or a function of the row's number; `assertFresh` throws where the batch is stale. It is an iterator.
 */
export function rowsClass(codec: CodecText): string {
  const View = viewClass(codec);
  const isPlain = shownMembers(codec.program.shape).every(({ name }) => !PROTOCOL.has(name));
  return codec.declare('Rows', (name) => (isPlain ? fastText : slowText)(codec, name, View));
}

/**
 * The cursor is its own iterator, and the result of each step: nothing is made for a row. `next` has one way through, and the end of a loop is the same
 * comparison as its middle: V8 throws away code that runs into what it has not seen. Whether the batch is still there is asked by reading the byte that its lease
 * says: a call would take a third of the loop.
 */
function fastText({ module }: CodecText, name: string, View: string): string {
  return `/** The cursor over the records of a batch, which is its own iterator and the result of each step. */
class ${name} extends ${View} {
  #place = this['~place'];
  #row = 0;
  #offsets;
  #rowCount;
  #lease;

  constructor(view, offsets, lengths, rowCount, lease, assertFresh) {
    super(view, ${module.use('NOWHERE')}, -1);
    ${module.use('moveByRows')}(this.#place, () => this.#row, offsets, lengths, rowCount, assertFresh);
    this.#offsets = offsets;
    this.#rowCount = rowCount;
    this.#lease = lease;
  }

  [Symbol.iterator]() {
    return this;
  }

  next() {
    const row = this.#row;
    if (row < this.#rowCount) {
      try {
        this.#place.view.getUint8(this.#lease.probe);
      } catch {
        this.#place.rows.assertFresh();
      }
      this.#place.at = this.#offsets[row];
    }
    this.#row = row + 1;
    return this;
  }

  get done() {
    return this.#row > this.#rowCount;
  }

  get value() {
    return this.done ? undefined : this;
  }
}`;
}

function slowText({ module }: CodecText, name: string, View: string): string {
  return `/** The cursor over the records of a batch, and its iterator: members have the names of what iterators are made of. */
class ${name} extends ${module.use('RowIterator')} {
  constructor(view, offsets, lengths, rowCount, lease, assertFresh) {
    super(new ${View}(view, ${module.use('NOWHERE')}, -1), offsets, lengths, rowCount, lease, assertFresh);
  }
}`;
}
