/**
 * What a handler, or a worker, does wrong: a defined status, and nobody else is harmed.
 *
 * @type {import('./rule.js').Rule[]}
 */
export const handlerRules = [
  {
    rule: 'a handler that throws: STATUS_UNSUCCESSFUL with 0 bytes',
    tests: [
      'handlers.test.ts > an Error: no bytes, onError hears of it, the next message works',
      'handlers.test.ts > a promise that rejects with an Error: the same',
    ],
    file: 'driver-outcome.ts',
    find: ': NtStatus.UNSUCCESSFUL;',
    put: ': NtStatus.INTERNAL_ERROR;',
  },
  {
    rule: 'a handler that throws: what it had written is not returned',
    tests: [
      'handlers.test.ts > an NtStatusError that is a warning: no bytes, onError hears of it, the next message works',
    ],
    file: 'message-path.ts',
    find: 'slot.encodedBytes = 0;',
    put: '',
  },
  {
    rule: 'a handler that throws: onError hears of it',
    tests: ['handlers.test.ts > an Error: no bytes, onError hears of it, the next message works'],
    file: 'message-path.ts',
    find: 'if (!isRefusal(error)) context.report(() => error, slot.name);',
    put: '',
  },
  {
    rule: 'a handler may refuse by throwing an error status',
    tests: ['handlers.test.ts > an NtStatusError: no bytes, onError hears of it, the next message works'],
    file: 'driver-outcome.ts',
    find: 'isRefusal(error) ? error.status : NtStatus.UNSUCCESSFUL',
    put: 'NtStatus.UNSUCCESSFUL',
  },
  {
    rule: 'a handler that returns no NTSTATUS: STATUS_UNSUCCESSFUL with 0 bytes',
    tests: [
      'handlers.test.ts > nothing, which is no status: STATUS_UNSUCCESSFUL without bytes',
      'handlers.test.ts > a promise of an object: the same',
    ],
    file: 'message-path.ts',
    find: "context.report(() => new CastbufError('ERR_TYPE', hint), slot.name);\n    return NtStatus.UNSUCCESSFUL;",
    put: "context.report(() => new CastbufError('ERR_TYPE', hint), slot.name);\n    return NtStatus.SUCCESS;",
  },
  {
    rule: 'a handler that returns STATUS_PENDING has not answered: STATUS_UNSUCCESSFUL',
    tests: ['handlers.test.ts > STATUS_PENDING, which is no status: STATUS_UNSUCCESSFUL without bytes'],
    file: 'message-path.ts',
    find: '(status | 0) === status && status !== NtStatus.PENDING) return status;',
    put: '(status | 0) === status) return status;',
  },
  {
    rule: 'a handler that does not settle: STATUS_IO_TIMEOUT',
    tests: [
      'handlers-async.test.ts > handlerTimeout: STATUS_IO_TIMEOUT once, at its time; a late settle changes nothing',
    ],
    file: 'message-path.ts',
    find: 'context.left(NtStatus.IO_TIMEOUT, 0, complete);',
    put: 'context.left(NtStatus.UNSUCCESSFUL, 0, complete);',
  },
  {
    rule: 'a handler that settles after its time-out changes nothing',
    tests: [
      'handlers-async.test.ts > handlerTimeout: STATUS_IO_TIMEOUT once, at its time; a late settle changes nothing',
    ],
    file: 'pending-message.ts',
    find: 'if (isOver) outcomes.settledLate();\n    else tell();',
    put: 'tell();',
  },
  {
    rule: 'a handler has 10 seconds where no time is given',
    tests: ['handlers-async.test.ts > the limit is 10 seconds where none is given'],
    file: 'driver-services.ts',
    find: 'DEFAULT_TIMEOUT_MS = 10_000',
    put: 'DEFAULT_TIMEOUT_MS = 10_001',
  },
  {
    rule: 'a handler that was timed out reads and writes nothing any more',
    tests: ['handlers-async.test.ts > late reads and writes through its cursors throw, and touch no other message'],
    file: 'message-path.ts',
    find: 'slot.revoke();',
    put: '',
  },
  {
    rule: 'the memory of a handler that was timed out serves no other message before it has settled',
    tests: ['handlers-async.test.ts > its memory is not used again before it settles, and is then'],
    file: 'message-path.ts',
    find: 'slot.revoke();\n',
    put: 'slot.revoke();\n        releaseAreas(this.parts.memory, slot);\n',
  },
  {
    rule: 'Stop waits for a handler no longer than its time-out: it returns as fast as it can',
    tests: ['handlers-async.test.ts > Stop does not wait for it any longer than its limit'],
    file: 'pending-message.ts',
    find: 'handlerTimeout < Infinity ? clock.after(handlerTimeout, timeOut) : undefined',
    put: 'handlerTimeout < Infinity ? clock.after(handlerTimeout + 1, timeOut) : undefined',
  },
  {
    rule: 'a handler that hangs in a worker: STATUS_IO_TIMEOUT, and a new worker for those that wait',
    tests: [
      'workers.test.ts > an endless loop: STATUS_IO_TIMEOUT after `timeout`, and a new worker for those that wait',
    ],
    file: 'worker-seat.ts',
    find: 'this.endAfter(this.options.timeout, NtStatus.IO_TIMEOUT,',
    put: 'this.endAfter(this.options.timeout, NtStatus.UNSUCCESSFUL,',
  },
  {
    rule: 'a handler that crashes its worker: STATUS_UNSUCCESSFUL, and the others are handled',
    tests: ['workers.test.ts > a crash: STATUS_UNSUCCESSFUL, onError hears of it, the others are handled'],
    file: 'worker-seat.ts',
    find: 'this.replace(NtStatus.UNSUCCESSFUL, error);',
    put: 'this.replace(NtStatus.CANCELLED, error);',
  },
  {
    rule: 'workers that cannot be started: STATUS_DEVICE_NOT_READY',
    tests: ['workers.test.ts > `create` throws: STATUS_DEVICE_NOT_READY, after three attempts'],
    file: 'worker-pool.ts',
    find: 'if (this.isBroken) return NtStatus.DEVICE_NOT_READY;',
    put: '',
  },
  {
    rule: 'Stop cancels what no worker has begun',
    tests: ['workers.test.ts > Stop waits for what workers have, and cancels what none has begun'],
    file: 'worker-pool.ts',
    find: 'context.gate.listen(() => this.cancelStopped(context));',
    put: '',
  },
  {
    rule: 'a reply with a part that does not fit: STATUS_BUFFER_TOO_SMALL with 0 bytes',
    tests: ['driver-errors.test.ts > the tail of a reply: room one below is STATUS_BUFFER_TOO_SMALL with 0 bytes'],
    file: 'message-status.ts',
    find: 'return isTooLarge ? NtStatus.BUFFER_TOO_SMALL : outcomeOfError(error);',
    put: 'return outcomeOfError(error);',
  },
  {
    rule: 'a reply with a value that it may not have: STATUS_UNSUCCESSFUL, it is the handler’s fault',
    tests: ['driver-errors.test.ts > a value that the reply may not have: STATUS_UNSUCCESSFUL, however small its room'],
    file: 'message-status.ts',
    find: 'return isTooLarge ? NtStatus.BUFFER_TOO_SMALL : NtStatus.UNSUCCESSFUL;',
    put: 'return NtStatus.BUFFER_TOO_SMALL;',
  },
  {
    rule: 'a reply that counts bytes it did not write: STATUS_UNSUCCESSFUL, and no old byte is returned',
    tests: ['handlers.test.ts > a count but no tail: nothing that was there before is returned'],
    file: 'message-path.ts',
    find: 'written > seat.reach ? written : seat.reach);',
    put: 'slot.outputBytes);',
  },
  {
    rule: 'a handler that writes more than there is room for: nothing behind its output buffer changes',
    tests: ['handlers.test.ts > more than there is room for: the cursor refuses it, and what lies behind the room is'],
    file: 'message-slot.ts',
    find: 'seat.replyFrame?.move(this.outputAt, this.outputBytes);',
    put: 'seat.replyFrame?.move(this.outputAt, this.outputBytes + 1000);',
  },
  {
    rule: 'a handler that writes to its message changes nothing behind it',
    tests: ['handlers.test.ts > to its message: only its own bytes change'],
    file: 'message-path.ts',
    find: 'messageFrame.end = slot.inputAt + machine.messageBytes;',
    put: 'messageFrame.end = slot.inputAt + machine.messageBytes + 40;',
  },
  {
    rule: 'a handler that keeps its call answers no message that is not its own',
    tests: [
      'handlers.test.ts > its cursors and its call, after it has returned: the next messages are as they would be',
    ],
    file: 'message-slot.ts',
    find: 'if (!this.isBusy) throw',
    put: 'if (false as boolean) throw',
  },
  {
    rule: 'a handler that sends messages to its driver: each has its own bytes',
    tests: ['handlers.test.ts > another message from inside a handler: both have their own bytes'],
    file: 'message-path.ts',
    find: 'slot.isBusy = true;',
    put: 'slot.isBusy = false;',
  },
  {
    rule: 'a handler that destroys its context: STATUS_INVALID_DEVICE_STATE at once, and nothing is destroyed',
    tests: [
      'handlers.test.ts > Destroy from inside a handler: STATUS_INVALID_DEVICE_STATE at once, and nothing is destroyed',
    ],
    file: 'gate.ts',
    find: 'return (word & STATE_MASK) === (call',
    put: "return call === 'destroy' || (word & STATE_MASK) === (call",
  },
  {
    rule: 'a handler that stops its session: Stop waits until the handler is done',
    tests: [
      'handlers.test.ts > Stop from inside a handler waits until the handler is done, and drops what comes meanwhile',
      'handlers.test.ts > Stop from inside a handler that returns at once: the reply is given, then Stop runs',
    ],
    file: 'gate.ts',
    find: 'while (this.inFlightOf(seat) !== 0) {',
    put: 'while (this.inFlightOf(seat) > 1) {',
  },
  {
    rule: 'an onError that throws breaks nobody',
    tests: ['driver-errors.test.ts > an onError that throws, or rejects, breaks nobody'],
    file: 'context.ts',
    find: 'runContained(ignore, () => onError(',
    put: 'void ignore; ((call: () => void) => call())(() => onError(',
  },
  {
    rule: 'a completion that throws breaks nobody',
    tests: ['handlers-async.test.ts > a `complete` that throws, rejects, or sends the next message at once'],
    file: 'context.ts',
    find: '() => complete(status, bytesReturned),',
    put: '() => queueMicrotask(() => complete(status, bytesReturned)),',
  },
];
