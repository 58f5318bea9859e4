import { readFixtureText } from '../harness/index.js';

export type FlatRow = [path: string, bitOffset: number, bitSize: number];

export interface OracleRecord {
  name: string;
  tag: string | null;
  typedefs: string[];
  kind: 'struct' | 'union';
  size: number;
  align: number;
  line: number;
  flat: FlatRow[];
}

export interface OracleEnum {
  name: string | null;
  typedefs: string[];
  values: [name: string, value: string][];
}

export interface Oracle {
  records: OracleRecord[];
  enums: OracleEnum[];
}

export interface OracleSet {
  readonly name: string;
  readonly abi: 'msvc-x64' | 'msvc-x86';
  readonly headerFile: string;
  readonly oracleFile: string;
}

export const FUZZ_NAMES = ['plain', 'align', 'pack', 'bits', 'all'].flatMap((level) =>
  [1, 2, 3, 4].map((seed) => `${level}-${seed}`),
);

const CPUS = ['x64', 'x86'] as const;

/** Every header of the oracle under both ABIs. */
export const ORACLE_SETS: readonly OracleSet[] = [
  ...['miracast', 'msvc-rules'].flatMap((set) => CPUS.map((cpu) => setOf(`oracle-${set}-${cpu}`, cpu, 'json'))),
  ...['video', 'ntddk'].flatMap((set) => CPUS.map((cpu) => setOf(`oracle-${set}-${cpu}`, cpu, 'json.gz'))),
  ...FUZZ_NAMES.flatMap((name) => CPUS.map((cpu) => setOf(`fuzz/${name}-${cpu}`, cpu, 'json.gz', `fuzz/${name}`))),
];

function setOf(file: string, cpu: 'x64' | 'x86', ending: string, header: string = file): OracleSet {
  return { name: file, abi: `msvc-${cpu}`, headerFile: `oracle/${header}.h`, oracleFile: `oracle/${file}.${ending}` };
}

export async function readOracle(set: OracleSet): Promise<Oracle> {
  return JSON.parse(await readFixtureText(set.oracleFile)) as Oracle;
}
