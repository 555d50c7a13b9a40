/**
 * The kinds of authorization request, each with what a person knows of it without any code: whether a linked login could give
 * what is asked, and whose session would answer it without a page.
 */
import { acr } from '../../src/linking/assurance.ts';
import type { Facts } from '../../src/linking/situation.ts';

/** How the account in the target's session logged in; `code an hour ago` is the same level, less fresh. */
export type Login = 'code' | 'strong' | 'code an hour ago' | 'linked';
export interface RequestKind {
  readonly name: string;
  readonly asks: Pick<Facts['request'], 'promptLogin' | 'maxAge' | 'acr'>;
  /** Whether a linked login could give what is asked. */
  readonly linkedLoginWillDo: boolean;
  /** Which logins in the target give it without a page. */
  readonly answeredBy: readonly Login[];
}

const asks = (asked: Partial<RequestKind['asks']>): RequestKind['asks'] => ({
  promptLogin: false,
  maxAge: undefined,
  acr: voluntary(),
  ...asked,
});
const voluntary = (...values: string[]) => ({ essential: undefined, voluntary: values });
const essential = (values: readonly string[], ...wished: string[]) => ({ essential: values, voluntary: wished });
const { linked, code, strong } = acr;
const gold = 'urn:example:gold';

export const everybody: readonly Login[] = ['code', 'strong', 'code an hour ago', 'linked'];
const direct: readonly Login[] = ['code', 'strong', 'code an hour ago'];

export const requestKinds: readonly RequestKind[] = [
  { name: 'plain', asks: asks({}), linkedLoginWillDo: true, answeredBy: everybody },
  { name: 'prompt=login', asks: asks({ promptLogin: true }), linkedLoginWillDo: false, answeredBy: [] },
  {
    name: 'prompt=login, acr_values=linked',
    asks: asks({ promptLogin: true, acr: voluntary(linked) }),
    linkedLoginWillDo: false,
    answeredBy: [],
  },
  { name: 'max_age=1', asks: asks({ maxAge: 1 }), linkedLoginWillDo: false, answeredBy: [] },
  { name: 'max_age=300', asks: asks({ maxAge: 300 }), linkedLoginWillDo: false, answeredBy: ['code', 'strong'] },
  { name: 'max_age=86400', asks: asks({ maxAge: 86_400 }), linkedLoginWillDo: false, answeredBy: direct },
  {
    name: 'max_age=300, acr_values=strong',
    asks: asks({ maxAge: 300, acr: voluntary(strong) }),
    linkedLoginWillDo: false,
    answeredBy: ['strong'],
  },
  {
    name: 'max_age=300, acr_values=linked',
    asks: asks({ maxAge: 300, acr: voluntary(linked) }),
    linkedLoginWillDo: false,
    answeredBy: ['code', 'strong'],
  },
  { name: 'acr_values=strong', asks: asks({ acr: voluntary(strong) }), linkedLoginWillDo: false, answeredBy: ['strong'] },
  { name: 'acr_values=code', asks: asks({ acr: voluntary(code) }), linkedLoginWillDo: false, answeredBy: direct },
  { name: 'acr_values=strong code', asks: asks({ acr: voluntary(strong, code) }), linkedLoginWillDo: false, answeredBy: direct },
  { name: 'acr_values=linked', asks: asks({ acr: voluntary(linked) }), linkedLoginWillDo: true, answeredBy: everybody },
  { name: 'acr_values=strong linked', asks: asks({ acr: voluntary(strong, linked) }), linkedLoginWillDo: true, answeredBy: everybody },
  { name: 'acr_values=gold', asks: asks({ acr: voluntary(gold) }), linkedLoginWillDo: true, answeredBy: everybody },
  { name: 'acr_values=gold strong', asks: asks({ acr: voluntary(gold, strong) }), linkedLoginWillDo: false, answeredBy: ['strong'] },
  { name: 'essential strong', asks: asks({ acr: essential([strong]) }), linkedLoginWillDo: false, answeredBy: ['strong'] },
  { name: 'essential code', asks: asks({ acr: essential([code]) }), linkedLoginWillDo: false, answeredBy: direct },
  { name: 'essential linked', asks: asks({ acr: essential([linked]) }), linkedLoginWillDo: true, answeredBy: everybody },
  { name: 'essential strong or linked', asks: asks({ acr: essential([strong, linked]) }), linkedLoginWillDo: true, answeredBy: everybody },
  { name: 'essential gold', asks: asks({ acr: essential([gold]) }), linkedLoginWillDo: false, answeredBy: [] },
  {
    name: 'essential strong, acr_values=linked',
    asks: asks({ acr: essential([strong], linked) }),
    linkedLoginWillDo: false,
    answeredBy: ['strong'],
  },
  {
    name: 'essential linked, acr_values=strong',
    asks: asks({ acr: essential([linked], strong) }),
    linkedLoginWillDo: false,
    answeredBy: ['strong'],
  },
];
