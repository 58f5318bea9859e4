import type { Choices } from '../robustness/choices.js';
import type { Program } from '../../src/program/index.js';

/* Values that are wrong somewhere, and values that run code when they are read. */

type Holder = Record<string | number, unknown>;

/** What stands where something else belongs. */
function oddValue(choices: Choices, there: unknown): unknown {
  const odd = [
    undefined,
    null,
    0,
    -0,
    -1,
    1,
    2,
    3,
    1.5,
    NaN,
    Infinity,
    127,
    128,
    255,
    256,
    65536,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    -(2 ** 31),
    1e300,
    0n,
    1n,
    5n,
    -1n,
    1n << 63n,
    1n << 64n,
    true,
    false,
    '',
    'x',
    'a\0b',
    '12',
    '-1',
    '\ud800',
    '€',
    'A',
    '{00112233-4455-6677-8899-aabbccddeeff}',
    [],
    [1],
    [1, 2, 3],
    [undefined],
    {},
    { raw: new Uint8Array(2) },
    new Uint8Array(0),
    new Uint8Array(3),
    new Uint8Array(70).fill(7),
    new Uint16Array(2),
    new DataView(new ArrayBuffer(4)),
    detached(),
    Object.prototype.toString,
    () => 1,
    Symbol('s'),
    new Date(0),
  ];
  if (choices.chance(30)) {
    if (typeof there === 'number')
      return choices.pick([
        there + 1,
        -there,
        there * 2,
        there + 0.5,
        BigInt(Number.isFinite(there) ? Math.trunc(there) : 7),
      ]);
    if (typeof there === 'bigint') return choices.pick([there + 1n, -there, Number(there), String(there)]);
    if (typeof there === 'string') return choices.pick([`${there}x`, there.slice(1), `${there}\0`, `${there}\udc80`]);
    if (there instanceof Uint8Array && there.length > 0)
      return choices.pick([there.slice(Math.min(1, there.length)), Uint8Array.of(...there, 1), shared(there)]);
    if (Array.isArray(there)) return choices.pick([there.slice(1), [...there, ...there, 1], [...there, there[0]]]);
  }
  return choices.pick(odd);
}

function detached(): Uint8Array {
  const bytes = new Uint8Array(4);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
}

function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** A copy in which objects and arrays may be changed. */
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]));
}

/** Changes a value, or adds to it, somewhere. */
export function makeWrong(choices: Choices, value: unknown, program: Program): unknown {
  const root = { value: copyOf(value) };
  for (let count = choices.pick([1, 1, 1, 2, 3]); count > 0; count--) {
    const holder = pickHolder(choices, root);
    const keys = Object.keys(holder);
    const isRoot = holder === (root as Holder);
    if (isRoot && choices.chance(80)) continue;
    if (!isRoot && !Array.isArray(holder) && choices.chance(35)) addMember(choices, holder, program);
    else {
      const key = choices.pick(keys.length === 0 ? ['none'] : keys);
      if (choices.chance(15)) delete holder[key];
      else holder[key] = oddValue(choices, holder[key]);
    }
  }
  return root.value;
}

function addMember(choices: Choices, holder: Holder, { paths }: Program): void {
  const names = paths.map((path) => (path.split('.').at(-1) ?? '').replace('[]', '')).filter((name) => name !== '');
  const name = choices.chance(80)
    ? choices.pick(names)
    : choices.pick(['raw', 'unknownTail', 'unknownGaps', 'extra', 'toString', 'constructor', 'mm0']);
  const value =
    name === 'unknownTail'
      ? choices.pick([new Uint8Array(1).fill(9), new Uint8Array(5).fill(8), new Uint8Array(0), 'x'])
      : name === 'unknownGaps'
        ? [
            { offset: choices.below(60), bytes: new Uint8Array(choices.below(4)).fill(3) },
            choices.pick([null, undefined, { offset: -1, bytes: new Uint8Array(1) }, { offset: 4, bytes: 5 }]),
          ].slice(0, choices.between(1, 2))
        : choices.chance(60)
          ? choices.pick<unknown>([
              choices.below(6),
              choices.below(64),
              choices.below(300),
              BigInt(choices.below(8)),
              new Uint8Array(choices.below(5)),
            ])
          : oddValue(choices, undefined);
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}

function pickHolder(choices: Choices, root: object): Holder {
  let holder = root as Holder;
  for (let depth = 0; depth < 8; depth++) {
    const inner = Object.values(holder).filter(
      (one) => typeof one === 'object' && one !== null && !ArrayBuffer.isView(one) && !(one instanceof Date),
    );
    if (inner.length === 0 || (depth > 0 && choices.chance(40))) return holder;
    holder = choices.pick(inner) as Holder;
  }
  return holder;
}

/** The value with all its objects as proxies that note each access; with choices, some answers change while it is read. */
export function watched(value: unknown, log: string[], choices?: Choices, path = ''): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const note = (what: string, key: string | symbol = ''): void => void log.push(`${what} ${path}.${String(key)}`);
  return new Proxy(value, {
    get(target, key) {
      note('get', key);
      const held = Reflect.get(target, key) as unknown;
      if (choices?.chance(6) === true) return oddValue(choices, held);
      return watched(held, log, choices, `${path}.${String(key)}`);
    },
    has(target, key) {
      note('has', key);
      return Reflect.has(target, key);
    },
    ownKeys(target) {
      note('keys');
      return Reflect.ownKeys(target);
    },
    getOwnPropertyDescriptor(target, key) {
      note('own', key);
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
    getPrototypeOf(target) {
      note('prototype');
      return Reflect.getPrototypeOf(target);
    },
  });
}
