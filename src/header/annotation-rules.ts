import { assertOptions, type OptionRules } from '../errors/index.js';
import type { Annotations } from './annotations.js';

const ANNOTATIONS: OptionRules = { records: 'object', types: 'object', discriminator: 'string' };

const RECORD: OptionRules = {
  length: 'string',
  next: 'string',
  versioned: 'boolean',
  startAlign: 'number',
  endian: ['little', 'big'],
  message: 'any',
  discriminator: 'string',
  reply: 'string',
  members: 'object',
};

const MEMBER: OptionRules = {
  count: 'string',
  bytes: 'string',
  rest: 'boolean',
  enum: 'any',
  flags: 'string',
  text: 'string',
  type: 'any',
  time: 'object',
  endian: ['little', 'big'],
  when: 'object',
  sized: 'boolean',
};

/** Refuses words that annotations do not have. @throws CastbufError ERR_USAGE */
export function assertAnnotations(annotations: Annotations | undefined): void {
  assertOptions('annotations', annotations, ANNOTATIONS);
  for (const [record, given] of Object.entries(annotations?.records ?? {})) {
    assertOptions(`the annotation of ${record}`, given, RECORD);
    for (const [member, notes] of Object.entries(given?.members ?? {}))
      assertOptions(`the annotation of ${record}.${member}`, notes, MEMBER);
  }
}
