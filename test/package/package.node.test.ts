import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { InstalledPackage, type Finished } from './installed-package.js';

/**
 * All JavaScript of the package, names and blanks kept: see scripts/bundle.mjs. The compiler is a sixth of it, the command with what unpacks zstd another,
 * the compiled structures of Miracast a ninth.
 */
const JAVASCRIPT_BYTES_LIMIT = 2_850_000;

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, string | { types?: string; default: string }>;
  version: string;
};
/** What a worker runs, and nobody imports. */
const SCRIPT = 'castbuf/worker-thread';
const ENTRIES = Object.entries(manifest.exports).flatMap(([entry, target]) =>
  typeof target === 'string' || target.types === undefined
    ? []
    : [{ module: `castbuf${entry.slice(1)}`, types: join(target.types) }],
);

/** One name that each entry exports: an import of nothing proves nothing. */
const EXPORTED: Record<string, string> = {
  castbuf: 'createCodec',
  'castbuf/arrow': 'arrowFile',
  'castbuf/bench': 'conformDriver',
  'castbuf/capture': 'readCapture',
  'castbuf/compile': 'compileCodec',
  'castbuf/compiled': 'asBytes',
  'castbuf/header': 'parseHeader',
  'castbuf/header/node': 'parseHeaderFile',
  'castbuf/js': 'createCodec',
  'castbuf/miracast': 'defineDriver',
  'castbuf/miracast/compiled': 'defineDriver',
  'castbuf/miracast/js': 'defineDriver',
  'castbuf/node': 'decodeFile',
  'castbuf/ntstatus': 'ntStatusName',
  'castbuf/recording': 'readRecording',
  'castbuf/sources': 'fromWebSocket',
  'castbuf/sql': 'registerCastbuf',
  'castbuf/worker': 'createPool',
};

function assertQuiet({ status, stderr }: Finished): void {
  assert.is(stderr, '');
  assert.is(status, 0);
}

suite('what is built', (test) => {
  test('products of numbers are numbers: a bundler keeps what it does not fold, used or not', () => {
    for (const file of readdirSync('build/shared').filter((name) => name.endsWith('.js')))
      assert.not.match(readFileSync(join('build/shared', file), 'utf8'), /^var [A-Z_]+ = \d+ \* \d+[,;]/m, file);
  });
});

suite('the installed package', (test) => {
  let installed: InstalledPackage;
  test.before(() => void (installed = InstalledPackage.make()));
  test.after(() => installed.remove());

  test('every module is imported, and required', () => {
    const modules = ENTRIES.map(({ module }) => module).filter((module) => module !== SCRIPT);
    assert.equal(modules.sort(), Object.keys(EXPORTED));
    const entries = JSON.stringify(Object.entries(EXPORTED));
    installed.write(
      'import.mjs',
      `for (const [entry, name] of ${entries}) console.log(typeof (await import(entry))[name]);`,
    );
    installed.write('require.cjs', `for (const [entry, name] of ${entries}) console.log(typeof require(entry)[name]);`);
    for (const file of ['import.mjs', 'require.cjs']) {
      const { stdout, status } = installed.node('--disable-warning=ExperimentalWarning', file);
      assert.is(stdout, 'function\n'.repeat(modules.length), file);
      assert.is(status, 0);
    }
  });

  test('without DuckDB, SQL says what to install', () => {
    const hint = /SQL and Parquet need DuckDB, which is not installed; npm install @duckdb\/node-api@/;
    for (const args of [
      ['sql', 'SELECT 1 AS a'],
      ['decode', 'x.bin', '--type', 'MIRACAST_CHUNK_DATA', '-o', 'x.parquet'],
    ]) {
      const { status, stderr } = installed.castbuf(...args);
      assert.match(stderr, hint);
      assert.is(status, 2);
    }
    const program = `import { createCodec, struct, u8 } from 'castbuf'; import { registerCastbuf } from 'castbuf/sql';
      try { registerCastbuf({}, { A: createCodec(struct('A', { a: u8 })) }); } catch (error) { console.log(error.code, error.hint); }`;
    const { stdout } = installed.node('--input-type=module', '-e', program);
    assert.match(stdout, hint);
    assert.ok(stdout.startsWith('ERR_USAGE '), stdout);
  });

  test('what is no module is there, too', () => {
    const { stdout, status } = installed.node(
      '--input-type=module',
      '-e',
      `import { readFileSync } from 'node:fs';
       const fileOf = (name) => readFileSync(new URL(import.meta.resolve(name)));
       console.log(JSON.parse(fileOf('castbuf/package.json')).version, WebAssembly.validate(fileOf('castbuf/kernel.wasm')));`,
    );
    assert.is(stdout, `${manifest.version} true\n`);
    assert.is(status, 0);
  });

  test('the command runs: its version, a struct, a session over threads', () => {
    const shown = installed.castbuf('--version');
    assertQuiet(shown);
    assert.match(shown.stdout, `castbuf/${manifest.version}`);
    const layout = installed.castbuf('layout', '--type', 'MIRACAST_CHUNK_INFO');
    assertQuiet(layout);
    assert.match(layout.stdout, 'EncodeRate');
    // The workers are a file of their own, which the command finds beside itself.
    const session = installed.castbuf('simulate', '--frames', '30', '--seed', '7', '--threads', '2');
    assertQuiet(session);
    assert.match(session.stdout, 'real time');
  });

  test('an error leads to the source that threw it', () => {
    installed.write(
      'throws.mjs',
      `import { u32, createCodec } from 'castbuf'; createCodec(u32).decode(new Uint8Array(2));`,
    );
    const { stderr } = installed.node('--enable-source-maps', 'throws.mjs');
    assert.match(stderr, /castbuf\/src\/[\w/-]+\.ts:\d+:\d+/);
  });

  test('every JavaScript file of the library has a source map with its sources in it, and code', () => {
    const files = installed.packed.files.map(({ path }) => path).filter((path) => /^build\/.*\.js$/.test(path));
    assert.ok(files.length > ENTRIES.length);
    for (const file of files) {
      const code = readFileSync(installed.path(file), 'utf8');
      assert.ok(code.replaceAll(/^\/\/#.*$/gm, '').trim() !== '', `${file} is empty`);
      const map = /^\/\/# sourceMappingURL=(.+)$/m.exec(code)?.[1] ?? '';
      const { sources, sourcesContent } = JSON.parse(readFileSync(installed.path(dirname(file), map), 'utf8'));
      assert.is(sourcesContent.length, sources.length);
    }
  });

  test('all JavaScript together is small', () => {
    const sizes = installed.packed.files.flatMap(({ path, size }) => (/^build\/.*\.js$/.test(path) ? [size] : []));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(bytes <= JAVASCRIPT_BYTES_LIMIT, `${bytes} bytes of JavaScript; ${JAVASCRIPT_BYTES_LIMIT} is the limit`);
    assert.ok(bytes > 100_000, 'there is JavaScript');
  });

  test('declarations are those that an entry reaches', () => {
    const reached = new Set(ENTRIES.map(({ types }) => types));
    for (const file of reached) {
      const text = readFileSync(installed.path(file), 'utf8');
      for (const [, name = ''] of text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)\.js['"]/g)) {
        reached.add(join(dirname(file), `${name}.d.ts`));
      }
    }
    const shipped = installed.packed.files.map(({ path }) => path).filter((path) => path.endsWith('.d.ts'));
    assert.equal(shipped.sort(), [...reached].sort());
  });

  test('documents that the package links to are in it', () => {
    const documents = installed.packed.files.map(({ path }) => path).filter((path) => path.endsWith('.md'));
    assert.ok(documents.includes('README.md') && documents.includes('CHANGELOG.md'));
    for (const document of documents) {
      const text = readFileSync(installed.path(document), 'utf8');
      for (const [, link = ''] of text.matchAll(/\]\(((?!\w+:|#)[^)#]+)/g)) {
        assert.ok(existsSync(installed.path(dirname(document), link)), `${document} links to ${link}`);
      }
    }
  });

  test('bundled code is named with its licence', () => {
    const notices = readFileSync(installed.path('build/THIRD-PARTY-NOTICES.txt'), 'utf8');
    const bundled = new Set(['assemblyscript']);
    for (const file of readdirSync(installed.path('build'), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.js.map')) continue;
      const { sources } = JSON.parse(readFileSync(installed.path('build', file), 'utf8')) as { sources: string[] };
      for (const source of sources) {
        const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1];
        if (name !== undefined) bundled.add(name);
      }
    }
    assert.ok(bundled.has('cac'));
    for (const name of [...bundled, 'mri'])
      assert.match(notices, new RegExp(`^${name} \\d.* \\((MIT|ISC|Apache-2.0)\\)`, 'm'));
    assert.match(notices, 'Permission is hereby granted');
  });

  test('nothing else is in it: no test, no source but the documented one and the examples, no debug kernel', () => {
    const others = installed.packed.files
      .map(({ path }) => path)
      .filter(
        (path) =>
          !/^(build\/[\w./-]+\.(js|js\.map|d\.ts)|docs\/[\w-]+\.md|(?:examples|gallery)\/[\w./-]+|[A-Z]+(\.md)?|test\/(vectors|oracle)\/[\w.-]+)$/.test(
            path,
          ),
      );
    const expected = [
      'build/THIRD-PARTY-NOTICES.txt',
      'build/castbuf.1',
      'build/kernel.wasm',
      'package.json',
      'src/cli/simulation/driver.ts',
      'src/cli/simulation/messages.castbuf.ts',
      'src/cli/simulation/messages.ts',
    ];
    assert.equal(others.sort(), expected);
    assert.not.ok(existsSync(installed.path('build/kernel.debug.wasm')));
    assert.ok(statSync(installed.path('build/cli.js')).mode & 0o100, 'the command can be executed');
  });
});
