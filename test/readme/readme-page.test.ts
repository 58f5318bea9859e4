import * as assert from 'uvu/assert';
import { readFixtureText, suite } from '../harness/index.js';
import { blocksOf, PAGES } from './blocks.js';

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

async function htmlExample(): Promise<string> {
  return (await blocksOf('README.md')).find((block) => block.language === 'html')?.code ?? '';
}

/** The example's first script, and what it says. */
async function importMap(): Promise<{ script: string; imports: Record<string, string> }> {
  const [script = '', map = '{}'] = /<script type="importmap">([\s\S]*?)<\/script>/.exec(await htmlExample()) ?? [];
  return { script, ...(JSON.parse(map) as { imports: Record<string, string> }) };
}

/** A page with the README's import map, whose driver has its messages handled by this worker. It says what became of one. */
async function pageWithWorker(worker: string): Promise<string> {
  return `${(await importMap()).script}
    <script type="module">
      import * as castbuf from 'castbuf';
      import * as miracast from 'castbuf/miracast';
      import { definitionWith } from '/test/readme/workers/definition.mjs';
      const { DisplayMiniport, MiracastHost, defineDriver } = miracast;
      const errors = [];
      const driver = defineDriver({
        ...definitionWith(castbuf, miracast),
        onError: (error) => errors.push(error.message),
        workers: {
          create() {
            const worker = new Worker('/test/readme/workers/${worker}', { type: 'module' });
            const addresses = ['castbuf', 'castbuf/miracast'].map((name) => import.meta.resolve(name));
            worker.postMessage({ addresses });
            return worker;
          },
        },
      });
      const [host, miniport] = [new MiracastHost(), new DisplayMiniport()];
      host.loadDriver(driver);
      const { device } = await host.createDevice(miniport);
      await device.start({ rtspSocket: { close() {} }, connectionStats: {} });
      const output = new Uint8Array(4);
      const { Status } = await miniport.sendMessage(new Uint8Array(Uint32Array.of(1, 21).buffer), output);
      await host.close();
      document.body.append([Status >>> 0, output[0], ...errors].join(' '));
    </script>`;
}

/** Of a browser: the other one needs files. */
const NODE_ONLY = ['castbuf/header/node', 'castbuf/node', 'castbuf/sql'];

suite('README page', (test) => {
  test('the import map names every entry that an example imports, and where it is', async () => {
    const { imports } = await importMap();
    const pages = await Promise.all(PAGES.map((page) => blocksOf(page)));
    const code = pages.flatMap((blocks) => blocks.map((block) => block.code)).join('');
    const imported = [...code.matchAll(/ from '(castbuf[^']*)'/g)].map(([, name]) => name as string);
    assert.ok(imported.length > 10);
    for (const name of imported) assert.ok(name in imports || NODE_ONLY.includes(name), name);
    for (const [name, address] of Object.entries(imports)) {
      assert.is(
        address,
        `/node_modules/castbuf/build/${name === 'castbuf' ? 'index' : name.slice('castbuf/'.length).replace('/', '-')}.js`,
      );
    }
  });

  // Node has no page: `npm run test:browser` runs these.
  if (isBrowser) {
    test('the browser example runs', async () => {
      assert.is(await textOf(await htmlExample()), `${await totalMicroseconds()} µs`);
    });

    test('the addresses of the import map are modules', async () => {
      for (const address of Object.values((await importMap()).imports)) {
        assert.ok(Object.keys((await import(address)) as object).length > 0, address);
      }
    });

    test('a worker that imports castbuf by its address, or is told it, serves messages', async () => {
      for (const worker of ['by-address.mjs', 'by-message.mjs']) {
        assert.is(await textOf(await pageWithWorker(worker)), '0 42', worker);
      }
    });

    test('one that imports it by its name dies, and onError hears why', async () => {
      assert.match(await textOf(await pageWithWorker('by-name.mjs')), /import maps do not reach workers/);
    });
  }
});
