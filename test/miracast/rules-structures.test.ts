import * as assert from 'uvu/assert';
import {
  MIRACAST_CHUNK_TYPE,
  MIRACAST_PROTOCOL_EVENT,
  MIRACAST_SESSION_STATE,
  MIRACAST_STATISTIC_TYPE,
  MIRACAST_STATUS,
} from '../../src/miracast/index.js';
import { readFixtureText, suite } from '../harness/index.js';

interface CompiledEnum {
  readonly name: string;
  readonly values: readonly { readonly name: string; readonly u32: string }[];
}

/** What compilers made of the interface's enums, in the order of their declaration. */
async function compiledEnum(name: string): Promise<[name: string, value: number][]> {
  const { enums } = JSON.parse(await readFixtureText('vectors/miracast-layouts.json')) as { enums: CompiledEnum[] };
  const { values } = enums.find((one) => one.name === name) as CompiledEnum;
  return values.map((value) => [value.name, Number(value.u32)]);
}

suite('rules: the enums of the interface', (test) => {
  const enums = { MIRACAST_STATUS, MIRACAST_PROTOCOL_EVENT, MIRACAST_STATISTIC_TYPE, MIRACAST_CHUNK_TYPE };
  for (const [name, { values }] of Object.entries(enums)) {
    test(`${name} has the names and values of the interface`, async () => {
      assert.equal(Object.entries(values), await compiledEnum(name));
    });
  }

  test('session states: MiracastStopped 0, MiracastStartPending 1, MiracastStarted 2, MiracastStopPending 3', () => {
    assert.equal(Object.entries(MIRACAST_SESSION_STATE), [
      ['MiracastStopped', 0],
      ['MiracastStartPending', 1],
      ['MiracastStarted', 2],
      ['MiracastStopPending', 3],
    ]);
  });
});
