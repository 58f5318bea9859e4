import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { RUNTIME_TYPES } from '../../src/compile/declarations-text.js';
import { compileMessages } from '../../src/compile/index.js';
import type { MessageSet } from '../../src/miracast/index.js';
import { suite } from '../harness/index.js';
import { checkedProgram } from '../types/checked-program.js';
import { byKind, byTwo, only, onlyAnswered } from './typed-messages.js';

/*
 * What `defineDriver` infers from a compiled message set is what it infers from the interpreted one: the compiler compares the handlers, parameter by
 * parameter, in both directions.
 */

const SETS: Readonly<Record<string, MessageSet>> = { byKind, byTwo, only, onlyAnswered };

const schemas = readFileSync('test/compile/typed-messages.ts', 'utf8')
  .replace('../../src/miracast/index.js', '../miracast.js')
  .replace('../../src/surface.js', '../index.js');

const HEAD = `import type { DefinedDriver, DriverDefinition, MessageDefinitions } from '../miracast.js';
import { defineDriver } from '../miracast.js';
import type { ${RUNTIME_TYPES.join(', ')} } from '../compiled.js';
declare function handlersOf<D extends MessageDefinitions>(definition: Pick<DriverDefinition<D, undefined>, 'messages'>): DriverDefinition<D, undefined>['handle'];
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
`;

/** The declarations of a compiled set, as part of a program. */
function declared(set: string): string {
  const { inline } = compileMessages(SETS[set] as MessageSet, { name: `C${set}` });
  return inline.declarations.replace(/^import type \{[^}]*\} from 'castbuf\/compiled';$/m, '');
}

function errorsIn(program: string): readonly string[] {
  return checkedProgram(`${HEAD}${schemas}\n${Object.keys(SETS).map(declared).join('\n')}\n${program}`).errors;
}

suite('types of compiled message sets', (test) => {
  test('every type of the run time that declarations may use is one', () => {
    const program = `import type { ${RUNTIME_TYPES.join(', ')} } from '../compiled.js';\nexport {};\n`;
    assert.equal(checkedProgram(program).errors, []);
  });

  test('handlers are given what those of the interpreted set are given, and the messages have the same names', () => {
    const compared = Object.keys(SETS).map(
      (set) => `
const their${set} = handlersOf({ messages: ${set} });
const our${set} = handlersOf({ messages: C${set} });
export const names${set}: Equal<keyof typeof our${set}, keyof typeof their${set}> = true;
type Ours${set}<N extends keyof typeof our${set}> = Parameters<(typeof our${set})[N]>;
type Theirs${set}<N extends keyof typeof our${set}> = Parameters<(typeof their${set})[N]>;
${Object.keys(SETS[set]?.definitions ?? {})
  .map((name, index) => {
    const [ours, theirs] = [`Ours${set}<'${name}'>`, `Theirs${set}<'${name}'>`];
    const both = [0, 1].map((parameter) => [`${ours}[${parameter}]`, `${theirs}[${parameter}]`] as const);
    const calls = ['decode', 'encode'].map(
      (method) => [`${ours}[3]['${method}']`, `${theirs}[3]['${method}']`] as const,
    );
    return [...both, ...calls]
      .map(
        ([our, their], part) =>
          `declare const a${set}${index}${part}: ${our}; export const b${set}${index}${part}: ${their} = a${set}${index}${part}; export const c${set}${index}${part}: ${our} = b${set}${index}${part} as ${their};`,
      )
      .join('\n');
  })
  .join('\n')}`,
    );
    assert.equal(errorsIn(compared.join('\n')), []);
  });

  test('a driver needs no cast, and its mistakes are errors', () => {
    const program = `
export const driver: DefinedDriver<{ log: string[] }> = defineDriver({
  messages: CbyKind,
  createContext: () => ({ log: [] as string[] }),
  handle: {
    Log(message, reply, { state }) {
      state.log.push(message.Text);
      // @ts-expect-error -- a message is only read
      message.Text = '';
      // @ts-expect-error -- it has no reply
      reply.Text = '';
      return 0;
    },
    Modes(message, reply) {
      reply?.Indices.assign(Array.from(message.Modes, ({ Width }) => Width));
      // @ts-expect-error -- there may be no room for it
      reply.Count = 1;
      return 0;
    },
    Echo(message, reply, _context, call) {
      const wide: bigint = message.Wide;
      reply.Power = message.Power;
      // @ts-expect-error -- a strict enum
      reply.Power = 2;
      call.encode({ Kind: 3, Power: 'ON', Level: 7, Wide: wide, Data: call.decode().Data });
      // @ts-expect-error -- a member that it does not have
      return message.Nope;
    },
    Shape(message, reply) {
      if (message.Which === 1) reply.Count = message.Round;
      // @ts-expect-error -- the other arm
      if (message.Which === 2) reply.Count = message.Round;
      return 0;
    },
    'Shape-Reply': (message) => message.Shapes.length,
    ShapeReply: () => 0,
  },
});
// @ts-expect-error -- a message that nobody handles
defineDriver({ messages: Conly, handle: {} });
defineDriver({ messages: Conly, handle: { message: ({ Text }) => Text.length } });
export const value: CbyKindLogInput | CbyKindLog = { Kind: 1, Length: 0, Text: '' };
`;
    assert.equal(errorsIn(program), []);
  });

  test('an array of structs whose union is promoted is an array', () => {
    const program = `
declare const shapes: CbyKindShapeReply2;
export const element: number | undefined = shapes.Shapes[0]?.Which;
`;
    assert.equal(errorsIn(program), []);
  });
});
