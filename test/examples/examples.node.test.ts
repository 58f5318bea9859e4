import { readdirSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { InstalledPackage } from '../package/installed-package.js';

/** What each program prints. */
const PRINTED: Record<string, string> = {
  'arrow-table.mjs': `
Time: Timestamp<SECOND, UTC>
Level: Dictionary<Int8, Utf8>
Level_raw: Uint8
Length: Uint16
Text: Utf8
2023-11-14T22:13:20.000Z INFO started
2023-11-14T22:13:27.000Z ERROR disk full, giving up
2023-11-14T22:13:29.000Z level 9 of a level that nobody knows
`,
  'c-header.mjs': `
READING: 24 bytes, value at 16
{ kind: 1, name: 'boiler', samples: 100000, faults: 3, value: 78.5 }
Float64Array(2) [ 78.5, 2.25 ] Uint32Array(2) [ 100000, 7 ]
`,
  'capture.mjs': `
1796094000003000000: here it was loud
10 packets, the mean of 20 levels is 105
`,
  'csv.mjs': `
time,level,text
1700000000,1,started
1700000007,3,"disk full, giving up"
1700000009,2,"Café said ""closed"""

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
  'edit-column.mjs': `
Float32Array(3) [ 21, 21.25, 21.5 ] Float32Array(3) [ 40, 41, 39.5 ]
`,
  'filter-export.mjs': `
{"time":1700000163,"device":2,"watts":3011}
{"time":1700000326,"device":4,"watts":3002}
{"time":1700000571,"device":4,"watts":3007}
{"time":1700000979,"device":6,"watts":3003}

`,
  // Its first line is indented: it stands here without a line break before it.
  'histogram.mjs': `   64 to 128   32 ##
  128 to 256  130 ########
  256 to 512  264 ################
 512 to 1024  500 ###############################
1024 to 2048   74 ####
1000 requests: 100 to 1096 µs, 596.511 on average, 95 of 100 up to 1040
`,
  'join.mjs': `
route 2: 0.125 s
route 1: 1.25 s
`,
  'log-file.mjs': `
1000 entries in 32890 bytes, the last at 1700000000999000000
10 errors, the first is "request 0 served"
longest 0.04899999871850014 s, median 0.024169921875 s
`,
  'replay.mjs': `
temperature 21.5
temperature 21.75
door open
`,
  'sum-per-type.mjs': `
{ sales: 2050, refunds: 1250, tips: 150 }
`,
  'worker.mjs': `
100000 samples, the last 99999: 316.226184874055
`,
};

/** Needs a package of somebody else: consumers.deep.node.test.ts runs it. */
const NEEDS_FASTIFY = 'http-route.mjs';

suite('examples', (test) => {
  let installed: InstalledPackage;
  let filesBefore: string[];
  test.before(() => {
    installed = InstalledPackage.make();
    installed.link('apache-arrow', 'node_modules/apache-arrow');
    filesBefore = readdirSync(installed.folder);
  });
  test.after(() => installed.remove());

  test('every program is run', () => {
    const programs = readdirSync(installed.path('examples')).filter((file) => file.endsWith('.mjs'));
    assert.equal(programs.sort(), [...Object.keys(PRINTED), NEEDS_FASTIFY].sort());
  });

  for (const [program, printed] of Object.entries(PRINTED)) {
    test(`${program}, from the installed package`, () => {
      const { stdout, stderr, status } = installed.node(`node_modules/castbuf/examples/${program}`);
      assert.is(stderr, '');
      assert.is(stdout, printed.replace(/^\n/, ''));
      assert.is(status, 0);
    });
  }

  test('none of them leaves a file', () => {
    assert.equal(readdirSync(installed.folder), filesBefore);
  });
});
