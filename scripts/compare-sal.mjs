/**
 * node scripts/compare-sal.mjs INCLUDE_DIR [--write-docs] [HEADER,HEADER ...]: the headers of mingw-w64 with annotations before their
 * parameters, members and results, and a sal.h that makes many tokens of each, as that of Windows' SDK does.
 *
 * castbuf and clang read the same files, each with its own preprocessor: once with annotations that end in `__declspec("...")`, once with
 * annotations that end in nothing. clang has the macros of mingw and the layout of MSVC. It needs many minutes for the first kind, so both
 * are compared with what it makes of the second. `--write-docs` writes the table of docs/headers.md.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { annotatedHeader } from './annotate-header.mjs';
import { ensureBuilt } from './build.mjs';
import { clang, clangRecords, compare, named, OF_COMPILER, SEARCH } from './compare-headers.mjs';

const UNITS = [
  'windows.h',
  'windows.h,winternl.h,setupapi.h',
  'winsock2.h,ws2tcpip.h,mswsock.h,windows.h,iphlpapi.h',
  'windows.h,mmsystem.h,mmreg.h,audioclient.h,mfidl.h,mfapi.h',
];
const ENDS = { SAL_OF_NOTHING: 'nothing', SAL_DECLSPECS: '`__declspec`' };
const SAL = fileURLToPath(new URL('../test/oracle/sal.h', import.meta.url));

/** The default limit of tokens before it was raised for the headers of the SDK. */
const FORMER_LIMIT = 1 << 20;

/** The headers of a folder with SAL, those that an import read. */
class AnnotatedHeaders {
  /** @type {Map<string, string>} by path below the folder */
  texts = new Map();
  annotations = 0;

  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
  }

  /** The include function of an import. */
  include = (/** @type {string} */ name, /** @type {{ from: string, isNext: boolean }} */ { from, isNext }) => {
    for (const search of SEARCH) {
      const path = join(search, name);
      if (!(isNext && path === from) && existsSync(join(this.folder, path)))
        return { text: this.text(path), name: path };
    }
    return OF_COMPILER.includes(name) ? '' : undefined;
  };

  /** @param {string} path */
  text(path) {
    let text = this.texts.get(path);
    if (text !== undefined) return text;
    const original = readFileSync(join(this.folder, path), 'latin1');
    if (path === 'sal.h') text = `${original}\n${readFileSync(SAL, 'utf8')}`;
    else {
      const made = annotatedHeader(original);
      ({ text } = made);
      this.annotations += made.annotations;
    }
    this.texts.set(path, text);
    return text;
  }

  /** As clang takes files. */
  tree() {
    /** @type {Record<string, any>} */
    const tree = Object.fromEntries(OF_COMPILER.map((name) => [name, '']));
    for (const [path, text] of this.texts) {
      const folders = path.split('/');
      const file = folders.pop() ?? '';
      let at = tree;
      for (const name of folders) at = at[name] ??= {};
      at[file] = text;
    }
    return tree;
  }
}

/**
 * What castbuf makes of a unit, and what clang is to read.
 * @param {string} folder
 * @param {string} unit
 * @param {keyof typeof ENDS} end
 */
async function importUnit(folder, unit, end) {
  const { parseHeader } = await import('../build/header.js');
  const headers = new AnnotatedHeaders(folder);
  const text = ['sal.h', ...unit.split(',')].map((name) => `#include <${name}>\n`).join('');
  const define = { _WIN32_WINNT: '0x0A00', _AMD64_: 1, [end]: 1 };
  const options = { target: /** @type {const} */ ('mingw'), fileName: 'in.c', include: headers.include, define };
  const header = parseHeader(text, options);
  const { errors } = parseHeader(text, { ...options, limits: { expandedTokens: FORMER_LIMIT } });
  const isAbove = errors.some(({ code }) => code === 'ERR_LIMIT_HEADER');
  return { text, define, header, headers, isAbove };
}

/**
 * clang's records, with the macros of mingw and the layout of MSVC.
 * @param {Awaited<ReturnType<typeof importUnit>>} unit
 * @param {string} macros
 */
async function clangRecordsOf({ text, define, headers }, macros) {
  const flags = Object.entries(define).map(([name, value]) => `-D${name}=${value}`);
  const paths = SEARCH.map((path) => `-isystem include/${path}`);
  const msvc = '--target=x86_64-pc-windows-msvc -undef -include macros.h -fsyntax-only -w -ferror-limit=0';
  const args = [msvc, '-Xclang -fdump-record-layouts-complete', ...flags, ...paths, 'in.c'];
  return clangRecords(await clang(args.join(' '), { 'in.c': text, 'macros.h': macros, include: headers.tree() }));
}

/** @param {string} folder @param {string[]} units */
async function main(folder, units) {
  await ensureBuilt(['kernel', 'library']);
  const macros = await clang('--target=x86_64-w64-windows-gnu -dM -E in.c', { 'in.c': '' });
  const rows = [];
  for (const unit of units) {
    const plain = await importUnit(folder, unit, 'SAL_OF_NOTHING');
    const theirs = await clangRecordsOf(plain, macros);
    for (const end of /** @type {(keyof typeof ENDS)[]} */ (Object.keys(ENDS))) {
      const { header, headers, isAbove } = end === 'SAL_OF_NOTHING' ? plain : await importUnit(folder, unit, end);
      const { total, equal, different } = compare(named(theirs, plain.header), header);
      const cells = [headers.annotations, ENDS[end], isAbove ? 'yes' : 'no', total, equal, header.errors.length];
      rows.push([unit.replaceAll(',', ', '), ...cells]);
      console.log(`| ${rows.at(-1)?.join(' | ')} |`);
      for (const line of different.slice(0, 10)) console.log(`  ${line}`);
      for (const error of header.errors.slice(0, 10)) console.log(`  ${error.message}`);
    }
  }
  return rows;
}

const DOCUMENT = 'docs/headers.md';
const HEAD =
  '| headers | annotations | they end in | above 1,048,576 tokens | records | equal | errors |\n| --- | --: | --- | --- | --: | --: | --: |\n';

/** @param {(string | number)[][]} rows */
function writeTable(rows) {
  const table = HEAD + rows.map((row) => `| ${row.join(' | ')} |\n`).join('');
  const text = readFileSync(DOCUMENT, 'utf8');
  const place = /(<!-- table with SAL -->\n\n)[^]*(\n<!-- end of table with SAL -->)/;
  writeFileSync(
    DOCUMENT,
    text.replace(place, (_, begin, end) => begin + table + end),
  );
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, ...rest] = argv.slice(2).filter((one) => one !== '--write-docs');
  if (folder === undefined) throw new Error('give the folder of the headers, such as /usr/share/mingw-w64/include');
  const rows = await main(folder, rest.length > 0 ? rest : UNITS);
  if (argv.includes('--write-docs')) writeTable(rows);
}
