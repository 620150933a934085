/**
 * Preloaded into koupctl: its clock is off by KOUPCTL_TEST_CLOCK_MS from the start, or with
 * KOUPCTL_TEST_CLOCK_JUMPS from SIGUSR2 on, as when somebody sets the machine's clock.
 */
const off = Number(process.env['KOUPCTL_TEST_CLOCK_MS']);
let ahead = process.env['KOUPCTL_TEST_CLOCK_JUMPS'] ? 0 : off;
process.on('SIGUSR2', () => {
  ahead = off;
});

const Right = Date;
globalThis.Date = class extends Right {
  constructor(...args) {
    super(...(args.length === 0 ? [Right.now() + ahead] : args));
  }

  static now() {
    return Right.now() + ahead;
  }
};
