// Packs the names of the NTSTATUS values, src/ntstatus-names/ntstatus.tsv, into src/ntstatus-names/names.ts.
//
//   node scripts/generate-ntstatus.mjs           writes the file
//   node scripts/generate-ntstatus.mjs --check   writes nothing; exits 1 when the file differs from what would be written
//
// src/ntstatus-names/table.ts describes the packed form and unpacks it. A status a line, so that a change of the table is a change
// of its lines; hex values only where the numbers jump, because gzip does the rest (deltas would save under 3 %).

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const COMMAND = 'npm run generate:ntstatus';
const source = new URL('../src/ntstatus-names/ntstatus.tsv', import.meta.url);
const target = new URL('../src/ntstatus-names/names.ts', import.meta.url);

/** TSV text -> [value, names] in the order of the table. Throws on a line that the packed form cannot say. */
function parse(text) {
  const groups = [];
  const seen = new Set();
  text.split('\n').forEach((line, index) => {
    if (line === '' || line.startsWith('#')) return;
    const fail = (why) => {
      throw new Error(`ntstatus.tsv line ${index + 1}: ${why}: ${line}`);
    };
    const match = /^0x([0-9A-F]{8})\t([A-Z][A-Z0-9_]*)$/.exec(line);
    if (match === null) return fail('not "0xVALUE<tab>NAME"');
    const [, hex = '', name = ''] = match;
    const value = Number.parseInt(hex, 16);
    if (seen.has(name)) fail('the name occurs twice');
    seen.add(name);
    const last = groups.at(-1);
    if (last !== undefined && value < last.value) fail('values must ascend');
    if (last !== undefined && value === last.value) last.names.push(name);
    else groups.push({ value, names: [name] });
  });
  return groups;
}

const startsRange = (name) => name.endsWith('WAIT_0');

/** The primary name comes first: `…WAIT_0` starts a range and gives way to an outcome; otherwise the table's order stands. */
function primaryFirst(names) {
  return [...names.filter((name) => !startsRange(name)), ...names.filter(startsRange)];
}

function pack(groups) {
  const lines = [];
  let expected;
  for (const { value, names } of groups) {
    primaryFirst(names).forEach((name, index) => {
      const short = name.startsWith('STATUS_') ? name.slice('STATUS_'.length) : `!${name}`;
      if (index > 0) lines.push(`=${short}`);
      else lines.push(value === expected ? short : `${value.toString(16)} ${short}`);
    });
    expected = value + 1;
  }
  return lines.join('\n');
}

function generate() {
  const packed = pack(parse(readFileSync(source, 'utf8')));
  return `// Generated from ntstatus.tsv by \`${COMMAND}\`: do not edit. table.ts describes the form.\n\nexport const PACKED_NAMES: string = \`${packed}\`;\n`;
}

function current() {
  try {
    return readFileSync(target, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const [option, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (option !== undefined && option !== '--check')) {
  console.error('usage: node scripts/generate-ntstatus.mjs [--check]');
  process.exitCode = 2;
} else if (option === undefined) {
  writeFileSync(target, generate());
} else if (current() !== generate()) {
  console.error(`${fileURLToPath(target)} is not what ntstatus.tsv gives: run ${COMMAND}`);
  process.exitCode = 1;
}
