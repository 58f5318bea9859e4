import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';

const isBrowser = typeof document !== 'undefined';

/** Runs a module in a frame whose content security policy has no 'wasm-unsafe-eval', and waits for what it says. */
async function underStrictPolicy(entry: string): Promise<string> {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="script-src 'self' 'unsafe-inline'">
    <script type="module">
      import { createCodec, struct, u32, bytes } from '${entry}';
      try {
        const codec = createCodec(struct('M', { n: u32, data: bytes('n') }));
        document.body.append(codec.encode({ data: new Uint8Array([7]) }).join(' '));
      } catch (error) {
        document.body.append(error.code + ' ' + error.message);
      }
    </script>`;
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

  // Node has no content security policy: `npm run test:browser` runs these.
  if (isBrowser) {
    test('castbuf/js works without WebAssembly', async () => {
      assert.is(await underStrictPolicy('/build/js.js'), '1 0 0 0 7');
    });

    test('castbuf says what to import instead', async () => {
      const text = await underStrictPolicy('/build/index.js');
      assert.match(text, /^ERR_KERNEL /);
      assert.match(text, /castbuf\/js/);
    });
  }
});
