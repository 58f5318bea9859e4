import * as assert from 'uvu/assert';
import { main } from 'assemblyscript/asc';
import { checkAssembly, type CheckAssembly } from '../../src/compile/assembly/check-assembly.js';
import { CodecText } from '../../src/compile/codec-text.js';
import { ModuleText } from '../../src/compile/module-text.js';
import { ReferenceMachine } from '../../src/oracle/machine.js';
import type { Limits, Program } from '../../src/program/index.js';
import { rounds, suite } from '../harness/index.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { damagedMessages, randomBytes } from './damage.js';
import { drawnMessages } from './drawn-messages.js';
import { randomPrograms, type DrawnProgram } from './random-programs.js';

type Check = (at: number, end: number) => number;

const PAGE_BYTES = 65536;
const memory = new WebAssembly.Memory({ initial: 2 });

/** The functions of many programs in one module, because a call of the compiler takes seconds. */
async function compiled(checks: readonly CheckAssembly[]): Promise<Record<string, Check>> {
  const helpers = new Set(checks.flatMap((check) => check.helpers));
  const exported = checks.map(({ name, functions }) =>
    functions.replace(`function ${name}(`, `export function ${name}(`),
  );
  const text = [...helpers, ...exported].join('\n\n');
  let wasm: Uint8Array<ArrayBuffer> | undefined;
  const words =
    'checks.ts -O1 --outFile checks.wasm --runtime stub --enable simd --importMemory --noExportMemory --use abort=';
  const { error, stderr } = await main(words.split(' '), {
    readFile: (name) => (name === 'checks.ts' ? text : null),
    writeFile: (_name, contents) => void (wasm = contents as Uint8Array<ArrayBuffer>),
    listFiles: () => [],
  });
  if (error !== null || wasm === undefined) throw new Error(`asc: ${stderr.toString()}\n${text}`);
  const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } });
  return instance.exports as never;
}

const LIMITS: readonly Partial<Limits>[] = [
  {},
  {},
  { messageBytes: 200, count: 3 },
  { messageBytes: 64, amplification: 1, offset: 20 },
];

/** Bytes of the record that is all of memory after its place, so that a load after it is a trap; 0: it is wrong. */
function lengthBy(check: Check, bytes: Uint8Array): number {
  const end = memory.buffer.byteLength;
  const at = end - bytes.length;
  new Uint8Array(memory.buffer).set(bytes, at);
  // The function counts with places below 2 ** 32, which come back as signed ones.
  return check(at, end) >>> 0;
}

function lengthOf(machine: ReferenceMachine, bytes: Uint8Array): number {
  return machine.check(bytes) ? machine.outcome.length : 0;
}

function compare(
  { drawn, seed }: DrawnProgram,
  program: Program,
  check: Check,
  text: string,
  all: Uint8Array[],
): number {
  const machine = new ReferenceMachine(program);
  let good = 0;
  for (const bytes of all) {
    const want = lengthOf(machine, bytes);
    if (want > 0) good++;
    let have: unknown;
    try {
      have = lengthBy(check, bytes);
    } catch (error) {
      have = String(error);
    }
    assert.is(have, want, `seed ${seed}, [${bytes}]\n${drawn.source}\n${text}`);
  }
  return good;
}

function bytesFor(one: DrawnProgram, choices: SeededChoices): Uint8Array[] {
  const messages = drawnMessages(one, choices);
  const damaged = messages.flatMap((message) => [...damagedMessages(message, choices, 60)]);
  const cut = messages.flatMap((message) =>
    Array.from({ length: Math.min(message.length, 60) }, (_, length) => message.slice(0, length)),
  );
  const random = Array.from({ length: 40 }, () => randomBytes(choices.below(120), choices));
  return [...damaged, ...cut, ...random].filter(({ length }) => length < PAGE_BYTES);
}

suite('emitted AssemblyScript that checks', (test) => {
  test('it measures what the reference engine does, and loads nothing past the data', async () => {
    const choices = new SeededChoices(25);
    const limits = (seed: number): Partial<Limits> => LIMITS[seed % LIMITS.length] as Partial<Limits>;
    const drawn = [...randomPrograms(rounds(600, 60), 20000, limits)];
    const checks = drawn.map(({ program }, index) =>
      checkAssembly(new CodecText(new ModuleText(), program, `Drawn${index}`)),
    );
    const exports = await compiled(checks);
    let good = 0;
    for (const [index, one] of drawn.entries()) {
      const { name, functions } = checks[index] as CheckAssembly;
      good += compare(one, one.program, exports[name] as Check, functions, bytesFor(one, choices));
    }
    assert.ok(good > drawn.length, `${good} good records`);
  });
});
