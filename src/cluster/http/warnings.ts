/**
 * The texts of `Warning` headers (RFC 7234: `299 - "text"`, several to a header), as the API server
 * sends them for deprecated versions and doubtful fields.
 */
export function parseWarnings(headers: readonly string[]): string[] {
  const texts: string[] = [];
  for (const header of headers) {
    for (const match of header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)) {
      const text = (match[1] ?? '').replace(/\\(.)/g, '$1');
      if (!texts.includes(text)) texts.push(text);
    }
  }
  return texts;
}
