import type { Answers, QuestionName } from '../ask/types.ts';
import { serviceSlots } from './service-slots.ts';

/** The services that an answer names, for each question whose answer is drawn in their colours. */
const NAMED: { readonly [Name in QuestionName]?: (answer: Answers[Name]) => readonly string[] } = {
  services: ({ items }) => items.map(({ service }) => service),
  'service-series': ({ series }) => series.map(({ labels }) => labels.service),
  traces: ({ items }) => items.flatMap(({ services }) => services),
  'traces/facets': ({ facets }) => facets.find(({ key }) => key === 'service')?.values.map(({ value }) => value) ?? [],
  logs: ({ items }) => items.map(({ service }) => service),
  'logs/facets': ({ facets }) => facets.find(({ key }) => key === 'service')?.values.map(({ value }) => value) ?? [],
  'traces/:traceId': ({ strings }) => strings.services,
};

/** Gives the services of an answer their colours before anything is drawn: what is drawn must not change colour. */
export function learnServices<Name extends QuestionName>(name: Name, answer: Answers[Name]): void {
  const named = NAMED[name];
  if (named !== undefined) serviceSlots.learn(named(answer));
}
