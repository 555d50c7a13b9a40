/** One name for a `jti` of an issuer or client, whoever asks: the library's checks and ours must not each remember a use of their own. */
export function replayKey(issuer: string, jti: string): string {
  return JSON.stringify([issuer, jti]);
}
