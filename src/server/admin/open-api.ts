/** The OpenAPI 3.1 document, made from the table that the routes are made from: every operation, with the very schemas that check it. */
import { z } from 'zod';
import type { Operation, Tag } from './operation.ts';
import { type ProblemCode, problemStatus, problemTitle, problemType } from './problems.ts';
import { type AdminScope, adminResource } from './scopes.ts';
import * as wire from './wire.ts';

type Json = { readonly [name: string]: unknown };

const tags: Readonly<Record<Tag, string>> = {
  'Account links': 'Links between two accounts of one person: read, explained, revoked. Nobody can create one here.',
  Policies: 'Which spaces may be opened from which, and the kill switch.',
  Deliveries: 'What is still to be told to relying parties and to the bank’s systems.',
  Accounts: 'The accounts behind the links.',
  Document: 'What this API is.',
};

const scopeTexts: Readonly<Record<AdminScope, string>> = {
  'account_links:read': 'Read account links, their histories and uses; explain switches',
  'account_links:revoke': 'Revoke account links',
  'policies:suspend': 'Read, suspend and resume link policies',
  'deliveries:manage': 'Read deliveries, and try dead ones again',
  'accounts:read': 'Find an account by its identifier',
  'accounts:manage': 'Reset secret codes, erase accounts',
};

/** What any operation with a token may answer, whatever it does. */
const refusalsOfAll = [
  'malformed_authorization',
  'authentication_required',
  'invalid_token',
  'invalid_dpop_proof',
  'insufficient_scope',
  'internal_error',
  'temporarily_unavailable',
] as const satisfies readonly ProblemCode[];
const refusalsOfBodies = ['body_too_large', 'unsupported_media_type'] as const satisfies readonly ProblemCode[];

export function openApiDocument(operations: readonly Operation[], issuer: string): Json & { readonly openapi: string } {
  const schemas = createSchemas();
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: operationObject(operation, schemas.of) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Passerelle admin API',
      version: '1',
      description: `For the bank's own back offices: OAuth clients with tokens of their own for \`${adminResource(issuer)}\`.`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: adminResource(issuer) }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: schemas.named, securitySchemes: { clientCredentials: securityScheme(issuer) } },
  };
}

function operationObject(operation: Operation, schemaOf: SchemaOf): Json {
  const { id, scope, tag, summary, description, params, query, body, answer } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    parameters: [...parametersOf('path', schemaOf(params, 'input')), ...parametersOf('query', schemaOf(query, 'input'))],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }),
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: schemaOf(answer, 'output') } } },
      ...problemResponses(refusalsOf(operation), schemaOf(wire.problem, 'output')),
    },
    security: scope === undefined ? [] : [{ clientCredentials: [scope] }],
  };
}

function refusalsOf({ scope, body, refusals }: Operation): readonly ProblemCode[] {
  return [
    'invalid_request',
    ...(scope === undefined ? (['internal_error'] as const) : refusalsOfAll),
    ...(body ? refusalsOfBodies : []),
    ...refusals,
  ];
}

/** One response for each status; which problems it may be is in its words. */
function problemResponses(codes: readonly ProblemCode[], schema: Json): Readonly<Record<number, Json>> {
  const statuses = [...new Set(codes.map(problemStatus))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const meant = codes
        .filter((code) => problemStatus(code) === status)
        .map((code) => `${problemTitle(code)} (\`${problemType(code)}\`)`);
      return [status, { description: meant.join('. '), content: { 'application/problem+json': { schema } } }];
    }),
  );
}

function parametersOf(place: 'path' | 'query', { properties, required }: JsonSchema): readonly Json[] {
  return Object.entries(properties ?? {}).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: required?.includes(name) ?? false,
    ...(description !== undefined && { description }),
    schema,
  }));
}

function securityScheme(issuer: string): Json {
  return {
    type: 'oauth2',
    description: 'With private_key_jwt (RFC 7523), and `resource` (RFC 8707) naming this API.',
    flows: { clientCredentials: { tokenUrl: `${issuer}/token`, scopes: scopeTexts } },
  };
}

type JsonSchema = Json & { readonly properties?: Readonly<Record<string, Json>>; readonly required?: readonly string[] };
type SchemaOf = (schema: z.ZodType, io: 'input' | 'output') => JsonSchema;

/** Schemas with a name (`meta({ id })`) are written once, among the components, and referred to. */
function createSchemas(): { readonly named: Json; readonly of: SchemaOf } {
  const named: Record<string, unknown> = {};
  return {
    named,
    of(schema, io) {
      const whole = JSON.stringify(z.toJSONSchema(schema, { io, override: leaveOutTimePattern }));
      // The cast: it was made two lines above.
      const parsed = JSON.parse(whole.replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema & { readonly $defs?: Json };
      const { $schema: _, $defs, ...rest } = parsed;
      Object.assign(named, $defs);
      return rest;
    },
  };
}

/** `format: date-time` says it; the expression that checks it is for machines. */
function leaveOutTimePattern({ jsonSchema }: { readonly jsonSchema: { format?: string; pattern?: string } }): void {
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
}
