import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { transformSync } from 'esbuild';
import { suite } from '../harness/index.js';
import { InstalledPackage } from '../package/installed-package.js';
import { blocksOf, examplesOf, PAGES, type Block } from './blocks.js';

/** Of the README alone. */
async function shellLines(): Promise<string[]> {
  const shell = (await blocksOf('README.md')).filter(({ language }) => language === 'sh');
  return shell.flatMap(({ code }) => code.split('\n')).map((line) => line.replace(/\s+#.*$/, ''));
}

/** Source files whose comments have examples. */
const WITH_EXAMPLES = [
  'src/index.ts',
  'src/miracast.ts',
  'src/header/parse-header.ts',
  'src/record-types/record-set.ts',
  'src/record-types/records.ts',
  'src/columns/validity.ts',
  'src/column-descriptions/describe-columns.ts',
  'src/arrow/arrow-table.ts',
  'src/worker.ts',
  'src/sql/register.ts',
];

suite('README', (test) => {
  let installed: InstalledPackage;
  test.before(() => {
    installed = InstalledPackage.make();
    installed.copyExampleFiles();
    // As a user does who wants SQL.
    installed.link('@duckdb/node-api', 'node_modules/@duckdb/node-api');
  });
  test.after(() => installed.remove());

  /** The blocks of all pages that are in one of these languages. */
  async function blocksIn(...languages: string[]): Promise<Block[]> {
    const pages = await Promise.all(PAGES.map((page) => blocksOf(page)));
    return pages.flat().filter(({ language }) => languages.includes(language));
  }

  test('every block is of a kind that a test runs', async () => {
    const kinds = await Promise.all(
      PAGES.map(async (page) => [...new Set((await blocksOf(page)).map(({ language }) => language))].sort()),
    );
    assert.equal(kinds, [['html', 'sh', 'ts'], ['js', 'ts'], ['ts']]);
  });

  test('the programs print what their pages say, from the installed package', async () => {
    const blocks = await blocksIn('ts', 'js');
    assert.ok(blocks.length >= 6);
    blocks.forEach(({ code, output }, index) => {
      installed.write(`block-${index}.mjs`, transformSync(code, { loader: 'ts' }).code);
      const { stdout, stderr } = installed.node(`block-${index}.mjs`);
      assert.is(stderr, '');
      assert.is(stdout, output, `block ${index}`);
    });
  });

  test('the examples of comments print what they say, too', async () => {
    const examples = (await Promise.all(WITH_EXAMPLES.map((file) => examplesOf(file)))).flat();
    assert.ok(examples.length >= 12);
    examples.forEach(({ code, output }, index) => {
      installed.write(`example-${index}.mjs`, transformSync(code, { loader: 'ts' }).code);
      installed.write(`src/example-${index}.ts`, code);
      const { stdout, stderr } = installed.node(`example-${index}.mjs`);
      assert.is(stderr, '', code);
      assert.is(stdout, output, code);
    });
  });

  test('the TypeScript blocks, and those examples, type-check against the installed package', async () => {
    (await blocksIn('ts')).forEach(({ code }, index) => installed.write(`src/block-${index}.ts`, code));
    for (const name of ['@types/node', 'undici-types']) installed.link(name, `node_modules/${name}`);
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      module: 'nodenext',
      types: ['node'],
      skipLibCheck: true, // `npm run test:deep` checks the declarations, too
    };
    installed.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }));
    const { stdout, status } = installed.node(resolve('node_modules/typescript/bin/tsc'), '-p', '.');
    assert.is(stdout, '');
    assert.is(status, 0);
  });

  test('the import map has every entry that a browser can import', async () => {
    const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> };
    const entries = Object.keys(exports).filter((entry) => !/node$|compile$|sql$|-thread$|\.\w+$/.test(entry)); // the compiler and SQL are for Node, and nobody imports what a worker runs
    const page = (await blocksOf('README.md')).find(({ language }) => language === 'html');
    for (const entry of entries) assert.ok(page?.code.includes(`"${entry.replace('.', 'castbuf')}":`), entry);
  });

  test('the npm commands install the package, or are scripts of a clone', async () => {
    const scripts = JSON.parse(readFileSync('package.json', 'utf8')).scripts as Record<string, string>;
    const lines = await shellLines();
    assert.ok(lines.includes('npm install castbuf'));
    const named = lines.flatMap((line) => /^npm (?!install)(?:run )?(\S+)/.exec(line)?.[1] ?? []);
    assert.ok(named.includes('start') && named.includes('test'));
    for (const script of named) assert.type(scripts[script], 'string', script);
  });

  test('the castbuf commands run, from the installed package', async () => {
    const lines = await shellLines();
    assert.ok(lines.includes('cp -r node_modules/castbuf/test .'), 'how the files that they read come there');
    const commands = lines.flatMap((line) => /^npx castbuf (.*)$/.exec(line)?.[1] ?? []);
    assert.ok(commands.length >= 3);
    for (const command of commands) {
      const { stdout, stderr, status } = installed.castbuf(...command.split(' '));
      assert.is(stderr, '', command);
      assert.is(status, 0, command);
      assert.ok(stdout.length > 0, command);
    }
  });

  test('the examples are as short as they claim', async () => {
    const blocks = await blocksOf('README.md');
    const lines = (code: string): number => code.split('\n').filter((line) => line.trim() !== '').length;
    assert.ok(lines(blocks.find((block) => block.language === 'ts')?.code ?? '') <= 15);
    const html = blocks.find((block) => block.language === 'html')?.code ?? '';
    assert.ok(lines(/<script type="module">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '') <= 15);
    const [driver] = (await blocksOf('docs/driver.md'))[0]?.code.split('// The display miniport') ?? [];
    assert.ok(lines(driver ?? '') < 70, 'a driver of six kinds of messages');
  });
});
