/** A relying party asks: at once or by a pushed request, which may be used again. */
import { relyingParty } from '../../extension/bare-flows.ts';
import { authorize, unusable } from '../model/looking.ts';
import { other, over } from '../model/state.ts';
import type { Asked } from '../model/table.ts';
import { clientOf, operationsResource } from '../wire.ts';
import type { Desk, Screens, Step } from './step.ts';

export function createAsking({ bank, browser, pushed }: Desk, { shown }: Screens) {
  /** `wanted` says whether it is pushed first. */
  function asking(tab: number, asked: Asked, { keep = false, push = false } = {}): Step {
    return {
      ...common(tab, asked, keep),
      name: `ask ${JSON.stringify(asked)}${push ? ' by PAR' : ''} in tab ${tab}`,
      labels: [...labelsOf(asked), ...(push ? ['pushed'] : [])],
      expect(state) {
        if (push) state.pushed[tab] = { at: state.now, used: false };
        return authorize(state, tab, asked, push ? tab : undefined);
      },
      async play() {
        const parameters = await parametersOf(asked);
        if (!push) return shown(tab, await browser.authorize(clientOf(asked.space), parameters));
        const uri = await relyingParty(bank, clientOf(asked.space)).push(parameters);
        if (uri.startsWith('error')) return { line: uri };
        pushed[tab] = { uri, asked };
        return shown(tab, await browser.browser.get(pushedUrl(clientOf(asked.space), uri)));
      },
    };
  }

  /** A pushed request once more, by its own client or by the one of the other space. */
  function askingAgain(tab: number, first: number, { keep = false, stolen = false } = {}): Step | undefined {
    const found = pushed[first];
    if (!found) return undefined;
    const { uri, asked } = found;
    const client = clientOf(stolen ? other(asked.space) : asked.space);
    return {
      ...common(tab, asked, keep),
      name: `use the pushed request of tab ${first} again${stolen ? ' by the other client' : ''} in tab ${tab}`,
      labels: [stolen ? 'pushed request of another client' : 'pushed request used again'],
      expect: (state) => (stolen ? unusable : authorize(state, tab, asked, first)),
      async play() {
        const observed = shown(tab, await browser.browser.get(pushedUrl(client, uri)));
        // Whether there is somewhere to be sent back to depends on whether the store has kept it.
        return observed.line === over || (stolen && observed.line.startsWith('error invalid_')) ? { line: unusable } : observed;
      },
    };
  }

  function common(tab: number, { space, operation }: Asked, keep: boolean) {
    return { is: 'ask' as const, tab, space, keep, ...(operation !== undefined && { operation }) };
  }

  async function parametersOf(asked: Asked): Promise<Record<string, string>> {
    const { from, prompt, acr, essential, maxAge, hint, loginHint, operation } = asked;
    const demanded = essential && { id_token: { acr: { essential: true, value: `urn:passerelle:acr:${essential}` } } };
    return {
      ...(from && { linked_from: other(asked.space) }),
      ...(prompt && { prompt }),
      ...(acr && { acr_values: `urn:passerelle:acr:${acr}` }),
      ...(demanded && { claims: JSON.stringify(demanded) }),
      ...(maxAge !== undefined && { max_age: String(maxAge) }),
      ...(hint !== undefined && { id_token_hint: await bank.hintOf(clientOf(asked.space), hint) }),
      ...(loginHint !== undefined && { login_hint: loginHint }),
      ...(operation !== undefined && {
        authorization_details: JSON.stringify([{ type: 'operation', payee: 'Garage Martin', amount: operation }]),
        resource: operationsResource,
      }),
    };
  }

  return { asking, askingAgain };
}

function pushedUrl(client: string, uri: string): string {
  return `/auth?${new URLSearchParams({ client_id: client, request_uri: uri })}`;
}

/** What is asked for beside the space, to be counted with its answer. */
function labelsOf({ acr, essential, maxAge, hint, loginHint, operation }: Asked): readonly string[] {
  const labels = [
    ...(acr ? [`acr_values=${acr}`] : []),
    ...(essential ? [`essential ${essential}`] : []),
    ...(maxAge === undefined ? [] : [maxAge === 0 ? 'max_age=0' : 'max_age']),
    ...(hint === undefined ? [] : ['id_token_hint']),
    ...(loginHint === undefined ? [] : ['login_hint']),
    ...(operation === undefined ? [] : ['operation']),
  ];
  return labels.length > 0 ? [...labels, 'more'] : labels;
}
