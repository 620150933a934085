/** Why a base gave no answer, in a few words for a table cell. */
export function noAnswerText({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'connection closed without an answer';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'no route to the base';
    case 'ETIMEDOUT':
      return 'no connection';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'unknown host';
    case undefined:
      return message;
    default:
      return code.startsWith('HPE_') ? 'answered, but not in HTTP' : message;
  }
}

/** `3 s`, `0.5 s`. */
export function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
