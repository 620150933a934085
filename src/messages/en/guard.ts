/** What can be wrong with the rules: what it is, and how to mend it. */
const mistakes = {
  yaml: (what: string, _known: string) => ({ what: `not valid YAML: ${what}`, fix: 'mend it' }),
  twice: (_what: string, _known: string) => ({
    what: 'this key stands above already',
    fix: 'keep one of them',
  }),
  'not-a-map': (what: string, _known: string) => ({
    what: `${what} is no map`,
    fix: 'write lines of the form key: value',
  }),
  'not-a-list': (what: string, _known: string) => ({
    what: `${what} is no list`,
    fix: 'begin each of its rules with a dash',
  }),
  'not-a-text': (what: string, _known: string) => ({
    what: `${what} is no plain value`,
    fix: 'write one word, or a list of words',
  }),
  'unknown-key': (what: string, known: string) => ({
    what: `unknown key ${what}`,
    fix: `known here: ${known}`,
  }),
  missing: (what: string, _known: string) => ({
    what: `${what} is missing`,
    fix: `write ${what}: and its value`,
  }),
  'unknown-zone': (what: string, _known: string) => ({
    what: `there is no time zone ${what}`,
    fix: 'write one of the IANA data base, such as Asia/Shanghai or UTC',
  }),
  'no-zone': (_what: string, _known: string) => ({
    what: 'by the clocks of which time zone is not said',
    fix: 'write zone: Asia/Shanghai, at the top or in the rule',
  }),
  'bad-time': (what: string, known: string) => ({
    what: `"${what}" is no time`,
    fix: `write "mon-fri 22:00-06:00", "sat,sun", 2026-11-11, 2026-11-10/2026-11-12, 2026-11-10T20:00/2026-11-11T02:00, 10-01/10-07 (every year), or the name of a calendar${known === '' ? '' : `: ${known}`}`,
  }),
  'no-such-day': (what: string, _known: string) => ({
    what: `"${what}": there is no such day`,
    fix: 'year-month-day, or month-day for every year',
  }),
  'upside-down': (what: string, _known: string) => ({
    what: `"${what}" ends before it begins`,
    fix: 'write the beginning first',
  }),
  mixed: (what: string, _known: string) => ({
    what: `"${what}" begins by one kind of time and ends by another`,
    fix: 'both with a zone or both without; both with a year or both without',
  }),
  'no-end': (what: string, _known: string) => ({
    what: `"${what}" is a moment`,
    fix: 'write when it ends, behind a slash',
  }),
  'no-time': (what: string, _known: string) => ({
    what: `"${what}" ends when it begins`,
    fix: 'a whole day is 00:00-24:00',
  }),
  'bad-duration': (what: string, _known: string) => ({
    what: `"${what}" is no duration`,
    fix: 'write 90m, 24h or 7d',
  }),
  'bad-choice': (what: string, known: string) => ({
    what: `"${what}" is none of the choices`,
    fix: `write one of ${known}`,
  }),
  'bad-pattern': (what: string, _known: string) => ({
    what: `"${what}" is no regular expression`,
    fix: 'such as CHG-[0-9]+; it has to fit the whole ticket',
  }),
  'bad-count': (what: string, _known: string) => ({
    what: `"${what}" is no number of approvals`,
    fix: 'write 1 to 9',
  }),
  'unknown-command': (what: string, known: string) => ({
    what: `no writing command is called ${what}`,
    fix: `write some of ${known}`,
  }),
  'contexts-in-cluster': (_what: string, _known: string) => ({
    what: "contexts are named by each user's own kubeconfig: a rule of the cluster can't go by them",
    fix: 'leave contexts out; the rule holds for this cluster anyway',
  }),
  'cluster-missing': (_what: string, _known: string) => ({
    what: "contexts are named by each user's own kubeconfig: which cluster is meant is not said",
    fix: 'write cluster: and the uid of its namespace kube-system (kubectl get namespace kube-system -o jsonpath={.metadata.uid})',
  }),
};

/** Why a rule stands against a change. */
const objections = {
  'outside-window': (_what: string) => 'no change window is open',
  frozen: (_what: string) => 'changes are frozen',
  peak: (_what: string) => 'these are peak hours',
  'needs-person': (_what: string) => 'protected: a person at a terminal has to accept the plan',
  closed: (_what: string) => 'protected: nothing is changed here by anybody',
  'ticket-missing': (what: string) => `a change ticket is needed (--ticket, ${what})`,
  'ticket-unfit': (what: string) => `the ticket is none of the form ${what}`,
  'approvals-missing': (what: string) => `others have to approve this very plan (${what} so far)`,
  'not-rehearsed': (what: string) =>
    what === '' ? 'the rehearsal is too long ago' : `not rehearsed: ${what}`,
};

/** `guard check`, `approve`, `audit`, and what every writing command says of the rules. */
export const guard = {
  mistakes,
  objections,
  refused: (rules: number) =>
    rules === 1 ? 'a change rule forbids this' : `${String(rules)} change rules forbid this`,
  rule: (text: string, name: string, where: string) => `${text} (rule ${name}, ${where})`,
  opens: (inZone: string, zone: string, utc: string) => `opens ${clocks(inZone, zone, utc)}`,
  opensNever: 'does not open within two years',
  opensAll: (inZone: string, zone: string, utc: string) =>
    `all rules are open from ${clocks(inZone, zone, utc)}`,
  emergencyFix: 'where it can not wait: --emergency REASON passes these rules, and is recorded',
  emergencyNot: 'an emergency does not pass these rules',
  emergencyPassed: (rules: string) => `emergency: passing ${rules}; it is recorded`,
  emergencyIdle: '--emergency: no rule stands against this; it is no emergency',
  writeFix: 'koupctl guard check tells what may be changed now',
  badRules: (where: string) => `the change rules in ${where} can't be read: nothing may be changed`,
  badRulesFix: 'who looks after them has to mend them',
  mayNotRead: (where: string) =>
    `whether there are change rules can't be read (${where}): nothing may be changed`,
  mayNotReadFix: (namespace: string, name: string, context: string) =>
    `who looks after the cluster lets everybody read them: kubectl create role ${name}-reader --verb=get --resource=configmaps --resource-name=${name} -n ${namespace} --context ${context}, and a rolebinding to group system:authenticated`,
  askApproval: (digest: string) => `another person: koupctl approve ${digest}`,
  requestNotKept: (why: string) => `the request could not be recorded for others to see: ${why}`,
  requestTooBig: 'the plan is too large to be recorded for others to approve',
  locked: (what: string) => `${what}: this was not admitted by the change rules`,
  noAudit: (why: string) => `the record of changes can't be written: ${why}`,
  noAuditFix: (name: string, namespace: string) =>
    `the rules ask for the record: let this user create and patch the ConfigMap ${name} in ${namespace}`,
  noCluster: 'no cluster could be reached to keep it in',
  auditWarning: (why: string) => `warning: the record of changes can't be written: ${why}`,
  endNotKept: (why: string) => `warning: how it ended could not be recorded: ${why}`,
  held: (rule: string, where: string) => `rule ${rule} (${where}) lets no further batch be opened`,
  rehearsals: {
    other: (context: string) => `context ${context} is another cluster than the rule names`,
    none: (module: string, version: string, context: string) =>
      `${module} ${version} has not been rolled out in ${context}, says its record of changes`,
    due: (context: string) => `it has to be rolled out in ${context} before`,
    noModule: 'what this changes is no version of a module',
    broken: (context: string) =>
      `the record of changes of ${context} is not whole: koupctl audit verify --context ${context}`,
    unread: (context: string, why: string) =>
      `the record of changes of ${context} can't be read: ${why}`,
  },
  check: {
    command: 'COMMAND',
    verdict: 'VERDICT',
    rule: 'RULE',
    why: 'WHY',
    where: 'WRITTEN AT',
    opens: 'OPENS',
    verdicts: { open: 'open', closed: 'closed', needs: 'needs more' },
    noRules: 'no change rules: everything may be changed',
    open: (at: string) => `changes may be made (${at} UTC)`,
    closed: (command: string, at: string) => `${command} is not let through (${at} UTC)`,
    someClosed: (count: number, at: string) =>
      `${String(count)} command(s) are not let through (${at} UTC)`,
    unknownCommand: (name: string) => `${name} is no command that writes`,
    unknownCommandFix: (known: string) => `one of ${known}`,
    badAt: (text: string) => `"${text}" is no time`,
    badAtFix: 'write 2026-11-11T08:00Z, or with an offset: 2026-11-11T08:00+08:00',
  },
  approve: {
    columns: ['PLAN', 'COMMAND', 'OBJECT', 'BY', 'AT', 'APPROVED BY'],
    none: 'no plan waits for an approval',
    waiting: (count: number) => `${String(count)} plan(s) to approve`,
    title: (command: string, object: string) => `approve ${command} of ${object}`,
    by: (who: string, at: string) => `  planned by ${who} at ${at}`,
    noSuch: (digest: string) => `no plan ${digest} waits for an approval`,
    noSuchFix:
      'koupctl approve lists those that do; a plan is recorded when it is refused for want of an approval',
    ambiguous: (digest: string) => `more than one plan begins with ${digest}`,
    ambiguousFix: 'write more of it',
    tampered: (digest: string) => `the recorded plan ${digest} is not the one that was planned`,
    tamperedFix: 'somebody has changed the record; have it planned anew',
    own: (who: string) => `${who} has planned this: another person has to approve it`,
    question: 'Approve this plan?',
    declined: 'declined; nothing was approved',
    stopped: 'stopped at the question; nothing was approved',
    dryRun: 'dry run: nothing was approved',
    notTerminal: 'not a terminal, and no --yes: nobody can accept the plan',
    done: (digest: string, who: string) => `${who} approves plan ${digest}`,
    next: 'who planned it: the same command once more, with the same plan',
    mayNot: (why: string) => `the approval can't be recorded: ${why}`,
  },
  audit: {
    columns: ['SEQ', 'AT', 'EVENT', 'COMMAND', 'OBJECT', 'VERSION', 'BY', 'OUTCOME'],
    wide: ['FROM', 'PLAN', 'APPROVED BY', 'TICKET', 'REASON', 'EMERGENCY', 'MESSAGE'],
    empty: 'no change is recorded',
    listed: (count: number) => `${String(count)} entry(ies)`,
    unended: (count: number) =>
      `${String(count)} change(s) have begun, and no end is recorded: under way, or killed`,
    whole: (count: number, head: string) =>
      `the record is whole: ${String(count)} entry(ies), the last one ${head}`,
    broken: 'the record is not as it was written',
    breaks: {
      missing: (seq: string) => `entry ${seq} is missing`,
      changed: (seq: string) => `entry ${seq} was changed`,
      unlinked: (seq: string) => `entry ${seq} does not follow from the one before`,
      twice: (seq: string) => `entry ${seq} is there more than once`,
      head: (seq: string) => `the last entry is ${seq}, and another is said to be`,
      anchor: (seq: string) => `entry ${seq} is not the one whose digest was kept`,
    },
    badAnchor: (text: string) => `"${text}" is no SEQ:DIGEST`,
    badAnchorFix: 'as koupctl audit verify says it of the last entry',
  },
};

/** By the clock of the rule's zone, and in UTC where that is another. */
function clocks(inZone: string, zone: string, utc: string): string {
  return zone === 'UTC' ? `${utc} UTC` : `${inZone} ${zone} (${utc} UTC)`;
}
