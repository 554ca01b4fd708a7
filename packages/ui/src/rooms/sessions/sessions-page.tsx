import { useId, type FormEvent, type ReactElement } from 'react';
import type { Answers } from '../../ask/types.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { Button } from '../../parts/button.tsx';
import { formatCount } from '../../parts/format.ts';
import { Loading } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { SearchBox } from '../../parts/search/search-box.tsx';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { Problem } from '../../parts/states.tsx';
import { formatDay } from '../../parts/time.ts';
import { useAddress, useBounds } from '../../url/use-address.ts';
import { headlineOf } from './headline.ts';
import { NoSessions } from '../../parts/no-sessions.tsx';
import { sessionsParams } from './questions.ts';
import { SessionList } from './session-list.tsx';
import css from './sessions.module.css';

const HAS: readonly (readonly [has: string, label: string])[] = [
  ['', 'All'],
  ['error', 'With an error'],
  ['rage', 'With rage clicks'],
  ['replay', 'With a recording'],
];

const SORTS: readonly (readonly [sort: string, label: string])[] = [
  ['', 'Newest'],
  ['longest', 'Longest'],
  ['errors', 'Most errors'],
];

/** Finds sessions: who was there, what went wrong for them, and where it can be watched. */
export function SessionsPage(): ReactElement {
  const { address } = useAddress();
  const bounds = useBounds(address.t);
  const list = useAsk('sessions', sessionsParams(address, bounds));
  const zone = zoneName(useSettings());
  const { data } = list;
  const isFirst = (address.page['cursor'] ?? '') === '';
  const headline =
    data === undefined ? 'Sessions' : headlineOf(data.items, isFirst && data.next === null, address.page['sort'] ?? '');
  usePageTitle(data === undefined ? 'Sessions' : `Sessions: ${headline}`);
  return (
    <>
      <PageHead headline={headline} asOf={Date.parse(data?.to ?? '') || bounds.to} />
      <SearchBox
        signal="logs"
        label="Search sessions"
        placeholder="checkout url.path:/cart -browser.mobile:true"
        hint="Words are looked for in pages and users. A key narrows to sessions that hold such an event: url.path:/cart, -user.id:u-17."
      />
      <div className={css['choices']}>
        <Choice name="What they hold" from={HAS} of="has" />
        <Choice name="Order" from={SORTS} of="sort" />
        <UserFilter />
      </div>
      {data === undefined ? (
        list.isError ? (
          <Problem error={list.error} what="The list of sessions" onRetry={() => void list.refetch()} />
        ) : (
          <Loading height="70vh" what="the list of sessions" />
        )
      ) : data.items.length === 0 && isFirst ? (
        <NoSessions bounds={bounds} keys={['has', 'user', 'cursor']} what="sessions" />
      ) : (
        <>
          <SessionList sessions={data.items} isOneDay={formatDay(bounds.from, zone) === formatDay(bounds.to, zone)} />
          <Paging answer={data} isFirst={isFirst} />
        </>
      )}
    </>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly from: readonly (readonly [value: string, label: string])[];
  /** The key of the address that it sets. */
  readonly of: 'has' | 'sort';
}

function Choice({ name, from, of }: ChoiceProps): ReactElement {
  const { address, change } = useAddress();
  const chosen = from.some(([value]) => value === address.page[of]) ? address.page[of] : '';
  return (
    <div role="group" aria-label={name} className={css['choice']}>
      {from.map(([value, label]) => (
        <Button
          key={value}
          aria-pressed={value === chosen}
          onClick={() => change({ page: { [of]: value, cursor: '' } })}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}

/** One person's sessions, by the id that the page gave them. */
function UserFilter(): ReactElement {
  const { address, change } = useAddress();
  const id = useId();
  const user = address.page['user'] ?? '';
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget).get('user');
    change({ page: { user: typeof given === 'string' ? given.trim() : '', cursor: '' } });
  };
  return (
    <form className={css['user']} onSubmit={submit}>
      <label htmlFor={id}>User</label>
      <input key={user} id={id} name="user" defaultValue={user} placeholder="id, Enter" spellCheck={false} />
      {user !== '' && (
        <Button onClick={() => change({ page: { user: '', cursor: '' } })} aria-label={`All users, not only ${user}`}>
          All users
        </Button>
      )}
    </form>
  );
}

function Paging({
  answer,
  isFirst,
}: {
  readonly answer: Answers['sessions'];
  readonly isFirst: boolean;
}): ReactElement {
  const { change } = useAddress();
  const { next } = answer;
  return (
    <nav className={css['paging']} aria-label="Pages of the list">
      <span role="status">{formatCount(answer.items.length)} shown</span>
      {!isFirst && <Button onClick={() => change({ page: { cursor: '' } })}>Back to the first</Button>}
      {next !== null && <Button onClick={() => change({ page: { cursor: next } })}>More sessions</Button>}
    </nav>
  );
}
