// time-out: 900 s
import * as assert from 'uvu/assert';
import { isDeep, suite } from '../harness/index.js';
import { explore } from './gate-explorer.js';
import { MUTANTS } from './gate-mutants.js';
import { ExploredGate, ExploredHeld, GateWorld, type Scenario, type ThreadPlan } from './gate-world.js';

const START = { call: 'start' } as const;
const FAILING_START = { call: 'start', fails: true } as const;
const STOP = { call: 'stop' } as const;
const DESTROY = { call: 'destroy' } as const;

const sender: ThreadPlan = { messages: 1 };
const sendsTwo: ThreadPlan = { messages: 2 };
const starter: ThreadPlan = { calls: [START] };
const failingStarter: ThreadPlan = { calls: [FAILING_START] };
const stopper: ThreadPlan = { calls: [STOP] };
const destroyer: ThreadPlan = { calls: [DESTROY] };

/** Its victim is the first thread of the scenario. */
const killer: ThreadPlan = { kills: 0 };

const SCENARIOS = {
  'two senders, a starter, a stopper, a destroyer': {
    limit: 8,
    threads: [sender, sender, starter, stopper, destroyer],
  },
  'two senders, a Start that fails, a destroyer': {
    limit: 8,
    threads: [sender, sender, failingStarter, destroyer],
  },
  'two senders, a Start that fails and one that succeeds at the same time': {
    limit: 8,
    threads: [sender, sender, failingStarter, starter],
  },
  'two senders, a Start that fails, then one that succeeds': {
    limit: 8,
    threads: [sendsTwo, sender, { calls: [FAILING_START, START] }],
  },
  'a sender, two starters, a stopper': { limit: 8, threads: [sendsTwo, starter, starter, stopper] },
  'a sender, Start twice and Stop twice': {
    limit: 8,
    threads: [sendsTwo, { calls: [START, START] }, { calls: [STOP, STOP] }],
  },
  'two senders of two messages, Start, Stop and Start again': {
    limit: 8,
    threads: [sendsTwo, sender, { calls: [START, STOP, START] }],
  },
  'two senders of two messages, Start': { limit: 8, threads: [sendsTwo, sendsTwo, starter] },
  'one place to hold a message, two senders, Start, Stop': {
    limit: 1,
    threads: [sendsTwo, sender, starter, stopper],
  },
  'a sender that starts and stops itself, another sender': {
    limit: 8,
    threads: [{ messages: 1, calls: [START, STOP] }, sendsTwo],
  },
  'a sender that dies, Start and Stop': { limit: 8, threads: [sendsTwo, { calls: [START, STOP] }, killer] },
  'a sender that dies, one that does not, Start and Stop': {
    limit: 8,
    threads: [sender, sendsTwo, { calls: [START, STOP] }, killer],
  },
  'a sender that dies, one that does not, one place, Start': { limit: 1, threads: [sender, sender, starter, killer] },
  'nobody starts: two senders, a stopper': { limit: 8, threads: [sendsTwo, sender, stopper] },
} satisfies Record<string, Scenario>;

/** The small ones, which a quick run takes, too. The others are the same threads with more to do. */
const QUICK = [
  'two senders, a Start that fails, a destroyer',
  'two senders of two messages, Start',
  'a sender that starts and stops itself, another sender',
  'a sender that dies, Start and Stop',
  'nobody starts: two senders, a stopper',
] satisfies (keyof typeof SCENARIOS)[];

suite('gate, every interleaving of atomic steps', (test) => {
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    if (!isDeep && !(QUICK as string[]).includes(name)) continue;
    test(name, () => {
      const { states, steps, ends, violation, schedule } = explore(() => new GateWorld(scenario));
      assert.is(violation && `${violation}, after the steps of threads ${schedule.join(' ')}`, undefined);
      assert.ok(ends > 0, 'the threads come to an end');
      console.log(`${name}: ${states} states, ${steps} steps, ${ends} ends`);
    });
  }
});

/** Small ones, which together leave room for everything that a broken gate can do. */
const FOR_MUTANTS: readonly Scenario[] = [
  { limit: 8, threads: [sendsTwo, starter, stopper] },
  { limit: 1, threads: [sender, sender, starter] },
  { limit: 8, threads: [sender, failingStarter, starter] },
  { limit: 8, threads: [sender, { calls: [FAILING_START, START] }] },
  { limit: 8, threads: [sender, { calls: [START, STOP, START] }, destroyer] },
  { limit: 8, threads: [sender, { calls: [START, STOP] }, killer] },
];

suite('gate, the exploration finds what is broken', (test) => {
  /** What is found in the scenarios one by one, up to what is looked for. */
  function findings(says: RegExp | undefined, Gate = ExploredGate, Held = ExploredHeld): string[] {
    const found: string[] = [];
    for (const scenario of FOR_MUTANTS) {
      const { violation } = explore(() => new GateWorld(scenario, { Gate, Held }));
      if (violation !== undefined) found.push(violation);
      if (violation !== undefined && says?.test(violation)) break;
    }
    return found;
  }

  test('nothing in the gate itself', () => {
    assert.equal(findings(undefined), []);
  });

  for (const [name, { Gate, Held, says }] of Object.entries(MUTANTS)) {
    test(name, () => {
      assert.match(findings(says, Gate, Held).join('\n') || 'nothing was found', says);
    });
  }
});
