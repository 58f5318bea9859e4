/** The C baseline as a native addon in build/, compiled when its source is newer; undefined without gcc or Node's headers. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { execPath, pid } from 'node:process';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('w1-fused.c', import.meta.url));
const ADDON = fileURLToPath(new URL('../../build/bench/w1-fused.node', import.meta.url));
const HEADERS = join(dirname(dirname(execPath)), 'include', 'node');

/** @returns {Record<'W1' | 'W1b', (input: Uint8Array, ...columns: ArrayBufferView[]) => number> | undefined} */
export function fusedC() {
  if (!existsSync(join(HEADERS, 'node_api.h'))) return undefined;
  if (!existsSync(ADDON) || statSync(ADDON).mtimeMs < statSync(SOURCE).mtimeMs) {
    mkdirSync(dirname(ADDON), { recursive: true });
    const made = `${ADDON}.${pid}`;
    const { status } = spawnSync('gcc', ['-O3', '-shared', '-fPIC', '-I', HEADERS, '-o', made, SOURCE], {
      stdio: ['ignore', 2, 2],
    });
    if (status !== 0) return undefined;
    renameSync(made, ADDON);
  }
  return createRequire(import.meta.url)(ADDON);
}
