import { readdirSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { InstalledPackage } from '../package/installed-package.js';

/** What each program prints. */
const PRINTED: Record<string, string> = {
  'c-header.mjs': `
READING: 24 bytes, value at 16
{ kind: 1, name: 'boiler', samples: 100000, faults: 3, value: 78.5 }
Float64Array(2) [ 78.5, 2.25 ] Uint32Array(2) [ 100000, 7 ]
`,
  'driver.mjs': `
log 1: hello
STATUS_SUCCESS, 0 bytes
STATUS_SUCCESS, 4 bytes
{ Index: 1 }
STATUS_SUCCESS, 108 bytes
STATUS_SUCCESS, 132 bytes
128 bytes of EDID
STATUS_NOT_SUPPORTED, 0 bytes
`,
  'log-file.mjs': `
1000 entries in 32890 bytes, the last at 1700000000999000000
10 errors, the first is "request 0 served"
longest 0.04899999871850014 s, median 0.024169921875 s
`,
  'worker.mjs': `
100000 samples, the last 99999: 316.226184874055
`,
};

/** Needs a package of somebody else: consumers.deep.node.test.ts runs it. */
const NEEDS_FASTIFY = 'http-route.mjs';

suite('examples', (test) => {
  let installed: InstalledPackage;
  test.before(() => void (installed = InstalledPackage.make()));
  test.after(() => installed.remove());

  test('every program is run', () => {
    const programs = readdirSync(installed.path('examples')).filter((file) => file.endsWith('.mjs'));
    assert.equal(programs.sort(), [...Object.keys(PRINTED), NEEDS_FASTIFY].sort());
  });

  for (const [program, printed] of Object.entries(PRINTED)) {
    test(`${program}, from the installed package`, () => {
      const { stdout, stderr, status } = installed.node(`node_modules/castbuf/examples/${program}`);
      assert.is(stderr, '');
      assert.is(stdout, printed.trimStart());
      assert.is(status, 0);
    });
  }

  test('log-file.mjs leaves no file', () => {
    assert.equal(
      readdirSync(installed.folder).filter((file) => file.endsWith('.bin')),
      [],
    );
  });
});
