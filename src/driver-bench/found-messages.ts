import type { Bench } from './bench.js';
import { DEFAULT_OUTPUT_BYTES, type Sample } from './bench-options.js';
import { runSteps } from './scripted-run.js';
import { isSuccess } from '../ntstatus/index.js';

/*
 * Messages for a driver that nobody gave any for: lengths and kinds as messages have them, at the places where those usually stand. What the driver takes is kept, one
 * of each kind.
 */

const LENGTHS = [1, 2, 3, 4, 8, 12, 16, 20, 24, 32, 40, 64] as const;
const KINDS = [1, 2, 3, 4, 5, 6, 0] as const;
const MOST_FOUND = 6;

/** How a message may begin: what its bytes are, by its length and its kind. */
const BEGINNINGS: readonly ((length: number, kind: number) => readonly number[])[] = [
  (length, kind) => [length, kind],
  (length, kind) => [kind, length],
  (_length, kind) => [kind],
];

/** Messages that no driver is likely to take: each is answered all the same. */
export function strangeMessages(): readonly Sample[] {
  return [
    { name: 'an empty message', input: new Uint8Array(0), outputBytes: DEFAULT_OUTPUT_BYTES },
    { name: 'a message of 1 byte', input: Uint8Array.of(0xff), outputBytes: DEFAULT_OUTPUT_BYTES },
    { name: 'a message of 64 bytes', input: new Uint8Array(64).fill(0xff), outputBytes: DEFAULT_OUTPUT_BYTES },
  ];
}

/** Messages that the driver answers with a success, or takes its time for. */
export async function findMessages(bench: Bench): Promise<readonly Sample[]> {
  const found = new Map<string, Sample>();
  for (const { kind, input } of candidates()) {
    if (found.size >= MOST_FOUND) break;
    const sample = { name: `message ${found.size + 1}`, input, outputBytes: DEFAULT_OUTPUT_BYTES };
    const run = await runSteps(bench, [
      { call: 'create', device: 1 },
      { call: 'start', device: 1 },
      { send: sample, device: 1 },
    ]);
    const [answer] = run.answers;
    const isTaken = run.isLater || (answer !== undefined && isSuccess(answer.status));
    const key = `${kind} ${answer?.reply.length ?? 'never'}`;
    if (isTaken && !found.has(key)) found.set(key, sample);
  }
  return [...found.values()];
}

function* candidates(): Generator<{ readonly kind: number; readonly input: Uint8Array }> {
  for (const width of [4, 1]) {
    for (const beginning of BEGINNINGS) {
      for (const kind of KINDS) {
        for (const length of LENGTHS) {
          if (length % width === 0) yield { kind, input: filled(length, width, beginning(length, kind)) };
        }
      }
    }
  }
}

/** Members of so many bytes: those at the beginning, then 1 in each. */
function filled(length: number, width: number, beginning: readonly number[]): Uint8Array {
  const input = new Uint8Array(length);
  for (let at = 0; at < length; at += width) input[at] = beginning[at / width] ?? 1;
  return input;
}
