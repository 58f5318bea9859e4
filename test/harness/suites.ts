import { loadEngine, type EngineUnderTest } from './engines.js';
import { NO_KERNEL, takeLack, type Lack } from './lacks.js';
import { host, type EngineName, type SuiteOutcome } from './host.js';

type Run = () => void | Promise<void>;
type Hook = ((run: Run) => void) & { each: (run: Run) => void };

/** Registers a case; its properties register hooks and, while one works on a test, narrow the suite. */
export interface Test {
  (name: string, run: Run): void;
  only(name: string, run: Run): void;
  skip(name: string, run?: Run): void;
  before: Hook;
  after: Hook;
}

interface Registered {
  name: string;
  engine?: EngineName;
  isOfDrivers?: boolean;
  /** What it is of, where compiled codecs lack that. */
  notCompiled?: Lack;
  body: (test: Test, under?: EngineUnderTest) => void;
}

/** In this order: the compiled engine's turn takes the kernels that the reference engine's has wanted. */
const ENGINES: EngineName[] = ['reference', 'debug', 'release', 'compiled'];
const registered: Registered[] = [];

/** Cases that run once: `suite('name', (test) => { test('case', async () => {…}); })`. Nothing has to be run by hand. */
export function suite(name: string, body: (test: Test) => void): void {
  registered.push({ name, body });
}

/**
 * Cases that must hold for every engine; the body is called once for each of them. `under` is the engine: its `name`, and
 * `createCodec(type, options)`, which makes a codec that runs on it. On compiled codecs a case that asks for what they lack is skipped.
 */
export function engineSuite(name: string, body: (test: Test, under: EngineUnderTest) => void): void {
  for (const engine of ENGINES) registered.push({ name, engine, body: body as Registered['body'] });
}

/** The same of what compiled codecs lack altogether: there all of its cases are skipped. */
export function interpretedSuite(
  name: string,
  notCompiled: Lack,
  body: (test: Test, under: EngineUnderTest) => void,
): void {
  for (const engine of ENGINES) registered.push({ name, engine, body: body as Registered['body'], notCompiled });
}

/** Cases of drivers that must hold for every engine, and for compiled message sets: with those `DriverFixture` runs sets that it has compiled. */
export function driverSuite(name: string, body: (test: Test, under: EngineUnderTest) => void): void {
  for (const engine of ENGINES) registered.push({ name, engine, body: body as Registered['body'], isOfDrivers: true });
}

declare global {
  /** uvu's own globals: deferred, it queues its suites and leaves it to us to run them. */
  var UVU_DEFER: boolean;
  var UVU_QUEUE: UvuRun[][];
}
type UvuRun = () => Promise<[errors: unknown, passed: number, skipped: number, total: number]>;

/** Called by the runner's entry after the test file has registered its suites. */
export async function runSuites(): Promise<void> {
  const suites: SuiteOutcome[] = [];
  for (const one of registered) {
    const lack = one.engine === 'compiled' ? one.notCompiled : undefined;
    suites.push(lack === undefined ? await runSuite(one) : leftOut(one.name, lack, suites));
  }
  host().report({ event: 'done', suites, cpuSeconds: host().cpuSeconds() });
}

/** A suite that compiled codecs have no part in: the cases of the reference engine's turn, all skipped. */
function leftOut(name: string, lack: Lack, before: readonly SuiteOutcome[]): SuiteOutcome {
  const same = before.find((one) => one.name === name && one.engine === 'reference');
  const skipped = same === undefined ? 0 : same.passed + same.failed + same.skipped;
  return { name, engine: 'compiled', passed: 0, failed: 0, skipped, lacks: { [lack]: skipped }, problems: [] };
}

async function runSuite({ name, engine, body, isOfDrivers }: Registered): Promise<SuiteOutcome> {
  const outcome: SuiteOutcome = { name, ...(engine && { engine }), passed: 0, failed: 0, skipped: 0, problems: [] };
  const title = engine ? `${name} [${engine}]` : name;

  /** Notes what a step throws before uvu sees it: uvu forgets what a hook threw, and breaks on what is not an Error. */
  const noted = (where: string, run: Run) => async () => {
    host().report({ event: 'began', where: `${title} > ${where}` });
    try {
      await run();
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(`threw ${String(thrown)}, which is no Error`);
      const { message, stack = '', details } = error as Error & { details?: string };
      outcome.problems.push({ where, message, stack, ...(details && { details }) });
      throw error;
    }
  };

  try {
    const under = engine && (await loadEngine(engine, isOfDrivers));
    const lacked: Record<string, number> = {};
    const fenced = (run: Run) => async () => {
      takeLack();
      let thrown: unknown;
      try {
        await run();
      } catch (error) {
        thrown = error ?? new Error(`threw ${String(error)}`);
      }
      const lack = takeLack();
      if (lack !== undefined) {
        // Whatever the case found then, it did not find out about a compiled codec.
        lacked[lack] = (lacked[lack] ?? 0) + 1;
        return;
      }
      if (thrown !== undefined) throw thrown;
      under?.assertFences();
    };
    globalThis.UVU_DEFER = true;
    globalThis.UVU_QUEUE = [[]];
    const uvu = (await import('uvu')).suite(name);
    const each = (when: 'before' | 'after') => (run: Run) => uvu[when].each(noted(`${when}.each hook`, run));
    const test: Test = Object.assign((where: string, run: Run) => uvu(where, noted(where, fenced(run))), {
      only: (where: string, run: Run) => uvu.only(where, noted(where, fenced(run))),
      skip: (where: string) => uvu.skip(where),
      before: Object.assign((run: Run) => uvu.before(noted('before hook', run)), { each: each('before') }),
      after: Object.assign(
        // Every case may have passed by now, so this failure is counted by itself.
        (run: Run) => uvu.after(() => noted('after hook', run)().catch(() => void outcome.failed++)),
        { each: each('after') },
      ),
    });
    body(test, under);
    uvu.run();
    const [run] = globalThis.UVU_QUEUE[0] as [UvuRun];
    const [, passed, skipped, total] = await run();
    const lacking = Object.values(lacked).reduce((sum, count) => sum + count, 0);
    if (lacking > 0) outcome.lacks = lacked;
    outcome.passed = passed - lacking;
    outcome.skipped = skipped + lacking;
    outcome.failed += total - passed; // also the cases that a broken hook kept from running
  } catch (error) {
    const lack = takeLack();
    if (lack === NO_KERNEL) return { ...outcome, skipped: 1, lacks: { [lack]: 1 } };
    const { message, stack = '' } = error as Error;
    outcome.problems.push({ where: 'setting up the suite', message, stack });
    outcome.failed++;
  }
  return outcome;
}
