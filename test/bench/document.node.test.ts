/** The summary of a run, and docs/benchmarks.md, from results that were made up. */
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { script } from './scripts.js';

const { document } = await script('document.mjs');
const { REASONS, reasonOf } = await script('reasons.mjs');
const { summaryText } = await script('report.mjs');
const { isWhole } = await script('runs.mjs');
const { summaryOf } = await script('summary.mjs');
const { WORKLOADS } = await script('workloads.mjs');

interface Workload {
  rows: { id: string; goal: object }[];
}

interface Reason {
  title: string;
  rows: string[];
  text: string;
  tried: string[][];
}

const ROWS = Object.values<Workload>(WORKLOADS).flatMap(({ rows }) => rows);
const CURSOR = 'rows/cursor/524288/castbuf/javascript';

function spread(median: number) {
  return { median, low: median * 0.9, high: median * 1.1 };
}

function result(id: string, ratio: number, more: object = {}) {
  const value = spread(ratio * 10);
  return {
    id,
    text: `row ${id}`,
    value,
    baseValue: spread(10),
    ratio: spread(ratio),
    goal: {},
    isBackground: false,
    ...more,
  };
}

function runOf(...rows: object[]) {
  const machine = {
    cpu: 'cpu',
    cores: 2,
    platform: 'os',
    node: 'v1',
    v8: '2',
    compiler: 'cc',
    libraries: { lib: '3' },
  };
  const workloads = { rows: { title: 'Rows', unit: 'ns a record', clock: 'wall clock', rows } };
  return { date: '2000-01-01', machine, processes: 3, isQuick: false, workloads };
}

suite('summary and document of the benchmark', (test) => {
  test('missed goals come first, the worst on top; then what is slower than its base', () => {
    const run = runOf(
      result('faster', 0.5),
      result('slower', 1.01),
      result('missed', 0.9, { goal: { ratio: 0.8 }, isMet: false }),
      result('missed more', 0.6, { goal: { ratio: 0.5 }, isMet: false }),
      result('missed most', 1, { goal: { ratio: 9, value: 2 }, isMet: false }),
      result('met and slower', 1.05, { goal: { ratio: 1.1 }, isMet: true }),
      result('equal', 1),
      result('others', 3, { isBackground: true }),
      { id: 'none', text: 'row none', goal: { ratio: 1 }, isBackground: false, none: 'no C compiler' },
      { id: 'nothing', text: 'row nothing', goal: {}, isBackground: false, none: 'no C compiler' },
    );
    const { missed, slower, unmeasured, met } = summaryOf(run.workloads);
    const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
    assert.equal(ids(missed), ['missed most', 'missed more', 'missed']);
    assert.equal(ids(slower), ['met and slower', 'slower']);
    assert.equal(ids(unmeasured), ['none']);
    assert.is(met, 1);
    const text = summaryText(run.workloads);
    assert.ok(text.indexOf('row missed most') < text.indexOf('row missed more'));
    assert.ok(text.indexOf('row missed ') < text.indexOf('row met and slower'));
    assert.match(text, /without a reason in scripts\/bench\/reasons\.mjs: 3\n {2}missed most\n/);
    assert.match(text, /Goals met: 1 of 5\./);
    assert.not.match(text, /row others|row faster|row equal/);
  });

  test('a missed goal without a reason is refused by its id; one with a reason is joined with it', () => {
    const missed = { goal: { ratio: 1 }, isMet: false };
    assert.throws(
      () => document(runOf(result('nobody/knows', 2, missed))),
      /why these goals are missed.*\n {2}nobody\/knows/,
    );
    const text = document(runOf(result(CURSOR, 2.5, missed), result('slow', 1.25)));
    const { title, tried } = reasonOf(CURSOR);
    assert.ok(
      text.includes(
        `### ${title}\n\n| | | measured | goal |\n| --- | --- | --: | --- |\n| rows | row ${CURSOR} | 2.50 | <= 1.00 |`,
      ),
    );
    assert.ok(text.includes(`| ${tried[0][0]} | ${tried[0][1]} |`));
    assert.ok(text.includes('Of 1 goals, 0 are met and 1 missed.\n'));
    assert.ok(text.indexOf('## Missed goals') < text.indexOf('## Slower than the base'));
    assert.ok(text.includes('| rows | row slow | 1.25 |'));
    assert.ok(text.includes('| | ratio | quartiles | goal | ns a record, this machine | quartiles | base |'));
    assert.ok(text.includes('| row slow | 1.25 | 1.13-1.38 |  | 12.5 | 11.3-13.8 | 10.0 |'));
    for (const reason of REASONS)
      assert.is(text.includes(`### ${reason.title}\n`), reason.title === title, reason.title);
  });

  test('a goal that is met needs no reason, and none is shown', () => {
    const text = document(runOf(result(CURSOR, 0.5, { goal: { ratio: 1 }, isMet: true })));
    assert.not.match(text, /Missed goals|Slower than the base/);
  });

  test('every reason is of rows that have goals, with two attempts; no row has two', () => {
    const withGoals = new Set(ROWS.filter(({ goal }) => Object.keys(goal).length > 0).map(({ id }) => id));
    const named = (REASONS as Reason[]).flatMap(({ rows }) => rows);
    for (const id of named) assert.ok(withGoals.has(id), `${id} is no row with a goal`);
    assert.is(new Set(named).size, named.length);
    for (const { title, text, tried } of REASONS) {
      assert.ok(text.length > 0, title);
      assert.ok(tried.length >= 2, title);
    }
  });

  test('rows have ids of their own, and the run of all of them becomes the document', () => {
    const ids = ROWS.map(({ id }) => id);
    assert.is(new Set(ids).size, ids.length);
    const all = ids.map((id) => result(id, 1));
    assert.is(isWhole(runOf(...all)), true);
    assert.is(isWhole({ ...runOf(...all), isQuick: true }), false);
    assert.is(isWhole(runOf(...all.slice(1))), false);
    assert.is(isWhole(runOf(...all, result('of before', 1))), false);
  });
});
