/** How test files become programs that the runners start. */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE } from './bundle.mjs';
import { PROJECT } from './stamp.mjs';

const PACKAGE = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));

/** What tests and the harness import of these is made part of the programs: Node needs longer to find and read their files than esbuild does once. */
const BUNDLED_PACKAGES = ['@assemblyscript/loader', 'fast-check', 'uvu'];
const EXTERNAL_PACKAGES = Object.keys(PACKAGE.devDependencies).filter((name) => !BUNDLED_PACKAGES.includes(name));

/** The program beside those for Node that compiles their kernels, on a thread of the runner. */
export const KERNEL_SERVER = 'kernel-server';

/**
 * Makes a program of each test file, in `outDir`. What several of them need is bundled once, in outDir/shared/, and imported from there: a program for
 * each that has all of it takes a third of a second to make.
 * @param {string[]} files
 * @param {'node' | 'browser'} platform
 * @param {string} outDir
 * @param {number} rounds the share of a deep run's rounds
 * @returns {Promise<Map<string, string | Error>>} for each file its program, or why there is none
 */
export async function bundleTests(files, platform, outDir, rounds) {
  try {
    await build({
      ...BUNDLE,
      plugins: [...BUNDLE.plugins, refuseBareUvu, programs(platform)],
      entryPoints: [
        ...files.map((file) => ({ in: `program:${file}`, out: nameOf(file) })),
        ...(platform === 'node' ? [{ in: 'test/harness/kernel-server.ts', out: KERNEL_SERVER }] : []),
      ],
      platform,
      ...(platform === 'node' ? { external: ['castbuf', ...EXTERNAL_PACKAGES] } : {}),
      splitting: true,
      chunkNames: 'shared/[hash]',
      // Test files are all side effects, and the package says that it has none.
      ignoreAnnotations: true,
      define: { CASTBUF_ROUNDS: String(rounds) },
      sourcemap: 'linked',
      sourcesContent: false,
      outdir: outDir,
      outExtension: { '.js': '.mjs' },
    });
    return new Map(files.map((file) => [file, join(outDir, `${nameOf(file)}.mjs`)]));
  } catch (error) {
    // The files that are good have their programs all the same.
    if (files.length === 1) return new Map([[files[0], /** @type {Error} */ (error)]]);
    const half = files.length >> 1;
    const some = await bundleTests(files.slice(0, half), platform, outDir, rounds);
    const others = await bundleTests(files.slice(half), platform, outDir, rounds);
    return new Map([...some, ...others]);
  }
}

const nameOf = (/** @type {string} */ file) => file.replaceAll('/', '-').replace(/\.ts$/, '');

/**
 * `program:FILE` is a program that runs the test file of that name.
 * @param {'node' | 'browser'} platform
 * @returns {import('esbuild').Plugin}
 */
const programs = (platform) => ({
  name: 'programs',
  setup({ onResolve, onLoad }) {
    const prefix = /^program:/;
    onResolve({ filter: prefix }, ({ path }) => ({ path: path.replace(prefix, ''), namespace: 'program' }));
    onLoad({ filter: /.*/, namespace: 'program' }, ({ path }) => ({
      // In this order: the host before the tests may read a fixture, the tests before the suites run. All programs have the host and what reads
      // fixtures, so that these two are in one file of outDir/shared/ and keep their order.
      contents: `
        import './test/harness/${platform}-host.ts';
        import './${path}';
        import { useProgram } from './test/harness/host.ts';
        import { runSuites } from './test/harness/suites.ts';
        useProgram(import.meta.url);
        await runSuites();`,
      resolveDir: PROJECT,
    }));
  },
});

/**
 * A suite made with uvu itself is lost without its .run(), and none of its cases is counted for an engine.
 * @type {import('esbuild').Plugin}
 */
const refuseBareUvu = {
  name: 'refuse-bare-uvu',
  setup({ onResolve }) {
    onResolve({ filter: /^uvu$/ }, ({ importer }) =>
      dirname(relative(PROJECT, importer)) === join('test', 'harness')
        ? undefined
        : {
            errors: [
              { text: "import { suite } from '../harness/index.js' instead: it runs its cases and counts them" },
            ],
          },
    );
  },
};
