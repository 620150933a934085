/**
 * The most telling line of an answer: the root cause in its stack trace, without the package, such
 * as `IllegalStateException: stock table missing`; else the inner message, else the outer one.
 */
export function reasonOf(
  { message, stack }: { readonly message: string; readonly stack: string },
  innerMessage: string,
): string {
  const causes = stack.split(/\r?\n/).filter((line) => line.startsWith('Caused by: '));
  const root = causes.at(-1)?.slice('Caused by: '.length);
  if (root !== undefined) return withoutPackage(root);
  if (innerMessage !== '') return innerMessage;
  // Arklet puts this before the exception's own message, which may be null.
  const outer = message.replace(/^Internal Error: /, '');
  if (outer !== '' && outer !== 'null') return outer;
  return withoutPackage(stack.split(/\r?\n/, 1)[0] ?? '');
}

function withoutPackage(exception: string): string {
  return exception.trim().replace(/^(?:[\w$]+\.)+(?=[\w$]+(?::|$))/, '');
}
