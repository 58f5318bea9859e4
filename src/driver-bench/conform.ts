import { assertOptions, type OptionRules } from '../errors/index.js';
import { isError, isSuccess } from '../ntstatus/index.js';
import { answerText } from './answer-text.js';
import { Bench } from './bench.js';
import { COMMON_RULES, samplesOf, type CommonOptions, type Sample, type SampleMessage } from './bench-options.js';
import { countOf, statusText } from './bench-text.js';
import { USUAL_FILLING } from './bench-world.js';
import { ConformFindings, type RuleResult } from './conform-findings.js';
import { findMessages, strangeMessages } from './found-messages.js';
import type { DriverUnderTest } from './given-driver.js';
import { RULE_NAMES, RULES, type Rule } from './rules.js';
import type { RunResult, Step } from './scripted-run.js';
import type { Answer } from './sent-message.js';

/** What `conformDriver` takes beside the driver. */
export interface ConformOptions extends CommonOptions {
  /** Messages that the driver takes. Left out: such are looked for, by lengths and kinds as messages usually have them. */
  readonly messages?: Iterable<SampleMessage>;
}

const CONFORM_RULES: OptionRules = { ...COMMON_RULES, messages: 'object' };

const CREATE: Step = { call: 'create', device: 1 };
const START: Step = { call: 'start', device: 1 };
const STOP: Step = { call: 'stop', device: 1 };
const DESTROY: Step = { call: 'destroy', device: 1 };
const OTHER = {
  CREATE: { ...CREATE, device: 2 },
  START: { ...START, device: 2 },
  DESTROY: { ...DESTROY, device: 2 },
} as const;

/** Rules that are seen where answers of runs are compared. */
const COMPARED: readonly Rule[] = [
  'no stale bytes are returned',
  'messages at once are answered as one after the other',
];

/**
 * Does a driver keep the rules of the interface? Each is looked at in many short runs, in virtual time: nothing waits, and what never happens is found at once.
 * While it runs, `setTimeout` and its like, `Date.now`, `performance.now` and `Math.random` are the bench's, and the console is silent.
 * @param driver an object with the five functions, or with QueryMiracastDriverInterface; better a function that makes one, so that each run has a new one
 * @returns a result for each rule, in the order of the table that `castbuf conform` prints
 * @throws CastbufError ERR_USAGE for what is no driver, and for wrong options; what a function that makes a driver throws
 */
export async function conformDriver(
  driver: DriverUnderTest,
  options: ConformOptions = {},
): Promise<readonly RuleResult[]> {
  assertOptions('conformDriver', options, CONFORM_RULES);
  const given = options.messages === undefined ? undefined : samplesOf('conformDriver', options.messages);
  const bench = new Bench(driver, options);
  try {
    const wrong = bench.wrongInterface();
    if (wrong !== undefined) return interfaceIsWrong(wrong);
    const findings = new ConformFindings(bench);
    await new Conformity(findings, given ?? (await findMessages(bench))).run();
    return findings.results();
  } finally {
    bench.end();
  }
}

function interfaceIsWrong(wrong: string): readonly RuleResult[] {
  return RULE_NAMES.map((rule, index) => {
    const isFirst = index === 0;
    const result = isFirst ? 'failed' : 'not applicable';
    const sequence = isFirst ? ['QueryMiracastDriverInterface, version 1, 48 bytes'] : [];
    return { rule, source: RULES[rule], result, sequence, detail: isFirst ? wrong : 'the interface is not whole' };
  });
}

/** A message, and what it is answered when it is the only one. */
interface Alone {
  readonly sample: Sample;
  readonly answer: Answer;
  readonly isLater: boolean;
}

/** All that is tried with one driver. */
class Conformity {
  constructor(
    private readonly findings: ConformFindings,
    private readonly samples: readonly Sample[],
  ) {}

  async run(): Promise<void> {
    const { findings, samples } = this;
    await this.tryLifecycle();
    for (const sample of [...samples, ...strangeMessages()]) await this.tryMessage(sample);
    const alone = await this.answersAlone();
    if (alone === undefined) {
      for (const rule of COMPARED) findings.leave(rule, 'the same calls are answered otherwise each time');
    } else {
      for (const one of alone) await this.tryOutputs(one);
      for (const one of alone) for (const other of alone) await this.tryPair(one, other);
    }
    await findings.shrink();
  }

  private async tryLifecycle(): Promise<void> {
    for (const steps of [
      [CREATE],
      [CREATE, DESTROY],
      [CREATE, START],
      [CREATE, START, STOP],
      [CREATE, START, STOP, START],
      [CREATE, START, STOP, DESTROY],
      [CREATE, START, STOP, DESTROY, CREATE, START, STOP, DESTROY],
      [CREATE, OTHER.CREATE, OTHER.DESTROY, START, STOP, DESTROY],
    ]) {
      await this.findings.run(steps);
    }
  }

  private async tryMessage(sample: Sample): Promise<void> {
    const send: Step = { send: sample, device: 1 };
    const hasty: Step = { ...send, isHasty: true };
    for (const steps of [
      [CREATE, START, send],
      [CREATE, START, { ...send, outputBytes: 0 }],
      [CREATE, START, send, STOP, DESTROY],
      [CREATE, START, send, send],
      [CREATE, START, hasty, STOP, DESTROY],
      [CREATE, START, hasty, hasty, STOP, DESTROY],
      [CREATE, START, hasty, STOP, START, send],
      [CREATE, START, send, STOP, START, send],
      [CREATE, hasty, START],
      [CREATE, hasty, DESTROY],
      [CREATE, START, STOP, send],
    ]) {
      await this.findings.run(steps);
    }
  }

  /** What each message is answered in a new context; undefined where that is not the same each time. */
  private async answersAlone(): Promise<readonly Alone[] | undefined> {
    const all: Alone[] = [];
    for (const sample of this.samples) {
      const steps: readonly Step[] = [CREATE, START, { send: sample, device: 1 }];
      const [first, second] = [await this.findings.run(steps), await this.findings.run(steps)];
      const isSame = same(first.answers, second.answers);
      if (!isSame) {
        this.findings.compare(
          'contexts keep apart',
          false,
          second,
          () => `${differenceOf(first, second)} in a context of before`,
        );
        return undefined;
      }
      const [answer] = first.answers;
      if (answer !== undefined) all.push({ sample, answer, isLater: first.isLater });
    }
    return all;
  }

  private async tryOutputs(one: Alone): Promise<void> {
    await this.tryFilling(one);
    const { sample, answer } = one;
    const replyBytes = answer.reply.length;
    if (!isSuccess(answer.status) || replyBytes < 2) return;
    const short: Step = { send: sample, device: 1, outputBytes: replyBytes - 1 };
    const whole: Step = { send: sample, device: 1, outputBytes: replyBytes };
    const run = await this.findings.run([CREATE, START, short]);
    const [cut] = run.answers;
    if (cut === undefined) return;
    const isCut = isSuccess(cut.status) && cut.reply.length === replyBytes - 1 && isBeginning(cut.reply, answer.reply);
    this.findings.compare('a reply is whole, or there is none', !isCut, run, () => {
      return `${sample.name} has a reply of ${countOf(replyBytes, 'byte')}; its first ${replyBytes - 1} were returned with ${statusText(cut.status)}`;
    });
    if (!isError(cut.status)) return;
    const again = await this.findings.run([CREATE, START, short, whole]);
    const next = again.answers[1];
    const isThere = next !== undefined && isSuccess(next.status) && next.reply.length === replyBytes;
    this.findings.compare('a reply that did not fit is not lost', isThere, again, () => {
      return `with room for all ${countOf(replyBytes, 'byte')} it is answered ${answerText(next)}`;
    });
  }

  /** Runs whose buffers have other bytes in them, but for the messages. */
  private async tryFilling({ sample }: Alone): Promise<void> {
    const send: Step = { send: sample, device: 1 };
    const steps = [CREATE, START, send, send];
    const usual = await this.findings.run(steps);
    const other = await this.findings.run(steps, { ...USUAL_FILLING, before: 0x5a });
    this.findings.compare('no stale bytes are returned', same(usual.answers, other.answers), usual, () => {
      return `${sample.name}: bytes that were returned are those that were in the output before`;
    });
    const used = await this.findings.run(steps, { ...USUAL_FILLING, after: 0xee });
    this.findings.compare('buffers are let go with the answer', same(usual.answers, used.answers), usual, () => {
      return `${sample.name}: its answer depends on what a sender put into an earlier buffer, after that was answered`;
    });
  }

  private async tryPair(one: Alone, other: Alone): Promise<void> {
    const { findings } = this;
    const both = [CREATE, OTHER.CREATE, START, OTHER.START];
    for (const isHasty of one.isLater || other.isLater ? [false, true] : [false]) {
      const first: Step = { send: other.sample, device: 2, isHasty };
      const run = await findings.run([...both, first, { send: one.sample, device: 1, isHasty }]);
      findings.compare('contexts keep apart', same([run.answers[1]], [one.answer]), run, () => {
        return `${one.sample.name} to device 1 is answered ${answerText(run.answers[1])}; without device 2, ${answerText(one.answer)}`;
      });
    }
    if (!one.isLater && !other.isLater) return;
    const [a, b]: Step[] = [one, other].map(({ sample }) => ({ send: sample, device: 1 })) as [Step, Step];
    const inOrder = await findings.run([CREATE, START, a as Step, b as Step]);
    const turned = await findings.run([CREATE, START, b as Step, a as Step]);
    const atOnce = await findings.run([
      CREATE,
      START,
      { ...a, isHasty: true } as Step,
      { ...b, isHasty: true } as Step,
    ]);
    const isSerial = same(atOnce.answers, inOrder.answers) || same(atOnce.answers, turned.answers.toReversed());
    findings.compare('messages at once are answered as one after the other', isSerial, atOnce, () => {
      return `they are answered ${atOnce.answers.map(answerText).join(' and ')}; one after the other, ${inOrder.answers.map(answerText).join(' and ')}`;
    });
  }
}

function differenceOf(first: RunResult, second: RunResult): string {
  return `it is answered ${answerText(second.answers[0])} in a new context, and ${answerText(first.answers[0])}`;
}

function same(some: readonly (Answer | undefined)[], others: readonly (Answer | undefined)[]): boolean {
  return some.map(answerText).join() === others.map(answerText).join();
}

function isBeginning(part: Uint8Array, whole: Uint8Array): boolean {
  return part.every((byte, index) => byte === whole[index]);
}
