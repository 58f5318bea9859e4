// time-out: 120 s
import * as assert from 'uvu/assert';
import { gateWords, SessionGate } from '../../src/miracast/session/gate.js';
import { rounds, suite } from '../harness/index.js';
import { CANCELLED, Count, COUNTS, DELIVERED, Operator, Sender, type ThreadData } from './gate-stress-parties.js';
import { isWorkerThread, mayBlock, startThread, threadData } from './gate-threads.js';

const SENDERS = 4;
/** Messages that may be held, over all threads. */
const LIMIT = 200;
/** Node stands the whole million; the browser shows that its threads do the same. */
const MESSAGES = rounds(mayBlock ? 1_000_000 : 100_000, 40_000);

// This file is its own worker: it then does what it was started for, and no test.
if (isWorkerThread) {
  const data = (await threadData()) as ThreadData;
  await (data.role === 'sender' ? new Sender(data) : new Operator(data, true)).run();
  await new Promise(() => {});
}

function sharedWords(count: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
}

/** Runs all parties to their end; throws what a thread throws. */
async function stress(seed: number): Promise<{ counts: Int32Array; outcomes: Uint8Array; gate: SessionGate }> {
  const outcomes = new Uint8Array(new SharedArrayBuffer(MESSAGES));
  const data = { gate: gateWords(true), counts: sharedWords(COUNTS), senders: SENDERS, limit: LIMIT };
  const share = MESSAGES / SENDERS;
  const seedOf = (party: number): number => seed ^ Math.imul(party, 0x9e3779b9);
  const failed = new Promise<never>((_, reject) => {
    for (let sender = 0; sender < SENDERS; sender++) {
      const own = outcomes.subarray(sender * share, (sender + 1) * share);
      threads.push(startThread({ ...data, role: 'sender', outcomes: own, seed: seedOf(sender) }, reject));
    }
    threads.push(startThread({ ...data, role: 'lifecycle', outcomes, seed: seedOf(SENDERS) }, reject));
  });
  const operator = new Operator({ ...data, role: 'lifecycle', outcomes, seed: seedOf(SENDERS + 1) }, false);
  await Promise.race([operator.run(), failed]);
  return { counts: data.counts, outcomes, gate: new SessionGate(data.gate) };
}

const threads: ReturnType<typeof startThread>[] = [];

suite('gate, on worker threads', (test) => {
  test.after(async () => {
    for (const thread of threads) await thread.terminate();
  });

  test(`${SENDERS} senders, ${MESSAGES} messages, starts and stops at random by two others`, async () => {
    const seed = (Math.random() * 2 ** 31) | 0;
    console.log(`seed ${seed}`);
    const { counts, outcomes, gate } = await stress(seed);
    const count = (which: number): number => counts[which] as number;

    let delivered = 0;
    let cancelled = 0;
    for (const outcome of outcomes) {
      if (outcome === DELIVERED) delivered++;
      else if (outcome === CANCELLED) cancelled++;
    }
    const summary = `${delivered} delivered, ${cancelled} cancelled, ${count(Count.HELD)} of them held, ${count(Count.REFUSED)} refusals`;
    const calls = `${count(Count.SESSIONS)} sessions, ${count(Count.FAILED_STARTS)} failed starts, ${count(Count.BLOCKING_CALLS)} blocking calls`;
    console.log(`${summary}; ${calls}`);

    assert.is(delivered + cancelled, MESSAGES, 'each message has exactly one outcome');
    assert.is(count(Count.CLASHES), 0, 'nothing is with the driver while a lifecycle function runs');
    assert.is(count(Count.OUT_OF_ORDER), 0, 'none out of order for its sender');
    assert.equal([count(Count.WITH_DRIVER), gate.inFlightCount, gate.heldCount], [0, 0, 0], 'nothing is left');
    const calledFor = [Count.HELD, Count.SESSIONS, Count.FAILED_STARTS, Count.BLOCKING_CALLS].map(count);
    for (const seen of [delivered, cancelled, ...calledFor]) assert.ok(seen > 0, 'the run saw all of it');
  });
});
