import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';

const isBrowser = typeof document !== 'undefined';

const ENCODES = (entry: string): string => `
  import { createCodec, struct, u32, bytes } from '${entry}';
  try {
    const codec = createCodec(struct('M', { n: u32, data: bytes('n') }));
    document.body.append(codec.encode({ data: new Uint8Array([7]) }).join(' '));
  } catch (error) {
    document.body.append(error.code + ' ' + error.message);
  }`;

/** A host, a driver and a miniport that sends it one message and has its reply. */
const SENDS = (entry: string): string => `
  import { struct, u32 } from '/build/js.js';
  import { defineDriver, DisplayMiniport, messageSet, MiracastHost } from '${entry}';
  const Twice = struct('TWICE', { Type: u32, Value: u32 });
  const say = (text) => document.body.append(text);
  const driver = defineDriver({
    messages: messageSet('Type', { Twice: { value: 1, input: Twice, output: Twice } }),
    handle: { Twice: (message, reply) => ((reply.Value = message.Value * 2), 0) },
    onError: (error) => say(error.code + ' ' + error.message),
  });
  const host = new MiracastHost();
  host.loadDriver(driver);
  const miniport = new DisplayMiniport();
  const { device } = await host.createDevice(miniport);
  if (device !== undefined) {
    const connectionStats = { CurrentBitRate: 0n, LocalMaxBitRate: 0n, RemoteMaxBitRate: 0n };
    await device.start({ rtspSocket: { close() {} }, connectionStats });
    const output = new Uint8Array(8);
    const { Status } = await miniport.sendMessage(new Uint8Array([1, 0, 0, 0, 21, 0, 0, 0]), output);
    say(Status + ': ' + output[4]);
  }`;

/** A pool of the built entry, without a bundler. */
const POOLS = `
  import { createCodec, encodeBatch, struct, u32, bytes } from '/build/index.js';
  import { createPool } from '/build/worker.js';
  const codec = createCodec(struct('M', { n: u32, data: bytes('n') }));
  const all = encodeBatch(codec, Array.from({ length: 100 }, (_, n) => ({ data: new Uint8Array(n) })));
  const pool = createPool({ threads: 2 });
  const lengths = [];
  try {
    for await (const batch of pool.stream(codec, all, { partBytes: 500 })) lengths.push(...batch.columns.data.lengths);
    await pool.close();
    document.body.append(lengths.reduce((sum, length) => sum + length, 0));
  } catch (error) {
    document.body.append(error.code + ' ' + error.message);
  }`;

const WITHOUT_WASM = "script-src 'self' 'unsafe-inline'";
const WORKERS_OF_FILES = "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; worker-src 'self'";

/** Runs a module in a frame with such a content security policy, and waits for what it says. */
async function underStrictPolicy(program: string, policy = WITHOUT_WASM): Promise<string> {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="${policy}">
    <script type="module">${program}</script>`;
  document.body.append(frame);
  for (let tries = 0; tries < 200; tries++) {
    const text = frame.contentDocument?.body?.innerText.trim() ?? '';
    if (text !== '') return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the page said nothing within 10 seconds');
}

suite('entries under a strict content security policy', (test) => {
  test('castbuf/js has the functions of castbuf', async () => {
    const [js, wasm] = await Promise.all([import('../../src/js.js'), import('../../src/index.js')]);
    assert.equal(Object.keys(js).sort(), Object.keys(wasm).sort());
  });

  test('castbuf/miracast/js has those of castbuf/miracast', async () => {
    const [js, wasm] = await Promise.all([import('../../src/miracast-js.js'), import('../../src/miracast.js')]);
    assert.equal(Object.keys(js).sort(), Object.keys(wasm).sort());
  });

  // Node has no content security policy: `npm run test:browser` runs these.
  if (isBrowser) {
    test('castbuf/js works without WebAssembly', async () => {
      assert.is(await underStrictPolicy(ENCODES('/build/js.js')), '1 0 0 0 7');
    });

    test('castbuf says what to import instead', async () => {
      const text = await underStrictPolicy(ENCODES('/build/index.js'));
      assert.match(text, /^ERR_KERNEL /);
      assert.match(text, /castbuf\/js/);
    });

    test('castbuf/miracast/js takes messages to a driver without WebAssembly', async () => {
      assert.is(await underStrictPolicy(SENDS('/build/miracast-js.js')), '0: 42');
    });

    test('the workers of castbuf/worker are files: worker-src needs no blob:', async () => {
      assert.is(await underStrictPolicy(POOLS, WORKERS_OF_FILES), '4950');
    });

    test('castbuf/miracast says what to import instead', async () => {
      const text = await underStrictPolicy(SENDS('/build/miracast.js'));
      assert.match(text, /^ERR_KERNEL /);
      assert.match(text, /castbuf\/miracast\/js/);
    });
  }
});
