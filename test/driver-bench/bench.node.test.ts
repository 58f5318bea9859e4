import process from 'node:process';
import * as assert from 'uvu/assert';
import {
  conformDriver,
  exploreDriver,
  type ConformOptions,
  type DriverUnderTest,
} from '../../src/driver-bench/index.js';
import { CastbufError } from '../../src/errors/index.js';
import { suite } from '../harness/index.js';
import { PLANTED } from './planted-drivers.js';
import { adder, patient } from './right-drivers.js';

const SUM = Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0);

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

suite('the bench', (test) => {
  test('gives time, chance and the console back, also where a driver cannot be made', async () => {
    const { setTimeout, setInterval, clearTimeout, queueMicrotask } = globalThis;
    const before = [setTimeout, setInterval, clearTimeout, queueMicrotask, Date.now, Math.random, console.error];
    await conformDriver(adder);
    const failing = (): never => {
      throw new Error('no licence');
    };
    assert.match(String(await rejection(conformDriver(failing))), /no licence/);
    const { setTimeout: a, setInterval: b, clearTimeout: c, queueMicrotask: d } = globalThis;
    assert.equal([a, b, c, d, Date.now, Math.random, console.error], before);
    assert.ok(performance.now() > 0 && Date.now() > 1_700_000_000_000);
  });

  test('says what it takes', async () => {
    const wrong: readonly (readonly [unknown, unknown, RegExp])[] = [
      [undefined, {}, /a bench takes an object with CreateMiracastContext, .* not undefined/],
      [() => 7, {}, /or a function that makes one, not 7/],
      [adder, { message: [] }, /message.*messages/],
      [adder, { messages: 5 }, /messages/],
      [adder, { messages: [5] }, /messages\[0\]/],
      [adder, { messages: [{ outputBytes: 5 }] }, /messages\[0\] of conformDriver has no input/],
      [adder, { holds: 'nobody' }, /holds/],
    ];
    for (const [driver, options, says] of wrong) {
      const error = await rejection(conformDriver(driver as DriverUnderTest, options as ConformOptions));
      assert.instance(error, CastbufError);
      assert.match((error as CastbufError).message, says);
    }
    assert.match(String(await rejection(exploreDriver(adder, { most: 0 }))), /most/);
  });

  test('ends where its signal says so', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    assert.match(String(await rejection(exploreDriver(patient, { signal: controller.signal }))), /enough/);
  });

  test('gives up where more interleavings are asked for than may be taken', async () => {
    const { isComplete, interleavings, rule } = await exploreDriver(patient, { most: 10 });
    assert.equal([isComplete, interleavings, rule], [false, 10, undefined]);
  });

  test('tells each rule once, with its source, and why nothing is known of it', async () => {
    const results = await conformDriver(adder, { messages: [SUM] });
    assert.is(new Set(results.map(({ rule }) => rule)).size, results.length);
    for (const { source, result, detail, sequence } of results) {
      assert.ok(source.length > 20);
      assert.is(detail === '', result === 'passed');
      assert.equal(sequence, []);
    }
  });

  test('a sequence can be read', async () => {
    const { driver } = PLANTED['a reply that is forgotten'] ?? { driver: adder };
    const results = await conformDriver(driver, { messages: [{ name: 'SetPower', input: SUM, outputBytes: 16 }] });
    const { sequence = [], detail } = results.find(({ rule }) => rule === 'a message is answered') ?? {};
    assert.equal(sequence, [
      'CreateMiracastContext of device 1 -> STATUS_SUCCESS',
      'StartMiracastSession of device 1 -> STATUS_SUCCESS',
      'SetPower to device 1: 8 bytes (01 00 00 00 02 00 00 00), output of 16 bytes -> STATUS_PENDING',
    ]);
    assert.match(detail ?? '', /^SetPower: it is not answered by now, and nothing is left to wait for$/);
  });

  test('an interleaving says where awaits were interrupted', async () => {
    const { driver, options = {} } = PLANTED[
      'a message that Stop forgets between two awaits'
    ] as (typeof PLANTED)[string];
    const { sequence } = await exploreDriver(driver, options);
    assert.match(sequence.at(-1) ?? '', /^(while awaits go on \(turn \d\): |\d+ ms later: )?StopMiracastSession/);
  });

  test('where nothing tells of the turns of awaits, conform goes by many of them, and explore says what it needs', async () => {
    const { getBuiltinModule } = process;
    const { driver } = PLANTED['a handler that never settles'] as (typeof PLANTED)[string];
    try {
      Object.assign(process, { getBuiltinModule: undefined });
      const failed = (await conformDriver(patient)).filter(({ result }) => result === 'failed');
      assert.equal(failed, []);
      const found = (await conformDriver(driver)).filter(({ result }) => result === 'failed');
      assert.ok(found.some(({ rule }) => rule === 'a message is answered'));
      assert.match(String(await rejection(exploreDriver(adder))), /exploreDriver counts .* run it in Node/);
    } finally {
      Object.assign(process, { getBuiltinModule });
    }
  });
});
