/** Every mistake in a configuration is told with its path, and all of them at once. */
import { describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '../../src/server/config/load.ts';
import { ConfigurationError } from '../../src/server/config/problems.ts';
import { readSecrets } from '../../src/server/environment.ts';
import { configFolder, consentFolderOf, demoFile, demoVariables, folderOf, publicKeys } from './demo-variables.ts';

const sender = { name: 'Banque', address: 'ne-pas-repondre@bank.example' };
const client = { client_id: 'espace-entreprises', space: 'entreprises', redirect_uris: ['https://e.example/cb'], jwks: publicKeys };
const twoOfOneName = '{"keys":[{"kty":"EC","kid":"a"},{"kty":"EC"},{"kty":"EC","kid":"a"}]}';

/** The demo's configuration with a change merged over it → the problems. */
const table: readonly [mistake: string, overlay: unknown, problems: readonly string[]][] = [
  ['an unknown setting', { sesion_life: '2h' }, ['sesion_life: is not a known setting']],
  [
    'an unknown setting inside a list',
    { policies: [{ id: 'pro-particuliers', consent: '1' }] },
    ['policies[0].consent: is not a known setting'],
  ],
  [
    'an issuer with a slash',
    { issuer: 'https://op.example/' },
    ['issuer: must be an https URL without a slash at its end (http only for localhost)'],
  ],
  [
    'an issuer without TLS',
    { issuer: 'http://op.example' },
    ['issuer: must be an https URL without a slash at its end (http only for localhost)'],
  ],
  ['a duration without a unit', { lives: { session: '7200' } }, ['lives.session: must be a duration such as 30s, 15m, 2h or 7d']],
  [
    'a space whose own language is not offered',
    { spaces: [{ id: 'pro', default_language: 'de' }] },
    ["spaces[0].default_language: 'de' is not one of the languages"],
  ],
  ['a time zone that there is not', { time_zone: 'Europe/Nantes' }, ['time_zone: must be a time zone such as Europe/Paris']],
  ['a currency that there is not', { currency: 'euro' }, ['currency: must be a currency such as EUR']],
  ['a duration that is a number', { lives: { code: 30 } }, ['lives.code: must be string, received number']],
  [
    'a duration of nothing',
    { policies: [{ id: 'pro-particuliers', lives: { pending_link: '0m' } }] },
    ['policies[0].lives.pending_link: must be a duration such as 30s, 15m, 2h or 7d'],
  ],
  ['notices from nobody, by nothing', { notices: {} }, ['notices.from: is missing', 'notices.smtp: is missing']],
  [
    'notices in clear to another machine, with half a login',
    { notices: { from: sender, smtp: { host: 'smtp.bank.example', tls: 'none', username: 'passerelle' } } },
    ["notices.smtp.tls: 'none' is for a mail server on this machine only", 'notices.smtp.password: is missing beside username'],
  ],
  [
    'a password of nobody',
    { notices: { from: sender, smtp: { host: 'smtp.bank.example', password: 'a-password' } } },
    ['notices.smtp.username: is missing beside password'],
  ],
  [
    'a sender that would write headers, a server that is none, a certificate that is none',
    {
      notices: {
        from: { name: 'Banque\r\nBcc: x@example.com', address: 'a@example.com, b@example.com' },
        smtp: { host: 'smtp.bank.example/x', port: 0, ca: 'none' },
      },
    },
    [
      'notices.from.name: must be one line',
      'notices.from.address: must be a mail address',
      'notices.smtp.host: must be a host name',
      'notices.smtp.port: Too small: expected number to be >=1',
      'notices.smtp.ca: must be a certificate in PEM',
    ],
  ],
  [
    'a password whose variable is not set',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the configuration
    { notices: { from: sender, smtp: { host: 'smtp.bank.example', username: 'passerelle', password: '${SMTP_PASSWORD}' } } },
    ['notices.smtp.password: the variable SMTP_PASSWORD is not set'],
  ],
  [
    'a client of no known space',
    { clients: [{ ...client, initiate_login_uri: 'https://e.example/login' }] },
    ["clients[8].space: no space 'entreprises'"],
  ],
  [
    'a space without its entry client',
    { spaces: [{ id: 'entreprises', name: { fr: 'E', en: 'E' }, entry_client: 'nobody' }] },
    ["spaces[2].entry_client: no client 'nobody'"],
  ],
  [
    'an entry client of another space',
    { spaces: [{ id: 'pro', entry_client: 'espace-particuliers' }] },
    ["spaces[0].entry_client: client 'espace-particuliers' does not belong to space 'pro'"],
  ],
  [
    'an entry client that cannot be entered',
    { spaces: [{ id: 'particuliers', entry_client: 'outside-native' }] },
    ["spaces[1].entry_client: client 'outside-native' has no initiate_login_uri"],
  ],
  [
    'a space without a name in a language',
    {
      languages: ['fr', 'en'],
      spaces: [{ id: 'entreprises', name: { fr: 'E' }, entry_client: 'espace-entreprises' }],
      clients: [{ ...client, initiate_login_uri: 'https://e.example/login' }],
    },
    ["spaces[2].name: no name in language 'en'"],
  ],
  [
    'a policy for an unknown space',
    { policies: [{ id: 'pro-particuliers', other_space: 'entreprises', clients: ['espace-pro'], clients_without_par: [] }] },
    ["policies[0].other_space: no space 'entreprises'"],
  ],
  [
    'a policy from a space to itself',
    { policies: [{ id: 'pro-particuliers', other_space: 'pro', clients: ['espace-pro'], clients_without_par: [] }] },
    ['policies[0].other_space: must be another space than activating_space'],
  ],
  [
    'a policy for an unknown client',
    { policies: [{ id: 'pro-particuliers', clients: ['espace-pro', 'nobody'], clients_without_par: [] }] },
    ["policies[0].clients[1]: no client 'nobody' in space 'pro' or 'particuliers'"],
  ],
  [
    'a policy for a client of no space',
    { policies: [{ id: 'pro-particuliers', clients: ['outside-rs'], clients_without_par: [] }] },
    ["policies[0].clients[0]: no client 'outside-rs' in space 'pro' or 'particuliers'"],
  ],
  [
    'a policy for a native client',
    { policies: [{ id: 'pro-particuliers', clients: ['outside-native'], clients_without_par: [] }] },
    ["policies[0].clients[0]: client 'outside-native' is native: the gateway is for the web only"],
  ],
  [
    'an exemption from PAR for nobody',
    { policies: [{ id: 'pro-particuliers', clients_without_par: ['nobody'] }] },
    ["policies[0].clients_without_par[0]: client 'nobody' is not one of the policy's clients"],
  ],
  [
    'two policies for one pair of spaces',
    {
      policies: [
        { id: 'the-other-way', activating_space: 'particuliers', other_space: 'pro', clients: ['espace-pro'], consent_version: '1' },
      ],
    },
    [
      "policies[1]: policy 'pro-particuliers' is already about 'particuliers' and 'pro'",
      "policies[1].consent_version: no consent text 'the-other-way/1.fr.md'",
      "policies[1].consent_version: no consent text 'the-other-way/1.en.md'",
    ],
  ],
  [
    'a consent version without a text',
    { policies: [{ id: 'pro-particuliers', consent_version: '2' }] },
    [
      "policies[0].consent_version: no consent text 'pro-particuliers/2.fr.md'",
      "policies[0].consent_version: no consent text 'pro-particuliers/2.en.md'",
    ],
  ],
  [
    'T57: default_max_age on a client of a space',
    { clients: [{ client_id: 'espace-pro', default_max_age: 300 }] },
    ['clients[0].default_max_age: is not possible for a client of a space'],
  ],
  [
    'private_key_jwt without keys',
    { clients: [{ client_id: 'extra', redirect_uris: ['https://e.example/cb'] }] },
    ['clients[8].jwks: private_key_jwt needs jwks or jwks_uri'],
  ],
  [
    'a client secret that is missing',
    { clients: [{ client_id: 'extra', redirect_uris: ['https://e.example/cb'], token_endpoint_auth_method: 'client_secret_basic' }] },
    ['clients[8].client_secret: client_secret_basic needs a client_secret'],
  ],
  [
    'a client without a redirect URI',
    { clients: [{ client_id: 'extra', jwks: publicKeys }] },
    ['clients[8].redirect_uris: authorization_code needs a redirect URI'],
  ],
  [
    'a private key where a public one belongs',
    { clients: [{ client_id: 'espace-pro', jwks: '{"keys":[{"kty":"EC","d":"secret"}]}' }] },
    ['clients[0].jwks: must hold public keys only'],
  ],
  ['a key set that is no JSON', { clients: [{ client_id: 'espace-pro', jwks: 'oops' }] }, ['clients[0].jwks: must be a JSON Web Key Set']],
  [
    'a client with two keys of one name',
    { clients: [{ client_id: 'espace-pro', jwks: twoOfOneName }] },
    ["clients[0].jwks.keys[2].kid: 'a' is there twice"],
  ],
  [
    'an event issuer with two keys of one name',
    { event_issuers: [{ issuer: 'https://bank.example', jwks: twoOfOneName, spaces: ['pro'] }] },
    ["event_issuers[0].jwks.keys[2].kid: 'a' is there twice"],
  ],
  [
    'a resource server of no known space',
    { resource_servers: [{ resource: 'https://api.example', space: 'nowhere', scopes: ['balance'] }] },
    ["resource_servers[1].space: no space 'nowhere'"],
  ],
  ['an outgoing host without a port', { outgoing: { allowed_hosts: ['localhost'] } }, ['outgoing.allowed_hosts[0]: must be host:port']],
];

it('the own keys, two of one name: refused with the variable and the place', () => {
  const secrets = { PASSERELLE_COOKIE_KEYS: 'k'.repeat(32), PASSERELLE_AUTHENTICATOR_KEY: '{}' };
  expect(() => readSecrets({ ...secrets, PASSERELLE_JWKS: twoOfOneName })).toThrow("PASSERELLE_JWKS: keys[2].kid: 'a' is there twice");
  expect(readSecrets({ ...secrets, PASSERELLE_JWKS: '{"keys":[{"kty":"EC"},{"kty":"EC"}]}' }).jwks.keys).toHaveLength(2);
});

describe('configuration', () => {
  it.each(table)('%s', (_mistake, overlay, problems) => {
    expect(problemsOf(() => loadConfiguration({ files: [demoFile], variables: demoVariables, overlay }))).toEqual(problems);
  });

  it('a missing variable, named with its path and never a second time as a wrong value', () => {
    const { PHONE_URL: _, ESPACE_PRO_JWKS: __, ...variables } = demoVariables;
    expect(problemsOf(() => loadConfiguration({ files: [demoFile], variables }))).toEqual([
      'spaces[0].authenticator.issuer: the variable PHONE_URL is not set',
      'spaces[1].authenticator.issuer: the variable PHONE_URL is not set',
      'clients[0].jwks: the variable ESPACE_PRO_JWKS is not set',
    ]);
  });

  it('the activating space without an authenticator', () => {
    const folder = folderOf({ 'passerelle.yaml': twoSpaces });
    const consentTexts = consentFolderOf({ 'a-b': text });
    expect(problemsOf(() => loadConfiguration({ files: [`${folder}/passerelle.yaml`], variables: {}, consentTexts }))).toEqual([
      "policies[0].activating_space: space 'a' has no authenticator to approve with",
    ]);
  });

  it('consent texts that name no account, or a placeholder that nobody fills', () => {
    const folder = folderOf({
      'passerelle.yaml': twoSpaces.replace(
        'entry_client: client-a',
        'entry_client: client-a, authenticator: { issuer: https://ciba.example, client_id: p }',
      ),
      'consent/a-b/1.fr.md': 'De {{source_account}} à {{cible}}.',
    });
    expect(problemsOf(() => loadConfiguration({ files: [`${folder}/passerelle.yaml`], variables: {} }))).toEqual([
      "policies[0].consent_version: consent text 'a-b/1.fr.md' has an unknown placeholder '{{cible}}'",
      "policies[0].consent_version: consent text 'a-b/1.fr.md' does not name '{{target_account}}'",
    ]);
  });

  it('the same id twice in one file', () => {
    const folder = folderOf({ 'passerelle.yaml': twoSpaces.replace('client_id: client-b', 'client_id: client-a') });
    expect(problemsOf(() => loadConfiguration({ files: [`${folder}/passerelle.yaml`], variables: {} }))).toContain(
      "clients[1].client_id: 'client-a' is there twice",
    );
  });

  it('all problems in one message', () => {
    const overlay = { lives: { session: 'long' }, behind_proxy: 'yes', colour: 'blue' };
    expect(() => loadConfiguration({ files: [demoFile], variables: demoVariables, overlay })).toThrow(
      new ConfigurationError([
        { path: ['behind_proxy'], message: 'must be boolean, received string' },
        { path: ['lives', 'session'], message: 'must be a duration such as 30s, 15m, 2h or 7d' },
        { path: ['colour'], message: 'is not a known setting' },
      ]),
    );
  });

  it('a file that is not there, and one that is not YAML', () => {
    expect(problemsOf(() => loadConfiguration({ files: [`${configFolder}/none.yaml`], variables: {} }))).toEqual([
      `${configFolder}/none.yaml cannot be read`,
    ]);
    const folder = folderOf({ 'passerelle.yaml': 'issuer: [' });
    expect(problemsOf(() => loadConfiguration({ files: [`${folder}/passerelle.yaml`], variables: {} }))[0]).toMatch(
      /passerelle\.yaml is not YAML: /,
    );
  });
});

function problemsOf(load: () => unknown): readonly string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

const text = '{{source_account}} {{target_account}}';
const twoSpaces = `
issuer: https://op.example
languages: [fr]
spaces:
  - { id: a, name: { fr: A }, entry_client: client-a }
  - { id: b, name: { fr: B }, entry_client: client-b }
clients:
  - { client_id: client-a, space: a, jwks_uri: https://a.example/jwks, redirect_uris: [https://a.example/cb], initiate_login_uri: https://a.example/login }
  - { client_id: client-b, space: b, jwks_uri: https://b.example/jwks, redirect_uris: [https://b.example/cb], initiate_login_uri: https://b.example/login }
policies:
  - { id: a-b, activating_space: a, other_space: b, clients: [client-a, client-b], consent_version: "1" }
`;
