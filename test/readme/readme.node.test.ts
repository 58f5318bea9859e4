import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { transformSync } from 'esbuild';
import { suite } from '../harness/index.js';
import { readmeBlocks } from './blocks.js';

// Inside the project, so that `castbuf` is the package itself, by its own exports.
const FOLDER = 'build/readme';

suite('README', (test) => {
  test.before(() => void mkdirSync(FOLDER, { recursive: true }));
  test.after(() => rmSync(FOLDER, { recursive: true }));

  test('every block is of a kind that a test runs', async () => {
    const kinds = new Set((await readmeBlocks()).map((block) => block.language));
    assert.equal([...kinds].sort(), ['html', 'sh', 'ts']);
  });

  test('the TypeScript blocks print what the README says', async () => {
    const blocks = (await readmeBlocks()).filter((block) => block.language === 'ts');
    assert.ok(blocks.length >= 3);
    blocks.forEach(({ code, output }, index) => {
      const file = `${FOLDER}/block-${index}.mjs`;
      writeFileSync(file, transformSync(code, { loader: 'ts' }).code);
      const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
      assert.is(stderr, '');
      assert.is(stdout, output, `block ${index}`);
    });
  });

  test('the TypeScript blocks type-check against the package', async () => {
    const blocks = (await readmeBlocks()).filter((block) => block.language === 'ts');
    blocks.forEach(({ code }, index) => writeFileSync(`${FOLDER}/block-${index}.ts`, code));
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      module: 'nodenext',
      types: ['node'],
      skipLibCheck: false,
    };
    writeFileSync(`${FOLDER}/tsconfig.json`, JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const { stdout, status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', FOLDER], {
      encoding: 'utf8',
    });
    assert.is(stdout, '');
    assert.is(status, 0);
  });

  test('the npm commands are scripts of the package', async () => {
    const scripts = JSON.parse(readFileSync('package.json', 'utf8')).scripts as Record<string, string>;
    const lines = (await readmeBlocks()).flatMap(({ language, code }) => (language === 'sh' ? code.split('\n') : []));
    const named = lines.flatMap((line) => /^npm (?:run )?(\S+)/.exec(line)?.[1] ?? []);
    assert.ok(named.includes('start') && named.includes('test'));
    for (const script of named) assert.type(scripts[script], 'string', script);
  });

  test('the castbuf commands run', async () => {
    const lines = (await readmeBlocks()).flatMap(({ language, code }) => (language === 'sh' ? code.split('\n') : []));
    const commands = lines.flatMap((line) => /^npx castbuf (.*)$/.exec(line)?.[1] ?? []);
    assert.ok(commands.length >= 3);
    for (const command of commands) {
      const stdout = execFileSync(process.execPath, ['build/cli.js', ...command.split(' ')], { encoding: 'utf8' });
      assert.ok(stdout.length > 0, command);
    }
  });

  test('the examples are as short as they claim', async () => {
    const blocks = await readmeBlocks();
    const lines = (code: string): number => code.split('\n').filter((line) => line.trim() !== '').length;
    assert.ok(lines(blocks.find((block) => block.language === 'ts')?.code ?? '') <= 15);
    const html = blocks.find((block) => block.language === 'html')?.code ?? '';
    assert.ok(lines(/<script type="module">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '') <= 15);
  });
});
