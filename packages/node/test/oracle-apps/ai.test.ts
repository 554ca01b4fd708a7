import { expect, test } from 'vitest';
import { compare, EQUAL } from './compare.ts';
import type { Comparison } from './compare.ts';
import { askTwice } from './drive.ts';
import type { PlainSpan } from './span-tree.ts';

const WORK = ['text', 'stream', 'tool', 'embed', 'embed-many', 'missing'];

/** Of each request, the path of names to each span of the AI SDK with what it says, each text once. */
function shapes({ ours }: Comparison): Record<string, string[]> {
  const found: Record<string, Set<string>> = {};
  const above = (span: PlainSpan): PlainSpan[] => {
    const parent = ours.find(({ id }) => id === span.parentId);
    return parent === undefined ? [span] : [...above(parent), span];
  };
  for (const span of ours.filter(({ scope }) => scope === '@sightglass/node/ai')) {
    const [root, ...path] = above(span);
    const { 'gen_ai.provider.name': provider, ...attributes } = span.attributes;
    expect(provider ?? span.name).toMatch(/^openai$|^execute_tool/);
    const said = Object.entries(attributes).map(([key, value]) => `${key.replace('gen_ai.', '')}=${String(value)}`);
    const text = `${path.map(({ name }) => name).join(' > ')} [${span.kind} ${span.status}] ${said.sort().join(' ')}`;
    (found[String(root?.attributes['url.path'])] ??= new Set()).add(text);
  }
  return Object.fromEntries(Object.entries(found).map(([path, texts]) => [path, [...texts].sort()]));
}

test('AI SDK 7: calls of models and tools below what the program asked for, and nothing of what is said', async () => {
  const compared = await compare('ai.mjs', {
    drive: (origin) =>
      askTwice(
        origin,
        [...WORK, ...WORK].map((work) => ({ path: `/${work}` })),
      ),
    allowed: ['ai-sdk', 'undici-method', 'undici-query'],
  });
  expect(compared).toMatchObject(EQUAL);
  expect(compared.traces).toBe(4 * WORK.length);
  const chat = 'chat gpt-5 [CLIENT UNSET] operation.name=chat request.model=gpt-5';
  const answered = 'response.id=chatcmpl-1 response.model=gpt-5-2026';
  const embeddings = 'embeddings embed-3 [CLIENT UNSET] operation.name=embeddings request.model=embed-3';
  expect(shapes(compared)).toEqual({
    '/text': [
      `ai.generateText > ${chat} response.finish_reasons=stop ${answered} usage.input_tokens=3 usage.output_tokens=7`,
      'ai.generateText [INTERNAL UNSET] request.model=gpt-5',
    ],
    '/stream': [`ai.streamText > ${chat}`, 'ai.streamText [INTERNAL UNSET] request.model=gpt-5'],
    '/tool': [
      `ai.generateText > ${chat} response.finish_reasons=stop ${answered} usage.input_tokens=5 usage.output_tokens=7`,
      `ai.generateText > ${chat} response.finish_reasons=tool-calls ${answered} usage.input_tokens=3 usage.output_tokens=2`,
      'ai.generateText > execute_tool weather [INTERNAL UNSET] operation.name=execute_tool tool.call.id=call_1 tool.name=weather',
      'ai.generateText [INTERNAL UNSET] request.model=gpt-5',
    ],
    '/embed': [`${embeddings} usage.input_tokens=1`],
    '/embed-many': [`${embeddings} usage.input_tokens=2`],
    '/missing': [
      'ai.generateText > chat missing [CLIENT ERROR The model does not exist] error.type=APICallError operation.name=chat request.model=missing',
      'ai.generateText [INTERNAL ERROR The model does not exist] error.type=APICallError request.model=missing',
    ],
  });
  expect(JSON.stringify(compared.ours)).not.toMatch(/private|secret|answer|sunny/);
});
