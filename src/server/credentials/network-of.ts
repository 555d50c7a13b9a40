/** Who is limited as one: an IPv4 address, or the /64 of an IPv6 address, since whoever has one address of it has them all. */
import { isIPv6 } from 'node:net';

export function networkOf(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  return isIPv6(address) ? groupsOf(address.toLowerCase()).slice(0, 4).join(':') : address;
}

/** Eight groups without leading zeros; a zone or an IPv4 tail only touches the last ones. */
function groupsOf(address: string): readonly string[] {
  const [front = [], back = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const gap = address.includes('::') ? Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0') : [];
  return [...front, ...gap, ...back].map((group) => group.replace(/^0+(?=.)/, ''));
}
