// time-out: 120 s
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { Exploration, RuleResult } from '../../src/driver-bench/index.js';
import { suite } from '../harness/index.js';
import { castbuf, withFolder, type Run } from './run-castbuf.js';

/** Answers 4 bytes by one: at once, or with `later`, after 5 ms. */
const driverText = (later: boolean): string => `
  export const driver = () => ({
    CreateMiracastContext(handle, _callbacks, out) { out.value = { handle, sessionState: 0 }; return 0; },
    StartMiracastSession: () => 0,
    StopMiracastSession() {},
    DestroyMiracastContext() {},
    HandleKernelModeMessage(_context, input, output, bytesReturned, complete) {
      bytesReturned[0] = 0;
      if (input.length !== 4) return 0xc0000004;
      if (output.length < 1) return 0xc0000023;
      console.log('a message');
      const answer = () => { output[0] = input[0]; bytesReturned[0] = 1; };
      if (!${later}) { answer(); return 0; }
      setTimeout(() => { answer(); complete(0, 1); }, 5);
      return 0x103;
    },
  });
  export const messages = [Uint8Array.of(1, 2, 3, 4)];
`;

async function withDriver(text: string, args: readonly string[], name = 'driver.mjs'): Promise<Run> {
  return withFolder(async (folder) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return castbuf([...args, file]);
  });
}

suite('castbuf conform', (test) => {
  test('prints a table, and says nothing of a driver that keeps the rules', async () => {
    const { status, text, stderr } = await withDriver(driverText(false), ['conform']);
    assert.is(stderr, '');
    assert.is(status, 0);
    assert.match(text, /^bytes returned fit the output {2,}passed$/m);
    assert.match(text, /^\d\d passed, 0 failed, \d+ not applicable$/m);
  });

  test('shows the steps of a rule that is broken, with status 1', async () => {
    const { status, text, stderr } = await withDriver(driverText(true), ['conform']);
    assert.is(status, 1);
    assert.match(stderr, /driver\.mjs breaks 2 of 31 rules\n$/);
    assert.match(text, /^Stop ends the messages of its session {2,}failed$/m);
    assert.match(
      text,
      /^broken: Stop ends the messages of its session\n(?:.*\n){2} {2}1\. Create.*\n(?:.*\n){2} {2}4\. Stop/m,
    );
  });

  test('prints JSON, of a TypeScript module, too', async () => {
    const typed = driverText(true).replace('(handle,', '(handle: number,');
    const { status, text } = await withDriver(typed, ['conform', '--json'], 'driver.ts');
    assert.is(status, 1);
    const results = JSON.parse(text) as RuleResult[];
    const failed = results.filter(({ result }) => result === 'failed').map(({ rule }) => rule);
    assert.equal(failed, ['Stop ends the messages of its session', 'nothing runs after Destroy']);
  });

  test('takes who holds messages, and how long an answer may take', async () => {
    const held = await withDriver(driverText(false), ['conform', '--holds', 'driver']);
    assert.match(held.text, /^messages before Start are held {2,}failed$/m);
    const slow = await withDriver(driverText(true), ['conform', '--answer-within', '4']);
    assert.match(slow.text, /^a message is answered {2,}failed$/m);
  });

  test('says what it takes', async () => {
    const wrong: readonly (readonly [
      text: string,
      args: readonly string[],
      name: string,
      says: RegExp,
      status: number,
    ])[] = [
      ['', ['conform'], 'driver.h', /conform takes a module that exports driver/, 2],
      ['export const other = 1;', ['conform'], 'driver.mjs', /exports neither driver nor a default/, 2],
      ['throw new Error("no licence");', ['explore'], 'driver.mjs', /cannot take a driver from .*: no licence/, 2],
      ['export default 7;', ['explore'], 'driver.mjs', /a bench takes an object with CreateMiracastContext/, 1],
    ];
    for (const [text, args, name, says, status] of wrong) {
      const run = await withDriver(text, args, name);
      assert.match(run.stderr, says);
      assert.is(run.status, status);
    }
  });
});

suite('castbuf explore', (test) => {
  test('prints the states of a driver that keeps the rules', async () => {
    const { status, text, stderr } = await withDriver(driverText(false), ['explore']);
    assert.is(stderr, '');
    assert.is(status, 0);
    assert.match(text, /^\d+ states, \d+ interleavings: no rule is broken\n$/);
  });

  test('prints the shortest interleaving that breaks a rule, with status 1', async () => {
    const { status, text, stderr } = await withDriver(driverText(true), ['explore']);
    assert.is(status, 1);
    assert.match(stderr, /driver\.mjs breaks a rule: Stop ends the messages of its session\n$/);
    assert.match(
      text,
      /^broken: Stop ends(?:.*\n){3} {2}1\. Create.*\n(?:.*\n){2} {2}4\. StopMiracastSession of device 1/m,
    );
  });

  test('prints JSON, and has status 1 where it gave up', async () => {
    const { status, text, stderr } = await withDriver(driverText(false), ['explore', '--json', '--most', '1']);
    assert.is(status, 1);
    assert.match(stderr, /was not explored to the end; --most takes more/);
    const { isComplete, interleavings } = JSON.parse(text) as Exploration;
    assert.equal([isComplete, interleavings], [false, 1]);
  });
});
