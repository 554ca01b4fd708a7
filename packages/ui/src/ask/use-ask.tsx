import {
  keepPreviousData,
  QueryClient,
  QueryClientProvider,
  queryOptions,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import {
  createContext,
  Fragment,
  useCallback,
  useContext,
  useMemo,
  useState,
  type ReactElement,
  type ReactNode,
} from 'react';
import { useAddress } from '../url/use-address.ts';
import { createAsk, withoutEmpty, type Ask, type Params } from './ask.ts';
import { AskError, ServerAwayError } from './errors.ts';
import { noteAnswer, noteAway } from './server-away.ts';
import { noteSignedOut } from './signed-out.ts';
import type { Answers, QuestionName } from './types.ts';

const KEEP_MS = 5 * 60_000;

/** Who asks about which project, and who hears of an answer before the component that asked. */
interface Asking {
  readonly ask: Ask;
  /** What changes are sent with. */
  readonly fetch: typeof fetch;
  /** The project of the address; empty for the reader's own. */
  readonly project: string;
  readonly onAnswer: OnAnswer;
}

type OnAnswer = <Name extends QuestionName>(name: Name, answer: Answers[Name], project: string) => void;

const outside = (): Promise<never> => Promise.reject(new Error('A question was asked outside of <AskRoot>.'));

export const AskContext = createContext<Asking>({
  ask: outside,
  fetch: outside,
  project: '',
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
  /** How the server is reached. @defaultValue the browser's own */
  readonly fetch?: typeof fetch;
  readonly cache?: QueryClient;
  readonly onAnswer?: OnAnswer;
}

/** Gives the rooms below it their server and the cache of its answers. */
export function AskRoot({ children, fetch: send = fetch, cache, onAnswer }: AskRootProps): ReactElement {
  const { project } = useAddress().address;
  const [used] = useState(() => ({
    ask: createAsk({ fetch: send }),
    fetch: send,
    onAnswer: onAnswer ?? (() => undefined),
  }));
  const [answers] = useState(() => cache ?? createAnswerCache());
  return (
    <AskContext value={useMemo(() => ({ ...used, project }), [used, project])}>
      {/* Another project is another world: nothing of the last one is shown until the first answer about the new one. */}
      <QueryClientProvider client={answers}>
        <Fragment key={project}>{children}</Fragment>
      </QueryClientProvider>
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

/** Questions that are about no project, or name it in their path. */
const OF_NO_PROJECT: readonly string[] = ['session', 'projects', 'keeping'] satisfies QuestionName[];

/** The options of a question for the cache, so that a link can ask before its page is there. */
function questionOptions<Name extends QuestionName>({ ask, project, onAnswer }: Asking, name: Name, params: Params) {
  const sent = withoutEmpty(OF_NO_PROJECT.includes(name) ? params : { project, ...params });
  return queryOptions<Answers[Name]>({
    queryKey: ['ask', name, sent],
    meta: { about: withoutTime(sent) },
    queryFn: async ({ signal }) => {
      try {
        const answer = await ask<Answers[Name]>(name, sent, signal);
        noteAnswer();
        onAnswer(name, answer, project);
        return answer;
      } catch (error) {
        if (error instanceof ServerAwayError) noteAway();
        if (error instanceof AskError && error.status === 401) noteSignedOut();
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
  const question = questionOptions(asking, name, params);
  const { data, error, isError, isFetching, refetch } = useQuery({
    ...question,
    enabled: options.enabled ?? true,
    ...(options.everyMs !== undefined && { refetchInterval: options.everyMs }),
    ...(options.keepPrevious !== false && { placeholderData: keepPreviousData }),
  });
  const [last, setLast] = useState(data);
  if (data !== undefined && data !== last) setLast(data);
  const isAway = error instanceof ServerAwayError && options.keepPrevious !== false;
  const cache = useQueryClient();
  const old = isAway ? (last ?? lastAnswer<Name>(cache, name, question.meta?.['about'])) : undefined;
  return { data: data ?? old, error, isError, isFetching, refetch };
}

/** The newest answer to a question at whatever time, for a page that is opened again while the server is away. */
function lastAnswer<Name extends QuestionName>(
  cache: QueryClient,
  name: Name,
  wanted: unknown,
): Answers[Name] | undefined {
  return cache
    .getQueryCache()
    .findAll({ queryKey: ['ask', name], predicate: ({ meta }) => meta?.['about'] === wanted })
    .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
    .flatMap(({ queryKey }) => cache.getQueryData<Answers[Name]>(queryKey) ?? [])[0];
}

/** What a question is about, but for when. */
function withoutTime(params: Params): string {
  return JSON.stringify(Object.entries(params).filter(([key]) => key !== 'from' && key !== 'to'));
}

/** One of several questions of a name; its key says which one it is when its parameters change. */
export interface KeyedParams {
  readonly key: string;
  readonly params: Params;
}

/** The answers to several questions of one name, in their order; each keeps its last answer until the next is there. */
export function useAskEach<Name extends QuestionName>(
  name: Name,
  questions: readonly KeyedParams[],
): Asked<Answers[Name]>[] {
  const asking = useContext(AskContext);
  // Two of them may ask the same: the cache takes each question once.
  const places = questions.map(({ params }) => JSON.stringify(params));
  const different = [...new Set(places)];
  const results = useQueries({
    queries: different.map((place) => questionOptions(asking, name, questions[places.indexOf(place)]?.params ?? {})),
  });
  const resultAt = (at: number) => results[different.indexOf(places[at] ?? '')];
  const [last, setLast] = useState<ReadonlyMap<string, Answers[Name]>>(new Map());
  const kept = new Map(
    questions.flatMap(({ key }, at): [string, Answers[Name]][] => {
      const answer = resultAt(at)?.data ?? last.get(key);
      return answer === undefined ? [] : [[key, answer]];
    }),
  );
  if (kept.size !== last.size || [...kept].some(([key, answer]) => last.get(key) !== answer)) setLast(kept);
  return questions.map(({ key }, at) => {
    const { data, error = null, isError = false, isFetching = true, refetch } = resultAt(at) ?? {};
    const isAnswered = data !== undefined || !isError || error instanceof ServerAwayError;
    return {
      data: isAnswered ? kept.get(key) : undefined,
      error,
      isError,
      isFetching,
      refetch: refetch ?? (() => Promise.resolve()),
    };
  });
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
