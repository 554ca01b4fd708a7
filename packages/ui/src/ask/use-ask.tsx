import {
  keepPreviousData,
  QueryClient,
  QueryClientProvider,
  queryOptions,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { createContext, useCallback, useContext, useState, type ReactElement, type ReactNode } from 'react';
import { createAsk, withoutEmpty, type Ask, type Params } from './ask.ts';
import { ServerAwayError } from './errors.ts';
import { noteAnswer, noteAway } from './server-away.ts';
import type { Answers, QuestionName } from './types.ts';

const KEEP_MS = 5 * 60_000;

/** Who asks, and who hears of an answer before the component that asked. */
interface Asking {
  readonly ask: Ask;
  readonly onAnswer: OnAnswer;
}

type OnAnswer = <Name extends QuestionName>(name: Name, answer: Answers[Name]) => void;

const AskContext = createContext<Asking>({
  ask: () => Promise.reject(new Error('A question was asked outside of <AskRoot>.')),
  onAnswer: () => undefined,
});

/** One cache of answers for all rooms. Errors are shown, not retried in secret; an answer of a past tick never changes. */
export function createAnswerCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, gcTime: KEEP_MS, staleTime: 15_000, refetchOnWindowFocus: false, networkMode: 'always' },
    },
  });
}

export interface AskRootProps {
  readonly children: ReactNode;
  /** Who asks; the server at this address unless given. */
  readonly ask?: Ask;
  readonly cache?: QueryClient;
  readonly onAnswer?: OnAnswer;
}

/** Gives the rooms below it their server and the cache of its answers. */
export function AskRoot({ children, ask, cache, onAnswer }: AskRootProps): ReactElement {
  const [used] = useState(() => ({
    asking: { ask: ask ?? createAsk(), onAnswer: onAnswer ?? (() => undefined) },
    cache: cache ?? createAnswerCache(),
  }));
  return (
    <AskContext value={used.asking}>
      <QueryClientProvider client={used.cache}>{children}</QueryClientProvider>
    </AskContext>
  );
}

export interface UseAskOptions {
  /** Asks only while true. @defaultValue true */
  readonly enabled?: boolean;
  /** Asks again after this long while the page is seen, in ms. */
  readonly everyMs?: number;
  /** Shows the answer to the previous parameters until the new one is there. @defaultValue true */
  readonly keepPrevious?: boolean;
}

/** A question by its name and parameters. */
export type Question = readonly [name: QuestionName, params: Params];

/** The options of a question for the cache, so that a link can ask before its page is there. */
function questionOptions<Name extends QuestionName>({ ask, onAnswer }: Asking, name: Name, params: Params) {
  const sent = withoutEmpty(params);
  return queryOptions<Answers[Name]>({
    queryKey: ['ask', name, sent],
    queryFn: async ({ signal }) => {
      try {
        const answer = await ask<Answers[Name]>(name, sent, signal);
        noteAnswer();
        onAnswer(name, answer);
        return answer;
      } catch (error) {
        if (error instanceof ServerAwayError) noteAway();
        throw error;
      }
    },
  });
}

export interface Asked<Answer> {
  /** The answer; while the server is away, the last one there was. */
  readonly data: Answer | undefined;
  readonly error: Error | null;
  readonly isError: boolean;
  readonly isFetching: boolean;
  readonly refetch: () => Promise<unknown>;
}

/** The answer to a question of the API, by its name and parameters. Questions of one tick travel together. */
export function useAsk<Name extends QuestionName>(
  name: Name,
  params: Params,
  options: UseAskOptions = {},
): Asked<Answers[Name]> {
  const asking = useContext(AskContext);
  const { data, error, isError, isFetching, refetch } = useQuery({
    ...questionOptions(asking, name, params),
    enabled: options.enabled ?? true,
    ...(options.everyMs !== undefined && { refetchInterval: options.everyMs }),
    ...(options.keepPrevious !== false && { placeholderData: keepPreviousData }),
  });
  const [last, setLast] = useState(data);
  if (data !== undefined && data !== last) setLast(data);
  const isAway = error instanceof ServerAwayError && options.keepPrevious !== false;
  return { data: data ?? (isAway ? last : undefined), error, isError, isFetching, refetch };
}

/** Asks ahead of the component that will use the answers; what is known or under way is not asked again. */
export function useAskAhead(): (questions: readonly Question[]) => void {
  const asking = useContext(AskContext);
  const cache = useQueryClient();
  return useCallback(
    (questions) => {
      for (const [name, params] of questions) void cache.prefetchQuery(questionOptions(asking, name, params));
    },
    [asking, cache],
  );
}
