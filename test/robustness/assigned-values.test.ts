// time-out: 300 s
import { sample, tuple } from 'fast-check';
import * as assert from 'uvu/assert';
import { createCodecWith, type Codec } from '../../src/message/index.js';
import { compile, DEFAULT_LIMITS, type Program } from '../../src/program/index.js';
import { createReferenceMessageEngine } from '../../src/oracle/index.js';
import { cursorFactory } from '../../src/cursor/index.js';
import { CastbufError, struct, type AnyType } from '../../src/surface.js';
import { rounds, suite } from '../harness/index.js';
import { Choices, choiceTapes } from './choices.js';
import { MessageBench, MOST_BYTES } from './message-machines.js';
import { drawSchema } from './random-schema.js';
import { outcomeOf } from './round-trip.js';

/*
 * A value of a random type is assigned to a part of a reply, and to the same part of a message. Either the bytes are those that encode gives for it,
 * or a CastbufError says why not and no byte has changed. What encode refuses is refused here.
 */

const SEED = 20260311;
const SCHEMAS = rounds(1500, 150);
const VALUES_A_SCHEMA = 4;
const DIRT = 0xee;

const reference = createReferenceMessageEngine();

interface Subject {
  readonly source: string;
  readonly program: Program;
  readonly codec: Codec<AnyType>;
  /** Values of the part, good and spoiled. */
  readonly values: readonly unknown[];
}

function* subjects(): Generator<Subject> {
  let count = 0;
  for (const [schemaTape, valueTape] of sample(tuple(choiceTapes(400), choiceTapes(600)), {
    numRuns: SCHEMAS * 3,
    seed: SEED,
  })) {
    if (count === SCHEMAS) return;
    const schema = drawSchema(new Choices(schemaTape));
    const { abi, source } = schema;
    const made = outcomeOf(() => {
      const type = struct('Outer', { part: schema.type }) as AnyType;
      return createCodecWith(reference, type, { abi });
    });
    if ('error' in made) continue; // what says its own length is no part of another struct
    count++;
    const codec = made.value;
    const choices = new Choices(valueTape);
    const good = Array.from({ length: VALUES_A_SCHEMA }, () => schema.value(choices).given);
    const program = compile(codec.layout, DEFAULT_LIMITS);
    yield { source, program, codec, values: [...good, ...good.map((value) => spoiled(value, choices))] };
  }
  throw new Error(`only ${count} schemas can be part of another`);
}

const WRONG = [undefined, null, 'x', Number.NaN, 1.5, -1, 2 ** 70, {}, [], [1], new Uint8Array(1), true, Symbol('s')];

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
  return { ...value, [name]: spoiled((value as Record<string, unknown>)[name], choices) };
}

/** Assigns; why it was refused, undefined where it was taken. */
function refusal(view: object, part: unknown, source: string): CastbufError | undefined {
  try {
    (view as { part: unknown }).part = part;
    return undefined;
  } catch (error) {
    if (error instanceof CastbufError) return error;
    throw new Error(`${String(error)}\n  ${source}`, { cause: error });
  }
}

function text(bytes: Uint8Array): string {
  return `[${bytes}]`;
}

suite('values that are assigned to a part of random types', (test) => {
  test(`of a reply: the reply is what encode gives, or nothing was written (${SCHEMAS} schemas, seed ${SEED})`, () => {
    const counts = { taken: 0, pointed: 0, wrong: 0 };
    for (const { program, codec, values, source } of subjects()) {
      const bench = new MessageBench(reference, program);
      const { view, frame } = cursorFactory(program).framed(new DataView(new ArrayBuffer(0)), { growable: true });
      const all = values.map((value) => outcomeOf(() => codec.encode({ part: value })));
      const bytes = all.map((wanted) => ('value' in wanted ? wanted.value.length : 0));
      const room = Math.max(program.clearBytes, ...bytes) + 9;
      if (room > MOST_BYTES) continue;
      const memory = new Uint8Array(room + 20).fill(DIRT);
      memory.fill(0, 5, 5 + program.clearBytes);
      frame.view = new DataView(memory.buffer);
      frame.move(5, room);
      const reply = (): Uint8Array => memory.slice(5, 5 + Math.max(frame.written, program.clearBytes));
      values.forEach((value, index) => {
        const wanted = all[index] as (typeof all)[number];
        const before = reply();
        const error = refusal(view, value, source);
        if (error !== undefined) {
          assert.equal(text(reply()), text(before), source);
          if ('value' in wanted) assert.match(error.message, /moves nothing that an offset points to/, source);
          counts['value' in wanted ? 'pointed' : 'wrong']++;
          return;
        }
        assert.ok('value' in wanted, `encode refuses it: ${JSON.stringify(wanted)}\n  ${source}`);
        const answer = bench.finish(reply());
        assert.is(answer.reply && text(answer.reply), text(wanted.value), `${answer.text}\n  ${source}`);
        counts.taken++;
      });
      assert.ok(
        memory.subarray(5 + room).every((byte) => byte === DIRT),
        source,
      );
    }
    assert.ok(counts.taken > SCHEMAS * 2 && counts.wrong > SCHEMAS * 2, JSON.stringify(counts));
  });

  test(`of a message: its bytes are what encode gives, or as they were (${SCHEMAS} schemas, seed ${SEED})`, () => {
    const counts = { taken: 0, refused: 0, wrong: 0 };
    for (const { codec, values, source } of subjects()) {
      for (const first of values) {
        const held = outcomeOf(() => codec.encode({ part: first }));
        if ('error' in held) continue;
        for (const value of values) {
          const message = held.value.slice();
          const wanted = outcomeOf(() => codec.encode({ part: value }));
          const error = refusal(codec.view(message), value, source);
          if (error !== undefined) {
            assert.equal(text(message), text(held.value), source);
            counts['value' in wanted ? 'refused' : 'wrong']++;
            continue;
          }
          counts.taken++;
          const shown = outcomeOf(() => codec.decode(message));
          // A setter computes no checksum, as none of a message does.
          if ('error' in shown) assert.is(shown.error['code'], 'ERR_CHECKSUM', source);
          // What offsets point to stays where it is.
          else if ('value' in wanted && !source.includes('at('))
            assert.equal(shown.value, codec.decode(wanted.value), source);
        }
      }
    }
    assert.ok(counts.taken > SCHEMAS * 4 && counts.wrong > SCHEMAS * 4, JSON.stringify(counts));
  });
});
