/**
 * The session gate: when messages are held, delivered and cancelled, and what excludes what.
 *
 * @type {import('./rule.js').Rule[]}
 */
export const gateRules = [
  {
    rule: 'never called while StartMiracastSession runs: messages sent before or during it are held back',
    tests: [
      'driver-held.test.ts > sent before or during StartMiracastSession: held back, and delivered in order once it has',
      'gate.test.ts > holds before and during the first Start',
    ],
    file: 'gate.ts',
    find: "if (call === 'start') return this.enterPhase(PHASE.starting);",
    put: "if (call === 'start') return this.enterPhase(PHASE.started);",
  },
  {
    rule: 'messages that were held are delivered once StartMiracastSession has returned',
    tests: [
      'driver-held.test.ts > sent before or during StartMiracastSession: held back, and delivered in order once it has',
      'gate.test.ts > what is held is delivered in order when Start has returned',
      'workers.test.ts > held messages are delivered after Start',
    ],
    file: 'held-messages.ts',
    find: 'else if (!this.isEmpty) setTimeout(() => this.drain());',
    put: '',
  },
  {
    rule: 'Start is over when its caller was told so: no message runs inside of it, on no thread',
    tests: [
      'gate.test.ts > Start is over when its caller was told: with its promise, and no message runs before that',
      'gate.test.ts > Start is over for all threads when its caller was told, not before',
    ],
    file: 'gate.ts',
    find: '    if (opensGate(call, status)) return status;\n',
    put: '    if (opensGate(call, status)) {\n      yield* this.openSteps();\n      return status;\n    }\n',
  },
  {
    rule: 'the message after a Start that has returned is admitted at once',
    tests: [
      'gate.test.ts > Start is over when its caller was told: at once when it has returned, and the message after it',
    ],
    file: 'gate.ts',
    find: '    if (!this.isToOpen) return admissionAt(word);\n',
    put: '    if (this.words.length > 0) return admissionAt(word);\n',
  },
  {
    rule: 'what was held is delivered after those who wait for Start have gone on',
    tests: [
      'start-is-over.test.ts > a Start that returns: the same where nobody sends a later one',
      'start-is-over.test.ts > a Start that takes a promise: the same where nobody sends a later one',
    ],
    file: 'held-messages.ts',
    find: 'else if (!this.isEmpty) setTimeout(() => this.drain());',
    put: 'else this.drain();',
  },
  {
    rule: 'held messages are delivered in their order',
    tests: [
      'driver-held.test.ts > sent before or during StartMiracastSession: held back, and delivered in order once it has',
      'gate.test.ts > what is held is delivered in order when Start has returned',
    ],
    file: 'held-messages.ts',
    find: 'this.queue.shift() as',
    put: 'this.queue.pop() as',
  },
  {
    rule: 'no message overtakes those that are still held',
    tests: ['driver-held.test.ts > a message that a delivered one sends does not overtake those that are still held'],
    file: 'context.ts',
    find: 'this.turn === undefined && this.held.isEmpty && gate.arrive()',
    put: 'this.turn === undefined && gate.arrive()',
  },
  {
    rule: 'a limited number of messages is held, over all threads of a context',
    tests: [
      'driver-held.test.ts > the limit: one below and at it are held, one above is STATUS_INSUFFICIENT_RESOURCES',
      'gate.test.ts > above the limit a message is refused; the limit counts all threads',
    ],
    file: 'gate.ts',
    find: 'if (this.heldCount <= limit) return true;',
    put: 'if (this.heldCount <= limit + 1) return true;',
  },
  {
    rule: 'a message above the limit: STATUS_INSUFFICIENT_RESOURCES',
    tests: [
      'driver-held.test.ts > the limit: one below and at it are held, one above is STATUS_INSUFFICIENT_RESOURCES',
    ],
    file: 'context.ts',
    find: 'return NtStatus.INSUFFICIENT_RESOURCES;',
    put: 'return NtStatus.CANCELLED;',
  },
  {
    rule: 'the limit is 1,024 messages where none is given',
    tests: ['driver-held.test.ts > the limit is 1,024 where none is given'],
    file: 'driver-services.ts',
    find: 'DEFAULT_HELD_MESSAGES = 1024',
    put: 'DEFAULT_HELD_MESSAGES = 1025',
  },
  {
    rule: 'a message that is held leaves its place when it is delivered or cancelled',
    tests: [
      'driver-held.test.ts > sent before or during StartMiracastSession: held back',
      'driver-held.test.ts > a Start that fails',
    ],
    file: 'held-messages.ts',
    find: 'this.gate.unhold(1);',
    put: '',
  },
  {
    rule: 'never called while StopMiracastSession runs',
    tests: [
      'driver-held.test.ts > sent during or after StopMiracastSession: STATUS_CANCELLED with 0 bytes, no handler',
      'gate.test.ts > holds before and during the first Start, admits after it, cancels during and after Stop',
    ],
    file: 'gate.ts',
    find: 'stopping: MiracastStopPending | CANCELS,',
    put: 'stopping: MiracastStarted,',
  },
  {
    rule: 'messages sent during StopMiracastSession are dropped, not held for the next session',
    tests: [
      'driver-held.test.ts > sent during or after StopMiracastSession: STATUS_CANCELLED with 0 bytes, no handler',
    ],
    file: 'gate.ts',
    find: 'stopping: MiracastStopPending | CANCELS,',
    put: 'stopping: MiracastStopPending,',
  },
  {
    rule: 'messages sent after StopMiracastSession are dropped, not held for the next session',
    tests: [
      'driver-held.test.ts > sent during or after StopMiracastSession: STATUS_CANCELLED with 0 bytes, no handler',
      'driver-held.test.ts > a second Start: what was dropped between the sessions stays so',
      'gate.test.ts > holds before and during the first Start, admits after it, cancels during and after Stop',
    ],
    file: 'gate.ts',
    find: 'stopped: MiracastStopped | CANCELS,',
    put: 'stopped: MiracastStopped,',
  },
  {
    rule: 'a message that is dropped: STATUS_CANCELLED',
    tests: [
      'driver-held.test.ts > sent during or after StopMiracastSession: STATUS_CANCELLED with 0 bytes, no handler',
    ],
    file: 'context.ts',
    find: 'return NtStatus.CANCELLED;',
    put: 'return NtStatus.UNSUCCESSFUL;',
  },
  {
    rule: 'a message that is dropped returns 0 bytes',
    tests: [
      'driver-held.test.ts > sent during or after StopMiracastSession: STATUS_CANCELLED with 0 bytes, no handler',
    ],
    file: 'context.ts',
    find: 'message.bytesReturned[0] = 0;',
    put: '',
  },
  {
    rule: 'messages in flight finish before the driver’s function of Stop runs',
    tests: [
      'gate.test.ts > Stop runs when the last message in flight has left',
      'handlers-async.test.ts > Stop waits for the messages in flight; Destroy comes after it',
    ],
    file: 'gate.ts',
    find: "if (call === 'stop') yield* this.drainSteps();",
    put: "if (call === 'stop') this.enterPhase(PHASE.stopping);",
  },
  {
    rule: 'messages that come while Stop waits for those in flight are cancelled',
    tests: ['gate.test.ts > Stop runs when the last message in flight has left'],
    file: 'gate.ts',
    find: 'draining: MiracastStopPending | CANCELS | DRAINS,',
    put: 'draining: MiracastStopPending | DRAINS,',
  },
  {
    rule: 'Create, Destroy, Start and Stop exclude each other: the next one waits',
    tests: ['gate.test.ts > lifecycle functions wait for each other'],
    file: 'gate.ts',
    find: 'if ((word & RUNS) === 0) return word;',
    put: 'return word;',
  },
  {
    rule: 'never called while DestroyMiracastContext runs, nor after it',
    tests: ['driver.test.ts > a context that was destroyed takes nothing any more'],
    file: 'gate.ts',
    find: 'destroyed: MiracastStopped | CANCELS | DESTROYED,',
    put: 'destroyed: MiracastStopped | DESTROYED,',
  },
  {
    rule: 'messages that are held when the context is destroyed are cancelled, before its function runs',
    tests: ['gate.test.ts > what is held is cancelled by a failed Start, and by Destroy before its function runs'],
    file: 'gate.ts',
    find: '    yield* this.cancelHeldSteps();\n    if (call ===',
    put: '    if (call ===',
  },
  {
    rule: 'a failed Start leaves the context stopped',
    tests: [
      'gate.test.ts > a failed Start leaves the session stopped, and messages are cancelled until the next Start',
      'driver-held.test.ts > a Start that fails cancels what is held: STATUS_CANCELLED with 0 bytes, no handler',
    ],
    file: 'gate.ts',
    find: "return call === 'start' && isSuccess(status);",
    put: "return call === 'start';",
  },
  {
    rule: 'a failed Start cancels what is held',
    tests: [
      'gate.test.ts > what is held is cancelled by a failed Start, and by Destroy before its function runs',
      'driver-held.test.ts > a Start that fails cancels what is held: STATUS_CANCELLED with 0 bytes, no handler',
    ],
    file: 'held-messages.ts',
    find: 'if (admission === Admission.HELD && !isStale) return;',
    put: 'if (admission !== Admission.ADMITTED) return;',
  },
  {
    rule: 'what was held before a Start that failed is not delivered by the next one, however soon it comes',
    tests: ['gate.test.ts > a second Start does not deliver what was held before one that failed'],
    file: 'held-messages.ts',
    find: 'const isStale = this.gate.epoch !== first.epoch;',
    put: 'const isStale = false as boolean;',
  },
  {
    rule: 'Start again, Destroy in a session, Stop without one: STATUS_INVALID_DEVICE_STATE, and the driver is not called',
    tests: ['gate.test.ts > STATUS_INVALID_DEVICE_STATE for calls in the wrong state, and the driver is not called'],
    file: 'gate.ts',
    find: "(call === 'stop' ? MiracastStarted : MiracastStopped)",
    put: "(call === 'stop' ? MiracastStarted : word & STATE_MASK)",
  },
  {
    rule: 'Start, Stop and Destroy that throw, reject or answer no NTSTATUS have a defined status, and the gate goes on',
    tests: [
      'gate.test.ts > what a function throws is its status, and the gate goes on',
      'gate.test.ts > a function that gives no NTSTATUS has failed',
    ],
    file: 'gate-status.ts',
    find: 'Promise.resolve(status).then(statusFrom, outcomeOfError) : statusFrom(status);\n  } catch (error) {\n    return outcomeOfError(error);\n  }',
    put: 'Promise.resolve(status) : status;\n  } catch (error) {\n    return NtStatus.SUCCESS;\n  }',
  },
  {
    rule: 'a session is over after Stop, whatever its function answered',
    tests: ['gate.test.ts > what a function throws is its status, and the gate goes on'],
    file: 'gate.ts',
    find: "if (call === 'destroy') return;",
    put: "if (call === 'destroy' || status < 0) return;",
  },
  {
    rule: 'threads that share a context see one session: a Start on another thread delivers what this one holds',
    tests: ['gate.test.ts > a Start on another thread'],
    file: 'held-messages.ts',
    find: 'if (!this.gate.isShared || this.isWatching) return;',
    put: 'return;',
  },
  {
    rule: 'a thread that died: its messages can be abandoned, and Stop no longer waits for them',
    tests: [
      'abandoned-thread.test.ts > Stop waits for them until they are abandoned; their senders get STATUS_CANCELLED',
    ],
    file: 'context.ts',
    find: 'this.gate.abandon(seat);',
    put: '',
  },
  {
    rule: 'a message that is abandoned completes with STATUS_CANCELLED',
    tests: [
      'abandoned-thread.test.ts > Stop waits for them until they are abandoned; their senders get STATUS_CANCELLED',
    ],
    file: 'context.ts',
    find: 'this.tell(NtStatus.CANCELLED, 0, complete);',
    put: 'this.tell(NtStatus.UNSUCCESSFUL, 0, complete);',
  },
  {
    rule: 'a thread that died: only its own messages are abandoned',
    tests: ['abandoned-thread.test.ts > those of other threads stay: Stop waits for them all the same'],
    file: 'gate.ts',
    find: 'const first = FIRST_SEAT + seat * SEAT_WORDS;\n    for',
    put: 'const first = FIRST_SEAT + (seat + 1) * SEAT_WORDS;\n    for',
  },
  {
    rule: 'a thread that died leaves its places for held messages',
    tests: ['abandoned-thread.test.ts > the places of its held messages are free again'],
    file: 'gate.ts',
    find: '      Atomics.store(this.words, at, 0);',
    put: '      if (at !== first + HELD) Atomics.store(this.words, at, 0);',
  },
  {
    rule: 'a thread that died gives up the turn of its handler',
    tests: ['abandoned-thread.test.ts > with `synchronize` the next handler has its turn'],
    file: 'gate.ts',
    find: 'Atomics.compareExchange(this.words, TURN, turnOf(seat), 0);',
    put: '',
  },
];
