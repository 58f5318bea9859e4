import * as assert from 'uvu/assert';
import { integer } from 'fast-check';
import { suite } from './index.js';
import { lacks, search, takeLack } from './lacks.js';

/** What a search ends with where numbers from 100 on fail, and those below it lack something. */
function searched(min: number, max: number, catches = false) {
  let drawn = 0;
  const holds = (value: number) => {
    drawn++;
    if (value >= 100) throw new Error(`${value} fails`);
    try {
      lacks('filters');
    } catch (error) {
      if (!catches) throw error;
    }
  };
  const { errorInstance } = search([integer({ min, max })], holds, { seed: 1, numRuns: 50 });
  // It is no lack of the case that asks.
  return { message: (errorInstance as Error).message, drawn, lack: takeLack() };
}

suite('what compiled codecs lack', (test) => {
  test('a failure is not shrunk to a lack', () => {
    const { message, lack } = searched(50, 1e9);
    assert.is(message, '100 fails');
    assert.is(lack, undefined);
  });

  test('the first lack ends the search', () => {
    const { drawn, lack } = searched(0, 99);
    assert.is(drawn, 1);
    assert.is(lack, 'filters');
  });

  test('a lack that is caught ends it, too', () => {
    const { drawn, lack } = searched(0, 99, true);
    assert.is(drawn, 1);
    assert.is(lack, 'filters');
  });
});
