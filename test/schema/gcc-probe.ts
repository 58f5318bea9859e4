import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GCC_PRELUDE, type GccRecord } from './gcc-records.js';

/** What gcc says about a record; a member is its path, its first bit and its bits. */
export interface GccLayout {
  readonly size: number;
  readonly align: number;
  readonly flat: readonly (readonly [path: string, bitOffset: number, bitSize: number])[];
}

/** The version line of gcc, or undefined where there is none. */
export function gccVersion(): string | undefined {
  const { status, stdout } = spawnSync('gcc', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0] : undefined;
}

/**
 * Compiles and runs a program that sets each member of a zeroed record to all ones and prints its bytes.
 * A tail without elements is `offsetof` and 0 bits.
 */
export function probeGcc(records: Readonly<Record<string, GccRecord>>): Record<string, GccLayout> {
  const folder = mkdtempSync(join(tmpdir(), 'castbuf-gcc-'));
  try {
    const source = join(folder, 'probe.c');
    const program = join(folder, 'probe');
    writeFileSync(source, probeProgram(records));
    run('gcc', ['-std=gnu11', '-O0', '-w', '-o', program, source]);
    const printed = run(program, []);
    return Object.fromEntries(printed.trimEnd().split('\n').map(layoutOfLine));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(command: string, args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw error ?? new Error(`${command} ended with ${status}: ${stderr}`);
  return stdout;
}

function probeProgram(records: Readonly<Record<string, GccRecord>>): string {
  const declarations = Object.values(records).map((record) => record.c);
  const probes = Object.entries(records).map(([name, { c, members }]) => {
    const record = `${new RegExp(`(struct|union) ${name}\\b`).exec(c)?.[1]} ${name}`;
    const lines = members.split(' ').map((member) => {
      const path = member.replace(/(:|\[\])$/, '');
      if (member.endsWith('[]')) return `printf(" ${path}=@%zu", offsetof(${record}, ${path}));`;
      const set = member.endsWith(':') ? `x.${path} = -1;` : `memset(&x.${path}, 0xff, sizeof x.${path});`;
      return `memset(&x, 0, sizeof x); ${set} printf(" ${path}="); dump(&x, sizeof x);`;
    });
    return `{ ${record} x; printf("${name} %zu %zu", sizeof x, _Alignof(${record})); ${lines.join('\n')} puts(""); }`;
  });
  return `#include <stddef.h>
#include <stdio.h>
#include <string.h>
${GCC_PRELUDE}
${declarations.join('\n')}
static void dump(const void *p, size_t n) { for (size_t i = 0; i < n; i++) printf("%02x", ((const u8 *)p)[i]); }
int main(void) {
${probes.join('\n')}
return 0; }
`;
}

function layoutOfLine(line: string): [string, GccLayout] {
  const [name = '', size, align, ...members] = line.split(' ');
  const flat = members.map((member) => {
    const [path = '', shown = ''] = member.split('=');
    const [first, count] = shown.startsWith('@') ? [Number(shown.slice(1)) * 8, 0] : runOfOnes(shown);
    return [path, first, count] as const;
  });
  return [name, { size: Number(size), align: Number(align), flat }];
}

/** First and number of the one-bits, which stand in a row when bits count from the least significant of byte 0. */
function runOfOnes(hex: string): [first: number, count: number] {
  // As one big number, of which the last byte is the most significant.
  const bytes = (hex.match(/../g) ?? []).toReversed();
  const bits = BigInt(`0x${bytes.join('')}`)
    .toString(2)
    .padStart(hex.length * 4, '0');
  const [ones = '', before = ''] = /^0*(1+)(0*)$/.exec(bits)?.slice(1) ?? [];
  if (ones === '') throw new Error(`no row of ones: ${hex}`);
  return [before.length, ones.length];
}
