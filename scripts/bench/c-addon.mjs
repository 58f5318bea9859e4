/** The C baselines as a native addon in build/, compiled when a source is newer; undefined without gcc or Node's headers. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { env, execPath, pid } from 'node:process';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('c', import.meta.url));
const ADDON = fileURLToPath(new URL('../../build/bench/baselines.node', import.meta.url));
const HEADERS = join(dirname(dirname(execPath)), 'include', 'node');
const FLAGS = ['-O3', '-std=gnu11', '-Wall', '-Wextra', '-shared', '-fPIC'];

/** @typedef {(bytes: Uint8Array, ...columns: ArrayBufferView[]) => number} Baseline */
/**
 * @typedef {Record<'decodeW1' | 'decodeW1Prefetch' | 'decodeW1b' | 'decodeW1bPrefetch' | 'decodeW2' | 'decodeW2Prefetch' | 'encodeW4'
 *   | 'encodeW4Wide' | 'copy', Baseline> & { threadNanoseconds(): number }} Addon
 */

export const NO_C = 'no C compiler';

/** The compiler and its version, for the record; undefined without one. */
export function compilerVersion() {
  const { status, stdout } = spawnSync('gcc', ['-dumpfullversion'], { encoding: 'utf8' });
  return status === 0 ? `gcc ${stdout.trim()} -O3` : undefined;
}

/** @returns {Addon | undefined} */
export function loadC() {
  // For those who want to see what the benchmark does where there is none.
  if (env.CASTBUF_BENCH_NO_C !== undefined || !existsSync(join(HEADERS, 'node_api.h'))) return undefined;
  if (!isNewer()) {
    const files = readdirSync(SOURCES).filter((file) => file.endsWith('.c'));
    mkdirSync(dirname(ADDON), { recursive: true });
    const made = `${ADDON}.${pid}`;
    const words = [...FLAGS, '-I', HEADERS, '-o', made, ...files.map((file) => join(SOURCES, file))];
    if (spawnSync('gcc', words, { stdio: ['ignore', 2, 2] }).status !== 0) return undefined;
    renameSync(made, ADDON);
  }
  return createRequire(import.meta.url)(ADDON);
}

function isNewer() {
  if (!existsSync(ADDON)) return false;
  const { mtimeMs } = statSync(ADDON);
  return readdirSync(SOURCES).every((file) => statSync(join(SOURCES, file)).mtimeMs <= mtimeMs);
}
