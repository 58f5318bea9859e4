import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';

const MIRACAST = pathToFileURL('build/miracast.js').href;
const CASTBUF = pathToFileURL('build/index.js').href;

const DRIVER = `
import { struct, u32 } from '${CASTBUF}';
import { defineDriver, messageSet } from '${MIRACAST}';
const Ask = struct('ASK', { Type: u32, Value: u32 });
export const driverWith = (options) => defineDriver({
  messages: messageSet('Type', { Ask: { value: 1, input: Ask, output: struct('ANSWER', { Value: u32 }) } }),
  handle: { Ask(message, reply) { reply.Value = message.Value + 1; return 0; } },
  ...options,
});`;
const WORKER = `
import { parentPort } from 'node:worker_threads';
import { serveMessages } from '${MIRACAST}';
import { driverWith } from './driver.mjs';
serveMessages(driverWith({}), parentPort);`;
/** A session that nobody stops, in a context that nobody destroys. */
const MAIN = `
import { Worker } from 'node:worker_threads';
import { driverWith } from './driver.mjs';
const driver = driverWith({ workers: { create: () => new Worker(new URL('./worker.mjs', import.meta.url)), count: 2 } });
const out = { value: undefined };
driver.CreateMiracastContext(1, {}, out);
await driver.StartMiracastSession(out.value, undefined, {}, {});
const input = new Uint8Array(Uint32Array.of(1, 41).buffer);
const output = new Uint8Array(4);
const bytesReturned = new Uint32Array(1);
driver.HandleKernelModeMessage(out.value, input, output, bytesReturned, (status, bytes) => console.log(status, bytes, output[0]));`;

suite('A process with an open context of a pool', (test) => {
  test('ends by itself, after the last message has its answer', async () => {
    const folder = await mkdtemp(join(process.cwd(), 'build/open-pool-'));
    try {
      const files = { 'driver.mjs': DRIVER, 'worker.mjs': WORKER, 'main.mjs': MAIN };
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      const child = spawn(process.execPath, [join(folder, 'main.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
      let printed = '';
      child.stdout.on('data', (piece) => (printed += String(piece)));
      const [status] = (await once(child, 'close')) as [number];
      assert.equal([status, printed], [0, '0 4 42\n']);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
