// time-out: 600 s
import {
  MIRACAST_CHUNK_DATA,
  MIRACAST_SESSION_INFO,
  MIRACAST_STATISTIC_DATA,
  MIRACAST_WFD_CONNECTION_STATS,
} from '../../src/miracast/index.js';
import { createCodecWith } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import type { AnyType } from '../../src/surface.js';
import { loadEngine } from '../harness/engines.js';
import { engineSuite, readFixture, rounds, suite } from '../harness/index.js';
import { damaged, randomMessages, verdictOn, type Message } from './mutants.js';
import { difference } from './same-value.js';

const SEED = 20260201;
const RANDOM_MESSAGES = rounds(190, 12);

const VECTORS: readonly [name: string, type: AnyType, bytes: number][] = [
  ['doc-table-1.chunks', MIRACAST_CHUNK_DATA, 200],
  ['chunks-dirty-padding', MIRACAST_CHUNK_DATA, 300],
  ['unknown-chunk-types', MIRACAST_CHUNK_DATA, 200],
  ['statistics', MIRACAST_STATISTIC_DATA, 200],
  ['statistics-dirty', MIRACAST_STATISTIC_DATA, 200],
  ['unknown-statistic-types', MIRACAST_STATISTIC_DATA, 200],
  ['unknown-protocol-events', MIRACAST_STATISTIC_DATA, 200],
  ['doc-table-3.stats', MIRACAST_STATISTIC_DATA, 200],
  ['wfd-connection-stats', MIRACAST_WFD_CONNECTION_STATS, 160],
  ['session-info', MIRACAST_SESSION_INFO, 160],
];

async function vectorMessages(): Promise<Message[]> {
  return Promise.all(
    VECTORS.map(async ([name, type, bytes]) => {
      const stream = await readFixture(`vectors/${name}.bin`);
      return { name, type, abi: 'msvc-x64' as const, bytes: stream.slice(0, bytes) };
    }),
  );
}

// The messages are made by the reference engine, so that every engine gets the same ones.
const reference = createReferenceEngine();
const messagesOf = async (): Promise<Message[]> => {
  const random = randomMessages((type, options) => createCodecWith(reference, type, options), RANDOM_MESSAGES, SEED);
  return [...random, ...(await vectorMessages())];
};

engineSuite('damaged messages', (test, { createCodec }) => {
  test(`every truncation and every flipped byte of ${RANDOM_MESSAGES + VECTORS.length} messages is a value or a CastbufError (seed ${SEED})`, async () => {
    for (const message of await messagesOf()) {
      const codec = createCodec(message.type, { abi: message.abi });
      const whole = verdictOn(codec, message.bytes);
      for (const { how, bytes } of damaged(message.bytes)) {
        try {
          verdictOn(codec, bytes);
        } catch (error) {
          throw new Error(`${how} of ${message.bytes}: ${String(error)}\n  ${message.name}`, { cause: error });
        }
      }
      const again = difference(whole, verdictOn(codec, message.bytes));
      if (again !== undefined) throw new Error(`after the errors the whole message is another: ${again}`);
    }
  });
});

suite('damaged messages on all engines', (test) => {
  test(`the same values and the same errors (seed ${SEED})`, async () => {
    const engines = await Promise.all((['reference', 'debug', 'release'] as const).map((name) => loadEngine(name)));
    let verdicts = 0;
    for (const message of await messagesOf()) {
      const codecs = engines.map(({ createCodec }) => createCodec(message.type, { abi: message.abi }));
      for (const { how, bytes } of damaged(message.bytes)) {
        const [wanted, ...others] = codecs.map((codec) => verdictOn(codec, bytes));
        verdicts++;
        others.forEach((other, index) => {
          const found = difference(wanted, other);
          if (found === undefined) return;
          const name = engines[index + 1]?.name;
          throw new Error(`${name}, ${how} of ${message.bytes}: ${found}\n  ${message.name}`);
        });
      }
    }
    console.log(`${verdicts} damaged messages`);
  });
});
