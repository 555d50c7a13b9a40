/**
 * The token of a form: an HMAC of what the form does and of whom it was shown to (an interaction's or a session's uid), so that
 * a form of ours can only be posted by the browser it was given to (T7). Nothing is stored, any node can check it.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export type FormPurpose = 'login' | 'passerelle' | 'consent' | 'preferences' | 'secret-code' | 'forgotten-code' | 'sign-out';

export interface FormTokens {
  issue(purpose: FormPurpose, uid: string): string;
  accepts(purpose: FormPurpose, uid: string, token: string | undefined): boolean;
}

const minimumKeyBytes = 32;

export function createFormTokens(key: string | Uint8Array): FormTokens {
  if (Buffer.byteLength(key) < minimumKeyBytes) throw new TypeError(`the key of form tokens needs at least ${minimumKeyBytes} bytes`);

  function digest(purpose: FormPurpose, uid: string): Buffer {
    // Purposes hold no colon, so that two pairs never give one text.
    return createHmac('sha256', key).update(`${purpose}:${uid}`).digest();
  }

  return {
    issue(purpose, uid) {
      return digest(purpose, uid).toString('base64url');
    },
    accepts(purpose, uid, token) {
      const expected = digest(purpose, uid);
      const given = Buffer.from(token ?? '', 'base64url');
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
