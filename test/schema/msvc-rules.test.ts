import * as assert from 'uvu/assert';
import { MIRACAST_STRUCTURES } from '../../src/miracast/index.js';
import { layoutOf, type AnyType, type NamedAbi } from '../../src/surface.js';
import { readFixtureText, suite } from '../harness/index.js';
import { MSVC_RULES } from './msvc-records.js';

interface OracleRecord {
  name: string;
  kind: string;
  size: number;
  align: number;
  flat: [path: string, bitOffset: number, bitSize: number][];
}

const TARGETS = ['x64', 'x86'] as const;
const abiOf = (target: (typeof TARGETS)[number]): NamedAbi => `msvc-${target}`;

/** C's tag names start with an underscore where the interface names the typedef. */
const withoutUnderscore = (name: string): string => name.replace(/^_/, '');

async function oracle(set: string, target: string): Promise<OracleRecord[]> {
  const text = await readFixtureText(`oracle/oracle-${set}-${target}.json`);
  return (JSON.parse(text) as { records: OracleRecord[] }).records;
}

async function assertAgrees(set: string, types: Readonly<Record<string, AnyType>>): Promise<void> {
  for (const target of TARGETS) {
    const records = await oracle(set, target);
    assert.equal(
      records.map((record) => withoutUnderscore(record.name)).sort(),
      Object.keys(types).sort(),
      'the same records, none left out',
    );
    for (const record of records) {
      const name = withoutUnderscore(record.name);
      const { kind, size, align, flat } = layoutOf(types[name] as AnyType, abiOf(target));
      const { kind: wantKind, size: wantSize, align: wantAlign, flat: wantFlat } = record;
      assert.equal(
        { kind, size, align, flat },
        { kind: wantKind, size: wantSize, align: wantAlign, flat: wantFlat },
        `${name} on ${target}`,
      );
    }
  }
}

suite('MSVC layout', (test) => {
  test('26 records, one a rule that people get wrong', async () => {
    assert.is(Object.keys(MSVC_RULES).length, 26);
    await assertAgrees('msvc-rules', MSVC_RULES);
  });

  test('every structure of the Miracast interface', async () => {
    assert.is(Object.keys(MIRACAST_STRUCTURES).length, 10);
    await assertAgrees('miracast', MIRACAST_STRUCTURES);
  });

  test('every leaf of the Miracast structures by its dotted path', async () => {
    interface Leaf {
      path: string;
      byteOffset: number;
      bitOffset: number;
      bitSize: number;
    }
    type Target = { structs: { name: string; size: number; align: number; leaves: Leaf[] }[] };
    const text = await readFixtureText('vectors/miracast-layouts.json');
    const { targets } = JSON.parse(text) as { targets: Record<string, Target> };
    let leaves = 0;
    for (const target of TARGETS) {
      const { structs } = targets[target] as Target;
      assert.is(structs.length, 10);
      for (const { name, size, align, leaves: wanted } of structs) {
        const layout = layoutOf(MIRACAST_STRUCTURES[name] as AnyType, abiOf(target));
        assert.equal([layout.size, layout.align], [size, align], `${name} on ${target}`);
        for (const leaf of wanted) {
          assert.is(layout.offsetOf(leaf.path), leaf.byteOffset, `${name}.${leaf.path} on ${target}`);
          leaves++;
        }
        // The top level of `flat` has every leaf that lies in no named record.
        const own = wanted.filter((leaf) => layout.flat.some(([path]) => path === leaf.path));
        assert.equal(
          own.map((leaf) => [leaf.path, leaf.bitOffset, leaf.bitSize]),
          layout.flat.filter(([path]) => own.some((leaf) => leaf.path === path)),
          `${name} on ${target}`,
        );
      }
    }
    assert.is(leaves, 2 * 55);
  });
});
