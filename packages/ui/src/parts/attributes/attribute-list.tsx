import { Fragment, useMemo, useState, type ReactElement, type ReactNode } from 'react';
import { Button } from '../button.tsx';
import { CopyButton } from '../copy-button.tsx';
import { safeHref } from '../../url/links.ts';
import { wordsOf } from '../words.ts';
import { groupAttributes } from './attribute-groups.ts';
import css from './attributes.module.css';

/** From this many on, looking through them by eye takes longer than typing. */
const FILTER_FROM = 8;

export interface AttributeListProps {
  readonly title: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What can be done with an attribute, beside its value. */
  readonly actions?: Actions;
}

type Actions = (key: string, value: string) => ReactNode;

/** Attributes in groups, with a filter where there are many. */
export function AttributeList({ title, attributes, actions }: AttributeListProps): ReactElement | null {
  const [text, setText] = useState('');
  const count = Object.keys(attributes).length;
  const groups = useMemo(() => groupAttributes(attributes, wordsOf(text)), [attributes, text]);
  if (count === 0) return null;
  return (
    <section className={css['attributes']} aria-label={title}>
      <header className={css['head']}>
        <h3>{title}</h3>
        <CopyButton text={JSON.stringify(attributes, null, 2)} what={`${title.toLowerCase()} as JSON`} />
      </header>
      {count >= FILTER_FROM && (
        <input
          type="search"
          className={css['filter']}
          value={text}
          placeholder={`Filter ${count}`}
          aria-label={`Filter ${title.toLowerCase()}`}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {groups.map((group) => (
        <div key={group.title}>
          <h4 className={groups.length === 1 ? 'sr' : css['group']}>{group.title}</h4>
          <Pairs entries={group.entries} actions={actions} />
        </div>
      ))}
      {groups.length === 0 && <p className={css['quiet']}>None of {count} holds this.</p>}
    </section>
  );
}

export interface PairsProps {
  readonly entries: readonly (readonly [key: string, value: string])[];
  readonly actions?: Actions | undefined;
}

/** Keys and values, one under the other. */
export function Pairs({ entries, actions }: PairsProps): ReactElement {
  return (
    <dl>
      {entries.map(([key, value]) => (
        <div key={key} className={css['pair']} data-actions={actions && ''}>
          <dt>{breakable(key)}</dt>
          <dd>
            <Value text={value} />
          </dd>
          {actions && <dd className={css['actions']}>{actions(key, value)}</dd>}
        </div>
      ))}
    </dl>
  );
}

/** A key may break after its dots and underscores, not within a word. */
function breakable(key: string): ReactElement[] {
  return key.split(/(?<=[._])/).map((part, i) => (
    <Fragment key={i}>
      {part}
      <wbr />
    </Fragment>
  ));
}

/** Longer values are cut until asked for: one stack trace must not push everything else away. */
const CUT = 400;

function Value({ text }: { readonly text: string }): ReactElement {
  const [whole, setWhole] = useState(false);
  const href = safeHref(text);
  if (href !== null && text.length <= CUT) {
    return (
      <a href={href} target="_blank" rel="noreferrer">
        {text}
      </a>
    );
  }
  if (text === '') return <span className={css['quiet']}>(empty)</span>;
  if (whole || text.length <= CUT) return <>{text}</>;
  return (
    <>
      {text.slice(0, CUT)}…{' '}
      <Button look="plain" onClick={() => setWhole(true)}>
        Show all {text.length} characters
      </Button>
    </>
  );
}
