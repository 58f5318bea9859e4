/**
 * node scripts/compare-headers.mjs INCLUDE_DIR [--write-docs] [HEADER,HEADER ...]: imports real headers and compares every record with
 * clang's layout.
 *
 * INCLUDE_DIR holds the headers of mingw-w64 (Debian's package mingw-w64-common installs them). Each argument after it is one
 * translation unit, its headers separated by commas. clang preprocesses it for mingw and lays it out for MSVC; castbuf reads the
 * same preprocessed text and, beside it, the headers as they are. `--write-docs` writes the table of docs/headers.md.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
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
  'ntddk.h,hidpi.h,hidclass.h,hidusage.h',
  'ntddk.h,ks.h,ksmedia.h',
  'ntddk.h,parallel.h,ntddser.h,ntddpar.h,ntddkbd.h,ntddmou.h,ntddstor.h,ntdddisk.h,ntddcdrm.h',
  'ntddk.h,tdi.h,tdikrnl.h,tdiinfo.h,netpnp.h',
  'ntddk.h,scsi.h,srb.h,miniport.h,classpnp.h',
  'windows.h,mmsystem.h,mmreg.h,audioclient.h,mfidl.h,mfapi.h',
  'windows.h,dbghelp.h,psapi.h,tlhelp32.h,evntrace.h,evntcons.h,tdh.h',
  'windows.h,ntsecapi.h,lm.h,dsgetdc.h,winldap.h,wincrypt.h,schannel.h,sspi.h',
  'windows.h,wlanapi.h,bluetoothapis.h,winusb.h,hidsdi.h,batclass.h',
];
/** Folders below that of the headers. */
export const SEARCH = ['', 'ddk'];

/**
 * Headers that come with a compiler. They declare its built-in functions, with records inside their bodies, and none that a driver
 * sees; both sides find them empty.
 */
export const OF_COMPILER =
  'x86intrin.h mmintrin.h xmmintrin.h emmintrin.h pmmintrin.h immintrin.h mm3dnow.h mm_malloc.h cpuid.h arm_neon.h'.split(
    ' ',
  );

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
export async function clang(args, files) {
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
    // Functions of mingw that MSVC has built in are errors there; records come out all the same.
    if (out === '') console.error(`clang: ${/** @type {Error} */ (error).message}\n${complaints.slice(0, 1000)}`);
  }
  return out;
}

/**
 * Records by tag, and unnamed ones by the place of their keyword.
 * @param {string} dump
 */
export function clangRecords(dump) {
  const records = new Map();
  for (const block of dump.split('*** Dumping AST Record Layout')) {
    const rows = block.split('\n').filter((line) => line.includes('|'));
    const title = /^\s*0 \| (?:struct|union) (.*)$/.exec(rows[0] ?? '')?.[1];
    const [, size, align] = /\[sizeof=(\d+),.*align=(\d+)/.exec(rows.at(-1) ?? '') ?? [];
    const [, file, at] = /\((?:unnamed|anonymous) at (?:include\/)?(.+):(\d+:\d+)\)$/.exec(title ?? '') ?? [];
    const place = file === undefined ? undefined : `${file}:${at}`;
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
 * What differs, record by record. clang's own records are left out, and unnamed ones inside others, which are compared there.
 * @param {Map<string, string>} theirs by name
 * @param {any} header
 */
export function compare(theirs, header) {
  const mine = new Map(header.records.map((/** @type {any} */ one) => [one.name, one]));
  const different = [...theirs]
    .filter(([name, layout]) => !mine.has(name) || ours(mine.get(name)) !== layout)
    .map(
      ([name, layout]) =>
        `${name}: clang ${layout.slice(0, 160)}, ours ${mine.has(name) ? ours(mine.get(name)).slice(0, 160) : 'missing'}`,
    );
  return { total: theirs.size, equal: theirs.size - different.length, different };
}

/**
 * clang's records by name. It knows a record without a tag by its place, and the header that was imported from the same text
 * knows the typedef.
 * @param {Map<string, string>} records
 * @param {any} header
 */
export function named(records, header) {
  const byPlace = new Map(
    header.records.map((/** @type {any} */ { name, place }) => [`${place.file}:${place.line}:${place.column}`, name]),
  );
  const own = new Set(['__NSConstantString_tag', '__va_list_tag']);
  return new Map(
    [...records]
      .map(([key, layout]) => /** @type {const} */ ([key.includes(':') ? byPlace.get(key) : key, layout]))
      .filter(([name]) => name !== undefined && !own.has(name)),
  );
}

/**
 * @param {string} folder
 * @param {Record<string, any>} tree
 * @param {string} unit
 */
async function compareUnit(folder, tree, unit) {
  const { parseHeader } = await import('../build/header.js');
  const text = unit
    .split(',')
    .map((name) => `#include <${name}>\n`)
    .join('');
  const paths = SEARCH.map((path) => `-isystem include/${path}`).join(' ');
  const target = '--target=x86_64-w64-windows-gnu -D_WIN32_WINNT=0x0A00 -D_AMD64_';
  const preprocessed = await clang(`${target} -E -P ${paths} in.c`, { 'in.c': text, include: tree });
  const dump = await clang(
    '--target=x86_64-pc-windows-msvc -fsyntax-only -w -ferror-limit=0 -Xclang -fdump-record-layouts-complete in.c',
    {
      'in.c': preprocessed,
    },
  );
  const header = parseHeader(preprocessed, { target: 'mingw', fileName: 'in.c' });
  const theirs = named(clangRecords(dump), header);
  const raw = parseHeader(text, {
    target: 'mingw',
    fileName: 'in.c',
    include: includeFrom(folder),
    define: { _WIN32_WINNT: '0x0A00', _AMD64_: 1 },
  });
  return {
    length: preprocessed.length,
    header,
    raw,
    preprocessed: compare(theirs, header),
    asTheyAre: compare(theirs, raw),
  };
}

/** @param {string} folder */
function includeFrom(folder) {
  return (/** @type {string} */ name, /** @type {{ from: string, isNext: boolean }} */ { from, isNext }) => {
    for (const search of SEARCH) {
      const path = join(folder, search, name);
      if (existsSync(path) && !(isNext && path === from)) return { text: readFileSync(path, 'utf8'), name: path };
    }
    return OF_COMPILER.includes(name) ? '' : undefined;
  };
}

/** @param {string} folder @param {string[]} units */
async function main(folder, units) {
  await ensureBuilt(['kernel', 'library']);
  const nothing = new Uint8Array(0);
  const tree = { ...Object.fromEntries(OF_COMPILER.map((name) => [name, nothing])), ...treeOf(folder) };
  const rows = [];
  for (const unit of units) {
    const { length, header, raw, preprocessed, asTheyAre } = await compareUnit(folder, tree, unit);
    const row = [
      unit.replaceAll(',', ', '),
      (length / 1e6).toFixed(2),
      preprocessed.total,
      preprocessed.equal,
      header.errors.length,
      asTheyAre.equal,
      raw.errors.length,
    ];
    rows.push(row);
    console.log(`| ${row.join(' | ')} |`);
    for (const [what, differences, { errors }] of /** @type {const} */ ([
      ['preprocessed', preprocessed.different, header],
      ['as they are', asTheyAre.different, raw],
    ])) {
      for (const line of differences) console.log(`  ${what}: ${line}`);
      for (const error of errors.slice(0, 10)) console.log(`  ${what}: ${error.message}`);
    }
  }
  return rows;
}

const DOCUMENT = 'docs/headers.md';
const HEAD =
  '| headers | MB preprocessed | records | equal | errors | equal, as they are | errors |\n| --- | --: | --: | --: | --: | --: | --: |\n';

/** @param {(string | number)[][]} rows */
function writeTable(rows) {
  const sum = (/** @type {number} */ column) => rows.reduce((total, row) => total + Number(row[column]), 0);
  const total = ['all', sum(1).toFixed(2), ...[2, 3, 4, 5, 6].map(sum)];
  const table = HEAD + [...rows, total].map((row) => `| ${row.join(' | ')} |\n`).join('');
  const text = readFileSync(DOCUMENT, 'utf8');
  writeFileSync(
    DOCUMENT,
    text.replace(/(<!-- table -->\n\n)[^]*(\n<!-- end of table -->)/, (_, begin, end) => begin + table + end),
  );
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, ...rest] = argv.slice(2).filter((one) => one !== '--write-docs');
  if (folder === undefined) throw new Error('give the folder of the headers, such as /usr/share/mingw-w64/include');
  const rows = await main(folder, rest.length > 0 ? rest : UNITS);
  if (argv.includes('--write-docs')) writeTable(rows);
}
