/** The compiler of a run, on a thread of the runner: test files send it the kernels that no earlier run has compiled. */
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { KERNEL_SERVER } from './test-programs.mjs';

/** From so many files on it saves more than it takes to start. */
const LEAST_FILES = 3;

export class TestCompiler {
  /** @type {Worker | undefined} */
  #worker;
  /** @type {Promise<number> | undefined} */
  #port;
  #isWanted;

  constructor(/** @type {number} */ fileCount) {
    this.#isWanted = fileCount >= LEAST_FILES;
  }

  /**
   * What a test file finds it by, as test/harness/compiler.ts reads it.
   * @param {string} outDir where the programs are
   * @returns {Promise<Record<string, string>>}
   */
  async environment(outDir) {
    if (!this.#isWanted) return {};
    this.#port ??= this.#start(outDir);
    return { CASTBUF_COMPILER_PORT: String(await this.#port) };
  }

  /** @param {string} outDir */
  async #start(outDir) {
    this.#worker = new Worker(join(outDir, `${KERNEL_SERVER}.mjs`));
    const [port] = await once(this.#worker, 'message');
    return port;
  }

  async end() {
    await this.#worker?.terminate();
  }
}
