import * as assert from 'uvu/assert';
import { readFixtureText, suite } from '../harness/index.js';
import { readmeBlocks } from './blocks.js';

const isBrowser = typeof document !== 'undefined';

/** What the page must add up to, from the values beside the vectors. */
async function totalMicroseconds(): Promise<number> {
  let total = 0;
  for (let part = 0; part < 5; part++) {
    const text = await readFixtureText(`vectors/chunks-10k.part${part}.ndjson`);
    for (const [, time] of text.matchAll(/"ProcessingTime":(\d+)/g)) total += Number(time);
  }
  return total;
}

/** Runs a page in a frame, and waits for it to say something. */
async function textOf(html: string): Promise<string> {
  const frame = document.createElement('iframe');
  frame.srcdoc = html;
  document.body.append(frame);
  for (let tries = 0; tries < 200; tries++) {
    const text = frame.contentDocument?.body?.innerText.trim() ?? '';
    if (text !== '') return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the page said nothing within 10 seconds');
}

suite('README page', (test) => {
  test('the browser example imports built entries', async () => {
    const html = (await readmeBlocks()).find((block) => block.language === 'html')?.code ?? '';
    const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '{}';
    const { imports } = JSON.parse(map) as { imports: Record<string, string> };
    assert.equal(imports, {
      castbuf: '/node_modules/castbuf/build/index.js',
      'castbuf/miracast': '/node_modules/castbuf/build/miracast.js',
    });
  });

  // Node has no page: `npm run test:browser` runs this one.
  if (isBrowser) {
    test('the browser example runs', async () => {
      const html = (await readmeBlocks()).find((block) => block.language === 'html')?.code ?? '';
      assert.is(await textOf(html), `${await totalMicroseconds()} µs`);
    });
  }
});
