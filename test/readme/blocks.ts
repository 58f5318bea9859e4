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
