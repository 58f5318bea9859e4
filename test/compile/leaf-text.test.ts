import * as assert from 'uvu/assert';
import * as K from '../../assembly/core/layout.js';
import { integerText, storeText, unsignedText, valueText } from '../../src/compile/leaf-text.js';
import { ModuleText } from '../../src/compile/module-text.js';
import { leafValue, opOf, readInteger, storeValue, type Op } from '../../src/cursor/index.js';
import { suite } from '../harness/index.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { evaluate } from './evaluate.js';
import { randomPrograms } from './random-programs.js';

/** Leaves of random schemas: each kind of storage that the layout rules make. */
function* leaves(schemas: number): Generator<{ op: Op; value: ReturnType<typeof leafValue> }> {
  for (const { program } of randomPrograms(schemas)) {
    for (const { index, kind } of program.ops) {
      if (kind !== K.OP_NUMBER && kind !== K.OP_WIDE) continue;
      yield { op: opOf(program, index), value: leafValue(program, index) };
    }
  }
}

suite('emitted reads and writes of leaves', (test) => {
  test('they read and write what the interpreter does, whatever is around', () => {
    const choices = new SeededChoices(1);
    let count = 0;
    for (const { op, value } of leaves(300)) {
      const module = new ModuleText();
      const read = valueText(module, op, 'view', 'at');
      const integer = integerText(module, op, 'view', 'at');
      const bits = unsignedText(op, 'view', 'at');
      const store = storeText(module, op, 'view', 'at', 'value');
      module.add(`export function read(view, at) {\n  return ${read};\n}`);
      module.add(`export function integer(view, at) {\n  return ${integer};\n}`);
      module.add(`export function bits(view, at) {\n  return ${bits};\n}`);
      module.add(`export function store(view, at, value) {\n  ${store}\n}`);
      const made = evaluate(module.text()) as Record<string, (view: DataView, at: number, value?: unknown) => unknown>;
      for (let round = 0; round < 4; round++) {
        const bytes = Uint8Array.from({ length: op.offset + 16 }, () => choices.below(256));
        const view = new DataView(bytes.buffer);
        assert.equal(made.read?.(view, 3), value(view, 3), `${read} of ${JSON.stringify(op.flags)}`);
        assert.equal(made.integer?.(view, 3), readInteger(view, 3 + op.offset, op), integer);
        const written = value(view, 3);
        if (Number.isNaN(written)) continue;
        const [own, other] = [new Uint8Array(bytes.length), new Uint8Array(bytes.length)].map((room) =>
          room.map(() => choices.below(256)),
        ) as [Uint8Array, Uint8Array];
        other.set(own);
        // A true that is there in another form stays with the interpreter: here it begins as false.
        if ((op.flags & K.F_BOOL) !== 0) [own, other].forEach((room) => room.fill(0));
        made.store?.(new DataView(own.buffer), 3, written);
        storeValue(new DataView(other.buffer), 3, op, written as number);
        assert.equal(own, other, store);
        count++;
      }
    }
    assert.ok(count > 1000, `${count} leaves`);
  });
});
