const HOLES = '../codec/lists-with-holes.test.ts';

/**
 * An array that a caller gives may have holes, and nothing passes over them.
 *
 * @type {import('./rule.js').Rule[]}
 */
export const listRules = [
  {
    rule: 'a hole among rows is a row that is missing',
    tests: [
      `${HOLES} > values of rows: refused`,
      `${HOLES} > the last row: refused`,
      `${HOLES} > records of a set: refused`,
    ],
    file: '../rows-out/join-records.ts',
    find: '    const value = values[row];\n',
    put: '    if (!(row in values)) continue;\n    const value = values[row];\n',
  },
  {
    rule: 'a hole among the values of in is no value',
    tests: [`${HOLES} > values of in: refused`],
    file: '../query/filter-ranges.ts',
    find: '(isSet ? [...list] : [operand as FilterValue])',
    put: '(isSet ? list : [operand as FilterValue])',
  },
  {
    rule: 'a hole among expressions is no expression',
    tests: [`${HOLES} > the first expression of and: refused`, `${HOLES} > an expression of or: refused`],
    file: '../query/filter.ts',
    find: '      this.add(part as FilterExpression, nesting + 1);\n',
    put: '      if (part === undefined) continue;\n      this.add(part as FilterExpression, nesting + 1);\n',
  },
  {
    rule: 'a hole among the values of a type is no value',
    tests: [`${HOLES} > values of a type in a set: refused`],
    file: '../schema/tag-values.ts',
    find: '[...(tags as TagValue[])]',
    put: '(tags as TagValue[])',
  },
  {
    rule: 'a hole among discriminators is no path',
    tests: [`${HOLES} > discriminators of messages: refused`],
    file: '../miracast/driver/message-set.ts',
    find: '[...given].every((path)',
    put: 'given.every((path)',
  },
  {
    rule: 'a hole among the values of a message is no value',
    tests: [`${HOLES} > values of a message: refused`],
    file: '../miracast/driver/message-set.ts',
    find: '? [...(value as readonly DiscriminatorValue[])] :',
    put: '? (value as readonly DiscriminatorValue[]) :',
  },
];
