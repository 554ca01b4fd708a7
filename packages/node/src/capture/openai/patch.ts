import type { Patch } from '../../hook/patch.ts';
import { wrapMethods } from '../../hook/transforms.ts';

/** Channels on which the calls of the client are published. */
export type OpenaiChannel = (typeof CREATED)[number][2];

const CREATED = [
  ['resources/chat/completions/completions', 'Completions', 'sightglass:openai:chat'],
  ['resources/responses/responses', 'Responses', 'sightglass:openai:responses'],
  ['resources/embeddings', 'Embeddings', 'sightglass:openai:embeddings'],
] as const;

export const OPENAI_CHANNELS: readonly OpenaiChannel[] = CREATED.map(([, , channel]) => channel);

/** OpenAI's client publishes nothing by itself. */
export const OPENAI_PATCHES: readonly Patch[] = CREATED.flatMap(([file, of, channel]) =>
  ['.js', '.mjs'].map((ending) => ({
    module: 'openai',
    versions: '>=7 <8',
    file: file + ending,
    transform: (source) => wrapMethods(source, [{ of: `${of}.prototype`, method: 'create', channel }]),
  })),
);
