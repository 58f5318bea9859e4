import * as assert from 'uvu/assert';
import { CastbufError } from '../../src/errors/index.js';
import { parseHeader } from '../../src/header/index.js';
import { readFixtureText, rounds, sampled, suite } from '../harness/index.js';
import { randomFrom } from './random-header.js';

/** Far above what any of these headers needs: nothing here may hang. */
const LIMITS = { expandedTokens: 100_000, errors: 200 };

/** A header, or an error with a code; anything else is thrown on. */
function attempt(text: string): string {
  try {
    const { errors, records } = parseHeader(text, { limits: LIMITS });
    for (const record of records) assert.ok(record.size >= 0);
    for (const { code, line, column } of errors) assert.ok(code.startsWith('ERR_') && line > 0 && column > 0);
    return errors.length === 0 ? 'good' : 'errors';
  } catch (error) {
    if (error instanceof CastbufError && error.code === 'ERR_LIMIT_HEADER') return 'limit';
    throw error;
  }
}

/** What C is made of, to be put where it does not belong. */
const PIECES = [
  ...'(){}[]<>;:,.*&#!~+-=?"\'\\/',
  '\n',
  '/*',
  '*/',
  '##',
  '->',
  '...',
  '\0',
  'é',
  '0x',
  '1e',
  '9'.repeat(40),
  'L"',
  "'ab",
  ' struct ',
  ' union ',
  ' enum ',
  ' typedef ',
  ' int ',
  ' unsigned ',
  ' sizeof ',
  ' void ',
  ' _Bool ',
  '\n#if ',
  '\n#else\n',
  '\n#endif\n',
  '\n#define ',
  '\n#include "x"\n',
  '\n#pragma pack(',
  '\n#line 9999999999\n',

  ' __declspec(align(',
  ' __attribute__((',
  ' _Field_size_(',
  ' C_ASSERT(',
  ' : 0',
  ' [-1]',
  ' [0x7fffffff]',
  ' __pragma(',
];

suite('mutated headers', (test) => {
  test('cut at every place', async () => {
    const text = (await readFixtureText('oracle/fuzz/all-1.h')).slice(0, 6000);
    const seen = new Set<string>();
    const ends = Array.from({ length: text.length / 3 }, (_, index) => index * 3);
    for (const end of sampled(ends, 100)) seen.add(attempt(text.slice(0, end)));
    assert.equal([...seen].sort(), ['errors', 'good']);
  });

  for (const [name, seed] of [
    ['all-2', 1],
    ['pack-1', 2],
    ['bits-3', 3],
    ['align-4', 4],
  ] as const) {
    test(`${name}: pieces put in, taken out and moved`, async () => {
      const text = (await readFixtureText(`oracle/fuzz/${name}.h`)).slice(0, 5000);
      const random = randomFrom(seed);
      const below = (end: number): number => Math.floor(random() * end);
      let wrong = 0;
      const mutants = rounds(300, 30);
      for (let round = 0; round < mutants; round++) {
        let mutant = text;
        for (let left = 1 + below(4); left > 0; left--) {
          const [at, length] = [below(mutant.length), below(40)];
          const piece =
            random() < 0.6
              ? (PIECES[below(PIECES.length)] as string)
              : mutant.slice(below(mutant.length)).slice(0, length);
          mutant = mutant.slice(0, at) + piece + mutant.slice(at + (random() < 0.5 ? length : 0));
        }
        if (attempt(mutant) !== 'good') wrong++;
      }
      assert.ok(wrong > mutants / 2, `most mutants have mistakes: ${wrong}`);
    });
  }

  test('characters that are flipped', async () => {
    const text = (await readFixtureText('oracle/oracle-miracast-x64.h')).slice(0, 4500);
    for (const at of sampled(
      Array.from({ length: text.length / 2 }, (_, index) => index * 2),
      100,
    )) {
      attempt(text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << (at % 7))) + text.slice(at + 1));
    }
  });

  test('random text', () => {
    const random = randomFrom(5);
    for (let round = 0; round < rounds(500); round++) {
      const count = Math.floor(random() * 60);
      attempt(
        Array.from({ length: count }, () => PIECES[Math.floor(random() * PIECES.length)]).join(
          random() < 0.5 ? '' : ' a ',
        ),
      );
    }
  });
});
