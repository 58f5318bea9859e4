import type { LaidRecord } from '../../src/schema/index.js';
import { kept } from '../harness/kept.js';

/** One record as clang laid it out, members of records inside it included: `4:3-5 name` for bit-fields, `8 name` for others. */
export interface ClangRecord {
  readonly size: number;
  readonly align: number;
  readonly lines: readonly string[];
}

export const CLANG_TARGETS = {
  'msvc-x64': 'x86_64-pc-windows-msvc',
  'msvc-x86': 'i686-pc-windows-msvc',
  'gcc-x64': 'x86_64-linux-gnu',
  'gcc-i386': 'i386-linux-gnu',
  'gcc-arm': 'arm-none-eabi',
  'gcc-aarch64': 'aarch64-linux-gnu',
  'gcc-powerpc': 'powerpc-linux-gnu',
  'gcc-powerpc64': 'powerpc64-linux-gnu',
  'gcc-mips': 'mips-linux-gnu',
  'gcc-s390x': 's390x-linux-gnu',
} as const;

/** gcc's own default, which clang has not. */
const CLANG_FLAGS: Partial<Record<keyof typeof CLANG_TARGETS, string>> = { 'gcc-arm': '-fshort-enums' };

/** All records with a tag that clang lays out in a header: those that are used. (Laying out all complete ones comes before the attributes after a body.) */
export async function clangLayouts(
  text: string,
  abi: keyof typeof CLANG_TARGETS,
  flags = '-Xclang -fdump-record-layouts',
): Promise<Map<string, ClangRecord>> {
  return parseDump(await clangOutput(text, abi, `-fsyntax-only ${flags}`));
}

interface ClangAnswer {
  readonly dump: string;
  /** Why it made nothing. */
  readonly refusal?: string;
}

/** What clang prints about `in.c`. What it has said of the same text before is kept: to start it takes seconds. */
export async function clangOutput(text: string, abi: keyof typeof CLANG_TARGETS, flags: string): Promise<string> {
  const args = ['--target=' + CLANG_TARGETS[abi], '-w', CLANG_FLAGS[abi], flags, 'in.c'].filter(Boolean).join(' ');
  const answer = await kept('test-clang', `${args}\n${text}`, async () =>
    new TextEncoder().encode(JSON.stringify(await askClang(text, args))),
  );
  const { dump, refusal } = JSON.parse(new TextDecoder().decode(answer)) as ClangAnswer;
  if (refusal !== undefined) throw new Error(`clang refuses the header: ${refusal}`);
  return dump;
}

async function askClang(text: string, args: string): Promise<ClangAnswer> {
  const { commands } = await import('@yowasp/clang');
  const decoder = new TextDecoder();
  let dump = '';
  let complaints = '';
  try {
    await commands.clang(
      args.split(' '),
      { 'in.c': text },
      {
        stdout: (bytes: Uint8Array | null) => void (dump += bytes === null ? '' : decoder.decode(bytes)),
        stderr: (bytes: Uint8Array | null) => void (complaints += bytes === null ? '' : decoder.decode(bytes)),
      },
    );
  } catch (error) {
    return { dump, refusal: `${(error as Error).message}\n${complaints}` };
  }
  return { dump };
}

/** Blocks of `  offset | type name`, two spaces deeper for each record around a member. */
export function parseDump(dump: string): Map<string, ClangRecord> {
  const records = new Map<string, ClangRecord>();
  for (const block of dump.split('*** Dumping AST Record Layout')) {
    const rows = block.split('\n').filter((line) => line.includes('|'));
    const title = /^\s*0 \| (?:struct|union) (\S+)$/.exec(rows[0] ?? '')?.[1];
    const [, size, align] = /\[sizeof=(\d+),.*align=(\d+)/.exec(rows.at(-1) ?? '') ?? [];
    if (title === undefined || title.startsWith('(') || size === undefined) continue;
    const lines = rows.slice(1, -1).flatMap(lineOf);
    records.set(title, { size: Number(size), align: Number(align), lines });
  }
  return records;
}

function lineOf(row: string): string[] {
  const [, place = '', text = ''] = /^\s*([\d:-]+) \| +(.*)$/.exec(row) ?? [];
  const name = text.slice(text.lastIndexOf(' ') + 1);
  const isBitField = place.includes(':');
  return isBitField && name === '' ? [] : [`${place} ${name}`];
}

/** Numbers that castbuf has no type for are records of words. */
const BUILT_IN = /^(?:long double|(?:unsigned )?__int128|vector of .*)$/;

/** A record's members as clang's dump has them. */
export function linesOf(record: LaidRecord, base = 0): string[] {
  return record.members.flatMap(({ name, anonymous, unnamed, bitOffset, bitSize, type }) => {
    if (unnamed) return [];
    const at = base + bitOffset;
    if (type.kind === 'leaf' && type.isBitField) {
      const byte = Math.floor(at / 8);
      return [`${byte}:${at - byte * 8}-${at - byte * 8 + bitSize - 1} ${name}`];
    }
    const line = `${at / 8} ${anonymous ? '' : name}`;
    return type.kind === 'record' && !BUILT_IN.test(type.node.name ?? '') ? [line, ...linesOf(type, at)] : [line];
  });
}
