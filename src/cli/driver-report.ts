import type { Exploration, RuleResult } from '../driver-bench/index.js';
import { countText } from './numbers-text.js';
import { printable } from './printable.js';

/** How what stands out is shown. */
export interface ReportStyle {
  readonly heading: (text: string) => string;
  readonly failure: (text: string) => string;
}

type Broken = Pick<RuleResult, 'source' | 'sequence' | 'detail'> & { readonly rule: string };

/** A table of the rules, and what is broken below it. */
export function conformText(results: readonly RuleResult[], style: ReportStyle): string {
  const width = Math.max(...results.map(({ rule }) => rule.length));
  const rows = results.map(({ rule, result }) => {
    const isFailed = result === 'failed';
    return `${rule.padEnd(width)}  ${isFailed ? style.failure(result) : result}`;
  });
  const failed = results.filter(({ result }) => result === 'failed');
  const count = (wanted: RuleResult['result']): string =>
    `${results.filter(({ result }) => result === wanted).length} ${wanted}`;
  const summary = [count('passed'), count('failed'), count('not applicable')].join(', ');
  const broken = failed.map((one) => `\n${brokenLines(one, style).join('\n')}\n`);
  return `${rows.join('\n')}\n\n${summary}\n${broken.join('')}`;
}

/** How far it went, and what is broken. */
export function explorationText(found: Exploration, style: ReportStyle): string {
  const { states, interleavings, isComplete, rule, source = '' } = found;
  const counts = `${countText(states)} states, ${countText(interleavings)} interleavings`;
  if (rule !== undefined) return [counts, '', ...brokenLines({ ...found, rule, source }, style), ''].join('\n');
  return `${counts}: no rule is broken${isComplete ? '' : ' in those, and there are more'}\n`;
}

function brokenLines({ rule, source, sequence, detail }: Broken, style: ReportStyle): readonly string[] {
  const steps = sequence.map((step, index) => `  ${index + 1}. ${printable(step)}`);
  return [style.heading(`broken: ${rule}`), `  ${printable(detail)}`, `  (${source})`, ...steps];
}
