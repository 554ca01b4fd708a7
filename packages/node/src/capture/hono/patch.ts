import type { Patch } from '../../hook/patch.ts';

/** On this channel every handler passes as {handler, route} when it is added; a listener may replace it. */
export const HONO_HANDLER_CHANNEL = 'sightglass:hono:handler';

const ADDED = '[handler, r]';
const OFFER = `;function sightglassOffer(handler, route) {
  try {
    const { channel } = globalThis.process.getBuiltinModule('node:diagnostics_channel');
    const offered = { handler, route };
    channel('${HONO_HANDLER_CHANNEL}').publish(offered);
    return offered.handler;
  } catch { return handler; }
}`.replaceAll(/\n\s*/g, ' ');

/** Hono publishes nothing by itself, and keeps its handlers private: they are offered where its router gets them. */
export const HONO_PATCHES: readonly Patch[] = [
  {
    module: 'hono',
    versions: '>=4 <5',
    file: /^dist\/(?:cjs\/)?hono-base\.js$/,
    transform: (source) =>
      source.includes(ADDED) ? `${source.replace(ADDED, '[sightglassOffer(handler, r), r]')}\n${OFFER}\n` : undefined,
  },
];
