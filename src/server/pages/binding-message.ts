/**
 * The short message shown on the page and on the phone, by which the customer knows that both speak of one request (CIBA Core 7.1).
 * Within the characters and the length that a strict service accepts: at most 20 of `a-zA-Z0-9-`.
 */
import { randomInt } from 'node:crypto';

const words = [
  'acacia',
  'bouleau',
  'cerisier',
  'figuier',
  'houx',
  'laurier',
  'lilas',
  'mimosa',
  'olivier',
  'palmier',
  'platane',
  'sapin',
  'saule',
  'tilleul',
  'vigne',
];

export function newBindingMessage(): string {
  return `${words[randomInt(words.length)]}-${String(randomInt(10_000)).padStart(4, '0')}`;
}
