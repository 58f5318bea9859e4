/**
 * First use: import, codec, first decode, each time in a fresh process. A variant is an entry of castbuf, or `compiled`: what a bundle with a compiled codec takes beyond
 * an empty module.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compiledFile } from './compiled.mjs';
import { median } from './statistics.mjs';

const MILLISECONDS_A_PROCESS = 100;

/** @typedef {Record<string, { rounds: number[] }>} Timed */

export async function groupOf(
  /** @type {string} */ variant,
  /** @type {number} */ _bytes,
  /** @type {number} */ milliseconds,
) {
  const count = Math.max(3, Math.round(milliseconds / MILLISECONDS_A_PROCESS));
  const timed = variant === 'compiled' ? ofCompiled(count) : ofEntry(variant, count);
  return { records: 1, contenders: [], timed, isWallClock: true };
}

/** @returns {Timed} */
function ofEntry(/** @type {string} */ entry, /** @type {number} */ count) {
  const rounds = Array.from({ length: count }, () => first('first-decode.mjs', entry));
  return Object.fromEntries(
    ['imported', 'all', 'cpu'].map((name) => [name, { rounds: rounds.map((round) => round[name]) }]),
  );
}

/** @returns {Timed} */
function ofCompiled(/** @type {number} */ count) {
  /** @type {Record<'nothing' | 'decode' | 'decodeBatch', number[]>} */
  const rounds = { nothing: [], decode: [], decodeBatch: [] };
  for (let round = 0; round < count; round++) {
    for (const [what, times] of Object.entries(rounds))
      times.push(first('first-compiled.mjs', compiledFile(`first-${what}`), what).cpu);
  }
  const nothing = median(rounds.nothing);
  const beyond = (/** @type {number[]} */ times) => ({ rounds: times.map((time) => time - nothing) });
  return { decode: beyond(rounds.decode), batch: beyond(rounds.decodeBatch) };
}

/** What a fresh process says. @returns {Record<string, number>} */
function first(/** @type {string} */ script, /** @type {string[]} */ ...words) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [file, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${script} ended with exit status ${status}`);
  return JSON.parse(stdout);
}
