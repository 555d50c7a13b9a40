/** `passerelle explain`: would a switch work now, and which check says no? Asked of the code that decides switches, without an HTTP request. */
import type { Explanation } from '../../oidc/passerelle-types.ts';
import { readConfiguration, readSecrets } from '../environment.ts';
import { createLog } from '../log.ts';
import { createServer } from '../server.ts';
import type { Command, Ground } from './command.ts';

export const explain: Command = {
  summary: 'Would a switch work for the account now, and which check says no?',
  options: {
    account: { value: 'account id', required: true },
    from: { value: 'space', required: true },
    to: { value: 'space', required: true },
  },
  async run(ground, { account = '', from = '', to = '' }) {
    const explanation = await answerTo(ground, { accountId: account, source: from, target: to });
    const { allowed, code, checks, linkId, retryAt } = explanation;
    return {
      exitCode: allowed ? 0 : 1,
      lines: linesOf(explanation),
      json: { allowed, code, checks, ...(linkId !== undefined && { link_id: linkId }), ...(retryAt && { retry_at: retryAt }) },
    };
  },
};

async function answerTo(
  { environment, openStore, clock, errors }: Ground,
  question: { readonly accountId: string; readonly source: string; readonly target: string },
): Promise<Explanation> {
  const configuration = readConfiguration(environment);
  const secrets = readSecrets(environment);
  const log = createLog({ level: 'error', stream: errors });
  const server = createServer({ configuration, secrets, store: await openStore(), clock, log });
  try {
    return await server.passerelle.links.explain(question);
  } finally {
    await server.close();
  }
}

function linesOf({ allowed, code, checks, linkId, retryAt }: Explanation): readonly string[] {
  const width = Math.max(...checks.map(({ check }) => check.length));
  return [
    allowed ? 'The switch would work.' : `The switch would not work: ${code}`,
    ...checks.map(({ check, ok, code: refusal }) => `  ${check.padEnd(width)}  ${ok ? 'ok' : `NO  ${refusal ?? ''}`}`.trimEnd()),
    ...(linkId === undefined ? [] : [`Link: ${linkId}`]),
    ...(retryAt ? [`A new activation is possible from ${retryAt.toISOString()}.`] : []),
  ];
}
