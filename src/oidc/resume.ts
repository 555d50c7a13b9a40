/**
 * What happens before the library resumes an interaction: the same decision as at the start, the step-up's and the switch's writes,
 * and the interactions whose session ended or was replaced meanwhile. Everything that can fail happens here; `interaction.ended`,
 * which the library emits synchronously before it loads the account, only assigns.
 */
import type { Context, Next } from 'koa';
import type Provider from 'oidc-provider';
import type { Client, InteractionResults } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { LinkedLogin } from '../linking/linked-login.ts';
import { type Decide, type Decision, staticRefusalOf } from './decision.ts';
import { detach } from './detach.ts';
import { hintedSubOf } from './hinted-sub.ts';
import { boundAccount, choiceOf, earlierLogin, type LoginResult, newLogin, type ProviderInteraction } from './interaction-results.ts';
import { type createLinkedLogins, writeIntoSession } from './linked-login.ts';
import type { Parts } from './parts.ts';
import { postToEndSession, renderPlainFormPost, type SignOutFirst, wasAskedToSignOut } from './post-to-end-session.ts';
import { staticError } from './refusals.ts';
import type { ProviderSession } from './request-memory.ts';
import { routePathsOf } from './route-paths.ts';
import type { SessionEnds } from './session-ends.ts';
import { resumedUid, type SpaceSessions } from './space-sessions.ts';
import { loginProofKey, type StaleLogins } from './stale-logins.ts';
import { createStepUps, stopIfChanged } from './step-up.ts';

export interface ResumeParts {
  readonly provider: Provider;
  readonly sessions: SpaceSessions;
  readonly decide: Decide;
  readonly logins: ReturnType<typeof createLinkedLogins>;
  readonly staleLogins: StaleLogins;
  readonly sessionEnds: SessionEnds;
}

export function createResume(parts: Parts, { provider, sessions, decide, logins, staleLogins, sessionEnds }: ResumeParts) {
  const { memories, emit, options } = parts;
  const stepUps = createStepUps(parts);
  const { authorization } = routePathsOf(provider);

  return async function resumeInSpace(ctx: Context, next: Next): Promise<void> {
    const uid = resumedUid(ctx, authorization);
    const memory = memories.current();
    if (uid === undefined || memory?.space === undefined) return next();
    const interaction = await provider.Interaction.find<ProviderInteraction>(uid);
    const client = await provider.Client.find(String(interaction?.params.client_id));
    if (!interaction || !client || interaction.result?.error) return next();
    const session = await sessions.read(ctx, memory.space);
    await detach(interaction, session, { at: 'resume' });
    // Begun in another session, with a result: the library answers 400. To go on would sign a victim out, and in as whoever planted it.
    if (interaction.session?.uid && interaction.session.uid !== session?.uid) return next();
    const login = newLogin(interaction);
    if (login && !(await loginIsAcceptable(interaction, login))) return next();
    if (!login) await dropStaleLogin(interaction, session);
    memory.hintedSub = await hintedSubOf(provider, interaction, client);
    if (login && session && session.accountId !== login.accountId) {
      // Only in the session that the page was opened in: what began elsewhere, or with nobody signed in, may have been planted here (T8).
      // Once the form was shown the interaction is free of it, and the session says so: reloaded, it is shown again.
      const began = interaction.session?.uid === session.uid || wasAskedToSignOut(session, interaction);
      if (!began) throw new errors.SessionNotFound('somebody else signed in meanwhile');
      return signOutFirst(ctx, { interaction, session, space: memory.space });
    }
    const steppedUp = login && session?.accountId === login.accountId ? stepUps.prepare(session) : undefined;
    if (interaction.params.linked_from !== undefined) {
      if (!(await policyStillAllows(interaction, client))) return next();
      const decision = await decide({
        host: ctx,
        client,
        params: interaction.params,
        targetSession: session,
        loggedIn: login?.accountId ?? earlierLogin(interaction, session)?.accountId,
        choice: choiceOf(interaction),
        hintedSub: memory.hintedSub,
      });
      memory.outcome = decision.outcome;
      memory.onInteractionEnded ??= (current) => stopIfChanged(current, login?.accountId ?? session?.accountId);
      if (decision.outcome.kind === 'open_counterpart' && session) return signOutFirst(ctx, { interaction, session, space: memory.space });
      if (decision.outcome.kind === 'linked') await prepareSwitch(decision, client, decision.outcome.counterpart, ctx);
    }
    await next();
    if (steppedUp) await stepUps.finish(steppedUp);
    // Sessions of the account were ended while this one was being written: it must not outlive the acknowledgement.
    if (login && (await staleLogins.isStale(login, interaction.result?.[loginProofKey]))) await endNow(memory.space, ctx);
  };

  async function endNow(space: string, ctx: Context): Promise<void> {
    const uid: unknown = Reflect.get(ctx, 'oidc')?.session?.uid;
    const session = typeof uid === 'string' ? await provider.Session.findByUid(uid) : undefined;
    const memory = memories.current();
    if (memory) memory.sessionWriteFailed = true;
    emit({ event: 'session.ended', reason: 'session_revoked', space });
    if (session) await sessionEnds.end({ ...session, jti: session.jti }, 'session_revoked');
  }

  /** A login result belongs to the prompt `login`; and a step-up page is for the account that it steps up, and nobody else. */
  async function loginIsAcceptable(interaction: ProviderInteraction, login: LoginResult): Promise<boolean> {
    const bound = boundAccount(interaction);
    if (await staleLogins.isStale(login, interaction.result?.[loginProofKey])) {
      emit({ event: 'switch.refused', reason: 'login_no_longer_valid' });
      await endInError(interaction, { error: 'access_denied', error_description: 'the login is no longer valid, log in again' });
      return false;
    }
    if (interaction.prompt.name === 'login' && (bound === undefined || bound === login.accountId)) return true;
    emit({ event: 'switch.refused', reason: bound === undefined ? 'login_outside_login_prompt' : 'step_up_by_somebody_else' });
    await endInError(interaction, { error: 'access_denied', error_description: 'the login was not for the account that was asked for' });
    return false;
  }

  /** Row 1 again: a policy may have gone, or no longer name the client, since the page was opened. */
  async function policyStillAllows(interaction: ProviderInteraction, client: Client): Promise<boolean> {
    const refusal = staticRefusalOf(parts, interaction.params.linked_from, client);
    if (!refusal) return true;
    const { error, error_description } = staticError(refusal);
    await endInError(interaction, { error, error_description });
    return false;
  }

  /** The library turns it into the answer to the relying party. */
  async function endInError(interaction: ProviderInteraction, result: InteractionResults): Promise<void> {
    interaction.result = result;
    await interaction.persist();
  }

  function signOutFirst(ctx: Context, first: SignOutFirst): Promise<void> {
    return postToEndSession(ctx, provider, first, options.renderFormPost ?? renderPlainFormPost);
  }

  async function prepareSwitch(decision: Decision, client: Client, counterpart: string, host: Context): Promise<void> {
    const { link, sourceSession } = decision;
    const memory = memories.current();
    if (!link || !sourceSession || !memory) throw new TypeError('row 8 has a link and a source');
    const login: LinkedLogin = await logins.open({
      ...decision,
      link,
      sourceSession,
      policy: decision.direction.policy,
      counterpart,
      clientId: client.clientId,
      host,
    });
    memory.onInteractionEnded = (current) => {
      stopIfChanged(current, undefined);
      writeIntoSession(current, login);
    };
  }

  /**
   * The library applies a login result of an earlier page again at every later resume. Where the session is no longer the one of
   * that login, this would bring back a login that ended, or give a linked session the strength of a direct one.
   */
  async function dropStaleLogin(interaction: ProviderInteraction, session: ProviderSession | undefined): Promise<void> {
    if (!interaction.result?.login || earlierLogin(interaction, session)) return;
    const { login: _, ...result } = interaction.result;
    interaction.result = result;
    await interaction.persist();
  }
}
