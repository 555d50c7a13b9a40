/**
 * What is good once, twenty times at once on two nodes. Of a code and a rotated refresh token one use is answered, and because it may be
 * the thief's, all of it dies; of a client assertion, a pushed request and a DPoP proof one use is answered, and nothing else is harmed.
 */
import { it } from '@jest/globals';
import { createProofKey } from '../grant/proofs.ts';
import { newCustomer } from '../world/customers.ts';
import { issuer } from '../world/node-setup.ts';
import type { Cluster, ClusterNode } from '../world/nodes.ts';
import type { TokenAnswer } from '../world/outside.ts';
import { clientOf, login } from '../world/people.ts';
import { type Ended, pushWith, redeemBound, userinfoBound } from './requests.ts';
import { patience, race } from './rounds.ts';

const uses = 20;

export function singleUse(kind: string, cluster: () => Cluster): void {
  const onBoth = <T>(use: (node: ClusterNode) => Promise<T>): Promise<readonly T[]> =>
    Promise.all(Array.from({ length: uses }, (_, index) => use(cluster().nodes[index % 2 === 0 ? 0 : 1])));

  it(
    `T19: ${uses} exchanges of one code: one is answered, and its tokens are dead`,
    async () => {
      await race(cluster(), `T19 code, ${uses} at once, ${kind}`, async () => {
        const { answer } = await signIn();
        return familyFaults(await onBoth((node) => node.exchange(clientOf.pro, answer)));
      });
    },
    patience,
  );

  it(
    `T20: ${uses} uses of one refresh token: one is answered, and the whole family is dead`,
    async () => {
      await race(cluster(), `T20 refresh token, ${uses} at once, ${kind}`, async () => {
        const { tokens } = await cluster().nodes[0].exchange(clientOf.pro, (await signIn()).answer);
        const faults = await familyFaults(await onBoth((node) => node.refresh(clientOf.pro, tokens)));
        return (await cluster().nodes[1].introspect(tokens))['active'] === true ? [...faults, 'the first access token is active'] : faults;
      });
    },
    patience,
  );

  it(
    `T34: ${uses} uses of one client assertion: one is answered, the others are no client`,
    async () => {
      const { signingClient } = cluster();
      await race(cluster(), `T34 client assertion, ${uses} at once, ${kind}`, async () => {
        const proof = await signingClient.assertion();
        return faultsIn(await onBoth((node) => pushWith(node, signingClient.clientId, proof)), 201, '401 invalid_client');
      });
    },
    patience,
  );

  it(
    `T33: ${uses} authorizations with one pushed request: one gets a code, and it is good`,
    async () => {
      await race(cluster(), `T33 request_uri, ${uses} at once, ${kind}`, async () => {
        const { browser } = await signIn();
        const { body } = await cluster().nodes[1].push(clientOf.pro, {});
        const answers = await onBoth((node) => node.authorize(browser, clientOf.pro, { request_uri: body['request_uri'] ?? '' }));
        const winner = answers.find(({ left }) => left?.searchParams.has('code'));
        const good = winner && (await cluster().nodes[0].exchange(clientOf.pro, winner)).status === 200;
        const ends = answers.map(({ status, left }) => ({ status, error: left?.searchParams.get('error') ?? undefined }));
        return [...faultsIn(ends, 303, '303 invalid_request_uri'), ...(good ? [] : ['the code is not exchanged'])];
      });
    },
    patience,
  );

  it(
    `T35: ${uses} uses of one DPoP proof: one is answered, and the token stays good for the next proof`,
    async () => {
      const key = await createProofKey();
      await race(cluster(), `T35 DPoP proof, ${uses} at once, ${kind}`, async () => {
        const { answer } = await signIn();
        const { access_token } = await redeemBound(cluster().nodes[0], answer, await key.proof('POST', `${issuer}/token`));
        const proof = () => key.proof('GET', `${issuer}/me`, { accessToken: access_token });
        const used = await proof();
        const faults = faultsIn(await onBoth((node) => userinfoBound(node, access_token, used)), 200, '401 invalid_token');
        const { status } = await userinfoBound(cluster().nodes[1], access_token, await proof());
        return status === 200 ? faults : [...faults, `the next proof is answered ${status}`];
      });
    },
    patience,
  );

  async function signIn() {
    const customer = await newCustomer(cluster());
    const browser = cluster().openBrowser(cluster().nodes[0], cluster().nodes[1]);
    return { browser, answer: await login(cluster().nodes[0], browser, 'pro', customer.pro) };
  }

  async function familyFaults(answers: readonly TokenAnswer[]): Promise<string[]> {
    const winners = answers.filter(({ status }) => status === 200);
    const alive = await Promise.all(
      winners.flatMap(({ tokens }) => cluster().nodes.map(async (node) => (await node.introspect(tokens))['active'] === true)),
    );
    const ends = answers.map(({ status, tokens: { error } }) => ({ status, error }));
    return [...faultsIn(ends, 200, '400 invalid_grant'), ...(alive.includes(true) ? ['a token is active afterwards'] : [])];
  }
}

/** One is answered; each of the others is refused, in these words. */
function faultsIn(ends: readonly Ended[], granted: number, refusal: string): string[] {
  const isGranted = ({ status, error }: Ended) => status === granted && error === undefined;
  const winners = ends.filter(isGranted).length;
  const others = ends.filter((end) => !isGranted(end)).map(({ status, error }) => `${status} ${error}`);
  return [...(winners === 1 ? [] : [`${winners} of ${uses} were answered`]), ...new Set(others.filter((end) => end !== refusal))];
}
