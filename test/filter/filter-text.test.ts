import * as assert from 'uvu/assert';
import { CastbufError, parseFilter, type FilterExpression } from '../../src/surface.js';
import { suite } from '../harness/index.js';

const READ: readonly [text: string, expression: FilterExpression][] = [
  ['a = 1', ['a', '=', 1]],
  ['A.b$2.C_d==0x1F', ['A.b$2.C_d', '=', 31]],
  ['a <> -2.5e3', ['a', '!=', -2500]],
  ['a>=+3', ['a', '>=', 3]],
  ['a < 9007199254740993', ['a', '<', 9007199254740993n]],
  ['a > -18446744073709551616', ['a', '>', -18446744073709551616n]],
  ['a <= -Infinity', ['a', '<=', -Infinity]],
  ['a < Infinity', ['a', '<', Infinity]],
  ['a = true', ['a', '=', true]],
  ["a = 'not a word'", ['a', '=', 'not a word']],
  ['"odd path!" = FRAME_START', ['odd path!', '=', 'FRAME_START']],
  ['a in (1, B ,0x2)', ['a', 'in', [1, 'B', 2]]],
  ['a NOT IN (1)', ['a', 'not in', [1]]],
  [
    'a = 1 and b = 2 AND c = 3',
    {
      and: [
        ['a', '=', 1],
        ['b', '=', 2],
        ['c', '=', 3],
      ],
    },
  ],
  [
    'a = 1 or b = 2 && c = 3',
    {
      or: [
        ['a', '=', 1],
        {
          and: [
            ['b', '=', 2],
            ['c', '=', 3],
          ],
        },
      ],
    },
  ],
  [
    '(a = 1 || b = 2) and c = 3',
    {
      and: [
        {
          or: [
            ['a', '=', 1],
            ['b', '=', 2],
          ],
        },
        ['c', '=', 3],
      ],
    },
  ],
  ['not a = 1 and b = 2', { and: [{ not: ['a', '=', 1] }, ['b', '=', 2]] }],
  [
    '!(a = 1 and b = 2)',
    {
      not: {
        and: [
          ['a', '=', 1],
          ['b', '=', 2],
        ],
      },
    },
  ],
];

const REFUSED: readonly [text: string, character: number, what: RegExp][] = [
  ['', 1, /the end where the path/],
  ['   ', 4, /the end where the path/],
  ['a', 2, /the end where = != < <= > >= or in/],
  ['a = ', 5, /the end where a number or a name/],
  ['a = 1 b = 2', 7, /'b' where and, or, or the end/],
  ['a = 1)', 6, /'\)' where and, or/],
  ['(a = 1', 7, /the end where \)/],
  ['a in 1', 6, /'1' where \(/],
  ['a in ()', 7, /'\)' where a number/],
  ['a not 1', 7, /'1' where in/],
  ['1 = a', 1, /'1' where the path/],
  ['a = 1 # b', 7, /nothing begins with #/],
  ["a = 'b", 5, /nothing begins with '/],
];

suite('the text of a filter', (test) => {
  for (const [text, expression] of READ) test(text, () => assert.equal(parseFilter(text), expression));

  for (const [text, character, what] of REFUSED) {
    test(`refused: ${text}`, () => {
      try {
        parseFilter(text);
      } catch (error) {
        assert.instance(error, CastbufError);
        assert.match((error as Error).message, what);
        assert.match((error as Error).message, `character ${character}:`);
        return;
      }
      assert.unreachable();
    });
  }

  test('64 inside each other, and not one more', () => {
    const nested = (depth: number): string => `${'('.repeat(depth)}a = 1${')'.repeat(depth)}`;
    assert.equal(parseFilter(nested(63)), ['a', '=', 1]);
    assert.throws(() => parseFilter(nested(64)), /more than 64/);
    assert.throws(() => parseFilter(`${'not '.repeat(100_000)}a = 1`), /more than 64/);
    // What stands one after the other is not inside each other.
    const many = Array.from({ length: 500 }, () => '(a = 1)').join(' or ');
    assert.is((parseFilter(many) as { or: unknown[] }).or.length, 500);
  });
});
