// time-out: 600 s
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { platform } from 'node:process';
import { build } from 'esbuild';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { blocksOf } from '../readme/blocks.js';
import { InstalledPackage } from './installed-package.js';

/** Compilers, Node versions, a server and linters of packages, at the versions that this folder's lock file names. */
const TOOLS = 'scripts/package-tools';
const tool = (...names: string[]): string => resolve(TOOLS, 'node_modules', ...names);

const TYPESCRIPT_VERSIONS = ['5.7', '6.0', '7.0'];
const NODE_VERSIONS = ['20.19', '22', '24', '26'];
const MODULE_RESOLUTIONS = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
];

/** A user's program that is strict about types: every entry, what decode gives, and that a mistake is one. */
const CONSUMER = `
  import { bytes, createCodec, decodeBatch, struct, u32, u64, CastbufError, type Infer } from 'castbuf';
  import { createCodec as createCodecWithoutWebAssembly } from 'castbuf/js';
  import { parseHeader } from 'castbuf/header';
  import { MiracastHost, MIRACAST_CHUNK_DATA } from 'castbuf/miracast';
  import { MiracastHost as HostWithoutWebAssembly } from 'castbuf/miracast/js';
  import { NtStatus, ntStatusName } from 'castbuf/ntstatus';

  const Message = struct('MESSAGE', { Size: u32, Time: u64, Data: bytes('Size') });
  const message: Infer<typeof Message> = createCodec(Message).decode(new Uint8Array(16));
  export const time: bigint = message.Time;
  export const data: Uint8Array = createCodecWithoutWebAssembly(Message).encode({ Time: 1n, Data: message.Data });
  // @ts-expect-error: a member that the struct does not have
  export const nope = message.Nope;
  createCodec(Message).encode({ Time: '1', Data: message.Data });
  // @ts-expect-error: a bool for a 64-bit member
  createCodec(Message).encode({ Time: true, Data: message.Data });
  // @ts-expect-error: a column that the struct does not have
  export const column = decodeBatch(createCodec(Message), data).columns.Nope;
  export const frame: number = createCodec(MIRACAST_CHUNK_DATA).decode(data).ChunkInfo.ChunkId.FrameNumber;
  export const name: string | undefined = ntStatusName(NtStatus.PENDING);
  export const everything = [parseHeader, MiracastHost, HostWithoutWebAssembly, CastbufError];
`;

/** Fails where a value is not the one that it must be. Every module of the kernel is at work. */
const WORKER = `
  import { bytes, createCodec, createSetCodec, decodeBatch, encodeBatch, filter, packed, recordSet, struct, summarize, u32 } from 'castbuf';

  const Message = struct('MESSAGE', { Size: u32, Id: u32, Data: bytes('Size') });
  export default {
    test() {
      const codec = createCodec(Message);
      const stream = encodeBatch(codec, [1, 2, 3].map((Id) => ({ Id, Data: new Uint8Array(Id) })));
      const batch = decodeBatch(codec, stream, { where: filter(['Id', '>', 1]) });
      const set = createSetCodec(recordSet('Id', { A: [[1, 2], Message], B: ['otherwise', Message] }));
      const found = [
        codec.decode(stream).Data.length,
        batch.columns.Id.join(),
        encodeBatch(codec, decodeBatch(codec, stream).columns).length === stream.length,
        packed(batch, 'Data').data.length,
        summarize(codec, stream).columns.Id.sum,
        decodeBatch(set, stream).of.B.rowCount,
      ].join(' ');
      if (found !== '1 2,3 true 5 6 1') throw new Error(found);
    },
  };
`;

const WORKERD_CONFIG = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .main)]);
const main :Workerd.Worker = (
  compatibilityDate = "2026-01-01",
  modules = [
    (name = "worker", esModule = embed "bundled.js"),
    (name = "./kernel.wasm", wasm = embed "node_modules/castbuf/build/kernel.wasm"),
  ],
);
`;

/** Of examples/http-route.mjs: a good body, one that is cut in its second record, and one that is no bytes. */
const ROUTE_ANSWERS = `200 {"points":2,"most":1200}
400 {"error":"truncated header at offset 0x8: 8 bytes needed, 3 there; pass whole records, or use stream(…)","good":1}
415 {"error":"send application/octet-stream"}
`;

suite('consumers of the installed package', (test) => {
  let installed: InstalledPackage;
  test.before(async () => {
    const install = spawnSync(process.execPath, ['scripts/install.mjs', TOOLS], { encoding: 'utf8' });
    assert.is(install.status, 0, install.stderr);
    installed = InstalledPackage.make();
    installed.link('@types/node', tool('@types/node'));
    installed.link('undici-types', tool('undici-types'));
    installed.link('fastify', tool('fastify'));
    installed.link('@duckdb/node-api', 'node_modules/@duckdb/node-api');
    installed.write('src/consumer.ts', CONSUMER);
    const blocks = (await blocksOf('README.md')).filter(({ language }) => language === 'ts');
    blocks.forEach(({ code }, index) => installed.write(`src/readme-${index}.ts`, code));
  });
  test.after(() => installed.remove());

  for (const version of TYPESCRIPT_VERSIONS) {
    for (const resolution of MODULE_RESOLUTIONS) {
      test(`TypeScript ${version}, ${resolution.moduleResolution}: a strict program and the README's examples have no error`, () => {
        const compilerOptions = {
          ...resolution,
          strict: true,
          skipLibCheck: false,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          verbatimModuleSyntax: true,
          noEmit: true,
          target: 'es2022',
          lib: ['es2023'],
          types: ['node'],
        };
        installed.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }));
        const manifest = JSON.parse(readFileSync(tool(`typescript-${version}`, 'package.json'), 'utf8'));
        assert.ok(manifest.version.startsWith(`${version}.`));
        const { stdout, status } = installed.node(tool(`typescript-${version}`, 'bin', 'tsc'), '-p', '.');
        assert.is(stdout, '');
        assert.is(status, 0);
      });
    }
  }

  test('a program for browsers, without the types of Node, has no error', () => {
    installed.write('page/program.ts', CONSUMER);
    const lib = ['es2023', 'dom'];
    const compilerOptions = { module: 'nodenext', strict: true, skipLibCheck: false, noEmit: true, lib, types: [] };
    installed.write('page/tsconfig.json', JSON.stringify({ compilerOptions, include: ['.'] }));
    const { stdout } = installed.node(tool('typescript-6.0', 'bin', 'tsc'), '-p', 'page');
    assert.is(stdout, '');
  });

  for (const version of NODE_VERSIONS) {
    const program = tool(`node-${version}`, 'bin', 'node');
    test(`Node ${version} imports, requires and runs the command`, () => {
      if (process.platform !== 'linux' || process.arch !== 'x64') return; // the registry has Node for other machines under other names
      assert.ok(existsSync(program));
      installed.write(
        'works.mjs',
        `import { createRequire } from 'node:module';
         import { createCodec, struct, u32 } from 'castbuf';
         import { createCodec as withoutWebAssembly } from 'castbuf/js';
         const T = struct('T', { a: u32 });
         const required = createRequire(import.meta.url)('castbuf');
         console.log(process.version, createCodec(T).decode(new Uint8Array([7, 0, 0, 0])).a,
           withoutWebAssembly(T).encode({ a: 9 })[0], required.createCodec === createCodec);`,
      );
      const { stdout, status } = installed.run(program, '--disable-warning=ExperimentalWarning', 'works.mjs');
      assert.match(stdout, new RegExp(`^v${version}\\..* 7 9 true\\n$`));
      assert.is(status, 0);
      const session = installed.run(
        program,
        'node_modules/.bin/castbuf',
        'simulate',
        '--frames',
        '30',
        '--threads',
        '2',
      );
      assert.is(session.status, 0, session.stderr);
    });
  }

  test('workerd, which compiles nothing at run time, decodes with the kernel that the package brings', async () => {
    installed.write('worker.js', WORKER);
    const folder = installed.folder;
    await build({
      entryPoints: [join(folder, 'worker.js')],
      bundle: true,
      format: 'esm',
      conditions: ['workerd'],
      external: ['*.wasm'],
      outfile: join(folder, 'bundled.js'),
      logLevel: 'silent',
    });
    installed.write('workerd.capnp', WORKERD_CONFIG);
    const binary = createRequire(tool('workerd', 'package.json')).resolve(
      `@cloudflare/workerd-${platform}-64/bin/workerd`,
    );
    const { stdout, stderr, status } = installed.run(binary, 'test', 'workerd.capnp');
    assert.is(status, 0, stdout + stderr);
  });

  const check = (options: object, ...files: string[]): string => {
    const compilerOptions = {
      allowJs: true,
      checkJs: true,
      strict: true,
      noEmit: true,
      module: 'nodenext',
      ...options,
    };
    const include = files.map((file) => `examples/${file}`);
    installed.write(
      'tsconfig.json',
      JSON.stringify({ compilerOptions: { skipLibCheck: true, ...compilerOptions }, include }),
    );
    return installed.node(tool('typescript-6.0', 'bin', 'tsc'), '-p', '.').stdout;
  };

  test('the examples are right by their types, without a cast', () => {
    cpSync(installed.path('examples'), join(installed.folder, 'examples'), { recursive: true });
    // A library that an example hands its table to; its user has it installed.
    symlinkSync(resolve('node_modules/apache-arrow'), join(installed.folder, 'node_modules/apache-arrow'));
    assert.is(check({ lib: ['es2023'], types: ['node'] }, '*.mjs'), '');
    assert.is(check({ lib: ['es2023', 'dom'], types: [] }, 'browser/page.js'), '');
    const programs = readdirSync(installed.path('examples')).filter((name) => name.endsWith('.mjs'));
    for (const file of [...programs, 'browser/page.js']) {
      const text = readFileSync(installed.path('examples', file), 'utf8');
      assert.not.match(text, /\/\*\* @type \{[^*]+\} \*\/ \(|@ts-|\{any\}/, `${file} needs a cast`);
    }
  });

  test('the example of a route answers what it was sent', () => {
    const { stdout, stderr, status } = installed.node('node_modules/castbuf/examples/http-route.mjs');
    assert.is(stderr, '');
    assert.is(stdout, ROUTE_ANSWERS);
    assert.is(status, 0);
  });

  test('publint has nothing to say', () => {
    const { stdout, stderr, status } = installed.node(tool('publint', 'src', 'cli.js'), '--strict', installed.path());
    assert.match(stdout + stderr, 'All good!');
    assert.is(status, 0);
  });

  test('@arethetypeswrong has nothing to say, for a package of ES modules', () => {
    const attw = join(tool('@arethetypeswrong', 'cli'), 'dist', 'index.js');
    const { stdout, status } = installed.node(
      attw,
      installed.packed.filename,
      '--profile=esm-only',
      '--no-color',
      '--format=ascii',
      '--exclude-entrypoints=./kernel.wasm',
    );
    assert.is(status, 0, stdout);
    assert.match(stdout, 'castbuf/miracast');
  });
});
