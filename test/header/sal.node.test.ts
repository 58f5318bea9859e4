import * as assert from 'uvu/assert';
import { annotatedHeader } from '../../scripts/annotate-header.mjs';
import { parseHeader, type Header } from '../../src/header/index.js';
import { readFixtureText, sampled, suite } from '../harness/index.js';
import { clangLayouts, linesOf } from './clang-layouts.js';
import { readOracle, ORACLE_SETS } from './oracle-sets.js';

// time-out: 600 s

/** Also those that nothing uses; functions that MSVC has built in are not declared, and one may not be defined. */
const ALL_RECORDS = '-Xclang -fdump-record-layouts-complete -Wno-implicit-function-declaration';

/** The limit of tokens that the headers of the SDK do not fit into. */
const MILLION = 1 << 20;

/** What is read when a million tokens were made already. */
const LAST =
  'typedef _Struct_size_bytes_(Size) struct _LAST {\n  unsigned Size;\n  _Field_size_(Size) short Tail[1];\n} LAST;\n';

/** A public-domain header of Windows with SAL, records with more of it, and a record after them. */
async function annotatedText(tableCount: number): Promise<string> {
  const sal = await readFixtureText('oracle/sal.h');
  const { text, annotations } = annotatedHeader(await readFixtureText('oracle/oracle-ntddk-x64.h'));
  assert.ok(annotations > 6000, `${annotations} annotations`);
  const tables = Array.from({ length: tableCount }, (_, nth) => {
    const members = Array.from({ length: 8 }, (__, slot) => `  PWSTR Name${slot};\n  LONG Value${slot};\n`);
    return `typedef struct _TABLE_${nth} {\n${members.join('')}} TABLE_${nth};\n`;
  });
  return `${sal}\n${text}\n${annotatedHeader(tables.join('')).text}${LAST}`;
}

/** What annotations end in, and how many records it takes then to make a million tokens. */
const MODES = [
  ['each one __declspec in the end', { SAL_DECLSPECS: 1 }, 400],
  ['nothing in the end', {}, 1500],
] as const;

const layoutsOf = ({ records }: Header): ReadonlyMap<string, string> =>
  new Map(records.map(({ name, size, align, layout }) => [name, JSON.stringify([size, align, linesOf(layout.root)])]));

suite('SAL that is made of many tokens, as in the SDK', (test) => {
  for (const [what, define, tableCount] of sampled(MODES, 1)) {
    test(`${what}: every record of the oracle, with the default limits`, async () => {
      const set = ORACLE_SETS.find(({ name }) => name === 'oracle-ntddk-x64');
      assert.ok(set);
      const { records } = await readOracle(set);
      const text = await annotatedText(tableCount);
      const { errors } = parseHeader(text, { define, limits: { expandedTokens: MILLION } });
      assert.equal(
        errors.map(({ code }) => code),
        ['ERR_LIMIT_HEADER'],
      );
      const header = parseHeader(text, { define });
      assert.equal([header.errors, header.notes], [[], []]);
      assert.is(header.records.length, records.length + tableCount + 1);
      for (const { name, tag, typedefs, size, align, flat } of records) {
        const mine = header.records.find((one) => (tag === null ? one.typedefs[0] === typedefs[0] : one.tag === tag));
        assert.ok(mine, name);
        const offsets = mine.flat.map(([path, bitOffset]) => [path, bitOffset]);
        assert.equal(
          [mine.size, mine.align, offsets],
          [size, align, flat.map(([path, bitOffset]) => [path, bitOffset])],
          name,
        );
      }
      assert.is(header.record('LAST').size, 8);
    });
  }

  test('clang lays out the same text alike', async () => {
    const text = await annotatedText(5);
    const header = parseHeader(text, { define: { SAL_DECLSPECS: 1 } });
    const mine = layoutsOf(header);
    const theirs = await clangLayouts(
      `#define SAL_DECLSPECS 1\n${text.replaceAll('__debugbreak', 'debugbreak')}`,
      'msvc-x64',
      ALL_RECORDS,
    );
    const known = [...theirs].filter(([name]) => mine.has(name));
    assert.ok(known.length > 150, `${known.length} records that clang lays out`);
    for (const [name, { size, align, lines }] of known)
      assert.is(mine.get(name), JSON.stringify([size, align, lines]), name);
  });
});
