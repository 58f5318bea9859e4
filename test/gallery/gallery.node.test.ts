import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { castbuf, withFolder } from '../cli/run-castbuf.js';

// time-out: 300 s

const FILES = 'test/gallery/files';

/** What a table of the suggested command shows: its heading, and a row. What the files hold was printed by the programs that ORIGIN.md names, or by readelf and objdump. */
const CASES: readonly (readonly [
  file: string,
  schema: string,
  about: RegExp,
  lines: readonly RegExp[],
  rows: number,
])[] = [
  [
    `${FILES}/twice.o`,
    'elf',
    /ELF, a program, library or object file of Unix/,
    [
      /^offset +length +Name +Type +Flags +Address +Offset +Size /,
      /^ +512 +64 +\d+ +PROGBITS +6 +0 +64 +10 /,
      /^ +1024 +64 +\d+ +SYMTAB +0 +0 +168 +120 +10 +3 +8 +24$/,
    ],
    12,
  ],
  [
    `${FILES}/setuptools-cli-64.exe`,
    'pe',
    /PE, a program or library of Windows/,
    [/^offset +length +Name +VirtualSize /, /^ +\d+ +40 +\.text /, /^ +\d+ +40 +\.rdata /],
    4,
  ],
  [
    `${FILES}/two.pcap`,
    'pcap',
    /pcap, captured packets, little-endian/,
    [
      /Captured +Original +Data$/,
      / 22 +22 +ffffffffffff0200000000010806000…$/,
      / 15 +15 +020000000001ffffffffffff080601$/,
    ],
    2,
  ],
  [
    `${FILES}/two.pcapng`,
    'pcapng',
    /pcapng, captured packets/,
    [/^Section +0 /, /^Interface +\d+ /, /^Packet .* 22 .* ffffffffffff0200000000010806000…/],
    4,
  ],
  [
    `${FILES}/tone.wav`,
    'wav',
    /WAV, sound/,
    [/^ +12 +24 +fmt +16 +01000100401f0000803e000002001000$/, /^ +36 +72 +data +64 /],
    2,
  ],
  [
    `${FILES}/idle_16.png`,
    'png',
    /PNG, an image/,
    [/^ +8 +25 +13 +IHDR +[0-9a-f]+ +674041683$/, /^ +1019 +12 +0 +IEND +2923585666$/],
    12,
  ],
  [
    `${FILES}/apic.bin`,
    'madt',
    /MADT, the interrupt controllers of ACPI/,
    [/^LocalApic +44 +8 +0 +8 +0 +0 +1$/, /^LocalX2ApicNmi +170 +12 +10 /],
    16,
  ],
  [
    'test/data/edid-base-blocks.bin',
    'edid',
    /EDID, what a monitor says of itself/,
    [/Letter3 +Letter2 +Letter1/],
    2027,
  ],
  ['test/vectors/doc-table-1.chunks.bin', '', /chunks of a Miracast session/, [/ENCODE_COMPLETE/], 3],
];

/** The command that an answer shows for a file. */
function suggestion(answer: string): string[] {
  const [, line = ''] = /^ {2}castbuf (decode .*)$/m.exec(answer) ?? [];
  return line.split(' ');
}

suite('the gallery, and castbuf guess', (test) => {
  for (const [file, schema, about, lines, rows] of CASES) {
    test(`${file}: the suggestion, typed, prints a table`, async () => {
      const { text, status, stderr } = await castbuf(['guess', file]);
      assert.equal([status, stderr], [0, '']);
      assert.match(text, about);
      const words = suggestion(text);
      assert.is(words[words.indexOf('--schema') + 1], schema === '' ? 'decode' : schema);
      const table = await castbuf([...words, '-f', 'table']);
      assert.equal([table.status, table.stderr], [0, '']);
      const shown = table.text.trimEnd().split('\n');
      for (const line of lines)
        assert.ok(
          shown.some((one) => line.test(one)),
          `${line}\n${table.text.slice(0, 4000)}`,
        );
      assert.is(shown.length, rows + 1);
    });
  }

  test('each schema names its source, is in the list, and is decoded above', () => {
    const names = readdirSync('gallery')
      .filter((name) => name.endsWith('.js'))
      .map((name) => name.slice(0, -3));
    assert.equal([...new Set(CASES.map(([, schema]) => schema))].filter((name) => name !== '').sort(), names.sort());
    const list = readFileSync('gallery/README.md', 'utf8');
    for (const name of names) {
      assert.match(readFileSync(`gallery/${name}.js`, 'utf8'), /^ \* From: \S/m, name);
      assert.ok(list.includes(`| \`${name}\``), name);
    }
  });

  test('packed files are looked into; big-endian ones have types of their own; a name that a shell splits is in quotes', async () => {
    await withFolder(async (folder) => {
      const at = (name: string): string => join(folder, name);
      await writeFile(at('two.pcap.gz'), gzipSync(readFileSync(`${FILES}/two.pcap`)));
      const packed = await castbuf(['guess', at('two.pcap.gz')]);
      assert.match(packed.text, /two\.pcap\.gz: gzip, and in it pcap, captured packets/);
      const table = await castbuf([...suggestion(packed.text), '-f', 'csv', '--columns', 'Captured']);
      assert.is(table.text, 'Captured\r\n22\r\n15\r\n');
      const words = new DataView(new ArrayBuffer(24 + 17));
      [0xa1b2c3d4, 0x20004, 0, 0, 65535, 1, 7, 8, 1, 1].forEach((word, index) => words.setUint32(index * 4, word));
      await writeFile(at('a big.pcap'), words);
      const big = await castbuf(['guess', at('a big.pcap')]);
      assert.match(big.text, /^ {2}castbuf decode '[^']*a big\.pcap' --schema pcap --type PacketBig --skip 24$/m);
      const rows = await castbuf([
        'decode',
        at('a big.pcap'),
        '--schema',
        'pcap',
        '--type',
        'PacketBig',
        '--skip',
        '24',
        '-f',
        'ndjson',
      ]);
      assert.is(
        rows.text,
        '{"offset":24,"length":17,"Seconds":7,"Fraction":8,"Captured":1,"Original":1,"Data":"00"}\n',
      );
    });
  });

  test('what has no schema yet is named, with why; what is unknown ends with 1; wrong names say which there are', async () => {
    await withFolder(async (folder) => {
      const at = (name: string): string => join(folder, name);
      await writeFile(at('a.evtx'), 'ElfFile\0');
      await writeFile(at('a.txt'), 'hello, world');
      await writeFile(at('cut.elf'), Buffer.from('\x7fELF\x02\x01', 'latin1'));
      const known = await castbuf(['guess', at('a.evtx'), at('cut.elf')]);
      assert.is(known.status, 0);
      assert.match(known.text, /EVTX, an event log of Windows\n {2}the gallery has no schema of it yet/);
      assert.match(known.text, /its header is cut, so that nothing says where its tables lie/);
      const unknown = await castbuf(['guess', at('a.txt')]);
      assert.is(unknown.status, 1);
      assert.match(unknown.text, /no known format begins with 68 65 6c 6c 6f 2c 20 77\n/);
      assert.match(unknown.stderr, /no known format: .*a\.txt; a schema of your own says what it is/);
      const wrong = await castbuf(['decode', at('a.txt'), '--schema', 'pcaps']);
      assert.is(wrong.status, 2);
      assert.match(
        wrong.stderr,
        /no schema pcaps; give a file, such as \.\/pcaps\.ts, or one of edid, elf, madt, pcap, /,
      );
    });
  });
});
