import { statusText } from './bench-text.js';
import type { Answer } from './sent-message.js';

/** An answer, as it is shown and compared. */
export function answerText(answer: Answer | undefined): string {
  if (answer === undefined) return 'never';
  const { status, reply } = answer;
  const digits = Array.from(reply, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return reply.length === 0 ? statusText(status) : `${statusText(status)} with ${digits}`;
}
