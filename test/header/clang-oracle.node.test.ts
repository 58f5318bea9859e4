import { env } from 'node:process';
import * as assert from 'uvu/assert';
import { dataModelOf } from '../../src/header/data-model.js';
import { parseHeader, type Header } from '../../src/header/index.js';
import { rounds, suite } from '../harness/index.js';
import { CLANG_TARGETS, clangLayouts, linesOf } from './clang-layouts.js';
import { RandomHeader, randomFrom } from './random-header.js';

// time-out: 600 s

const RECORDS_PER_ABI = rounds(3000, 30);
/** Another seed finds other mistakes: CASTBUF_SEED=7 npm test -- clang-oracle */
const SEED = Number(env['CASTBUF_SEED'] ?? 1);

function firstDifference(header: Header, theirs: Awaited<ReturnType<typeof clangLayouts>>): string | undefined {
  for (const [name, { size, align, lines }] of theirs) {
    const mine = header.records.find((one) => one.tag === name);
    const got = mine && { size: mine.size, align: mine.align, lines: linesOf(mine.layout.root) };
    if (JSON.stringify(got) !== JSON.stringify({ size, align, lines })) {
      return `${name}\nours   ${JSON.stringify(got)}\nclang's ${JSON.stringify({ size, align, lines })}`;
    }
  }
  return undefined;
}

suite('random headers, laid out by clang', (test) => {
  for (const abi of Object.keys(CLANG_TARGETS) as (keyof typeof CLANG_TARGETS)[]) {
    test(abi, async () => {
      const generator = new RandomHeader(
        randomFrom(SEED * 3 + Object.keys(CLANG_TARGETS).indexOf(abi)),
        !abi.startsWith('gcc'),
        true,
        { hasInt128: dataModelOf(abi).hasInt128, enumBits: dataModelOf(abi).hasShortEnums ? 8 : 32 },
      );
      const text = generator.text(RECORDS_PER_ABI);
      const theirs = await clangLayouts(text, abi);
      const known = generator.names.filter((name) => theirs.has(name.split(' ')[1] as string));
      assert.is(known.length, RECORDS_PER_ABI, 'clang laid out every record');
      const header = parseHeader(text, { abi });
      assert.equal(header.errors, []);
      const difference = firstDifference(header, new Map([...theirs].filter(([name]) => /^(?:R|Tag)/.test(name))));
      assert.is(difference, undefined, `seed ${SEED}: ${difference}\n${sourceOf(text, difference)}`);
    });
  }
});

function sourceOf(text: string, difference = ''): string {
  const name = difference.split('\n')[0] ?? '';
  const from = text.search(new RegExp(`(?:struct|union)[^;{]* ${name} \\{`));
  return from < 0 ? '' : text.slice(from, from + 1500);
}
