/**
 * What a store may answer. Its promises are proved by contract tests; what is looked at here, at every call, is what would do harm at once:
 * somebody else's link or login, a state that there is none of, a count that limits nothing, an empty document taken for a session.
 */
import type { Adapter } from 'oidc-provider';
import { type AccountLink, type AccountLinkStore, type LinkStatus, sidesFor } from '../linking/account-link.ts';
import type { EventFeedStore } from '../linking/event-feed.ts';
import type { LinkedLoginStore } from '../linking/linked-login.ts';
import type { PolicyStateStore } from '../linking/policy-state.ts';
import { faultIn, firstFault, isAmount, isDate, isDateOrNone, isMembers, isText, yesOrNo } from './answer-shapes.ts';
import type { ArtifactStore, ReplayStore } from './artifact-store.ts';
import type { AnswerChecks } from './unavailable.ts';

const statuses = new Set<unknown>(['pending', 'active', 'declined', 'expired', 'revoked'] satisfies LinkStatus[]);
const insertions = new Set<unknown>(['inserted', 'conflict']);
const replacements = new Set<unknown>(['replaced', 'stale', 'conflict']);

export const linkChecks: AnswerChecks<AccountLinkStore> = {
  insert: (answer) => (insertions.has(answer) ? undefined : 'outcome'),
  find: (link, id) => linkFault(link, (found) => found.id === id),
  replace: (answer) => (replacements.has(answer) ? undefined : 'outcome'),
  activeOf: (link, accountId, otherSpace) => linkFault(link, (found) => found.status === 'active' && joins(found, accountId, otherSpace)),
  pendingOf: (link, accountId) => linkFault(link, ({ status, activating }) => status === 'pending' && activating.accountId === accountId),
  lastRevokedOf: (link, accountId, otherSpace) =>
    linkFault(link, (found) => found.status === 'revoked' && joins(found, accountId, otherSpace)),
  allOf: (links, accountId) => faultIn(links, (link) => givenLinkFault(link, (found) => sidesFor(found, accountId) !== undefined)),
  page: (links, accountId) => faultIn(links, (link) => givenLinkFault(link, (found) => sidesFor(found, accountId) !== undefined)),
  scan: (links) => faultIn(links, (link) => givenLinkFault(link, () => true)),
  withAnnouncements: (links) => faultIn(links, (link) => givenLinkFault(link, () => true)),
  countStarted: (count) => (isAmount(count) ? undefined : 'count'),
};

export const linkedLoginChecks: AnswerChecks<LinkedLoginStore> = {
  find: (login, id) => (login === undefined ? undefined : loginFault(login, id)),
  end: yesOrNo,
  endAll: (count) => (isAmount(count) ? undefined : 'count'),
  awaitingCascade: (logins) => faultIn(logins, (login) => loginFault(login)),
  recentOf: (logins) => faultIn(logins, (login) => loginFault(login)),
  erase: (count) => (isAmount(count) ? undefined : 'count'),
};

export const policyStateChecks: AnswerChecks<PolicyStateStore> = {
  find: (state, policyId) => (state === undefined ? undefined : stateFault(state, policyId)),
  all: (states) => faultIn(states, (state) => stateFault(state)),
  replace: yesOrNo,
};

export const replayChecks: AnswerChecks<ReplayStore> = { firstUse: yesOrNo };

export const feedChecks: AnswerChecks<EventFeedStore> = { lastHeard: (at) => (isDateOrNone(at) ? undefined : 'time') };

/** Of the server's and the extension's own records; whoever keeps one knows what is in it. */
export const artifactChecks: AnswerChecks<ArtifactStore> = {
  upsert: yesOrNo,
  consume: yesOrNo,
  consumeWith: yesOrNo,
  find: (artifact) => (artifact === undefined || isMembers(artifact) ? undefined : 'not a document'),
  findByUid: (artifact) => (artifact === undefined || isMembers(artifact) ? undefined : 'not a document'),
  findByAccountId: (artifacts) => faultIn(artifacts, (artifact) => (isMembers(artifact) ? undefined : 'not a document')),
};

/**
 * Of what the library keeps, by whichever adapter. The library makes an empty session of an empty document, and writes it over the real one.
 * `null` and the like are the "not found" of many an adapter. What `consume` and `upsert` must answer is asked in session-documents.ts.
 */
export function adapterChecks(model: string): AnswerChecks<Adapter> {
  const documentFault = (found: unknown, isIt: (found: Readonly<Record<string, unknown>>) => boolean) => {
    if (!found) return undefined;
    if (!isMembers(found)) return 'not a document';
    // A client's document is its metadata.
    return model === 'Client' || (found.kind === model && isIt(found)) ? undefined : 'another document';
  };
  return {
    find: (found, id) => documentFault(found, ({ jti }) => jti === id),
    findByUid: (found, uid) => documentFault(found, (document) => document.uid === uid),
    findByUserCode: (found, userCode) => documentFault(found, (document) => document.userCode === userCode),
  };
}

function linkFault(link: unknown, isAsked: (link: AccountLink) => boolean): string | undefined {
  return link === undefined ? undefined : givenLinkFault(link, isAsked);
}

function givenLinkFault(link: unknown, isAsked: (link: AccountLink) => boolean): string | undefined {
  if (!isLink(link)) return 'not a link';
  return isAsked(link) ? undefined : 'another link';
}

function isLink(link: unknown): link is AccountLink {
  return (
    isMembers(link) &&
    isText(link.id) &&
    isText(link.policyId) &&
    statuses.has(link.status) &&
    isAmount(link.revision) &&
    isSide(link.activating) &&
    isSide(link.other) &&
    isMembers(link.activation) &&
    isDate(link.activation.expiresAt) &&
    isDate(link.createdAt) &&
    [link.activatedAt, link.expiresAt, link.endedAt].every(isDateOrNone) &&
    Array.isArray(link.history) &&
    Array.isArray(link.outbox)
  );
}

function isSide(side: unknown): boolean {
  return isMembers(side) && [side.space, side.accountId, side.credentialsVersion].every(isText);
}

function joins(link: AccountLink, accountId: string, otherSpace: string): boolean {
  return sidesFor(link, accountId)?.counterpart.space === otherSpace;
}

function loginFault(login: unknown, wanted?: string): string | undefined {
  if (!isMembers(login)) return 'not a linked login';
  const { id, linkId, policyId, policyEpoch, sourceUid, actor, accountId, expiresAt, endedAt } = login;
  return firstFault({
    id: isText(id) && (wanted === undefined || id === wanted),
    accounts: [linkId, policyId, sourceUid, actor, accountId].every(isText),
    policyEpoch: isAmount(policyEpoch),
    times: isDate(expiresAt) && isDateOrNone(endedAt),
  });
}

function stateFault(state: unknown, wanted?: string): string | undefined {
  if (!isMembers(state)) return 'not the state of a policy';
  return firstFault({
    policyId: isText(state.policyId) && (wanted === undefined || state.policyId === wanted),
    suspended: typeof state.suspended === 'boolean',
    epoch: isAmount(state.epoch),
  });
}
