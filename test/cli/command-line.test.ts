/** The command line: what an operator reads, what a program reads, and the exit code that both can go by. */
import { spawnSync } from 'node:child_process';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import type { Ground } from '../../src/server/cli/command.ts';
import { runCommandLine } from '../../src/server/cli/command-line.ts';
import type { ServerStore } from '../../src/server/server.ts';
import { demoFile, demoVariables, folderOf } from '../configuration/demo-variables.ts';
import { describeOnStores } from '../ground/stores.ts';
import { accountOf, changeAccount, linkedCustomer } from '../world/customers.ts';
import { type AlterableStore, openAlterableStore, removed } from './alterations.ts';

const noStore = () => Promise.reject<ServerStore>(new Error('MONGODB_URI: not set'));

async function run(argv: readonly string[], ground: Partial<Ground> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await runCommandLine(argv, {
    environment: {},
    clock: () => new Date(),
    print: (text) => out.push(text),
    complain: (text) => err.push(text),
    errors: new Writable({ write: (_chunk, _encoding, done) => done() }),
    openStore: noStore,
    fetch: () => Promise.reject(new Error('no network here')),
    ...ground,
  });
  return { exitCode, out: out.join('\n'), err: err.join('\n') };
}

describe('the command line', () => {
  it.each([[[]], [['--help']], [['history', 'verify', '--help']]])('%j: how it is used, and 0', async (argv) => {
    const { exitCode, out } = await run(argv);
    expect(exitCode).toBe(0);
    for (const command of ['check', 'explain --account', 'history verify', 'deliveries dead', 'receipt verify <file>'])
      expect(out).toContain(`passerelle ${command}`);
  });

  it.each([
    [['histories'], "There is no command 'histories'."],
    [['history'], "There is no command 'history'."],
    [['constructor'], "There is no command 'constructor'."],
    [['explain', '--account', 'a'], 'Missing: --from, --to.'],
    [['explain', '--account', '', '--from', 'pro', '--to', 'particuliers'], 'Missing: --account.'],
    [['history', 'verify', '--acount', 'a'], "Unknown option '--acount'"],
    [['history', 'verify', 'everything'], "Unexpected argument 'everything'"],
    [['receipt', 'verify', '--issuer', 'https://bank.example'], 'Missing: <file>.'],
    [['receipt', 'verify', 'one.jwt', 'two.jwt'], "Unexpected argument 'two.jwt'."],
    [['check', '--json=yes'], "Option '--json' does not take an argument"],
  ])('%j: what is wrong with it, and 2', async (argv, complaint) => {
    const { exitCode, out, err } = await run(argv);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(complaint);
  });

  it('a store that cannot be opened: one line that says so, and 2', async () => {
    expect(await run(['history', 'verify'])).toEqual({ exitCode: 2, out: '', err: 'MONGODB_URI: not set' });
  });

  it('check: all is well', async () => {
    const environment = { ...demoVariables, PASSERELLE_CONFIG: demoFile };
    expect(await run(['check'], { environment })).toEqual({ exitCode: 0, out: `${demoFile}: all is well`, err: '' });
    expect(JSON.parse((await run(['check', '--json'], { environment })).out)).toEqual({ ok: true, problems: [] });
  });

  it('check: every problem at once, each with its path, and 1', async () => {
    const folder = folderOf({ 'passerelle.yaml': 'issuer: ftp://a\nspaces: []\nclients: []\ncolour: blue\n' });
    const environment = { PASSERELLE_CONFIG: `${folder}/passerelle.yaml` };
    const { exitCode, out } = await run(['check'], { environment });
    expect(exitCode).toBe(1);
    for (const path of ['issuer:', 'spaces:', 'clients:', 'colour: is not a known setting']) expect(out).toContain(`\n  ${path}`);
    const { ok, problems } = JSON.parse((await run(['check', '--json'], { environment })).out);
    expect([ok, problems.length]).toEqual([false, 4]);
  });

  it('as a program of its own: output, errors and exit code are those of the process', () => {
    const program = (argv: readonly string[], environment: Record<string, string>) => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', 'src/server/cli.ts', ...argv],
        {
          env: { PATH: process.env.PATH, ...environment },
          encoding: 'utf8',
        },
      );
      return { status, stdout, stderr };
    };
    expect(program(['check', '--json'], { ...demoVariables, PASSERELLE_CONFIG: demoFile })).toEqual({
      status: 0,
      stdout: '{"ok":true,"problems":[]}\n',
      stderr: '',
    });
    expect(program(['deliveries', 'dead'], {})).toEqual({ status: 2, stdout: '', stderr: 'MONGODB_URI: not set\n' });
  });
});

describeOnStores('the command line', (kind) => {
  let alterable: AlterableStore;
  let environment: Record<string, string>;
  beforeAll(async () => {
    alterable = await openAlterableStore(kind);
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const key = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'a' };
    environment = {
      ...demoVariables,
      PASSERELLE_CONFIG: demoFile,
      PASSERELLE_COOKIE_KEYS: 'a-cookie-key-of-a-test-that-is-long-enough',
      PASSERELLE_JWKS: JSON.stringify({ keys: [key] }),
      PASSERELLE_AUTHENTICATOR_KEY: JSON.stringify(key),
    };
  });
  afterAll(() => alterable.close());

  const bank = () => ({ demo: { store: alterable.store } });
  /** The store is the test's to close. */
  const openStore = async () => ({ ...alterable.store, close: async () => undefined });
  const ask = (...argv: readonly string[]) => run(argv, { environment, openStore });
  const accountId = async (space: 'pro' | 'particuliers', identifier: string) => (await accountOf(bank(), space, identifier)).accountId;

  it('history verify: whole, then the entry that is missing, of one account or of all', async () => {
    const { linkId, pro } = await linkedCustomer(bank());
    const other = await linkedCustomer(bank());
    expect(await ask('history', 'verify')).toEqual({ exitCode: 0, out: '2 links, every history is whole.', err: '' });

    const link = await alterable.store.links.find(linkId);
    if (!link) throw new Error('no link');
    await alterable.alter(linkId, { history: removed(link.history, 1) });
    const { exitCode, out } = await ask('history', 'verify');
    expect(exitCode).toBe(1);
    expect(out).toContain(`Link ${linkId} (active, 2 entries):\n  entry 2: does not follow from the one before`);
    expect(out).toContain('2 links, 1 with a history that was altered.');
    const { out: json } = await ask('history', 'verify', '--account', await accountId('pro', pro), '--json');
    expect(JSON.parse(json)).toEqual({
      links: 1,
      altered: [{ link_id: linkId, faults: expect.arrayContaining([{ code: 'broken_chain', index: 1 }]) }],
    });
    expect((await ask('history', 'verify', '--account', await accountId('pro', other.pro))).exitCode).toBe(0);
  });

  it('history verify walks over every link there is, page by page', async () => {
    const link = await alterable.store.links.find((await linkedCustomer(bank())).linkId);
    if (!link) throw new Error('no link');
    const before = JSON.parse((await ask('history', 'verify', '--json')).out).links;
    for (let number = 0; number < 230; number += 1) {
      await alterable.store.links.insert({ ...link, id: `${link.id}-${number}`, status: 'revoked' });
    }
    const { links, altered } = JSON.parse((await ask('history', 'verify', '--json')).out);
    // Copies under other ids: of each the chain begins with another link's id.
    expect([links - before, altered.length - 1]).toEqual([230, 230]);
  });

  it('explain: every check, and whether a switch would work; nothing is written', async () => {
    const customer = await linkedCustomer(bank());
    const account = await accountId('pro', customer.pro);
    const argv = ['explain', '--account', account, '--from', 'pro', '--to', 'particuliers'];
    const allowed = await ask(...argv);
    expect(allowed).toMatchObject({ exitCode: 0, err: '' });
    expect(allowed.out).toContain(`The switch would work.\n`);
    expect(allowed.out).toContain(`Link: ${customer.linkId}`);

    await changeAccount(bank(), 'particuliers', customer.particuliers, { status: 'blocked', credentialsVersion: 'another' });
    const refused = await ask(...argv);
    expect(refused.exitCode).toBe(1);
    expect(refused.out).toMatch(/^The switch would not work: counterpart_blocked\n/);
    expect(refused.out).toMatch(/ {2}counterpart_account\s+NO {2}counterpart_blocked/);
    expect(JSON.parse((await ask(...argv, '--json')).out)).toMatchObject({ allowed: false, code: 'counterpart_blocked' });
    expect((await alterable.store.links.find(customer.linkId))?.status).toBe('active');
  });

  it('explain with secrets that are not there: their name, never their value, and 2', async () => {
    const { PASSERELLE_JWKS: _, ...without } = environment;
    const argv = ['explain', '--account', 'a', '--from', 'pro', '--to', 'particuliers'];
    expect(await run(argv, { environment: without, openStore })).toEqual({ exitCode: 2, out: '', err: 'PASSERELLE_JWKS: not set' });
    const quoting = await run(argv, { environment: { ...without, PASSERELLE_JWKS: '{"keys": [secret' }, openStore });
    expect(quoting.err).toBe('PASSERELLE_JWKS: neither JSON nor the path of a file with JSON');
  });

  it('deliveries dead: none, then each with its reason and without what was to be told', async () => {
    expect(await ask('deliveries', 'dead')).toEqual({ exitCode: 0, out: 'No delivery was given up.', err: '' });
    const { deliveries } = alterable.store;
    const now = new Date();
    const payload = { accountId: 'acc_pro_somebody', sid: 'one', reason: 'adviser' };
    await deliveries.put([{ id: 'logout:one', kind: 'backchannel_logout', destination: 'espace-pro', payload, createdAt: now }]);
    const [leased] = await deliveries.lease({ now, until: new Date(now.getTime() + 1000), limit: 1, except: [] });
    if (!leased) throw new Error('nothing was leased');
    await deliveries.settle(leased.id, leased.lease, { status: 'dead', at: now, error: 'HTTP 410' });

    const { exitCode, out } = await ask('deliveries', 'dead');
    expect(exitCode).toBe(1);
    expect(out).toContain('backchannel_logout to espace-pro: HTTP 410 (attempts: 1)  logout:one');
    const { out: json } = await ask('deliveries', 'dead', '--json');
    expect(JSON.parse(json).deliveries).toEqual([expect.objectContaining({ id: 'logout:one', last_error: 'HTTP 410', attempts: 1 })]);
    expect(out + json).not.toContain('acc_pro_somebody');
  });
});
