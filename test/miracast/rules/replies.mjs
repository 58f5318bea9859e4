/**
 * What a handler writes to its reply: all of a part, or none of it and a sentence.
 *
 * @type {import('./rule.js').Rule[]}
 */
export const replyRules = [
  {
    rule: 'a reply takes whole structs, unions, arrays and texts, as encode does',
    tests: ['assigned-replies.test.ts > structs, unions, arrays, texts: the reply is what encode gives'],
    file: '../cursor/cursor-assign.ts',
    find: 'assignment.write(get.call(this), shape, given);',
    put: '',
  },
  {
    rule: 'a part of a reply that is refused is as it was before',
    tests: [
      'assigned-replies.test.ts > what is refused leaves the reply as it was, and the handler can go on',
      '../codec/assigned-parts.test.ts > a union: what is wrong is refused with a sentence, and nothing is written',
    ],
    file: '../cursor/cursor-assign.ts',
    find: 'place.set(bytes);',
    put: '',
  },
  {
    rule: 'a tail of a reply that is refused ends where it did before',
    tests: ['../reference/replies.test.ts > what is refused leaves the part as it was set before'],
    file: '../cursor/cursor-assign.ts',
    find: 'reply.written = written;',
    put: 'reply.written = reply.written + 0 * written;',
  },
  {
    rule: 'a reply refuses a count that does not count what is given with it',
    tests: [
      '../codec/assigned-parts.test.ts > a union: what is wrong is refused with a sentence, and nothing is written',
    ],
    file: '../cursor/cursor-assign.ts',
    find: 'assertAgrees(assignment, get.call(this), shape, given);',
    put: 'void assertAgrees;',
  },
  {
    rule: 'a reply refuses a member that its type does not have, with the nearest name',
    tests: [
      'assigned-replies.test.ts > a member that the reply does not have: the message fails, and onError hears the nearest name',
      'assigned-replies.test.ts > with what TypeScript knows: members, `set` and `assign`',
    ],
    file: '../cursor/cursor-strangers.ts',
    find: 'Object.setPrototypeOf(prototype, end);',
    put: 'void [prototype, end];',
  },
  {
    rule: 'bytes that a reply refuses to count are not written',
    tests: ['../reference/replies.test.ts > what is refused leaves the part as it was set before'],
    file: '../cursor/cursor-range.ts',
    find: "    const first = part.claim(this, units);\n    const target = this['~frame'].bytes(first, bytes.length + terminatorBytes);\n    target.set(bytes);",
    put: "    const target = this['~frame'].bytes(this['~frame'].at + 1, bytes.length + terminatorBytes);\n    target.set(bytes);\n    part.claim(this, units);",
  },
  {
    rule: 'an arm that the reply has no room for changes nothing behind the room',
    tests: ['../reference/replies.test.ts > an arm that there is no room for is neither shown nor set'],
    file: '../cursor/cursor-tagged.ts',
    find: 'if (end <= have) return;',
    put: 'if (end <= have + 100) return;',
  },
];
