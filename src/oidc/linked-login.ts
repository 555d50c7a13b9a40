/**
 * Writes a linked login: first its record, then the target's session. The order inside the session matters: the mark comes first,
 * so that a crash afterwards leaves a fenced session and never one that looks direct.
 */
import type { AccountLink } from '../linking/account-link.ts';
import { acr } from '../linking/assurance.ts';
import { browserKey, isKnownBrowser } from '../linking/known-browsers.ts';
import type { LinkPolicy } from '../linking/link-policy.ts';
import type { LinkedLogin } from '../linking/linked-login.ts';
import type { BrowserCookie } from './browser-cookie.ts';
import { browserFamilyOf } from './browser-family.ts';
import { sessionUidFor } from './mark.ts';
import type { Parts } from './parts.ts';
import type { HostContext } from './passerelle-types.ts';
import type { ProviderSession } from './request-memory.ts';

export interface Switch {
  readonly link: AccountLink;
  readonly policy: LinkPolicy;
  readonly policyEpoch: number;
  readonly counterpart: string;
  readonly source: string;
  readonly target: string;
  readonly clientId: string;
  readonly sourceSession: ProviderSession;
  readonly via?: LinkedLogin['via'];
  /** The request of the person's browser. */
  readonly host?: HostContext;
}

export function createLinkedLogins({ store, memories, clock, newId, emit, nudge, sessionLife }: Parts, browserCookie: BrowserCookie) {
  /** The record; everything that can fail. */
  async function open({
    link,
    policy,
    policyEpoch,
    counterpart,
    source,
    target,
    clientId,
    sourceSession,
    via = 'browser',
    host,
  }: Switch): Promise<LinkedLogin> {
    const authTime = new Date((sourceSession.loginTs ?? 0) * 1000);
    const browser = browserFamilyOf(host?.req.headers['user-agent']);
    const unknownBrowser = host && unknownBrowserOf(link, host);
    const life = Math.min(policy.lives.linkedLogin, sessionLife);
    const login: LinkedLogin = {
      id: newId(),
      linkId: link.id,
      policyId: policy.id,
      policyEpoch,
      source,
      target,
      sourceUid: sourceSession.uid,
      actor: sourceSession.accountId ?? '',
      accountId: counterpart,
      clientId,
      authTime,
      via,
      ...(browser !== undefined && { browser }),
      ...(unknownBrowser !== undefined && { unknownBrowser }),
      createdAt: clock(),
      // Counted from the source's authentication: switching to and fro renews nothing (T53).
      expiresAt: new Date(authTime.getTime() + life * 1000),
    };
    await store.linkedLogins.insert(login);
    const memory = memories.current();
    memory?.fenced.set(login.id, Promise.resolve(login));
    memory?.alive.set(login.id, login);
    emit({ event: 'switch.accepted', login: login.id, link: link.id, source, target, client: clientId, via });
    if (unknownBrowser !== undefined) nudge();
    return login;
  }

  /** By the link as this request has read it: whether it is the first, the link's own compare-and-set decides (new-browsers.ts). */
  function unknownBrowserOf(link: AccountLink, host: HostContext): string | undefined {
    const id = browserCookie.idOf(host);
    const key = id === undefined ? undefined : browserKey(link.id, id);
    return key === undefined || isKnownBrowser(link.browsers, key) ? undefined : key;
  }

  return { open };
}

/** Assigns only. The caller rotates the session's id (T9). */
export function writeIntoSession(session: ProviderSession, login: LinkedLogin): void {
  session.uid = sessionUidFor(login.id);
  session.authorizations = undefined;
  session.loginAccount({
    accountId: login.accountId,
    loginTs: Math.floor(login.authTime.getTime() / 1000),
    acr: acr.linked,
    transient: true,
  });
}
