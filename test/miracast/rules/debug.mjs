/**
 * `debug: true`: what a handler does wrong throws, and nobody else sees a difference.
 *
 * @type {import('./rule.js').Rule[]}
 */
export const debugRules = [
  {
    rule: 'in debug mode a handler that sets its message is refused, at any depth',
    tests: [
      'debug-handlers.test.ts > at any depth: what sets it throws with its path, and the sender’s buffer stays as it is',
    ],
    file: 'guarded-cursor.ts',
    find: 'if (!guard.isWritable) throw',
    put: 'if (false as boolean) throw',
  },
  {
    rule: 'in debug mode the bytes of a message are its handler’s own',
    tests: ['debug-handlers.test.ts > bytes are the handler’s own: what is written to them reaches nobody'],
    file: 'debug-handlers.ts',
    find: 'this.ownInput = new Uint8Array(slot.input);',
    put: 'this.ownInput = slot.input as Uint8Array<ArrayBuffer>;',
  },
  {
    rule: 'in debug mode what a handler keeps is refused when it has ended',
    tests: [
      'debug-handlers.test.ts > its cursors, its call and its bytes throw, whether it returned, threw, settled or timed out',
      'debug-handlers.test.ts > nested cursors and lists that it kept are dead, too',
      'debug-handlers.test.ts > the call of a message that is none of the set ends with its handler',
    ],
    file: 'debug-handlers.ts',
    find: 'if (!this.isOver) return;',
    put: 'if (!this.isOver || (true as boolean)) return;',
  },
  {
    rule: 'in debug mode the bytes that a handler keeps are detached when it has ended',
    tests: [
      'debug-handlers.test.ts > its cursors, its call and its bytes throw, whether it returned, threw, settled or timed out',
    ],
    file: 'debug-handlers.ts',
    find: 'structuredClone(buffer, { transfer: [buffer] });',
    put: 'void buffer;',
  },
  {
    rule: 'in debug mode a handler that times out has ended',
    tests: [
      'debug-handlers.test.ts > its cursors, its call and its bytes throw, whether it returned, threw, settled or timed out',
    ],
    file: 'message-slot.ts',
    find: 'this.onRevoke?.();',
    put: '',
  },
  {
    rule: 'in debug mode replies are those without it',
    tests: [
      'debug-handlers.test.ts > a reply, at once: statuses, replies, errors and every byte of the buffers are the same',
      'handlers.test.ts > an Error: no bytes, onError hears of it, the next message works',
    ],
    file: 'debug-handlers.ts',
    find: 'seat.written = own.written;',
    put: 'seat.written = 0;',
  },
  {
    rule: 'in debug mode what lies behind a reply is what it is without it',
    tests: [
      'debug-handlers.test.ts > a long reply, then a short one, at once: statuses, replies, errors and every byte of the buffers are the same',
    ],
    file: 'debug-handlers.ts',
    find: 'this.reach = Math.max(this.reach, own.written);',
    put: 'this.reach = Math.max(own.written, 8);',
  },
  {
    rule: 'in debug mode a worker’s handler is watched, too',
    tests: ['workers.test.ts > with `debug` in their driver, what a handler kept is refused in a worker, too'],
    file: 'driver-services.ts',
    find: 'debug ? handlers.map(',
    put: '(false as boolean) ? handlers.map(',
  },
  {
    rule: 'a handler that sets a long tail and then a short one leaves nothing of the long one',
    tests: ['../reference/replies.test.ts > a tail that is set again is as long as the last time, and counted so'],
    file: '../cursor/cursor-tail.ts',
    find: 'if (before > written)',
    put: 'if (before < 0)',
  },
];
