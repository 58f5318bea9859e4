import { writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { layoutOf } from '../../src/surface.js';
import { readFixtureText, suite } from '../harness/index.js';
import { gccVersion, probeGcc, type GccLayout } from './gcc-probe.js';
import { GCC_RECORDS } from './gcc-records.js';

const FIXTURE = 'schema/gcc-rules.json';

interface Fixture {
  origin: string;
  regenerate: string;
  records: Record<string, GccLayout>;
}

/** One record a line, so that a change shows as one. */
function printed(gcc: string): string {
  const records = Object.entries(probeGcc(GCC_RECORDS)).map(
    ([name, layout]) => `    ${JSON.stringify(name)}: ${JSON.stringify(layout)}`,
  );
  return `{
  "origin": "sizeof, _Alignof and the bits of each member as ${gcc} lays them out for x86-64",
  "regenerate": "CASTBUF_WRITE_FIXTURES=1 npm test -- gcc-rules",
  "records": {
${records.join(',\n')}
  }
}
`;
}

suite('gcc layout', (test) => {
  const gcc = gccVersion();
  if (gcc !== undefined && process.env['CASTBUF_WRITE_FIXTURES'] === '1') {
    writeFileSync(`test/${FIXTURE}`, printed(gcc));
  }

  test('the fixture has every record of the table', async () => {
    const { records } = JSON.parse(await readFixtureText(FIXTURE)) as Fixture;
    assert.equal(Object.keys(records), Object.keys(GCC_RECORDS));
    assert.ok(Object.keys(records).length >= 60);
  });

  for (const [name, { type }] of Object.entries(GCC_RECORDS)) {
    test(`${name}: size, alignment and the bits of every member`, async () => {
      const { records } = JSON.parse(await readFixtureText(FIXTURE)) as Fixture;
      const { size, align, flat } = layoutOf(type, 'gcc-x64');
      assert.equal({ size, align, flat }, records[name]);
    });
  }

  test('the fixture is what gcc says here', async () => {
    if (gcc === undefined) {
      console.log('gcc layout: no gcc on the PATH, so the fixture was not compared with a fresh run');
      return;
    }
    const { records } = JSON.parse(await readFixtureText(FIXTURE)) as Fixture;
    assert.equal(probeGcc(GCC_RECORDS), records);
  });
});
