import type { Line, Listing } from '../world.ts';
import { jsonText, yamlText } from './data.ts';
import type { Sink } from './streams.ts';
import { tableLines } from './table.ts';
import { cleanBlock, cleanText } from './text/clean.ts';
import { paintLine, type Paint } from './text/line.ts';

export type OutputFormat = 'table' | 'wide' | 'json' | 'yaml' | 'name';

export const resultsVersion = 'koupctl.koupleless.io/v1';

/** Where results go and how they look. */
export interface ResultsOptions {
  readonly out: Sink;
  readonly outPaint: Paint;
  /** Takes what is said instead of a result, such as "no modules found". */
  readonly err: Sink;
  readonly errPaint: Paint;
  readonly format: OutputFormat;
}

/** The half of a Reporter that is the same everywhere: results in the format that was asked for. */
export interface Results {
  listing(listing: Listing): void;
  document(value: unknown, lines: readonly Line[]): void;
  raw(text: string): void;
}

export function createResults({ out, outPaint, err, errPaint, format }: ResultsOptions): Results {
  return {
    listing(listing) {
      if (format === 'json' || format === 'yaml') {
        const { kind, items } = listing;
        out.write(dataText({ apiVersion: resultsVersion, kind, items }, format));
      } else if (format === 'name') {
        out.write(listing.items.map((item) => `${cleanText(listing.name(item))}\n`).join(''));
      } else if (listing.items.length === 0) {
        err.write(`${paintLine(listing.empty, errPaint)}\n`);
      } else {
        const wide = format === 'wide';
        const lines = tableLines(listing, { wide, width: out.width(), paint: outPaint });
        out.write(`${lines.join('\n')}\n`);
      }
    },
    document(value, lines) {
      if (format === 'json' || format === 'yaml') out.write(dataText(value, format));
      else out.write(lines.map((line) => `${paintLine(line, outPaint)}\n`).join(''));
    },
    raw(text) {
      // Into a file or a pipe byte for byte; a terminal would obey what is in it.
      out.write(out.isTTY ? cleanBlock(text) : text);
    },
  };
}

function dataText(value: unknown, format: 'json' | 'yaml'): string {
  return format === 'yaml' ? yamlText(value) : `${jsonText(value, 2)}\n`;
}
