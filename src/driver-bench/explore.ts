import { assertOptions, CastbufError, type OptionRules } from '../errors/index.js';
import { Bench } from './bench.js';
import { COMMON_RULES, samplesOf, type CommonOptions, type Sample, type SampleMessage } from './bench-options.js';
import { answerText } from './answer-text.js';
import type { Call } from './bench-device.js';
import { ExploredRun, type Choice } from './explored-run.js';
import { findMessages } from './found-messages.js';
import type { DriverUnderTest } from './given-driver.js';
import { RULES, type Rule, type Violation } from './rules.js';
import { runSteps, type Step } from './scripted-run.js';

/** What happens to the driver, in every order. */
export interface ExploreScenario extends CommonOptions {
  /** Messages that are sent, each once. Left out: two that the driver takes are looked for. */
  readonly messages?: Iterable<SampleMessage>;
  /** Session functions that are called, in this order; `['start', 'stop', 'destroy']` by default. */
  readonly calls?: readonly ('start' | 'stop' | 'destroy')[];
  /** Must the answers of messages be those of some order of one after the other? True by default; false for drivers whose replies tell of others. */
  readonly serial?: boolean;
  /** Interleavings after which the exploration gives up; 1,000,000 by default. */
  readonly most?: number;
}

/** What an exploration has found. */
export interface Exploration {
  /** States: places where something else could have happened next, each counted once. */
  readonly states: number;
  /** Interleavings that were taken to their end. */
  readonly interleavings: number;
  /** Every interleaving was taken, or one that is wrong was found. */
  readonly isComplete: boolean;
  /** The rule that an interleaving breaks; undefined where none does. */
  readonly rule: Rule | undefined;
  /** What the interface says of it. */
  readonly source: string | undefined;
  /** The shortest interleaving that is wrong, a step each. */
  readonly sequence: readonly string[];
  /** What was seen. */
  readonly detail: string;
}

const SCENARIO_RULES: OptionRules = {
  ...COMMON_RULES,
  messages: 'object',
  calls: 'object',
  serial: 'boolean',
  most: { least: 1, most: Number.MAX_SAFE_INTEGER, isWhole: true },
};

const NEEDS_HOOKS =
  'exploreDriver counts the turns of awaits by the promiseHooks of node:v8; run it in Node, or use conformDriver';
const DEFAULT_MOST = 1_000_000;
const DEFAULT_CALLS = ['start', 'stop', 'destroy'] as const;
/** Of messages that are looked for. */
const MESSAGE_COUNT = 2;
/** Orders of more messages are too many to be taken for a comparison. */
const MOST_ORDERED = 4;

/**
 * Takes a driver through every interleaving of messages, Start, Stop, Destroy, timers, answers of I/O requests, and the turns of awaits, in virtual time. Deterministic: the
 * same driver gives the same states. Equal messages are sent in one order only, and where nothing is ready to run no turn is taken.
 * While it runs, `setTimeout` and its like, `Date.now`, `performance.now` and `Math.random` are the bench's, and the console is silent.
 * @throws CastbufError ERR_USAGE for what is no driver, for a wrong scenario, and outside of Node; what a function that makes a driver throws
 */
export async function exploreDriver(driver: DriverUnderTest, scenario: ExploreScenario = {}): Promise<Exploration> {
  assertOptions('exploreDriver', scenario, SCENARIO_RULES);
  const given = scenario.messages === undefined ? undefined : samplesOf('exploreDriver', scenario.messages);
  const bench = new Bench(driver, scenario);
  try {
    if (bench.turns.isBlind) throw new CastbufError('ERR_USAGE', NEEDS_HOOKS);
    const samples = given ?? (await twoMessages(bench));
    const inOrder = scenario.serial === false ? undefined : await answersInOrder(bench, samples);
    const { calls = DEFAULT_CALLS, most = DEFAULT_MOST } = scenario;
    return await new Explorer(bench, samples, calls, inOrder, most).explore();
  } finally {
    bench.end();
  }
}

/** Those whose answers take time come first: their order is what matters. */
async function twoMessages(bench: Bench): Promise<readonly Sample[]> {
  const timed: { sample: Sample; isLater: boolean }[] = [];
  for (const sample of await findMessages(bench)) {
    const { isLater } = await runSteps(bench, inTurn([sample]));
    timed.push({ sample, isLater });
  }
  timed.sort((a, b) => Number(b.isLater) - Number(a.isLater));
  return timed.slice(0, MESSAGE_COUNT).map(({ sample }) => sample);
}

/** What messages are answered where each is sent when the one before it was answered, in every order; undefined where that is not the same each time. */
async function answersInOrder(bench: Bench, samples: readonly Sample[]): Promise<ReadonlySet<string> | undefined> {
  if (samples.length > MOST_ORDERED || samples.length === 0) return undefined;
  const found = new Set<string>();
  for (const order of ordersOf([...samples.keys()])) {
    const steps = inTurn(order.map((index) => samples[index] as Sample));
    const [run, again] = [await runSteps(bench, steps), await runSteps(bench, steps)];
    const answers = samples.map((_, index) => answerText(run.answers[order.indexOf(index)])).join();
    if (run.answers.map(answerText).join() !== again.answers.map(answerText).join()) return undefined;
    found.add(answers);
  }
  return found;
}

function inTurn(samples: readonly Sample[]): readonly Step[] {
  return [
    { call: 'create', device: 1 },
    { call: 'start', device: 1 },
    ...samples.map((send): Step => ({ send, device: 1 })),
  ];
}

function ordersOf(indices: readonly number[]): readonly (readonly number[])[] {
  if (indices.length <= 1) return [indices];
  return indices.flatMap((first) => {
    const others = ordersOf(indices.filter((one) => one !== first));
    return others.map((rest) => [first].concat(rest));
  });
}

/** The choices that lead to a state, the last one first: a state is one object, whatever came before it. */
interface Path {
  readonly before: Path | undefined;
  readonly choice: Choice;
  /** Turns and the like on the way. */
  readonly between: number;
}

class Explorer {
  private states = 0;
  private interleavings = 0;

  constructor(
    private readonly bench: Bench,
    private readonly samples: readonly Sample[],
    private readonly calls: readonly Exclude<Call, 'create'>[],
    private readonly inOrder: ReadonlySet<string> | undefined,
    private readonly most: number,
  ) {}

  async explore(): Promise<Exploration> {
    const found = await this.depthFirst();
    if (found === undefined) return this.result(this.interleavings < this.most, undefined, []);
    const { states, interleavings } = this;
    const shortest = await this.shortest();
    Object.assign(this, { states, interleavings });
    return this.result(true, ...(shortest ?? found));
  }

  /** From each state on the first choice goes on in the same run; the others begin anew. */
  private async depthFirst(): Promise<Found | undefined> {
    const open: (Path | undefined)[] = [undefined];
    while (open.length > 0 && this.interleavings < this.most) {
      const found = await this.walk(open.pop(), (run, before) => {
        if (run.isBroken) return undefined;
        const [first, ...others] = run.choices();
        this.states++;
        for (const choice of others) open.push(pathTo(choice, before));
        return first;
      });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** By the number of steps that a person reads, and then by how little happens between them: turns and timers are no steps. */
  private async shortest(): Promise<Found | undefined> {
    let level: (Path | undefined)[] = [undefined];
    while (level.length > 0) {
      const next: Path[] = [];
      for (const first of level) {
        const found = await this.stepsFrom(first, next);
        if (found !== undefined) return found;
      }
      level = next.sort((one, other) => one.between - other.between);
    }
    return undefined;
  }

  /** Lets everything happen that is no step, and leaves the steps that may follow to `next`. */
  private async stepsFrom(first: Path | undefined, next: Path[]): Promise<Found | undefined> {
    const open: (Path | undefined)[] = [first];
    for (const path of open) {
      const found = await this.walk(path, (run, before) => {
        if (run.isBroken) return undefined;
        for (const choice of run.choices()) (isStep(choice) ? next : open).push(pathTo(choice, before));
        return undefined;
      });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /**
   * Takes a new run to a state, and on from there for as long as there is a next choice. One function, and no other awaits: each of its awaits is a turn of the
   * driver's.
   */
  private async walk(
    from: Path | undefined,
    nextOf: (run: ExploredRun, path: Path | undefined) => Choice | undefined,
  ): Promise<Found | undefined> {
    const { bench } = this;
    const run = this.open();
    await bench.turns.rest();
    const given = choicesOf(from);
    let path = from;
    for (let at = 0; ; at++) {
      const next = given[at] ?? nextOf(run, path);
      if (next === undefined) break;
      if (at >= given.length) path = pathTo(next, path);
      run.take(next);
      if (next !== 'turn') continue;
      await undefined;
      run.tookTurn();
    }
    return this.end(run);
  }

  private open(): ExploredRun {
    const world = this.bench.open();
    const run = new ExploredRun(world, this.bench.turns, this.samples, this.calls, this.inOrder);
    run.device.call('create');
    return run;
  }

  private async end(run: ExploredRun): Promise<Found | undefined> {
    const { world } = run;
    if (world.violations.length === 0 && run.isOver) run.lookAtEnd();
    if (run.isOver) this.interleavings++;
    await this.bench.close(world);
    const [first] = world.violations;
    return first === undefined ? undefined : [first, world.sequence(first.stepCount)];
  }

  private result(isComplete: boolean, violation: Violation | undefined, sequence: readonly string[]): Exploration {
    const { states, interleavings } = this;
    const rule = violation?.rule;
    const source = rule === undefined ? undefined : RULES[rule];
    return { states, interleavings, isComplete, rule, source, sequence, detail: violation?.detail ?? '' };
  }
}

type Found = readonly [Violation, readonly string[]];

function pathTo(choice: Choice, before: Path | undefined): Path {
  return { before, choice, between: (before?.between ?? 0) + Number(!isStep(choice)) };
}

function choicesOf(path: Path | undefined): readonly Choice[] {
  const choices: Choice[] = [];
  for (let at = path; at !== undefined; at = at.before) choices.push(at.choice);
  return choices.toReversed();
}

/** Does it make a line of the sequence? */
function isStep(choice: Choice): boolean {
  return choice !== 'turn' && choice !== 'time' && !choice.startsWith('deliver');
}
