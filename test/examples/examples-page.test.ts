import * as assert from 'uvu/assert';
import { createCodec, encodeBatch, f32, packedAbi, struct, text, u16, u32 } from '../../src/index.js';
import { host } from '../harness/host.js';
import { suite } from '../harness/index.js';

const isBrowser = typeof document !== 'undefined';

const pageText = async (): Promise<string> =>
  new TextDecoder().decode(await host().read('examples/browser/index.html'));

/** What the example's page takes: see its own text. */
const Entry = struct('ENTRY', { Id: u32, Value: f32, Length: u16, Text: text('utf-8', 'Length') });
const ROWS = 120;
const stream = (): Uint8Array<ArrayBuffer> =>
  encodeBatch(
    createCodec(Entry, { abi: packedAbi(1) }),
    Array.from({ length: ROWS }, (_, Id) => ({ Id, Value: Id / 2, Text: `entry ${Id}` })),
  ).slice();

async function sha256(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...bytes));
}

/** The example in a frame, where its README says that it is, with what its policy refused. */
async function openPage(): Promise<{ page: Document; refused: string[] }> {
  const frame = document.createElement('iframe');
  frame.src = '/browser/index.html';
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  document.body.append(frame);
  await loaded;
  const page = frame.contentDocument as Document;
  const refused: string[] = [];
  page.addEventListener('securitypolicyviolation', ({ violatedDirective }) => refused.push(violatedDirective));
  return { page, refused };
}

/** Chooses a file, as a user does, and waits for what the page says of it. */
async function choose(page: Document, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const said = page.querySelector('#said') as HTMLOutputElement;
  const input = page.querySelector('#file') as HTMLInputElement;
  // Of the page's own realm, as a file that a user chooses is.
  const { DataTransfer, File } = page.defaultView as Window & typeof globalThis;
  const chosen = new DataTransfer();
  chosen.items.add(new File([bytes], 'entries.bin'));
  said.value = '';
  input.files = chosen.files;
  input.dispatchEvent(new Event('change'));
  for (let tries = 0; tries < 200; tries++) {
    if (said.value.endsWith('entries.bin')) return said.value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the page said nothing of the file within 10 seconds, but '${said.value}'`);
}

suite('the example of a page', (test) => {
  test('its policy lets in the kernel, its own files and its import map, by its hash, and nothing else', async () => {
    const html = await pageText();
    const [, map = ''] = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html) ?? [];
    const [, policy] = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(html) ?? [];
    assert.is(policy, `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-${await sha256(map)}'`);
  });

  // Node has no page: `npm run test:browser` runs these.
  if (isBrowser) {
    test('it shows the first hundred records of a file, under that policy', async () => {
      const { page, refused } = await openPage();
      assert.is(await choose(page, stream()), `${ROWS} records in entries.bin`);
      const rows = Array.from(page.querySelectorAll('#rows tr'), (row) =>
        Array.from(row.children, (cell) => cell.textContent),
      );
      assert.is(rows.length, 100);
      assert.equal(rows[99], ['99', '49.5', 'entry 99']);

      const script = page.createElement('script');
      script.textContent = 'document.title = "run"';
      page.head.append(script);
      await new Promise((resolve) => setTimeout(resolve, 0));
      assert.is(page.title, 'Records of a file', 'a script that has no hash does not run');
      assert.equal(refused, ['script-src-elem']);
    });

    test('a second file takes the place of the first, and says where it is cut', async () => {
      const { page } = await openPage();
      await choose(page, stream());
      const said = await choose(page, stream().subarray(0, 29));
      assert.match(said, /^Stopped: data overrun in Text at offset 0x11: .* 1 records in entries\.bin$/);
      assert.is(page.querySelectorAll('#rows tr').length, 1);
    });
  }
});
