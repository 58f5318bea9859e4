/** First use: import, codec, first decode, each time in a fresh process. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('first-decode.mjs', import.meta.url));
const MILLISECONDS_A_PROCESS = 100;

export async function groupOf(
  /** @type {string} */ entry,
  /** @type {number} */ _bytes,
  /** @type {number} */ milliseconds,
) {
  const count = Math.max(3, Math.round(milliseconds / MILLISECONDS_A_PROCESS));
  const rounds = Array.from({ length: count }, () => {
    const { status, stdout } = spawnSync(process.execPath, [FILE, entry], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) throw new Error(`first-decode.mjs ended with exit status ${status}`);
    return JSON.parse(stdout);
  });
  /** @type {Record<string, { rounds: number[] }>} */
  const timed = {};
  for (const name of ['imported', 'all', 'cpu']) timed[name] = { rounds: rounds.map((round) => round[name]) };
  return { records: 1, contenders: [], timed, isWallClock: true };
}
