import * as assert from 'uvu/assert';
import { addMessages } from '../../src/compile/messages-text.js';
import { ModuleText } from '../../src/compile/module-text.js';
import { compileMessageSet, type MessageSetProgram } from '../../src/message-set/index.js';
import type { DriverMessages, DriverMessageSet, Refusal, Seat } from '../../src/miracast/index.js';
import { InterpretedMessages } from '../../src/miracast/driver/interpreted-messages.js';
import type { MessageSlot } from '../../src/miracast/driver/message-slot.js';
import { createReferenceMessageEngine } from '../../src/oracle/index.js';
import { compile, DEFAULT_LIMITS, type Limits, type Program } from '../../src/program/index.js';
import { createCodecWith } from '../../src/message/index.js';
import { CastbufError } from '../../src/surface.js';
import { rounds, suite } from '../harness/index.js';
import { drawGuardedSchema } from '../robustness/replies-guarded-schema.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { outcomeOf } from '../robustness/round-trip.js';
import { damagedMessages, randomBytes } from './damage.js';
import { drawnMessages } from './drawn-messages.js';
import { evaluate } from './evaluate.js';
import { randomPrograms } from './random-programs.js';

const SEED = 20261130;
const SCHEMAS = rounds(1500, 120);
const DAMAGES = 40;
const MEMORY_BYTES = 8192;
const MOST_BYTES = 2048;
const DIRT = 0xee;

/** Where the message and the room of its reply lie: at words, where words are compared, and between them. */
const PLACES = [
  { inputAt: 64, outputAt: 4096 },
  { inputAt: 37, outputAt: 4099 },
];

const reference = createReferenceMessageEngine();

function setOf(program: Program, isOutputOptional: boolean): MessageSetProgram {
  return compileMessageSet([], [{ name: 'Only', tags: [], input: program, output: program, isOutputOptional }]);
}

/** The messages of a set in one memory, which is dirty before each call. */
class Bench {
  private readonly memory: Uint8Array;
  readonly words: Int32Array;
  readonly view: DataView;
  private readonly seat: Seat;

  constructor(
    private readonly messages: DriverMessages,
    private readonly program: Program,
  ) {
    const { buffer } = messages;
    this.memory = new Uint8Array(buffer);
    this.words = new Int32Array(buffer, 0, buffer.byteLength >> 2);
    this.view = new DataView(buffer);
    this.seat = messages.newSeat(0, true);
  }

  begin(message: Uint8Array, room: number, { inputAt, outputAt }: (typeof PLACES)[number], isInPlace = false): object {
    const { memory, messages } = this;
    memory.fill(DIRT);
    memory.set(message, inputAt);
    const isOfWords = ((inputAt | outputAt) & 3) === 0;
    const own = message.slice();
    const slot = {
      inputAt,
      outputAt,
      inputBytes: message.length,
      outputBytes: room,
      inputWords: isInPlace ? new Int32Array(own.buffer, 0, own.length >> 2) : isOfWords ? this.words : NO_WORDS,
      inputWord: isInPlace ? 0 : inputAt >> 2,
      messageView: () => new DataView(memory.buffer, inputAt, message.length),
    } as unknown as MessageSlot;
    const index = messages.begin(slot);
    const kept = sumOf(memory.subarray(outputAt));
    if (index < 0) return { ...refusalOf(messages.refusal(slot)), kept };
    messages.open(this.seat);
    return { index, bytes: this.seat.messageBytes, kept };
  }

  /** A handler has left `fill` in a room that was blank, as far as `begin` makes it so. */
  finish(fill: Uint8Array, { outputAt }: (typeof PLACES)[number]): object {
    const { memory, messages, seat } = this;
    const { blankBytes } = this.program;
    memory.fill(DIRT);
    memory.fill(0, outputAt, outputAt + blankBytes);
    memory.set(fill, outputAt);
    seat.placeReply(this, outputAt, MEMORY_BYTES - outputAt);
    seat.reach = blankBytes;
    seat.written = fill.length;
    const bytes = messages.finish(0, outputAt, seat);
    if (bytes >= 0)
      return { bytes, reply: memory.slice(outputAt, outputAt + Math.min(bytes, 64)), kept: sumOf(memory) };
    const { code, want, error } = messages.replyRefusal(0, outputAt);
    return { code, want, ...membersOf(error()) };
  }
}

/** FNV-1a, to tell memories apart without keeping them. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0x811c9dc5;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193);
  return sum >>> 0;
}

const NO_WORDS = new Int32Array(0);

function refusalOf({ code, isUnknown, name, error }: Refusal): object {
  return { code, isUnknown, name, error: membersOf(error()) };
}

function membersOf(error: unknown): object {
  if (!(error instanceof CastbufError)) throw error;
  const { code, message, hint, path, offset, fieldOffset, want, have } = error;
  return { code, message, hint, path, offset, fieldOffset, want, have };
}

const LIMITS: readonly Partial<Limits>[] = [
  {},
  { messageBytes: 40, count: 6, offset: 30 },
  { messageBytes: 64, amplification: 1 },
];

interface Subject {
  readonly program: Program;
  readonly source: string;
  readonly messages: readonly Uint8Array[];
}

/** By turns schemas of any kind, and those as drivers have them, whose words tell all. */
function* subjects(choices: SeededChoices): Generator<Subject> {
  for (const one of randomPrograms(Math.ceil(SCHEMAS / 2), SEED)) {
    const limits = { ...DEFAULT_LIMITS, ...choices.pick(LIMITS) };
    const program = compile(one.program.layout, limits);
    yield { program, source: one.drawn.source, messages: drawnMessages(one, choices) };
    yield guarded(choices);
  }
}

function guarded(choices: SeededChoices): Subject {
  for (;;) {
    const { type, abi, source, value } = drawGuardedSchema(choices);
    const made = outcomeOf(() => createCodecWith(reference, type, { abi }));
    if ('error' in made) continue;
    const messages = Array.from({ length: 3 }, () => made.value.encode(value(choices)));
    return { program: compile(made.value.layout, { ...DEFAULT_LIMITS, ...choices.pick(LIMITS) }), source, messages };
  }
}

function compare({ program, source, messages }: Subject, choices: SeededChoices): { good: number; finished: number } {
  const isOptional = choices.chance(30);
  const set = setOf(program, isOptional);
  const module = new ModuleText();
  addMessages(module, set, 'compiled', ['Only']);
  const text = module.text();
  const compiled = evaluate(text)['compiled'] as DriverMessageSet;
  const wanted = new Bench(new InterpretedMessages(reference, set, MEMORY_BYTES), program);
  const found = new Bench(compiled['~open'](undefined, MEMORY_BYTES), program);
  let good = 0;
  let finished = 0;
  const same = (what: string, ask: (bench: Bench) => object): object => {
    const want = ask(wanted);
    let have: object;
    try {
      have = ask(found);
    } catch (error) {
      have = { thrown: (error as Error).stack };
    }
    assert.equal(have, want, `${what}\n${source}\n${text}`);
    return want;
  };
  const { blankBytes } = program;
  const rooms = [blankBytes, blankBytes, blankBytes + 9, Math.max(0, blankBytes - 1), 0, MOST_BYTES];
  for (const message of messages) {
    for (const bytes of [...damagedMessages(message, choices, DAMAGES), randomBytes(message.length, choices)]) {
      if (bytes.length > MOST_BYTES) continue;
      const place = choices.pick(PLACES);
      const room = choices.pick(rooms);
      if (room > MOST_BYTES) continue;
      if ('index' in same(`begin [${bytes}] room ${room}`, (bench) => bench.begin(bytes, room, place))) good++;
      if (bytes.length % 4 === 0 && place === PLACES[0])
        same(`in place [${bytes}] room ${room}`, (bench) =>
          bench === found ? bench.begin(bytes, room, place, true) : bench.begin(bytes, room, place),
        );
      if (Math.max(bytes.length, blankBytes) > MOST_BYTES) continue;
      if ('bytes' in same(`finish [${bytes}]`, (bench) => bench.finish(bytes, place))) finished++;
    }
    if (blankBytes <= MOST_BYTES) same('finish []', (bench) => bench.finish(new Uint8Array(0), PLACES[0] as never));
  }
  return { good, finished };
}

suite('compiled message sets', (test) => {
  test(`begin and finish: as the reference engine, in index, bytes and every field of every error (${SCHEMAS} schemas, seed ${SEED})`, () => {
    const choices = new SeededChoices(SEED);
    let [good, finished, schemas] = [0, 0, 0];
    for (const subject of subjects(choices)) {
      const counts = compare(subject, choices);
      good += counts.good;
      finished += counts.finished;
      schemas++;
    }
    assert.ok(schemas >= SCHEMAS, `${schemas} schemas`);
    assert.ok(good > SCHEMAS * 20, `${good} good messages`);
    assert.ok(finished > SCHEMAS * 20, `${finished} finished replies`);
  });
});
