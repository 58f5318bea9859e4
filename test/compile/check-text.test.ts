import * as assert from 'uvu/assert';
import { checkFunction } from '../../src/compile/check-text.js';
import { CodecText } from '../../src/compile/codec-text.js';
import { ModuleText } from '../../src/compile/module-text.js';
import { neededBytes } from '../../src/compiled/index.js';
import { failureAfter } from '../../src/message/index.js';
import { ReferenceMachine } from '../../src/oracle/machine.js';
import { compile, limitsOf, type Limits, type Program } from '../../src/program/index.js';
import { CastbufError } from '../../src/surface.js';
import { rounds, suite } from '../harness/index.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { damagedMessages, randomBytes } from './damage.js';
import { drawnMessages } from './drawn-messages.js';
import { edgeMessages, edgePrograms } from './edge-programs.js';
import { evaluate } from './evaluate.js';
import { randomPrograms, type DrawnProgram } from './random-programs.js';
import { sharedBytes, sharingPrograms } from './sharing-programs.js';

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

/** Compares the emitted check with the reference engine; answers how many records are good. */
function compare(program: Program, source: string, records: Iterable<{ bytes: Uint8Array; at: number }>): number {
  const { check, text } = checkOf(program);
  const machine = new ReferenceMachine(program);
  let good = 0;
  for (const { bytes, at } of records) {
    const want = wanted(program, machine, bytes, at);
    if ('length' in want) good++;
    let have: object;
    try {
      have = found(check, bytes, at);
    } catch (error) {
      have = { thrown: String(error) };
    }
    assert.equal(have, want, `record at ${at} of [${bytes}]\n${source}\n${text}`);
  }
  return good;
}

function* recordsFrom(
  messages: readonly Uint8Array[],
  choices: SeededChoices,
  damages: number,
): Generator<{ bytes: Uint8Array; at: number }> {
  for (const message of messages) {
    for (const bytes of damagedMessages(message, choices, damages)) yield { bytes, at: 0 };
    yield { bytes: Uint8Array.of(1, 2, 3, ...message, 5), at: 3 };
    for (let length = 0; length < Math.min(message.length, 80); length++)
      yield { bytes: message.slice(0, length), at: 0 };
  }
  for (let round = 0; round < damages; round++) yield { bytes: randomBytes(choices.below(80), choices), at: 0 };
}

function sourceOf({ seed, drawn }: DrawnProgram): string {
  return `seed ${seed}: ${drawn.source}`;
}

suite('emitted checks', (test) => {
  test('they answer and refuse as the reference engine does, on random schemas and damaged bytes', () => {
    const choices = new SeededChoices(5);
    let good = 0;
    for (const one of randomPrograms(rounds(2000, 150), 100)) {
      good += compare(one.program, sourceOf(one), recordsFrom(drawnMessages(one, choices), choices, 30));
    }
    assert.ok(good > 1000, `${good} good records`);
  });

  test('the same under small limits', () => {
    const choices = new SeededChoices(6);
    const limits = (seed: number): Partial<Limits> => SMALL_LIMITS[seed % SMALL_LIMITS.length] as Partial<Limits>;
    for (const one of randomPrograms(rounds(2000, 150), 7000, limits)) {
      compare(one.program, sourceOf(one), recordsFrom(drawnMessages(one, choices), choices, 30));
    }
  });

  test('the same where a message is as long as it may be, and a little longer', () => {
    const choices = new SeededChoices(7);
    for (const one of randomPrograms(rounds(2000, 100), 15000)) {
      for (const message of drawnMessages(one, choices, 2)) {
        for (const less of [0, 1, 2, 1 + choices.below(8)]) {
          const messageBytes = Math.max(1, message.length - less);
          const program = compile(one.program.layout, limitsOf({ messageBytes }));
          compare(program, `messageBytes ${messageBytes}, ${sourceOf(one)}`, recordsFrom([message], choices, 10));
        }
      }
    }
  });

  test('the same of numbers beside what a double, 32 bits and a sign bit hold', () => {
    const records = edgeMessages().map((bytes) => ({ bytes, at: 0 }));
    for (const { name, program } of edgePrograms()) compare(program, name, records);
  });

  test('the same where parts share their bytes', () => {
    const choices = new SeededChoices(8);
    for (const { name, program } of sharingPrograms()) {
      const records = Array.from({ length: rounds(10000, 1000) }, () => ({ bytes: sharedBytes(choices), at: 0 }));
      assert.ok(compare(program, name, records) > 0, name);
    }
  });
});
