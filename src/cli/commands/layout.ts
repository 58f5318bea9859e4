import process from 'node:process';
import { compile, DEFAULT_LIMITS, describePlan } from '../../plan/index.js';
import { layoutOf, type Layout, type NamedAbi } from '../../schema/index.js';
import type { LayoutRequest } from '../arguments.js';
import { emphasise } from '../colour.js';
import { layoutDiff, layoutText, type LayoutStyle } from '../layout-text.js';
import { openOutput } from '../output.js';
import { TYPE_NAMES, typeNamed } from '../types.js';

const STYLE: LayoutStyle = {
  heading: (text) => emphasise(text, 'bold', process.stdout),
  padding: (text) => emphasise(text, 'dim', process.stdout),
  difference: (text) => emphasise(text, 'yellow', process.stdout),
};

/** Where the members of a type lie: as text, as two ABIs side by side, or as JSON. */
export async function layout(request: LayoutRequest): Promise<void> {
  const { type, abi, diff, json, plan } = request;
  const names = type === undefined ? TYPE_NAMES : [type];
  const under = (name: string, which: NamedAbi): Layout => layoutOf(typeNamed(name), which);
  const textOf = (name: string): string => {
    if (plan) return planText(under(name, abi));
    if (diff === undefined) return layoutText(under(name, abi), STYLE);
    return layoutDiff(under(name, abi), under(name, diff), STYLE);
  };
  const text = json ? jsonText(names.map((name) => under(name, abi))) : names.map(textOf).join('\n');
  const output = await openOutput(undefined);
  await output.write(Buffer.from(text));
}

function planText(of: Layout): string {
  const lines = describePlan(compile(of, DEFAULT_LIMITS)).map((line) => `  ${line}`);
  return [`${STYLE.heading(`${of.kind} ${of.name}`)}  ${of.abi}`, ...lines, ''].join('\n');
}

/** A record a line, so that two outputs can be compared with diff. */
function jsonText(layouts: readonly Layout[]): string {
  const records = layouts.map(({ name, kind, size, align, flat }) => JSON.stringify({ name, kind, size, align, flat }));
  return `[\n${records.join(',\n')}\n]\n`;
}
