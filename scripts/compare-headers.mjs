/**
 * node scripts/compare-headers.mjs INCLUDE_DIR [HEADER,HEADER ...]: imports real headers and compares every record with clang's layout.
 *
 * INCLUDE_DIR holds the headers of mingw-w64 (Debian's package mingw-w64-common installs them). Each argument after it is one
 * translation unit, its headers separated by commas. clang preprocesses it for mingw and lays it out for MSVC; castbuf reads the
 * same preprocessed text and, beside it, the headers as they are.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { argv, cpuUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './build.mjs';

const UNITS = [
  'windows.h',
  'winsock2.h,ws2tcpip.h,mswsock.h,windows.h,iphlpapi.h',
  'windows.h,winternl.h',
  'ntifs.h',
  'ntddk.h,wdm.h',
  'ntddk.h,ndis.h',
  'ntddk.h,storport.h',
  'ntddk.h,usb.h,usbdi.h,usbioctl.h',
  'ntddk.h,video.h',
  'windows.h,d3d9.h,dxgi.h,d3d11.h',
  'windows.h,setupapi.h,cfgmgr32.h,winioctl.h,ntddscsi.h',
];
const SEARCH = ['', 'ddk'];

/** @param {string} folder @returns {Record<string, any>} */
function treeOf(folder) {
  return Object.fromEntries(
    readdirSync(folder).map((name) => {
      const path = join(folder, name);
      return [name, statSync(path).isDirectory() ? treeOf(path) : new Uint8Array(readFileSync(path))];
    }),
  );
}

/**
 * @param {string} args
 * @param {Record<string, any>} files
 */
async function clang(args, files) {
  const { commands } = await import('@yowasp/clang');
  const decoder = new TextDecoder();
  let out = '';
  let complaints = '';
  try {
    await commands.clang(args.split(' '), files, {
      stdout: (bytes) => void (out += bytes === null ? '' : decoder.decode(bytes, { stream: true })),
      stderr: (bytes) => void (complaints += bytes === null ? '' : decoder.decode(bytes)),
      fetchProgress: () => {},
    });
  } catch (error) {
    console.error(`clang: ${/** @type {Error} */ (error).message}\n${complaints.split('\n').slice(0, 5).join('\n')}`);
  }
  return out;
}

/**
 * Records by tag, and unnamed ones by the place of their keyword.
 * @param {string} dump
 */
function clangRecords(dump) {
  const records = new Map();
  for (const block of dump.split('*** Dumping AST Record Layout')) {
    const rows = block.split('\n').filter((line) => line.includes('|'));
    const title = /^\s*0 \| (?:struct|union) (.*)$/.exec(rows[0] ?? '')?.[1];
    const [, size, align] = /\[sizeof=(\d+),.*align=(\d+)/.exec(rows.at(-1) ?? '') ?? [];
    const place = /\((?:unnamed|anonymous) at in\.c:(\d+:\d+)\)$/.exec(title ?? '')?.[1];
    const key = place ?? title;
    if (key === undefined || size === undefined || key.includes(' ')) continue;
    records.set(key, JSON.stringify([Number(size), Number(align), rows.slice(1, -1).flatMap(lineOf)]));
  }
  return records;
}

/** @param {string} row */
function lineOf(row) {
  const [, place = '', text = ''] = /^\s*([\d:-]+) \| +(.*)$/.exec(row) ?? [];
  const name = text.slice(text.lastIndexOf(' ') + 1);
  return place.includes(':') && name === '' ? [] : [`${place} ${name}`];
}

/**
 * The same lines from a layout of ours.
 * @param {any} record
 * @returns {string[]}
 */
function ourLines(record, base = 0) {
  return record.members.flatMap((/** @type {any} */ { name, anonymous, unnamed, bitOffset, bitSize, type }) => {
    if (unnamed) return [];
    const at = base + bitOffset;
    const byte = Math.floor(at / 8);
    if (type.kind === 'leaf' && type.isBitField)
      return [`${byte}:${at - byte * 8}-${at - byte * 8 + bitSize - 1} ${name}`];
    const line = `${byte} ${anonymous ? '' : name}`;
    const isRecord = type.kind === 'record' && !type.node.name?.includes(' ');
    return isRecord ? [line, ...ourLines(type, at)] : [line];
  });
}

/** @param {any} record */
const ours = (record) => JSON.stringify([record.size, record.align, ourLines(record.layout.root)]);

/**
 * @param {any} header
 * @param {Map<string, string>} theirs
 */
function compare(header, theirs) {
  const byKey = new Map(
    header.records.map((/** @type {any} */ one) => [one.tag ?? `${one.place.line}:${one.place.column}`, one]),
  );
  let [equal, total] = [0, 0];
  const different = [];
  for (const [key, layout] of theirs) {
    const mine = byKey.get(key);
    if (mine === undefined && /^\d+:/.test(key)) continue; // unnamed, inside another record: compared there
    if (key === '__NSConstantString_tag' || key === '__va_list_tag') continue; // clang's own
    total++;
    if (mine !== undefined && ours(mine) === layout) equal++;
    else
      different.push(
        `${key}: clang ${layout.slice(0, 160)}, ours ${mine === undefined ? 'missing' : ours(mine).slice(0, 160)}`,
      );
  }
  return { equal, total, different };
}

/** @param {string} folder @param {string[]} units */
async function main(folder, units) {
  await ensureBuilt(['kernel', 'library']);
  const { parseHeader } = await import('../build/header.js');
  const tree = treeOf(folder);
  const paths = SEARCH.map((path) => `-isystem include/${path}`).join(' ');
  for (const unit of units) {
    const text = `${unit
      .split(',')
      .map((name) => `#include <${name}>\n`)
      .join('')}`;
    const target = '--target=x86_64-w64-windows-gnu -D_WIN32_WINNT=0x0A00 -D_AMD64_';
    const preprocessed = await clang(`${target} -E -P ${paths} in.c`, { 'in.c': text, include: tree });
    const dump = await clang(
      '--target=x86_64-pc-windows-msvc -fsyntax-only -w -Xclang -fdump-record-layouts-complete in.c',
      {
        'in.c': preprocessed,
      },
    );
    const theirs = clangRecords(dump);

    const start = cpuUsage();
    const header = parseHeader(preprocessed, { target: 'mingw', fileName: 'in.c' });
    const { user, system } = cpuUsage(start);
    const milliseconds = (user + system) / 1000;
    const result = compare(header, theirs);
    const megabytes = (preprocessed.length / 1e6).toFixed(2);
    console.log(
      `${unit}: ${megabytes} MB in ${milliseconds.toFixed(0)} ms of CPU, ${result.equal} of ${result.total} records equal`,
    );
    for (const line of result.different) console.log(`  ${line}`);
    for (const error of header.errors.slice(0, 10)) console.log(`  ${error.message}\n${error.excerpt}`);

    const raw = parseHeader(text, {
      target: 'mingw',
      fileName: 'in.c',
      include: includeFrom(folder),
      define: { _WIN32_WINNT: '0x0A00', _AMD64_: 1 },
    });
    const tagged = new Map([...theirs].filter(([key]) => !/^\d+:/.test(key)));
    const rawResult = compare(raw, tagged);
    console.log(
      `  raw: ${rawResult.equal} of ${rawResult.total} records with a tag equal, ${raw.errors.length} errors`,
    );
    for (const line of rawResult.different.slice(0, 5)) console.log(`    ${line}`);
    for (const error of raw.errors.slice(0, 5)) console.log(`    ${error.message}`);
  }
}

/** @param {string} folder */
function includeFrom(folder) {
  return (/** @type {string} */ name, /** @type {{ from: string, isNext: boolean }} */ { from, isNext }) => {
    for (const search of SEARCH) {
      const path = join(folder, search, name);
      if (!existsSync(path) || (isNext && path === from)) continue;
      return { text: readFileSync(path, 'utf8'), name: path };
    }
    return undefined;
  };
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, ...units] = argv.slice(2);
  if (folder === undefined) throw new Error('give the folder of the headers, such as /usr/share/mingw-w64/include');
  await main(folder, units.length > 0 ? units : UNITS);
}
