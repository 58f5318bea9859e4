import * as assert from 'uvu/assert';
import { parseHeader } from '../../src/header/index.js';
import { readFixtureText, suite } from '../harness/index.js';
import { ORACLE_SETS, readOracle } from './oracle-sets.js';

let recordCount = 0;

suite('every record of the layout oracle', (test) => {
  for (const set of ORACLE_SETS) {
    test(set.name, async () => {
      const { records, enums } = await readOracle(set);
      const header = parseHeader(await readFixtureText(set.headerFile), { abi: set.abi, fileName: set.headerFile });
      assert.equal(header.errors, []);
      assert.is(header.records.length, records.length, 'no record is missing and none is made up');
      for (const { name, line, tag, typedefs, kind, size, align, flat } of records) {
        const mine = header.records.find((one) => one.name === name && one.place.line === line);
        assert.ok(mine, `${name} in line ${line}`);
        assert.equal(
          { kind: mine.kind, size: mine.size, align: mine.align, flat: mine.flat },
          { kind, size, align, flat },
          name,
        );
        assert.equal([mine.tag ?? null, mine.typedefs], [tag, typedefs], `names of ${name}`);
        recordCount++;
      }
      for (const { name, typedefs, values } of enums) {
        const [first] = values;
        const mine = header.enums.find((one) => Object.hasOwn(one.values, first?.[0] ?? ''));
        assert.equal(
          Object.entries(mine?.values ?? {}).map(([key, value]) => [key, String(value)]),
          values,
          `enum ${name}`,
        );
        assert.equal(mine?.typedefs, typedefs);
      }
    });
  }

  test('they are all there', () => {
    assert.is(recordCount, 3813);
  });
});
