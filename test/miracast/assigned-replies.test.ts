import * as assert from 'uvu/assert';
import { CastbufError } from '../../src/errors/index.js';
import { messageSet, type ReplyOf } from '../../src/miracast/driver/message-set.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import {
  anonymous,
  array,
  at,
  bits,
  bytes,
  struct,
  tagged,
  text,
  u16,
  u32,
  u8,
  union,
} from '../../src/schema/index.js';
import { driverSuite } from '../harness/index.js';
import { createCodecWith } from '../../src/message/index.js';
import { DriverFixture, words } from './driver-fixture.js';
import type { MessageEngine } from '../../src/message-set/index.js';

const Header = struct('HEADER', { Size: u32, Type: u16, Flags: u16 });
const Mode = struct('MODE', { Width: u16, Height: u16 });
const Id = union('ID', bits(u32, { Frame: 24, Part: 8 }), { Value: u32 });
const REPLY = {
  Header,
  Id,
  Hot: array(u16, 2),
  Count: u32,
  Best: array(Mode, 'Count', { capacity: 3 }),
  Kind: u32,
  Body: anonymous(tagged('Kind', { Number: [1, u32], Mode: [2, Mode] })),
  Name: text('ascii', 8),
  Rejected: array(Mode, 'Header.Flags'),
};
const Reply = struct('REPLY', REPLY, { length: 'Header.Size' });
const Plain = struct('PLAIN', { Size: u32, Number: u32, Data: bytes() }, { length: 'Size' });
const Named = struct('NAMED', {
  NameOffset: u32,
  NameLength: u32,
  Name: at('NameOffset', text('ascii', 'NameLength')),
});
const Pointing = struct('POINTING', { Size: u32, Named }, { length: 'Size' });
const Open = struct('OPEN', { Size: u32, Number: u32, Modes: array(Mode) }, { length: 'Size' });
const Ending = struct('ENDING', {
  Kind: u32,
  Body: tagged('Kind', { Number: [1, u32], Modes: [2, array(Mode, 2)] }, { sized: true }),
});
const Sized = struct('SIZED', { Size: u32, Ending }, { length: 'Size' });

const messages = messageSet('Type', {
  Ask: { value: 1, input: struct('ASK', { Type: u32, Case: u8 }), output: Reply },
  Tell: { value: 2, input: struct('TELL', { Type: u32, Case: u32 }), output: Plain },
  Point: { value: 3, input: struct('POINT', { Type: u32, Case: u32 }), output: Pointing },
  Fill: { value: 4, input: struct('FILL', { Type: u32, Case: u32 }), output: Open },
  End: { value: 5, input: struct('END', { Type: u32, Case: u32 }), output: Sized },
});
type Messages = (typeof messages)['definitions'];
/** A reply whose members are set without asking the type checker, as in JavaScript. */
type Loose = Record<string, any>; // oxlint-disable-line no-explicit-any -- members of any depth, as JavaScript sets them

const VALUE = {
  Header: { Type: 7, Flags: 2 },
  Id: { Frame: 5, Part: 6 },
  Hot: [1, 2],
  Best: [{ Width: 1, Height: 2 }],
  Kind: 2,
  Mode: { Width: 640, Height: 480 },
  Name: 'panel',
  Rejected: [
    { Width: 3, Height: 4 },
    { Width: 5, Height: 6 },
  ],
};

function answering(engine: MessageEngine, write: (reply: Loose) => void): DriverFixture<Messages> {
  const answer = (_message: unknown, reply: unknown): NtStatus => {
    write(reply as Loose);
    return NtStatus.SUCCESS;
  };
  return new DriverFixture<Messages>(engine, {
    messages,
    handle: { Ask: answer, Tell: answer, Point: answer, Fill: answer, End: answer },
  }).started();
}

const thrown = (call: () => unknown): CastbufError => {
  try {
    call();
  } catch (error) {
    if (error instanceof CastbufError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

driverSuite('a reply that is assigned part by part', (test, { engine }) => {
  const wanted = [...createCodecWith(engine, Reply).encode(VALUE as never)];

  test('structs, unions, arrays, texts: the reply is what encode gives', () => {
    const fixture = answering(engine, (reply) => {
      const { Header: header, ...rest } = VALUE;
      reply['Header'] = header;
      for (const [name, value] of Object.entries(rest)) reply[name] = value;
    });
    for (const output of [100, fixture.context.output(100)]) {
      for (let call = 0; call < 2; call++) assert.equal(fixture.send(words(1, 0), output).reply, wanted);
    }
    assert.equal(fixture.codes, []);
  });

  test('with what TypeScript knows: members, `set` and `assign`', () => {
    const fixture = answering(engine, (loose) => {
      const reply = loose as ReplyOf<Messages['Ask']>;
      reply.Header = { Size: 0, Type: 7, Flags: 0 };
      reply.Id.Frame = 5;
      reply.Id.Part = 6;
      reply.Hot.assign([1, 2]);
      reply.Best.assign([{ Width: 1, Height: 2 }]);
      reply.Kind = 2;
      assert.ok(reply.Mode);
      reply.Mode.Width = 640;
      reply.Mode.Height = 480;
      reply.Name = 'panel';
      reply.Rejected.length = 2;
      reply.Rejected.set(0, { Width: 3, Height: 4 });
      reply.Rejected.set(1, { Width: 5, Height: 6 });
      // @ts-expect-error -- TypeScript has no type for a member that is set from something else than it shows
      reply.Rejected = VALUE.Rejected;
      // @ts-expect-error -- a member that the type does not have
      assert.is(thrown(() => (reply.Nn = 1)).code, 'ERR_USAGE');
    });
    assert.equal(fixture.send(words(1, 0), 100).reply, wanted);
    assert.equal(fixture.codes, []);
  });

  test('what is refused leaves the reply as it was, and the handler can go on', () => {
    const seen: unknown[] = [];
    const fixture = answering(engine, (reply) => {
      for (const [name, value] of Object.entries(VALUE)) reply[name] = value;
      const attempts: [name: string, value: unknown][] = [
        ['Header', { Type: 1, Flags: 1, Sise: 3 }],
        ['Header', { Type: 70_000, Flags: 1 }],
        ['Id', { Frame: 9 }],
        ['Hot', [9, 9, 9]],
        ['Best', [9, 9, 9, 9].map((Width) => ({ Width, Height: 9 }))],
        ['Best', [{ Width: 9, Height: 9 }, { Width: 9 }]],
        ['Mode', { Width: 9, Height: '9' }],
        ['Name', 'much too long'],
        ['Rejected', Array.from({ length: 20 }, () => ({ Width: 9, Height: 9 }))],
        ['Rejected', 'x'],
      ];
      for (const [name, value] of attempts) {
        const { code, path } = thrown(() => (reply[name] = value));
        seen.push(`${code} ${path}`);
      }
    });
    assert.equal(fixture.send(words(1, 0), wanted.length + 9).reply, wanted);
    assert.equal(seen, [
      'ERR_USAGE Header.Sise',
      'ERR_OUT_OF_RANGE Header.Type',
      'ERR_MISSING Id',
      'ERR_LENGTH Hot',
      'ERR_TARGET_TOO_SMALL Best',
      'ERR_MISSING Best[1].Height',
      'ERR_TYPE Mode.Height',
      'ERR_LENGTH Name',
      'ERR_TARGET_TOO_SMALL Rejected',
      'ERR_TYPE Rejected',
    ]);
  });

  test('a tail that nothing counts: what is refused leaves it as long as it was', () => {
    const Modes = VALUE.Rejected;
    const seen: unknown[] = [];
    const fixture = answering(engine, (reply) => {
      reply['Number'] = 7;
      reply['Modes'] = Modes;
      for (const wrong of [[...Modes, ...Modes], Modes, []]) {
        const { code, path } = thrown(() => (reply['Modes'] = [...wrong, { Width: 9 }]));
        seen.push([code, path, reply['Modes'].length]);
      }
    });
    const whole = [...createCodecWith(engine, Open).encode({ Number: 7, Modes } as never)];
    assert.equal(fixture.send(words(4, 0), 100).reply, whole);
    assert.equal(seen, [
      ['ERR_MISSING', 'Modes[4].Height', 2],
      ['ERR_MISSING', 'Modes[2].Height', 2],
      ['ERR_MISSING', 'Modes[0].Height', 2],
    ]);
    assert.equal(fixture.codes, []);
  });

  test('a union that ends the reply: any arm can be assigned with its tag', () => {
    const Modes = VALUE.Rejected;
    for (const Ending of [
      { Kind: 2, Body: { Modes } },
      { Kind: 1, Body: { Number: 5 } },
    ]) {
      const fixture = answering(engine, (reply) => {
        reply['Ending'] = { Kind: 1, Body: { Number: 9 } };
        reply['Ending'] = Ending;
      });
      const whole = [...createCodecWith(engine, Sized).encode({ Ending } as never)];
      assert.equal(fixture.send(words(5, 0), 100).reply, whole);
      assert.equal(fixture.codes, []);
    }
  });

  test('what an offset points to is moved by nothing', () => {
    const seen: unknown[] = [];
    const fixture = answering(engine, (reply) => {
      for (const Name of ['abc', undefined]) {
        const { code, path, hint } = thrown(() => (reply['Named'] = { NameOffset: 12, NameLength: 0, Name }));
        seen.push([code, path, hint]);
      }
    });
    fixture.send(words(3, 0), 100);
    const hint = 'a cursor moves nothing that an offset points to; write the whole reply with encode';
    const refused = ['ERR_USAGE', 'Named.Name', hint];
    assert.equal(seen, [refused, refused]);
  });

  test('a member that the reply does not have: the message fails, and onError hears the nearest name', () => {
    const fixture = answering(engine, (reply) => (reply['Nunber'] = 1));
    const sent = fixture.send(words(2, 0));
    assert.equal([sent.status, sent.bytes, fixture.codes], [NtStatus.UNSUCCESSFUL, 0, ['ERR_USAGE']]);
    assert.match(String(fixture.heard[0]?.error), /in Nunber: no such member; did you mean Number\?/);
  });
});
