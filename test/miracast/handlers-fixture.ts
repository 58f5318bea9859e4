import * as assert from 'uvu/assert';
import type { DriverDefinition, Handler } from '../../src/miracast/driver/driver.js';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import type { MessageEngine } from '../../src/message-set/index.js';
import { bytes, struct, u32 } from '../../src/schema/index.js';
import { driverSuite, type Test } from '../harness/index.js';
import { DriverFixture, joined, words } from './driver-fixture.js';

/** A message with a tail, and a reply with one: each of both could show what is not its own. */
const Request = struct('REQUEST', { Type: u32, Value: u32, Count: u32, Data: bytes('Count') });
const Reply = struct('REPLY', { Value: u32, Count: u32, Data: bytes('Count') });

export const messages = messageSet('Type', {
  /** What the test makes of it. */
  Tried: { value: 1, input: Request, output: Reply },
  /** Answers with what came. */
  Echo: { value: 2, input: Request, output: Reply },
});
export type Messages = (typeof messages)['definitions'];
export type Tried = Handler<Messages['Tried'], undefined>;
export type Fixture = DriverFixture<Messages>;

/** The message as JavaScript has it: only TypeScript says that it cannot be set. */
export function writable<View>(message: View): { -readonly [K in keyof View]: View[K] } {
  return message;
}

export const TRIED = 1;
export const ECHO = 2;

export function request(type: number, value: number, data: readonly number[] = []): Uint8Array {
  return joined(words(type, value, data.length), Uint8Array.from(data));
}

/** What the reply to `request(ECHO, value, data)` has to be. */
export function echoOf(value: number, data: readonly number[] = []): number[] {
  return [...joined(words(value, data.length), Uint8Array.from(data))];
}

/** An engine, with `debug: true` or without. */
export interface Mode {
  readonly isDebug: boolean;
  tried(handler: Tried, options?: Partial<DriverDefinition<Messages, undefined>>): Fixture;
}

/** Cases that must hold for every engine, and with `debug: true` as without. */
export function handlerSuite(name: string, body: (test: Test, mode: Mode) => void): void {
  for (const isDebug of [false, true]) {
    driverSuite(isDebug ? `${name}, debug: true` : name, (test, { engine }) =>
      body(test, {
        isDebug,
        tried: (handler, options) => tried(engine, handler, { ...(isDebug && { debug: true }), ...options }),
      }),
    );
  }
}

export function tried(
  engine: MessageEngine,
  handler: Tried,
  options: Partial<DriverDefinition<Messages, undefined>> = {},
): Fixture {
  const definition: DriverDefinition<Messages, undefined> = {
    messages,
    handle: {
      Tried: handler,
      Echo(message, reply) {
        reply.Value = message.Value;
        reply.Data = message.Data;
        return NtStatus.SUCCESS;
      },
    },
    ...options,
  };
  return new DriverFixture(engine, definition);
}

/** Nothing is lost: no message is in flight, and the next one works, from own and from persistent buffers. */
export function assertUsable(fixture: Fixture, where = ''): void {
  assert.is(fixture.context.gate.inFlightCount, 0, `${where}: in flight`);
  const asked = request(ECHO, 0x1234, [1, 2, 3]);
  const wanted = echoOf(0x1234, [1, 2, 3]);
  const own = fixture.send(asked);
  assert.equal([own.status, own.reply], [NtStatus.SUCCESS, wanted], where);
  const input = fixture.context.input(asked.length);
  input.set(asked);
  const persistent = fixture.send(input, fixture.context.output(64));
  assert.equal([persistent.status, persistent.reply], [NtStatus.SUCCESS, wanted], `${where}, persistent`);
}
