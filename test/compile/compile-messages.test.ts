import * as assert from 'uvu/assert';
import { compileMessages, type CompileMessagesOptions } from '../../src/compile/compile-messages.js';
import { messageSet, type DriverMessageSet, type MessageSet } from '../../src/miracast/index.js';
import { recordSet } from '../../src/record-types/index.js';
import { CastbufError, struct, u32 } from '../../src/surface.js';
import { suite } from '../harness/index.js';
import { evaluate } from './evaluate.js';
import { byKind } from './typed-messages.js';

const Ask = struct('ASK', { Type: u32, Value: u32 });

function hintOf(set: unknown, options: unknown): string {
  try {
    compileMessages(set as MessageSet, options as CompileMessagesOptions);
  } catch (error) {
    assert.instance(error, CastbufError);
    return (error as CastbufError).hint;
  }
  return '';
}

suite('compileMessages', (test) => {
  test('the same set gives the same text', () => {
    assert.equal(compileMessages(byKind, { name: 'Messages' }), compileMessages(byKind, { name: 'Messages' }));
  });

  test('names of messages end no comment and no line of what is emitted', () => {
    const names = ['a\nthrow 1', 'b */ throw 2; /*', 'c\u2028throw 3', 'toString'];
    const set = messageSet(
      'Type',
      Object.fromEntries(names.map((name, value) => [name, { value, input: Ask, output: Ask }])),
    );
    const { inline } = compileMessages(set, { name: 'Messages' });
    const { Messages: compiled } = evaluate(inline.javascript) as { Messages: DriverMessageSet };
    assert.equal(Object.keys(compiled.definitions), names);
    const messages = compiled['~open'](undefined, 64);
    assert.equal(
      names.map((_, index) => messages.name(index)),
      names,
    );
  });

  test('wrong use is told with what to do', () => {
    const set = messageSet('Type', { Ask: { value: 1, input: Ask } });
    const want = 'compileMessages takes what messageSet(…) gives, not';
    assert.is(
      hintOf(recordSet('Type', { Ask: [1, Ask] }), { name: 'Messages' }),
      `${want} a record set; compileSetCodec compiles it`,
    );
    assert.is(hintOf(Ask, { name: 'Messages' }), `${want} a struct or union; compileCodec compiles it`);
    assert.is(hintOf(5, { name: 'Messages' }), `${want} 5`);
    assert.match(
      hintOf(set, { name: 'Messages', abi: 'gcc-x64' }),
      /compileMessages has no option abi; there are name, source/,
    );
    assert.match(hintOf(set, { name: 'a b' }), /'a b' is no name for what a module exports; give one with name/);
    assert.match(hintOf(set, undefined), /undefined is no name/);
  });
});
