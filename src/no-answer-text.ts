/** Why a base gave no answer, in a few words for a table cell. */
export const noAnswerTexts = {
  refused: 'connection refused',
  closed: 'connection closed without an answer',
  noRoute: 'no route to the base',
  noConnection: 'no connection',
  unknownHost: 'unknown host',
  notHttp: 'answered, but not in HTTP',
};

/** What is known of that; anything else only has the system's own words. */
export function whyNoAnswer({
  code,
}: NodeJS.ErrnoException): keyof typeof noAnswerTexts | undefined {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'closed';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'noRoute';
    case 'ETIMEDOUT':
      return 'noConnection';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'unknownHost';
    case undefined:
      return undefined;
    default:
      return code.startsWith('HPE_') ? 'notHttp' : undefined;
  }
}

export function noAnswerText(error: NodeJS.ErrnoException): string {
  const why = whyNoAnswer(error);
  return why === undefined ? error.message : noAnswerTexts[why];
}

/** `3 s`, `0.5 s`. */
export function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
