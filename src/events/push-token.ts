/** One push of a security event token (RFC 8935 section 2): taken, refused for good, or not known and to be tried again. */
import { z } from 'zod';
import type { EventReceiver, SecurityEventsOut } from '../oidc/passerelle-types.ts';
import { DeliveryFailure, RefusedForGood } from './delivery-failure.ts';
import { setErrors } from './refusals.ts';

const timeoutMs = 5_000;
/** More than an error of the RFC takes. */
const answerLimit = 16 * 1024;

const errorAnswer = z.object({ err: z.enum(setErrors) });

export async function pushToken(fetch: SecurityEventsOut['fetch'], receiver: EventReceiver, token: string): Promise<void> {
  const response = await fetch(receiver.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/secevent+jwt',
      accept: 'application/json',
      ...(receiver.authorization !== undefined && { authorization: receiver.authorization }),
    },
    body: token,
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  // Nothing else says that the receiver has it: a page of a proxy is a 200 as well.
  if (response.status === 202) return response.body?.cancel();
  const error = response.status === 400 ? await errorOf(response) : undefined;
  await response.body?.cancel();
  if (error !== undefined) throw new RefusedForGood(`status 400 ${error}`);
  throw new DeliveryFailure(`status ${response.status}`);
}

/** One of the RFC's own codes: of what else is in the answer nothing is kept. */
async function errorOf(response: Response): Promise<string | undefined> {
  try {
    return errorAnswer.safeParse(JSON.parse(await beginningOf(response))).data?.err;
  } catch {
    return undefined;
  }
}

async function beginningOf({ body }: Response): Promise<string> {
  if (!body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body.values({ preventCancel: true })) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > answerLimit) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
