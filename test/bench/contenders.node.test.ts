/** All contenders of a group find the same, in every group that needs no library: the benchmark asks before it times, here nothing is timed. */
import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { script } from './scripts.js';

const { check } = await script('rounds.mjs');
const { WORKLOADS } = await script('workloads.mjs');
const KIB = 1024;
/** Neither is a number of pieces of 256 KiB. */
const SIZES = [24 * KIB, 700 * KIB];
const MODULES = ['w1', 'w1b', 'w2', 'w2-in-turn', 'w4', 'w5', 'rows'];

interface Group {
  contenders: { name: string; none?: string; result?: unknown }[];
  close?: () => unknown;
}

interface Workload {
  rows: { group: { module: string; variant: string } }[];
}

/** Modules and variants of the workloads, without those that need libraries. */
function variants() {
  const groups = Object.values<Workload>(WORKLOADS).flatMap(({ rows }) => rows.map(({ group }) => group));
  const wanted = groups.filter(({ module, variant }) => MODULES.includes(module) && !variant.startsWith('objects'));
  return new Set(wanted.map(({ module, variant }) => `${module} ${variant}`));
}

async function checked(module: string, variant: string, size: number) {
  const { groupOf } = await script(`${module}.mjs`);
  const group: Group = await groupOf(variant, size, 0);
  try {
    check(group.contenders);
    return group.contenders.filter(({ result }) => result !== undefined);
  } finally {
    await group.close?.();
  }
}

suite('contenders of the benchmark', (test) => {
  test('find the same', async () => {
    const all = [...variants()];
    assert.ok(all.length > 12, all.join(', '));
    for (const each of all) {
      const [module = '', variant = ''] = each.split(' ');
      for (const size of SIZES) {
        const compared = await checked(module, variant, size);
        assert.ok(compared.length > 0, `${each}: nothing is compared`);
      }
    }
  });

  test('objects of codecs and those that are made by hand', async () => {
    const own = ['objects', 'javascript', 'castbuf', 'compiled'];
    for (const [module = '', variant] of [
      ['rows', 'objects-W1'],
      ['rows', 'objects-W1b'],
      ['racing', 'messages'],
      ['racing', 'batch'],
    ]) {
      const { groupOf } = await script(`${module}.mjs`);
      const { contenders }: Group = await groupOf(variant, 24 * KIB, 0);
      const compared = contenders.filter(({ name }) => own.includes(name));
      assert.is(compared.length, 3, `${module} ${variant}`);
      check(compared);
    }
  });

  test('small batches', async () => {
    for (const rows of [1, 16, 64, 256]) {
      for (const variant of ['given', 'owned']) {
        const compared = await checked('small-batches', variant, rows);
        assert.is(compared.length, variant === 'given' ? 3 : 2);
      }
    }
  });

  test('threads end, and find the same as one', () => {
    const words = ['scripts/bench/measure.mjs', 'threads', 'all', String(200 * KIB), '0'];
    const { status, stdout, stderr, signal } = spawnSync(process.execPath, words, {
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.is(signal, null);
    assert.is(status, 0, stderr);
    const { clock, timed } = JSON.parse(stdout);
    assert.is(clock, 'wall clock');
    assert.equal(Object.keys(timed).toSorted(), ['c-one', 'c-two', 'castbuf-one', 'castbuf-two']);
    assert.ok(timed['castbuf-two'].rounds.length > 0);
  });
});
