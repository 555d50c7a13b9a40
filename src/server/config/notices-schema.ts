/** `notices:` of the configuration: the mail server that passes notices on to customers, and who they come from. */
import { z } from 'zod';

const oneLine = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}]*$/u, 'must be one line');

export const noticesSchema = z.strictObject({
  from: z.strictObject({
    name: oneLine(100),
    address: z
      .string()
      .max(254)
      .regex(/^[^\s@<>(),:;"\\\p{Cc}]+@[^\s@<>(),:;"\\\p{Cc}]+$/u, 'must be a mail address'),
  }),
  smtp: z.strictObject({
    host: z.string().regex(/^[\w.:-]{1,253}$/, 'must be a host name'),
    port: z.number().int().min(1).max(65_535).default(587),
    /** `implicit` is TLS from the first byte; `none` is for a relay on this machine. */
    tls: z.enum(['starttls', 'implicit', 'none']).default('starttls'),
    username: oneLine(320).optional(),
    /** From a variable. */
    password: oneLine(1000).optional(),
    /** The bank's own authority in PEM, where the relay's certificate is not a public one's. */
    ca: z.string().includes('-----BEGIN CERTIFICATE-----', 'must be a certificate in PEM').optional(),
  }),
});

export type NoticesDocument = z.output<typeof noticesSchema>;
