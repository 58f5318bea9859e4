import * as assert from 'uvu/assert';
import * as K from '../../assembly/core/layout.js';
import { CodecText } from '../../src/compile/codec-text.js';
import { ModuleText } from '../../src/compile/module-text.js';
import { encodeFunctions } from '../../src/compile/write-text.js';
import { CastbufError } from '../../src/errors/index.js';
import { codecOf } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import type { Program } from '../../src/program/index.js';
import type { Bytes } from '../../src/bytes/index.js';
import { suite } from '../harness/index.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { evaluate } from './evaluate.js';
import { randomPrograms, type DrawnProgram } from './random-programs.js';
import { makeWrong, watched } from './wrong-given.js';

interface Encoder {
  readonly text: string;
  encode(value: unknown): Uint8Array;
  encodeInto(value: unknown, target: Bytes): number;
  sizeOf(value: unknown): number;
}

const engine = createReferenceEngine();

function emitted(program: Program, name = 'Type'): Encoder {
  const module = new ModuleText();
  const names = encodeFunctions(new CodecText(module, program, name));
  const text = module.text();
  const made = evaluate(text);
  return {
    text,
    encode: made[names.encode],
    encodeInto: made[names.encodeInto],
    sizeOf: made[names.sizeOf],
  } as Encoder;
}

/** What a call gives or throws, every member of it. */
function told(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (error instanceof CastbufError) {
      const { code, message, hint, path, offset, fieldOffset, want, have } = error;
      return { code, message, hint, path, offset, fieldOffset, want, have };
    }
    return String(error);
  }
}

function shown(value: unknown): string {
  return (
    JSON.stringify(value, (_, one: unknown) =>
      typeof one === 'bigint' ? `${one}n` : one instanceof Uint8Array ? [...one] : Object.is(one, -0) ? '-0' : one,
    ) ?? String(value)
  );
}

suite('emitted encode', (test) => {
  const failures = new Map<string, number>();
  function same(
    { seed, program, drawn }: DrawnProgram,
    encoder: Encoder,
    what: string,
    values: () => [unknown, unknown],
    logs?: [string[], string[]],
  ): boolean {
    const reference = codecOf(engine, drawn.type, program);
    const [one, other] = values();
    const want = shown(told(() => reference.encode(one as never)));
    const have = shown(told(() => encoder.encode(other)));
    if (program.words[K.P_HAS_CHECKS] === 1 && want.startsWith('{') && !have.startsWith('{')) return false;
    const place = `${what} of schema ${seed}: ${drawn.source}\n${encoder.text}`;
    if (want !== have) assert.unreachable(`want ${want}\nhave ${have}\n${place}`);
    if (logs !== undefined) assert.equal(logs[1], logs[0], place);
    failures.set(want.slice(0, 24), (failures.get(want.slice(0, 24)) ?? 0) + 1);
    return want.startsWith('{"code');
  }

  test('random values, and values that are wrong somewhere', () => {
    let [good, wrong] = [0, 0];
    for (const drawnProgram of randomPrograms(1500)) {
      const { seed, program, drawn } = drawnProgram;
      const encoder = emitted(program);
      const choices = new SeededChoices(seed + 7);
      for (let round = 0; round < 12; round++) {
        const { given } = drawn.value(choices, program.layout);
        if (!same(drawnProgram, encoder, `value ${round}`, () => [given, given])) good++;
        for (let mutation = 0; mutation < 4; mutation++) {
          const value = makeWrong(choices, given, program);
          if (same(drawnProgram, encoder, `mutation ${round}.${mutation}`, () => [value, value])) wrong++;
        }
      }
    }
    assert.ok(good > 1000 && wrong > 1000, `${good} good, ${wrong} wrong`);
  });

  test('members are read as often and in the same order, and may change while they are read', () => {
    for (const drawnProgram of randomPrograms(700)) {
      const { seed, program, drawn } = drawnProgram;
      const encoder = emitted(program);
      const choices = new SeededChoices(seed + 9);
      for (let round = 0; round < 6; round++) {
        const { given } = drawn.value(choices, program.layout);
        const value = round % 3 === 1 ? makeWrong(choices, given, program) : given;
        const logs: [string[], string[]] = [[], []];
        const change = (): SeededChoices | undefined => (round % 3 === 2 ? new SeededChoices(seed + round) : undefined);
        same(
          drawnProgram,
          encoder,
          `watched ${round}`,
          () => [watched(value, logs[0], change()), watched(value, logs[1], change())],
          logs,
        );
      }
    }
  });
});
