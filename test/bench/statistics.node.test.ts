/** The arithmetic of the benchmark, on numbers that were worked out by hand. */
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { script } from './scripts.js';

const { instructionsARecord, judgedCounts } = await script('instruction-counts.mjs');
const { compared, resultOf } = await script('results.mjs');
const { check, timeGroup } = await script('rounds.mjs');
const { median, quantile, ratiosOf, spreadOf } = await script('statistics.mjs');

const group = { module: 'w1', variant: 'own', bytes: 1 };

suite('benchmark arithmetic', (test) => {
  test('medians and quartiles lie between values where they must', () => {
    assert.is(median([3, 1, 2]), 2);
    assert.is(median([4, 1, 3, 2]), 2.5);
    assert.is(quantile([1, 2, 3, 4, 5], 0.25), 2);
    assert.is(quantile([7], 0.75), 7);
    assert.throws(() => median([]), /no values/);
  });

  test('one slow process does not move the median of processes', () => {
    const spread = spreadOf([
      [1, 1, 1],
      [2, 2, 2],
      [90, 90, 90],
    ]);
    assert.is(spread.median, 2);
  });

  test('ratios are taken round by round: the ratio of the medians would be another', () => {
    assert.equal(ratiosOf([1, 8, 9], [2, 4, 3]), [0.5, 2, 3]);
    assert.is(median(ratiosOf([1, 8, 9], [2, 4, 3])), 2); // 8 / 3 of the medians
    assert.throws(() => ratiosOf([1], [1, 2]), /1 rounds beside 2/);
  });

  test('a goal is met at its value and missed above it; what cannot run says why', () => {
    const row = { id: 'a', group, own: 'castbuf', base: 'c', text: 'row', goal: { ratio: 0.5 } };
    const timed = (own: number) => [{ castbuf: { rounds: [own] }, c: { rounds: [2] } }];
    assert.is(resultOf(row, timed(1)).isMet, true);
    assert.is(resultOf(row, timed(1.01)).isMet, false);
    assert.is(resultOf({ ...row, goal: {} }, timed(1)).isMet, undefined);
    assert.is(resultOf(row, [{ castbuf: { rounds: [1] }, c: { none: 'no C compiler' } }]).none, 'no C compiler');
  });

  test('a share is the ratio of two ratios, round by round', () => {
    const row = { id: 'a', group, own: 'two', base: 'one', share: { own: 'c-two', base: 'c-one' }, text: 'row' };
    const timed = {
      two: { rounds: [6, 9] },
      one: { rounds: [10, 10] },
      'c-two': { rounds: [4, 3] },
      'c-one': { rounds: [8, 4] },
    };
    const shareOf = (goal: object) => resultOf({ ...row, goal }, [timed]);
    assert.is(shareOf({}).ratio.median, 1.2); // 0.6 / 0.5 and 0.9 / 0.75
    assert.is(shareOf({}).baseValue.median, 10);
    assert.is(shareOf({ ratio: 1.2 }).isMet, true);
    assert.is(shareOf({ ratio: 1.19 }).isMet, false);
    const { 'c-two': _, ...others } = timed;
    const withoutC = { ...others, 'c-two': { none: 'no C compiler' } };
    assert.is(resultOf({ ...row, goal: {} }, [withoutC]).none, 'no C compiler');
  });

  test('a change counts when the quartiles lie apart and it is 5 %', () => {
    const result = (low: number, middle: number, high: number) => {
      return { id: 'a', text: 'row', goal: {}, ratio: { low, median: middle, high } };
    };
    assert.is(compared(result(1.9, 2, 2.1), result(0.9, 1, 1.1))?.verdict, 'slower');
    assert.is(compared(result(0.9, 1, 1.1), result(1.9, 2, 2.1))?.verdict, 'faster');
    assert.is(compared(result(0.9, 1.1, 1.2), result(0.9, 1, 1.1))?.verdict, 'same');
    assert.is(compared(result(1.03, 1.04, 1.05), result(0.99, 1, 1.01))?.verdict, 'same');
    assert.is(compared(result(1, 1, 1), undefined), undefined);
  });

  test('a contender whose result differs is not timed', () => {
    const contender = (name: string, value: number) => ({ name, run() {}, result: () => [[1, value]] });
    assert.throws(
      () => check([contender('c', 2), contender('castbuf', 3)]),
      /castbuf differs from c: column 0, row 1: 3/,
    );
    const timed = timeGroup({ records: 1, contenders: [{ name: 'c', none: 'no C compiler' }] }, 0);
    assert.equal(timed, { c: { none: 'no C compiler' } });
  });

  test('instruction counts: the median region, and 2 %', () => {
    const dumps = [0, 5000, 100, 900, 110];
    const counted = [{ kernel: 'W1', records: 10, firstRegion: 1, regions: 3 }];
    assert.equal(
      instructionsARecord(counted, (dump: number) => dumps[dump]),
      { W1: 11 },
    );
    const verdict = (have: number) => judgedCounts({ W1: have }, { W1: 100 })[0]?.verdict;
    assert.equal([97.9, 98, 102, 102.1].map(verdict), ['fewer', 'same', 'same', 'more']);
    assert.is(judgedCounts({ W1: 1 }, {})[0]?.verdict, 'new');
  });
});
