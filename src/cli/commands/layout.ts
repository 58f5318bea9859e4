import process from 'node:process';
import { compile, DEFAULT_LIMITS } from '../../program/index.js';
import { describePlan } from '../../columns/index.js';
import type { Layout } from '../../schema/index.js';
import type { LayoutRequest } from '../arguments.js';
import { emphasise } from '../colour.js';
import { usageError } from '../exit-status.js';
import { layoutDiff, layoutText, type LayoutStyle } from '../layout-text.js';
import type { Interruption } from '../interruption.js';
import { say } from '../messages.js';
import { printText } from '../output.js';
import { printable, printableJson } from '../printable.js';
import { isTypeName, typesOf } from '../types.js';

const STYLE: LayoutStyle = {
  heading: (text) => emphasise(text, 'bold', process.stdout),
  padding: (text) => emphasise(text, 'dim', process.stdout),
  difference: (text) => emphasise(text, 'yellow', process.stdout),
};

/** Where the members of types lie: as text, as two ABIs side by side, or as JSON. */
export async function layout(request: LayoutRequest, interruption: Interruption): Promise<void> {
  const { headers, type, abi } = request;
  const [file] = headers?.files ?? [];
  if (file !== undefined && isTypeName(file))
    throw usageError(`${file} is a type, not a file; castbuf layout --type ${file}`);
  const types = await typesOf(request, interruption.signal);
  const layouts = types.layouts(abi, type);
  const text = request.json
    ? jsonText(layouts)
    : request.diff === undefined
      ? layouts.map((one) => (request.plan ? planText(one) : layoutText(one, STYLE))).join('\n')
      : diffText(layouts, types.layouts(request.diff, undefined), type === undefined);
  await printText(text, { inputs: types.inputs, interruption });
  types.assertGood();
  if (layouts.length === 0) say(`${headers?.files.join(', ')} declares no struct or union that has a name`);
}

/** What `#ifdef` leaves to one of the two ABIs is shown alone. */
function diffText(left: readonly Layout[], right: readonly Layout[], isWhole: boolean): string {
  const leftNames = new Set(left.map(({ name }) => name));
  const rightByName = new Map(right.map((one) => [one.name, one]));
  const pairs = left.map((one) => {
    const other = rightByName.get(one.name);
    return other === undefined ? aloneText(one) : layoutDiff(one, other, STYLE);
  });
  const rest = isWhole ? right.filter(({ name }) => !leftNames.has(name)) : [];
  return [...pairs, ...rest.map(aloneText)].join('\n');
}

function aloneText(of: Layout): string {
  return `${STYLE.difference(`only under ${of.abi}:`)} ${layoutText(of, STYLE)}`;
}

function planText(of: Layout): string {
  const lines = describePlan(compile(of, DEFAULT_LIMITS)).map((line) => `  ${printable(line)}`);
  return [`${STYLE.heading(`${of.kind} ${printable(of.name)}`)}  ${of.abi}`, ...lines, ''].join('\n');
}

/** A record a line, so that two outputs can be compared with diff. */
function jsonText(layouts: readonly Layout[]): string {
  const records = layouts.map(({ name, kind, size, align, flat }) => printableJson({ name, kind, size, align, flat }));
  return records.length === 0 ? '[]\n' : `[\n${records.join(',\n')}\n]\n`;
}
