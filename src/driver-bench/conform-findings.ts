import type { Bench } from './bench.js';
import type { Filling } from './bench-world.js';
import { RULE_NAMES, RULES, type Rule, type Violation } from './rules.js';
import { runSteps, type RunResult, type Step } from './scripted-run.js';

/** What became of a rule. */
export interface RuleResult {
  /** The rule in a few words. */
  readonly rule: Rule;
  /** What the interface says of it. */
  readonly source: string;
  readonly result: 'passed' | 'failed' | 'not applicable';
  /** The shortest steps that show that it is not kept; empty where it is. */
  readonly sequence: readonly string[];
  /** What was seen, or why nothing was. */
  readonly detail: string;
}

interface Finding {
  readonly detail: string;
  readonly sequence: readonly string[];
  /** Undefined for what only a comparison of runs shows. */
  readonly steps: readonly Step[] | undefined;
}

/** What runs have shown of each rule. */
export class ConformFindings {
  private readonly seen = new Set<Rule>(['the interface has its five functions']);
  private readonly found = new Map<Rule, Finding>();
  private readonly reasons = new Map<Rule, string>();

  constructor(private readonly bench: Bench) {}

  /** Takes steps, and notes what is seen. */
  async run(steps: readonly Step[], filling?: Filling): Promise<RunResult> {
    const run = await runSteps(this.bench, steps, filling);
    for (const rule of run.seen) this.seen.add(rule);
    for (const violation of run.violations) this.note(violation, run);
    return run;
  }

  /** Two runs were compared. */
  compare(rule: Rule, isKept: boolean, { sequence }: RunResult, detail: () => string): void {
    this.seen.add(rule);
    if (!isKept) this.keepShorter(rule, { detail: detail(), sequence, steps: undefined });
  }

  /** Nothing can be said of it. */
  leave(rule: Rule, reason: string): void {
    this.reasons.set(rule, reason);
  }

  /** Leaves out what a finding does not need. */
  async shrink(): Promise<void> {
    for (const rule of this.found.keys()) while (await this.shrinkOnce(rule));
  }

  results(): readonly RuleResult[] {
    return RULE_NAMES.map((rule) => {
      const finding = this.found.get(rule);
      const source = RULES[rule];
      if (finding !== undefined) {
        return { rule, source, result: 'failed', sequence: finding.sequence, detail: finding.detail };
      }
      if (this.seen.has(rule)) return { rule, source, result: 'passed', sequence: [], detail: '' };
      const detail = this.reasons.get(rule) ?? 'nothing that the driver did shows it';
      return { rule, source, result: 'not applicable', sequence: [], detail };
    });
  }

  private note({ rule, detail, stepCount }: Violation, { sequence, taken }: RunResult): void {
    this.keepShorter(rule, { detail, sequence: sequence.slice(0, stepCount), steps: taken.slice(0, stepCount) });
  }

  private keepShorter(rule: Rule, finding: Finding): void {
    const best = this.found.get(rule);
    if (best === undefined || finding.sequence.length < best.sequence.length) this.found.set(rule, finding);
  }

  private async shrinkOnce(rule: Rule): Promise<boolean> {
    const { steps, sequence } = this.found.get(rule) as Finding;
    if (steps === undefined) return false;
    for (const left of steps.keys()) {
      await this.run(steps.filter((_, index) => index !== left));
      if ((this.found.get(rule) as Finding).sequence.length < sequence.length) return true;
    }
    return false;
  }
}
