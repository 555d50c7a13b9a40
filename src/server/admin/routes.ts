/**
 * The admin API: every operation of one table as a route, and nothing beside them. No operation creates a link or switches, so that no
 * adviser can.
 */
import Router from '@koa/router';
import { z } from 'zod';
import { createAdmission } from './access.ts';
import { accountOperations } from './account-operations.ts';
import { createOperationAnswer } from './answer-operation.ts';
import { deliveryOperations } from './delivery-operations.ts';
import type { AdminDeps } from './deps.ts';
import { linkOperations } from './link-operations.ts';
import { openApiDocument } from './open-api.ts';
import { answered, type Operation, operation } from './operation.ts';
import { policyOperations } from './policy-operations.ts';
import { answerProblem } from './problems.ts';
import { adminPath } from './scopes.ts';

export function adminRoutes(deps: AdminDeps): Router {
  const operations = adminOperations(deps);
  const admit = createAdmission(deps);
  const router = new Router({ prefix: adminPath, strict: true, sensitive: true });
  for (const each of operations) router[each.method](routePath(each.path), createOperationAnswer(deps, admit, each));

  for (const path of new Set(operations.map((each) => each.path))) {
    const methods = operations
      .filter((each) => each.path === path)
      .flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : ['POST']));
    router.all(routePath(path), function refuseMethod(ctx) {
      ctx.set('Allow', methods.join(', '));
      answerProblem(ctx, 'method_not_allowed');
    });
  }
  router.all('{/*rest}', function refuseAddress(ctx) {
    answerProblem(ctx, 'not_found');
  });
  return router;
}

/** The table, with the document that is made from it. */
export function adminOperations(deps: AdminDeps): readonly Operation[] {
  const operations: readonly Operation[] = [
    ...linkOperations(deps),
    ...policyOperations(deps),
    ...deliveryOperations(deps),
    ...accountOperations(deps),
    operation({
      id: 'getOpenApiDocument',
      method: 'get',
      path: '/openapi.json',
      scope: undefined,
      tag: 'Document',
      summary: 'This document',
      answer: z.looseObject({ openapi: z.string() }),
      refusals: [],
      handle: async () => answered(document),
    }),
  ];
  const document = openApiDocument(operations, deps.issuer);
  return operations;
}

/** OpenAPI writes `{name}` where the router reads `:name`. */
function routePath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
