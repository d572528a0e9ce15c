/** The contract as OpenAPI 3.1, made from its Zod schemas. */
import { z } from 'zod';
import { problem } from './contract/common.ts';
import { CONTRACT, type RouteShape } from './contract/contract.ts';
import { PATHS, PICTURES, type RouteKey } from './contract/paths.ts';

type Json = Readonly<Record<string, unknown>>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
};

const isRequired = (json: Json, name: string): boolean =>
  Array.isArray(json.required) && json.required.includes(name);

const parametersOf = (schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] => {
  if (schema === undefined) return [];
  const json = schemaOf(schema, 'input');
  return Object.entries((json.properties ?? {}) as Json).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || isRequired(json, name),
    schema: property,
  }));
};

const operationOf = (key: RouteKey): Json => {
  const shape: RouteShape = CONTRACT[key];
  const content = (schema: Json): Json => ({ 'application/json': { schema } });
  const refusals = [...shape.errors, 'request-invalid', 'unexpected'].join(', ');
  return {
    operationId: key,
    summary: shape.summary,
    tags: [key.split('.')[0]],
    parameters: [...parametersOf(shape.params, 'path'), ...parametersOf(shape.query, 'query')],
    ...(shape.upload === true
      ? { requestBody: { required: true, content: { 'application/octet-stream': {} } } }
      : {}),
    ...(shape.body === undefined
      ? {}
      : { requestBody: { required: true, content: content(schemaOf(shape.body, 'input')) } }),
    responses: {
      200: { description: 'OK', content: content(schemaOf(shape.reply, 'output')) },
      default: { description: refusals, content: content({ $ref: '#/components/schemas/Problem' }) },
    },
  };
};

const pictureOf = (path: string): Json => ({
  get: {
    summary: 'WebP',
    parameters: [
      ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      { name: 'width', in: 'query', required: false, schema: { type: 'integer' } },
    ],
    responses: { 200: { description: 'OK', content: { 'image/webp': {} } } },
  },
});

const templated = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

/** The whole document. */
export const openApiDocument = (version: string): Json => {
  const paths: Record<string, Record<string, Json>> = {};
  for (const key of Object.keys(PATHS) as RouteKey[]) {
    const [method, path] = PATHS[key];
    paths[templated(path)] = { ...paths[templated(path)], [method.toLowerCase()]: operationOf(key) };
  }
  for (const path of Object.values(PICTURES))
    paths[templated(path)] = pictureOf(path) as Record<string, Json>;
  return {
    openapi: '3.1.0',
    info: { title: 'sohoa', version },
    security: [{ session: [] }],
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'sohoa_session' } },
    },
    paths,
  };
};
