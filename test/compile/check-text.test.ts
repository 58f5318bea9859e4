import * as assert from 'uvu/assert';
import { checkFunction } from '../../src/compile/check-text.js';
import { CodecText } from '../../src/compile/codec-text.js';
import { ModuleText } from '../../src/compile/module-text.js';
import { neededBytes } from '../../src/compiled/index.js';
import { failureAfter } from '../../src/message/index.js';
import { ReferenceMachine } from '../../src/oracle/machine.js';
import type { Limits, Program } from '../../src/program/index.js';
import { CastbufError } from '../../src/surface.js';
import { rounds, suite } from '../harness/index.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { damagedMessages, randomBytes } from './damage.js';
import { drawnMessages } from './drawn-messages.js';
import { evaluate } from './evaluate.js';
import { randomPrograms, type DrawnProgram } from './random-programs.js';

type Check = (view: DataView, at: number, end: number) => number;

function checkOf(program: Program): { check: Check; text: string } {
  const module = new ModuleText();
  const name = checkFunction(new CodecText(module, program, 'Drawn'));
  module.add(`export const check = ${name};`);
  const text = module.text();
  return { check: evaluate(text)['check'] as Check, text };
}

/** What the emitted check says of the record at `at`. */
function found(check: Check, bytes: Uint8Array, at: number): object {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    return { length: check(view, at, bytes.length) };
  } catch (error) {
    if (!(error instanceof CastbufError)) throw error;
    return { ...membersOf(error), need: neededBytes(error) };
  }
}

/** What the reference engine says of it. */
function wanted(program: Program, machine: ReferenceMachine, bytes: Uint8Array, at: number): object {
  const { outcome, reader } = machine;
  const isGood = outcome.of(() => {
    reader.attach(bytes);
    reader.read(at, bytes.length);
  });
  if (isGood) return { length: outcome.length };
  const error = failureAfter(program, outcome, bytes, 0);
  if (error === undefined) throw new Error('the reference engine gave up without a reason');
  return { ...membersOf(error), need: outcome.need };
}

function membersOf(error: CastbufError): object {
  const { code, message, hint, path, offset, fieldOffset, want, have } = error;
  return { code, message, hint, path, offset, fieldOffset, want, have };
}

const SMALL_LIMITS: readonly Partial<Limits>[] = [
  {},
  { messageBytes: 64 },
  { messageBytes: 200, count: 3 },
  { amplification: 1, offset: 20 },
  { messageBytes: 40, amplification: 2, count: 7 },
  { messageBytes: 9 },
];

function compare(one: DrawnProgram, choices: SeededChoices, damages: number): number {
  const { program, drawn, seed } = one;
  const { check, text } = checkOf(program);
  const machine = new ReferenceMachine(program);
  let good = 0;
  const same = (bytes: Uint8Array, at: number): void => {
    const want = wanted(program, machine, bytes, at);
    if ('length' in want) good++;
    let have: object;
    try {
      have = found(check, bytes, at);
    } catch (error) {
      have = { thrown: String(error) };
    }
    assert.equal(have, want, `seed ${seed}, record at ${at} of [${bytes}]\n${drawn.source}\n${text}`);
  };
  for (const message of drawnMessages(one, choices)) {
    for (const bytes of damagedMessages(message, choices, damages)) same(bytes, 0);
    same(Uint8Array.of(1, 2, 3, ...message, 5), 3);
    for (let length = 0; length < Math.min(message.length, 80); length++) same(message.slice(0, length), 0);
  }
  for (let round = 0; round < damages; round++) same(randomBytes(choices.below(80), choices), 0);
  return good;
}

suite('emitted checks', (test) => {
  test('they answer and refuse as the reference engine does, on random schemas and damaged bytes', () => {
    const choices = new SeededChoices(5);
    let good = 0;
    for (const one of randomPrograms(rounds(3000, 300), 100)) good += compare(one, choices, 30);
    assert.ok(good > 1000, `${good} good records`);
  });

  test('the same under small limits', () => {
    const choices = new SeededChoices(6);
    const limits = (seed: number): Partial<Limits> => SMALL_LIMITS[seed % SMALL_LIMITS.length] as Partial<Limits>;
    for (const one of randomPrograms(rounds(3000, 300), 7000, limits)) compare(one, choices, 30);
  });
});
