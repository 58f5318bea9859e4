import * as assert from 'uvu/assert';
import { markdownPage } from '../../src/cli/generate/markdown-writer.js';
import { parseHeader } from '../../src/header/index.js';
import { isDeep, readFixtureText, sampled, suite } from '../harness/index.js';
import { ORACLE_SETS, readOracle, type FlatRow } from '../header/oracle-sets.js';

// time-out: 120 s

interface Section {
  readonly title: string;
  /** Members, in bits. */
  readonly rows: readonly FlatRow[];
  readonly padding: readonly FlatRow[];
  readonly diagrams: readonly (readonly string[])[];
}

/** A page taken apart again. */
function sectionsOf(page: string): Section[] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((text) => {
      const cells = [...text.matchAll(/^\| (\d+)(?: bit (\d))? \| (\d+)( bits?)? \| (?:`+ ?(.+?) ?`+|·) \| .*\|$/gm)];
      const rows = cells.map(([, bytes, bit = 0, size, inBits, path = '']): FlatRow => {
        const bitSize = Number(size) * (inBits === undefined ? 8 : 1);
        return [path, Number(bytes) * 8 + Number(bit), bitSize];
      });
      return {
        title: text.slice(0, text.indexOf('\n')).replaceAll('\\', ''),
        rows: rows.filter(([path]) => path !== ''),
        padding: rows.filter(([path]) => path === ''),
        diagrams: [...text.matchAll(/^```text\n([^`]*)\n```$/gm)].map(([, lines = '']) => lines.split('\n')),
      };
    });
}

/** Without the rows whose members stand below them. */
function leaves(rows: readonly FlatRow[]): readonly FlatRow[] {
  const outer = new Set(rows.flatMap(([path]) => [...path.matchAll(/\./g)].map(({ index }) => path.slice(0, index))));
  return rows.filter(([path]) => !outer.has(path));
}

suite('castbuf generate --markdown', (test) => {
  let paddedCount = 0;
  for (const set of sampled(ORACLE_SETS, 8)) {
    test(`${set.name}: members lie where clang has them, and padding lies between them`, async () => {
      const header = parseHeader(await readFixtureText(set.headerFile), { abi: set.abi });
      const sections = sectionsOf(markdownPage(header, header.records, 'test.h').text);
      const oracle = (await readOracle(set)).records.filter(({ tag, typedefs }) => tag !== null || typedefs.length > 0);
      assert.is(sections.length, oracle.length);
      oracle.forEach(({ name, tag, typedefs, kind, size, flat, line }) => {
        const index = header.records.findIndex((one) => one.name === name && one.place.line === line);
        const section = sections[index] as Section;
        assert.ok([tag, ...typedefs].includes(section.title), `${section.title} for ${name}`);
        assert.equal(leaves(section.rows), flat, name);
        if (kind === 'struct' && assertPadding(section, size * 8)) paddedCount++;
        for (const diagram of section.diagrams) assertDiagram(diagram, size);
      });
    });
  }

  test('padding was looked at', () => {
    assert.ok(paddedCount > (isDeep ? 2000 : 400), `${paddedCount} structs without unions`);
  });

  test('the page of the Miracast header', async () => {
    const file = 'oracle/oracle-miracast-x64.h';
    const header = parseHeader(await readFixtureText(file), { fileName: 'miracast.h' });
    const { text, problems } = markdownPage(header, header.records, 'miracast.h');
    assert.equal(problems, []);
    assert.is(text, await readFixtureText('cli/generated-miracast.md.txt'));
  });

  test('bit-fields, arms of unions and long arrays in a diagram', () => {
    const text = 'struct S { char a; int b : 3, : 2, c : 9; union { int u; char v[9]; }; char d[40]; double e; };';
    const header = parseHeader(text);
    const [section] = sectionsOf(markdownPage(header, header.records, 's.h').text);
    assert.equal(section?.diagrams, [
      [
        '    0        1        2        3        4        5        6        7',
        ' 0 |a       |··························|b:3 c:9          |·················|',
        ' 8 |u / v                                                                  |',
        '16 |…                                  |d                                  |',
        '   ⋮',
        '56 |…                                  |···································|',
        '64 |e                                                                      |',
      ],
    ]);
    assert.equal(section?.padding, [
      ['', 8, 24],
      ['', 35, 2],
      ['', 46, 18],
      ['', 480, 32],
    ]);
  });

  test('text of the header that Markdown would read', () => {
    const header = parseHeader('struct _A_ { int a[3 | 4], b_[2]; };', { fileName: 'a_b_<c>.h' });
    const { text } = markdownPage(header, header.records, '*a*|b.h');
    assert.match(text, /^# \\\*a\\\*\\\|b\.h\n/);
    assert.match(text, /\n## \\_A\\_\n/);
    assert.match(text, /a\\_b\\_\\<c\\>\.h:1\n/);
    assert.match(text, /\n\| 28 \| 8 \| `b_` \| `int b_\[2\]` \|\n/);
  });
});

/**
 * Members and padding take every bit of a struct, once.
 * @returns false without a look where it has unions: the padding of an arm lies over the members of others
 */
function assertPadding({ title, rows, padding }: Section, bits: number): boolean {
  const owners = new Uint8Array(bits);
  for (const [, at, size] of leaves(rows)) {
    const owned = owners.subarray(at, at + size);
    if (owned.includes(1)) return false;
    owned.fill(1);
  }
  for (const [, at, size] of padding) {
    const owned = owners.subarray(at, at + size);
    assert.ok(!owned.includes(1) && !owned.includes(2), `${title}: padding at bit ${at}`);
    owned.fill(2);
  }
  assert.ok(!owners.includes(0), `${title}: bit ${owners.indexOf(0)} is neither a member nor padding`);
  return true;
}

/** Every line is as wide as its bytes, and a line is left out only inside a member. */
function assertDiagram([head = '', ...lines]: readonly string[], size: number): void {
  const columns = head.trim().split(/ +/).length;
  const cell = columns > 8 ? 6 : 9;
  const first = lines.filter((line) => !line.endsWith('⋮')).map((line) => [Number.parseInt(line, 10), line] as const);
  for (const [at, line] of first) {
    const width = Math.min(columns, size - at) * cell + 1;
    assert.is(line.slice(line.indexOf('|')).length, width, line);
  }
  const last = first.at(-1)?.[0] ?? 0;
  assert.ok(last < size && size - last <= columns, `${size} bytes end in ${lines.at(-1)}`);
}
