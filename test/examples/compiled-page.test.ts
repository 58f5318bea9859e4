import * as assert from 'uvu/assert';
import { host } from '../harness/host.js';
import { readFixture, readFixtureText, suite } from '../harness/index.js';

const isBrowser = typeof document !== 'undefined';

const STRICT = "script-src 'self'";
const WITH_WEBASSEMBLY = "script-src 'self' 'wasm-unsafe-eval'";
const SAYS_WITHIN_MILLISECONDS = 10_000;

/** The page's two lines of values, from what stands beside the vectors. */
async function expected(): Promise<{ first: string; all: string }> {
  const lines: string[] = [];
  for (let part = 0; part < 5; part++)
    lines.push(...(await readFixtureText(`vectors/chunks-10k.part${part}.ndjson`)).trim().split('\n'));
  const times = lines.map((line) => Number(/"ProcessingTime":(\d+)/.exec(line)?.[1]));
  const [, type, frame, part] =
    /"ChunkType":(\d+).*"FrameNumber":"(\d+)","PartNumber":"(\d+)"/.exec(lines[0] ?? '') ?? [];
  return {
    first: `type ${type}, part ${part} of frame ${frame}, ${times[0]} µs`,
    all: `${lines.length} chunks, ${times.reduce((sum, time) => sum + time, 0)} µs`,
  };
}

/** The page as it was built, served with the policy, with what that refused. */
async function openPage(policy: string): Promise<{ page: Document; refused: string[] }> {
  const frame = document.createElement('iframe');
  frame.src = `/build/compiled-page/index.html?policy=${encodeURIComponent(policy)}`;
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  document.body.append(frame);
  await loaded;
  const page = frame.contentDocument as Document;
  const refused: string[] = [];
  page.addEventListener('securitypolicyviolation', ({ blockedURI }) => refused.push(blockedURI));
  return { page, refused };
}

/** Chooses a file, as a user does, and waits for what the page says of it. */
async function choose(page: Document, bytes: Uint8Array<ArrayBuffer>): Promise<{ first: string; all: string }> {
  const [first, all] = page.querySelectorAll('output');
  const input = page.querySelector('input');
  if (first === undefined || all === undefined || input === null) throw new Error('the page lacks what it shows with');
  // Of the page's own realm, as a file that a user chooses is.
  const { DataTransfer, File } = page.defaultView as Window & typeof globalThis;
  const chosen = new DataTransfer();
  chosen.items.add(new File([bytes], 'chunks.bin'));
  all.value = '';
  input.files = chosen.files;
  input.dispatchEvent(new Event('change'));
  for (const start = performance.now(); performance.now() - start < SAYS_WITHIN_MILLISECONDS;) {
    if (all.value !== '') return { first: first.value, all: all.value };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the page said nothing of the file');
}

suite('the example of a page with a compiled codec', (test) => {
  test('its policy lets in its own files and the kernel, and nothing else', async () => {
    const html = new TextDecoder().decode(await host().read('examples/compiled/index.html'));
    const [, policy] = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(html) ?? [];
    assert.is(policy, `default-src 'none'; ${WITH_WEBASSEMBLY}`);
  });

  // Node has no page: `npm run test:browser` runs these.
  if (isBrowser) {
    test("it decodes one chunk and all chunks under script-src 'self' 'wasm-unsafe-eval'", async () => {
      const { page, refused } = await openPage(WITH_WEBASSEMBLY);
      assert.equal(await choose(page, await readFixture('vectors/chunks-10k.bin')), await expected());
      assert.equal(refused, []);
    });

    test('of a file that is cut it shows what is good, and what is not', async () => {
      const { page } = await openPage(WITH_WEBASSEMBLY);
      const bytes = await readFixture('vectors/bad-overrun-last.bin');
      const { first, all } = await choose(page, bytes);
      assert.match(first, /^type \d+, part \d+ of frame \d+, \d+ µs$/);
      assert.match(all, /^\d+ chunks, \d+ µs, then data overrun in Data at offset 0x/);
      assert.match((await choose(page, bytes.slice(0, 9))).first, /^ERR_TRUNCATED_HEADER: /);
    });

    test("under script-src 'self' one chunk is decoded, and a batch says what the policy lacks", async () => {
      const { page, refused } = await openPage(STRICT);
      const { first, all } = await choose(page, await readFixture('vectors/chunks-10k.bin'));
      assert.is(first, (await expected()).first);
      assert.match(all, /^ERR_KERNEL: .*; script-src needs 'wasm-unsafe-eval', or compile with --wasm; /);
      assert.match(all, /; give the module of this codec to useKernelChunk, or use decode and view$/);
      assert.equal(refused, ['wasm-eval']);
    });
  }
});
