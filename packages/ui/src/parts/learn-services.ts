import type { Answers, QuestionName } from '../ask/types.ts';
import { serviceSlots, type Slotted } from './service-slots.ts';

/** The slots that an answer names. */
const NAMED: { readonly [Name in QuestionName]?: (answer: Answers[Name]) => readonly Slotted[] } = {
  services: ({ items }) => items,
};

/** Gives the services of an answer their colours before anything of it is drawn: what is drawn must not change colour. */
export function learnServices<Name extends QuestionName>(name: Name, answer: Answers[Name], project: string): void {
  const named = NAMED[name];
  if (named !== undefined) serviceSlots.learn(project, named(answer));
}
