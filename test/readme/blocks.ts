import { host } from '../harness/host.js';

/** A fenced block of a page, and the text block right after it: what it prints. */
export interface Block {
  readonly language: string;
  readonly code: string;
  readonly output: string | undefined;
}

/** Pages whose programs are run. */
export const PAGES = ['README.md', 'docs/driver.md', 'docs/headers.md'] as const;

export async function blocksOf(page: (typeof PAGES)[number]): Promise<Block[]> {
  const text = new TextDecoder().decode(await host().read(page));
  const fences = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({
    language,
    code,
  }));
  return fences.flatMap(({ language, code }, index) => {
    if (language === 'text') return [];
    const next = fences[index + 1];
    return [{ language, code, output: next?.language === 'text' ? next.code : undefined }];
  });
}

/** The examples of a source file's comments. What a line prints stands after it, in a comment of its own. */
export async function examplesOf(file: string): Promise<{ code: string; output: string }[]> {
  const text = new TextDecoder().decode(await host().read(file));
  return [...text.matchAll(/ \* @example\n \* ```ts\n([\s\S]*?) \* ```/g)].map(([, lines = '']) => {
    const code = lines.replaceAll(/^ \* ?/gm, '');
    const printed = [...code.matchAll(/console\.log\(.*\);? \/\/ (.*)$/gm)].map(([, said]) => `${said}\n`);
    return { code, output: printed.join('') };
  });
}
