/** Linear memory comes in pages. */
export const PAGE_BYTES = 64 * 1024;
