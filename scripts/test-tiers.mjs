/**
 * How much a run of the tests tries. A file's name says from which tier on it is run (`x.test.ts`, `x.deep.test.ts`, `x.soak.test.ts`), and
 * `rounds` and `sampled` of test/harness say how much of a random or exhaustive test is.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './stamp.mjs';

/**
 * @typedef {object} Tier
 * @property {string} script the script of package.json that runs it
 * @property {number} rounds the share of a deep run's rounds
 * @property {number | undefined} cpuLimitSeconds what a whole run should stay below
 * @property {(file: string) => boolean} runs
 */

/** What is drawn at random can be drawn for as long as there is time. */
const isOpenEnded = (/** @type {string} */ file) =>
  file.includes('.soak.') || /\brounds\(/.test(readFileSync(join(PROJECT, file), 'utf8'));

/** @type {Record<'quick' | 'deep' | 'soak', Tier>} */
const TIERS = {
  quick: { script: 'test', rounds: 0.05, cpuLimitSeconds: 300, runs: (file) => !/\.(deep|soak)\./.test(file) },
  deep: { script: 'test:deep', rounds: 1, cpuLimitSeconds: undefined, runs: (file) => !file.includes('.soak.') },
  soak: { script: 'test:soak', rounds: 20, cpuLimitSeconds: undefined, runs: isOpenEnded },
};

/**
 * The tier that the command line asks for with `--deep` or `--soak`, and its other words. CASTBUF_ROUNDS in the environment replaces the tier's rounds.
 * @param {string[]} words
 * @returns {{ tier: Tier, asked: string[] }}
 */
export function tierOf(words) {
  const tier = words.includes('--soak') ? TIERS.soak : words.includes('--deep') ? TIERS.deep : TIERS.quick;
  const asked = words.filter((word) => word !== '--deep' && word !== '--soak');
  const wanted = process.env.CASTBUF_ROUNDS;
  if (wanted === undefined) return { tier, asked };
  const rounds = Number(wanted);
  if (!(rounds > 0) || !Number.isFinite(rounds)) {
    throw new Error(`CASTBUF_ROUNDS is the share of a deep run's rounds, such as 0.05 or 3, not ${wanted}`);
  }
  return { tier: { ...tier, rounds }, asked };
}

/** The script whose run would take in a file that this one leaves out. @param {string} file */
export function scriptFor(file) {
  return Object.values(TIERS).find(({ runs }) => runs(file))?.script ?? 'test';
}
