// time-out: 300 s
import { inspect } from 'node:util';
import * as assert from 'uvu/assert';
import { CodecText } from '../../src/compile/codec-text.js';
import { ModuleText } from '../../src/compile/module-text.js';
import { viewClass } from '../../src/compile/view-text.js';
import type { Choices } from '../robustness/choices.js';
import type { ArrayView } from '../../src/surface.js';
import { rounds, suite } from '../harness/index.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { evaluate } from './evaluate.js';
import { isArrayView, outcome, printedOf, shown } from './shown-cursor.js';
import { randomRecords, type GoodRecord, type RecordsOfProgram } from './random-records.js';

/*
 * Cursors of emitted classes beside the interpreter's, over equal bytes: whatever is done to both, both show the same, throw the same, and leave the same bytes.
 */

const SCHEMAS = rounds(2000, 160);
const STEPS = 60;

/** The emitted class of cursors, over records that the reference has checked. */
function emittedView({ program }: RecordsOfProgram): {
  view: (record: GoodRecord, bytes: Uint8Array) => object;
  text: string;
} {
  const module = new ModuleText();
  const name = viewClass(new CodecText(module, program, 'T'));
  module.add(`export const View = ${name};`);
  const text = module.text();
  const { View } = evaluate(text) as { View: new (view: DataView, at: number, length: number) => object };
  return {
    text,
    view: ({ length }, { buffer, byteOffset, byteLength }) =>
      new View(new DataView(buffer, byteOffset, byteLength), 0, length),
  };
}

const WRONG = [
  undefined, null, 'x', '', '12', '-1', '99999999999999999999', Number.NaN, Infinity, -Infinity, 1.5, -1, -0, 0, 1, 2, 200, 70_000, 2 ** 31, 2 ** 32, 2 ** 40, -(2 ** 31), 2 ** 52, 2 ** 70, 65504, 65520, 1e39,
  0n, 5n, -5n, 1n << 63n, 1n << 64n, {}, [], [1], [1, 2, 3], new Uint8Array(1), new Uint8Array(16), true, false, Symbol('s'), 'A', '00112233-4455-6677-8899-aabbccddeeff', '{00112233-4455-6677-8899-AABBCCDDEEFF}',
  { raw: new Uint8Array(4) }, 'äö\u{1f600}', '\udc80', '\ud800', 'a\0b', { length: 2, at: () => 1 }, { length: 1e9, at: () => 1 }, (): number => 1,
]; // prettier-ignore

/** The value with something wrong somewhere, mostly. */
function spoiled(value: unknown, choices: Choices): unknown {
  const isParent = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
  if (!isParent || choices.chance(20)) return choices.pick(WRONG);
  if (Array.isArray(value)) {
    if (value.length === 0 || choices.chance(20)) return [...(value as unknown[]), choices.pick(WRONG)];
    const at = choices.below(value.length);
    return (value as unknown[]).map((element, index) => (index === at ? spoiled(element, choices) : element));
  }
  const names = Object.keys(value);
  if (names.length === 0 || choices.chance(10)) return { ...value, NoSuchMember: 1 };
  const name = choices.pick(names);
  if (choices.chance(20)) return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
  return { ...value, [name]: spoiled((value as Record<string, unknown>)[name], choices) };
}

/** One step on two views that stand at the same place. `value` is what another record has there. */
class Pair {
  constructor(
    private readonly choices: Choices,
    private readonly source: () => string,
  ) {}

  step(one: unknown, other: unknown, value: unknown): void {
    if (typeof one !== 'object' || one === null || ArrayBuffer.isView(one)) return;
    if (isArrayView(one)) return this.array(one, other as ArrayView<unknown>, value);
    this.cursor(one as Row, other as Row, value);
  }

  private cursor(one: Row, other: Row, value: unknown): void {
    const { choices } = this;
    const names: string[] = [];
    for (const name in one) names.push(name);
    const others: string[] = [];
    for (const name in other) others.push(name);
    assert.equal(others, names, this.source());
    const name = choices.chance(4) ? choices.pick(['Nothing', `${names[0]}x`, '0']) : choices.pick(names);
    const there = typeof value === 'object' && value !== null ? (value as Row)[name] : undefined;
    const held = outcome(() => one[name]);
    this.same(
      `get ${name}`,
      held,
      outcome(() => other[name]),
    );
    if (choices.chance(45)) {
      const given = this.given(there);
      const what = `set ${name} = ${inspect(given)}`;
      return this.same(
        what,
        outcome(() => void (one[name] = given)),
        outcome(() => void (other[name] = given)),
      );
    }
    if (choices.chance(10)) {
      const assign = (cursor: Row): void => {
        const own = cursor[name];
        cursor[name] = own;
      };
      this.same(
        `own cursor as ${name}`,
        outcome(() => assign(one)),
        outcome(() => assign(other)),
      );
      return;
    }
    let [first, second]: unknown[] = [];
    try {
      first = one[name];
      second = other[name];
    } catch {
      return;
    }
    this.step(first, second, there);
  }

  private array(one: ArrayView<unknown>, other: ArrayView<unknown>, value: unknown): void {
    const { choices } = this;
    const held = outcome(() => one.length);
    this.same(
      'length',
      held,
      outcome(() => other.length),
    );
    if (!/^\d+$/.test(held)) return; // what counts it lies where an offset points that was set
    const index = choices.chance(10)
      ? choices.pick([-1, 1.5, 1000, Number.NaN])
      : choices.below(Math.max(1, one.length));
    const elements = Array.isArray(value) ? (value as unknown[]) : [];
    const there = elements[choices.below(Math.max(1, elements.length))];
    const given = this.given(choices.chance(30) ? value : there);
    switch (choices.below(7)) {
      case 0:
        return this.same(
          `set(${index}, ${inspect(given)})`,
          outcome(() => one.set(index, given)),
          outcome(() => other.set(index, given)),
        );
      case 1:
        return this.same(
          `assign(${inspect(given)})`,
          outcome(() => one.assign(given as never)),
          outcome(() => other.assign(given as never)),
        );
      case 2:
        return this.same(
          'length',
          outcome(() => void (one.length = given as number)),
          outcome(() => void (other.length = given as number)),
        );
      case 3:
        return this.same(
          'stranger',
          outcome(() => void ((one as unknown as Row)['3'] = 1)),
          outcome(() => void ((other as unknown as Row)['3'] = 1)),
        );
      case 4:
        return this.same(
          'set of own element',
          outcome(() => one.set(0, one.at(index))),
          outcome(() => other.set(0, other.at(index))),
        );
      default:
        this.same(
          `at(${index})`,
          outcome(() => one.at(index)),
          outcome(() => other.at(index)),
        );
        this.same(
          'printed',
          printedOf(() => one.at(index)),
          printedOf(() => other.at(index)),
        );
        try {
          one.at(index);
        } catch {
          return;
        }
        this.step(one.at(index), other.at(index), there);
    }
  }

  private given(there: unknown): unknown {
    const { choices } = this;
    if (choices.chance(25)) return choices.pick(WRONG);
    return choices.chance(50) ? there : spoiled(there, choices);
  }

  same(what: string, one: string, other: string): void {
    if (one !== other) throw new Error(`${what}:\n  the interpreter: ${one}\n  emitted: ${other}\n${this.source()}`);
  }
}

type Row = Record<string, unknown>;

suite('emitted cursors', (test) => {
  test(`they show, take and refuse what the interpreter's do (${SCHEMAS} schemas)`, () => {
    let count = 0;
    for (const made of randomRecords(SCHEMAS, 3)) {
      const { seed, drawn, codec, records } = made;
      const { view, text } = emittedView(made);
      const choices = new SeededChoices(seed);
      for (const record of records) {
        const { bytes } = record;
        const [own, other] = [padded(bytes), padded(bytes)];
        const [one, two] = [codec.view(own), view(record, other)];
        const pair = new Pair(choices, () => `seed ${seed}\n${drawn.source}\n${process.env['SHOW'] ? text : ''}`);
        pair.same('all', shown(one), shown(two));
        pair.same(
          'printed',
          printedOf(() => one),
          printedOf(() => two),
        );
        for (let step = 0; step < STEPS; step++) {
          pair.step(one, two, choices.pick(records).value);
          pair.same(`bytes in step ${step}`, all(own), all(other));
        }
        pair.same('all', shown(one), shown(two));
        pair.same(
          'printed',
          printedOf(() => one),
          printedOf(() => two),
        );
        count++;
      }
    }
    assert.ok(count > SCHEMAS, `${count} records`);
  });
});

/** Bytes of a record in a buffer with others around it. */
function padded(bytes: Uint8Array): Uint8Array {
  const room = new Uint8Array(bytes.length + 40).fill(0xa5);
  room.set(bytes, 8);
  return room.subarray(8, 8 + bytes.length);
}

function all(bytes: Uint8Array): string {
  return new Uint8Array(bytes.buffer).join(' ');
}
