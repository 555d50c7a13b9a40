/** What a right configuration becomes: merged, complete, with the defaults of the table of lives. */
import { describe, expect, it } from '@jest/globals';
import { hashOfText } from '../../src/server/config/consent-pins.ts';
import { loadConfiguration } from '../../src/server/config/load.ts';
import { configFolder, consentFolderOf, demoFile, demoVariables, folderOf } from './demo-variables.ts';

const production = {
  PASSERELLE_ISSUER: 'https://op.example',
  AUTHENTICATOR_ISSUER: 'https://ciba.example',
  ESPACE_PRO_URL: 'https://pro.example',
  ESPACE_PARTICULIERS_URL: 'https://particuliers.example',
};

describe('the configuration of production', () => {
  const configuration = loadConfiguration({ files: [`${configFolder}/passerelle.yaml`], variables: production });

  it('loads as it is delivered, with the lives of the design', () => {
    expect(configuration.lives).toEqual({ session: 7200, code: 30, accessToken: 600, refreshToken: 7200, pendingLink: 300 });
    expect(configuration.policies[0]?.lives).toEqual({
      linkedLogin: 7200,
      pendingLink: 300,
      activationLoginAge: 900,
      reactivationDelay: 86_400,
    });
    expect(configuration.loginLimits).toEqual({
      failuresPerAccount: 5,
      lockSeconds: 900,
      failuresPerAddressAndMinute: 20,
      codeResetsPerAccountAndHour: 5,
      unconfirmedApprovalsPerAccountAndHour: 5,
    });
  });

  it('T58: gives each space a session cookie of its own, tied to the host', () => {
    expect(configuration.spaces.map(({ cookieName }) => cookieName)).toEqual(['__Host-session.pro', '__Host-session.particuliers']);
  });

  it('pushes authorization requests and demands PKCE unless told otherwise', () => {
    for (const { pkceRequired, metadata } of configuration.clients) {
      expect([pkceRequired, metadata.require_pushed_authorization_requests, metadata.token_endpoint_auth_method]).toEqual([
        true,
        true,
        'private_key_jwt',
      ]);
    }
  });

  it('keeps consent texts by policy and language', () => {
    expect(Object.keys(configuration.consentTexts['pro-particuliers'] ?? {})).toEqual(['fr', 'en']);
  });

  it("names who answers for the customers' data, and without a name the issuer's host", () => {
    expect(configuration.controller).toEqual({ name: new URL(configuration.issuer).host });
    const { controller } = loadConfiguration({ files: [demoFile], variables: demoVariables });
    expect(controller).toEqual({ name: 'Banque de démonstration', contact: 'donnees-personnelles@banque.example' });
  });

  it('keeps the consent texts of earlier versions, as they are shown and pinned however their lines end, and of no other file', () => {
    const now = 'De {{source_account}} à {{target_account}}.';
    const before = 'Comme\n{{il_y_a_longtemps}}.';
    const pins = { 1: { fr: hashOfText(before) }, 2: { fr: hashOfText(now), en: hashOfText(now) } };
    const consentTexts = folderOf({
      'pro-particuliers/2.fr.md': now,
      'pro-particuliers/2.en.md': now,
      'pro-particuliers/1.fr.md': '\r\nComme\r\n{{il_y_a_longtemps}}.\r\n',
      'pro-particuliers/versions.yaml': JSON.stringify(pins),
      'elsewhere/1.fr.md': 'Ailleurs.',
    });
    const overlay = { policies: [{ id: 'pro-particuliers', consent_version: '2' }] };
    const { consentArchive } = loadConfiguration({ files: [demoFile], variables: demoVariables, overlay, consentTexts });
    const text = (policyId: string, version: string, language = 'fr') => consentArchive({ policyId, version, language });
    expect([text('pro-particuliers', '2'), text('pro-particuliers', '1')]).toEqual([now, before]);
    for (const [policyId, version] of [
      ['elsewhere', '1'],
      ['pro-particuliers', '3'],
      ['pro-particuliers', '../elsewhere/1'],
    ] as const)
      expect(text(policyId, version)).toBeUndefined();
    expect(text('pro-particuliers', '1', 'en')).toBeUndefined();
  });
});

describe('the configuration of the demo', () => {
  it('has the clients, the policy and the resource server that testers were promised', () => {
    const { clients, policies, resourceServers } = loadConfiguration({ files: [demoFile], variables: demoVariables });
    expect(clients.map(({ clientId, space }) => [clientId, space])).toEqual([
      ['espace-pro', 'pro'],
      ['espace-particuliers', 'particuliers'],
      ['outside-pro', 'pro'],
      ['outside-particuliers', 'particuliers'],
      ['outside-native', 'particuliers'],
      ['outside-rs', undefined],
      ['espace-particuliers-api', undefined],
      ['poste-conseiller', undefined],
    ]);
    expect(policies.map(({ id, activationsPerHour, lives }) => [id, activationsPerHour, lives.reactivationDelay])).toEqual([
      ['pro-particuliers', 50, 60],
    ]);
    expect(resourceServers).toEqual([{ resource: 'http://localhost:3002/api', space: 'particuliers', scopes: ['balance'] }]);
  });

  it('is changed by files merged over it: mappings by key, named things by their name, lists as a whole', () => {
    const folder = folderOf({
      'mine.yaml':
        'lives: { session: 4s, reactivation_delay: 2s }\npolicies: [{ id: pro-particuliers, lives: { pending_link: 3s } }]\noutgoing: { allowed_hosts: ["127.0.0.1:1"] }',
    });
    const { lives, policies, outgoingHosts, clients } = loadConfiguration({
      files: [demoFile, `${folder}/mine.yaml`],
      variables: demoVariables,
    });
    expect(lives).toEqual({ session: 4, code: 30, accessToken: 600, refreshToken: 4, pendingLink: 300 });
    expect(policies[0]?.lives).toEqual({ linkedLogin: 7200, pendingLink: 3, activationLoginAge: 900, reactivationDelay: 2 });
    expect(outgoingHosts).toEqual(['127.0.0.1:1']);
    expect(clients).toHaveLength(8);
  });
});

describe('another pair is a matter of configuration', () => {
  it('three spaces with two policies load', () => {
    const overlay = {
      spaces: [{ id: 'entreprises', name: { fr: 'Espace Entreprises', en: 'Corporate space' }, entry_client: 'espace-entreprises' }],
      clients: [
        {
          client_id: 'espace-entreprises',
          space: 'entreprises',
          jwks_uri: 'https://entreprises.example/jwks.json',
          redirect_uris: ['https://entreprises.example/callback'],
          initiate_login_uri: 'https://entreprises.example/login',
        },
      ],
      policies: [
        {
          id: 'pro-entreprises',
          activating_space: 'pro',
          other_space: 'entreprises',
          clients: ['espace-pro', 'espace-entreprises'],
          counterpart_proof: 'target_login',
          consent_version: '1',
        },
      ],
    };
    const text = 'De {{source_account}} à {{target_account}}.';
    const consentTexts = consentFolderOf({ 'pro-particuliers': text, 'pro-entreprises': text });
    const { spaces, policies } = loadConfiguration({ files: [demoFile], variables: demoVariables, overlay, consentTexts });
    expect(spaces.map(({ id, clients }) => [id, clients.length])).toEqual([
      ['pro', 2],
      ['particuliers', 3],
      ['entreprises', 1],
    ]);
    expect(policies.map(({ id, counterpartProof, lives }) => [id, counterpartProof, lives.reactivationDelay])).toEqual([
      ['pro-particuliers', 'same_person', 60],
      ['pro-entreprises', 'target_login', 60],
    ]);
  });
});
