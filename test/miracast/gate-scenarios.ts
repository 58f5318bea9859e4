import type { Scenario, ThreadPlan } from './gate-world.js';

/*
 * What threads do in an exploration of the gate. All that differs between threads in the real one does here: who sends, who starts, who dies.
 */

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

/** They take a second or two each. Together they leave room for everything that a broken gate can do: each mutant is found in one of them. */
export const SMALL = {
  'a sender, Start, Stop': { limit: 8, threads: [sendsTwo, starter, stopper] },
  'one place, two senders, Start': { limit: 1, threads: [sender, sender, starter] },
  'a sender, a Start that fails and one that succeeds at the same time': {
    limit: 8,
    threads: [sender, failingStarter, starter],
  },
  'a sender, a Start that fails, then one that succeeds': {
    limit: 8,
    threads: [sender, { calls: [FAILING_START, START] }],
  },
  'a sender, a Start that fails, a destroyer': { limit: 8, threads: [sender, failingStarter, destroyer] },
  'a sender, Start, Stop and Start again, a destroyer': {
    limit: 8,
    threads: [sender, { calls: [START, STOP, START] }, destroyer],
  },
  'a sender that dies, Start and Stop': { limit: 8, threads: [sender, { calls: [START, STOP] }, killer] },
  'a sender of two messages that dies, Start and Stop': {
    limit: 8,
    threads: [sendsTwo, { calls: [START, STOP] }, killer],
  },
  'two senders of two messages, Start': { limit: 8, threads: [sendsTwo, sendsTwo, starter] },
  'a sender that starts and stops itself, another sender': {
    limit: 8,
    threads: [{ messages: 1, calls: [START, STOP] }, sendsTwo],
  },
  'nobody starts: two senders, a stopper': { limit: 8, threads: [sendsTwo, sender, stopper] },
} satisfies Record<string, Scenario>;

/** More of the same threads, or with more to do: for a deep run. */
export const LARGE = {
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
  'one place to hold a message, two senders, Start, Stop': {
    limit: 1,
    threads: [sendsTwo, sender, starter, stopper],
  },
  'a sender that dies, one that does not, Start and Stop': {
    limit: 8,
    threads: [sender, sendsTwo, { calls: [START, STOP] }, killer],
  },
  'a sender that dies, one that does not, one place, Start': { limit: 1, threads: [sender, sender, starter, killer] },
} satisfies Record<string, Scenario>;
