// time-out: 600 s
import { sample, tuple } from 'fast-check';
import * as assert from 'uvu/assert';
import * as K from '../../assembly/core/layout.js';
import { createCodecWith } from '../../src/message/index.js';
import { compile, DEFAULT_LIMITS, type Limits, type Program } from '../../src/program/index.js';
import type { MessageEngine } from '../../src/message-set/index.js';
import { createReferenceMessageEngine } from '../../src/oracle/index.js';
import type { Abi, AnyType } from '../../src/surface.js';
import { loadEngine } from '../harness/engines.js';
import { rounds, suite } from '../harness/index.js';
import { Choices, choiceTapes } from './choices.js';
import { MessageBench, MOST_BYTES, walked, type Verdict } from './message-machines.js';
import { damaged } from './mutants.js';
import { drawGuardedSchema } from './replies-guarded-schema.js';
import { drawSchema } from './random-schema.js';
import { outcomeOf } from './round-trip.js';

const SEED = 20260301;
const SCHEMAS = rounds(1200, 60);
const VALUES_A_SCHEMA = 3;
/** Messages up to this length are damaged at each of their bytes, longer ones are used whole. */
const DAMAGED_BYTES = 96;
const SMALL: Limits = { ...DEFAULT_LIMITS, messageBytes: 40, count: 6, offset: 30 };

interface Subject {
  readonly source: string;
  readonly program: Program;
  readonly messages: readonly Uint8Array[];
  readonly choices: Choices;
}

const reference = createReferenceMessageEngine();

interface Drawn {
  readonly type: AnyType;
  readonly abi: Abi;
  readonly source: string;
  value(choices: Choices): unknown;
}

/** By turns a schema of any kind, and one as drivers have them. */
function drawn(choices: Choices, number: number): Drawn {
  if (number % 2 === 1) return drawGuardedSchema(choices);
  const schema = drawSchema(choices);
  return { ...schema, value: (inner) => schema.value(inner).given };
}

/** Random schemas that have a layout, with messages of each; some under small limits. */
function* subjects(): Generator<Subject> {
  let count = 0;
  const tapes = sample(tuple(choiceTapes(400), choiceTapes(600)), { numRuns: SCHEMAS * 2, seed: SEED });
  for (const [schemaTape, valueTape] of tapes) {
    if (count === SCHEMAS) return;
    const { type, abi, source, value } = drawn(new Choices(schemaTape), count);
    const made = outcomeOf(() => createCodecWith(reference, type, { abi }));
    if ('error' in made) {
      assert.is(made.error['code'], 'ERR_SCHEMA', source);
      continue;
    }
    const codec = made.value;
    const { layout } = codec;
    const choices = new Choices(valueTape);
    const messages = Array.from({ length: VALUES_A_SCHEMA }, () => codec.encode(value(choices)));
    const limits = count++ % 8 < 2 ? SMALL : DEFAULT_LIMITS;
    const what = limits === SMALL ? `${source}, under small limits` : source;
    const short = messages.filter(({ length }) => length <= MOST_BYTES);
    yield { source: what, program: compile(layout, limits), messages: short, choices };
  }
  throw new Error(`only ${count} schemas have a layout`);
}

/** A message, and what is left of it when it is cut or one of its bytes is another. */
function* variants(message: Uint8Array): Generator<Uint8Array> {
  yield message;
  yield Uint8Array.of(...message, 1, 2, 3);
  if (message.length > DAMAGED_BYTES) return;
  for (const { bytes } of damaged(message)) yield bytes;
}

/** What a handler may have left in the room: nothing, the reply itself, a damaged one, anything. */
function* fills({ messages, choices }: Subject): Generator<Uint8Array> {
  yield new Uint8Array(0);
  for (const message of messages) yield* variants(message);
  for (let round = 0; round < 20; round++) {
    const most = choices.pick([1, 4, 256]);
    yield Uint8Array.from({ length: choices.below(64) }, () => choices.below(most));
  }
}

function roomsOf({ program: { blankBytes } }: Subject): number[] {
  return [blankBytes, blankBytes + 9, Math.max(0, blankBytes - 1)].filter((room) => room <= MOST_BYTES);
}

/** Both sides of one question; throws when the answers differ. */
function agree(what: string, wanted: Verdict, found: Verdict, source: string): void {
  if (wanted.text === found.text) return;
  throw new Error(`${what}\n  wanted ${wanted.text}\n  found  ${found.text}\n  ${source}`);
}

function compareBegin(subject: Subject, wanted: MessageBench, found: MessageBench, counts: Counts): void {
  for (const message of subject.messages) {
    for (const bytes of variants(message)) {
      for (const room of bytes === message ? roomsOf(subject) : [subject.program.blankBytes]) {
        if (room > MOST_BYTES) continue;
        const answer = wanted.begin(bytes, room);
        counts.add('begin', answer);
        agree(`begin [${bytes}] with room for ${room}`, answer, found.begin(bytes, room), subject.source);
      }
    }
  }
}

function compareFinish(subject: Subject, wanted: MessageBench, found: MessageBench, counts: Counts): void {
  const { blankBytes } = subject.program;
  for (const fill of fills(subject)) {
    if (Math.max(fill.length, blankBytes) > MOST_BYTES) continue;
    const answer = wanted.finish(fill);
    counts.add('finish', answer);
    agree(`finish [${fill}]`, answer, found.finish(fill), subject.source);
    if (answer.reply !== undefined) checkReadable(subject, answer.reply, fill);
  }
}

/** What was finished is a good message, under the limits that it was finished under. */
function checkReadable({ program, source }: Subject, reply: Uint8Array, fill: Uint8Array): void {
  const machine = reference.load(program);
  if (machine.check(reply) && machine.outcome.length === reply.length) return;
  throw new Error(
    `[${fill}] was finished as [${reply}], which is no message: status ${machine.outcome.status}\n  ${source}`,
  );
}

/** How many answers of each kind there were, so that a run that asks nothing fails. */
class Counts {
  private readonly counts = new Map<string, number>();

  add(call: 'begin' | 'finish' | 'guarded', { isGood }: { readonly isGood: boolean }): void {
    const kind = `${call} ${isGood ? 'good' : 'refused'}`;
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  /** As many of each kind for every schema that was drawn. */
  atLeast(least: Record<string, number>): void {
    for (const [kind, count] of Object.entries(least)) {
      const found = this.counts.get(kind) ?? 0;
      assert.ok(found >= count * SCHEMAS, `${found} times ${kind}, not ${count * SCHEMAS}`);
    }
  }
}

const kernels = (): Promise<MessageEngine[]> =>
  Promise.all((['debug', 'release'] as const).map(async (name) => (await loadEngine(name)).engine));

suite('messages and replies of random schemas on all engines', (test) => {
  test(`begin and finish: the kernels and the reference engine agree in index, outcome and bytes (${SCHEMAS} schemas, seed ${SEED})`, async () => {
    const engines = await kernels();
    const counts = new Counts();
    for (const subject of subjects()) {
      const wanted = new MessageBench(reference, subject.program);
      for (const engine of engines) {
        const found = new MessageBench(engine, subject.program);
        compareBegin(subject, wanted, found, counts);
        compareFinish(subject, wanted, found, counts);
      }
    }
    counts.atLeast({ 'begin good': 16, 'begin refused': 16, 'finish good': 8, 'finish refused': 8 });
  });

  test(`guards, and checks of words, agree with the walk: what they let pass is good, and what is good they let pass (${SCHEMAS} schemas, seed ${SEED})`, async () => {
    const engines = await kernels();
    const counts = new Counts();
    const rules = new Map<string, number>();
    for (const subject of subjects()) {
      const { words } = subject.program;
      if (words[K.P_GUARDED] === 0) continue;
      const kinds = [
        (words[K.P_GUARD_COUNT] as number) > 0 && `rule ${words[K.P_RULE]} with guards`,
        (words[K.P_SUM] as number) >= 0 && 'with a checksum',
      ];
      for (const kind of kinds) if (kind !== false) rules.set(kind, (rules.get(kind) ?? 0) + 1);
      for (const engine of engines) {
        for (const isInWords of [false, true]) {
          const wanted = new MessageBench(engine, walked(subject.program), isInWords);
          const found = new MessageBench(engine, subject.program, isInWords);
          compareBegin(subject, wanted, found, counts);
          compareFinish(subject, wanted, found, counts);
        }
      }
    }
    const wanted = [K.RULE_FIXED, K.RULE_COUNTED, K.RULE_TOTAL].map((rule) => `rule ${rule} with guards`);
    for (const kind of [...wanted, 'with a checksum']) {
      const found = rules.get(kind) ?? 0;
      assert.ok(found >= SCHEMAS / 80, `${found} programs ${kind}`);
    }
    counts.atLeast({ 'begin good': 16, 'begin refused': 8, 'finish good': 16, 'finish refused': 8 });
    console.log(Object.fromEntries(rules));
  });
});
