import { Minus, Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import { AttributeList } from '../../../parts/attributes/attribute-list.tsx';
import { Button } from '../../../parts/button.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { isChosen, isExcluded, toggleExcluded, toggleFacet } from '../../../parts/facets/facet-filter.ts';
import { SessionLink } from '../../../parts/session-link.tsx';
import { useSettings, zoneName } from '../../../parts/settings.ts';
import { formatInstant, msOfNanos } from '../../../parts/time.ts';
import { A } from '../../../url/link.tsx';
import { links } from '../../../url/links.ts';
import { useAddress } from '../../../url/use-address.ts';
import type { LogLine } from '../log-line.ts';
import { severityOf } from '../severity.ts';
import { plainOf } from './ansi.ts';
import { filterKeyOf } from './attribute-key.ts';
import css from './line-details.module.css';
import { LineText } from './line-text.tsx';
import { LinesAround } from './lines-around.tsx';

export interface LineDetailsProps {
  readonly line: LogLine;
  readonly words: readonly string[];
}

/** A row shows about as much of a line; what is longer stands here whole. */
const SHORT = 120;

/** Everything about one line, ways to filter by it, its trace, and what was logged around it. */
export function LineDetails({ line, words }: LineDetailsProps): ReactElement {
  const { address, change } = useAddress();
  const zone = zoneName(useSettings());
  const isAround = address.page['around'] === '1';
  const own = {
    ...(line.eventName !== '' && { event: line.eventName }),
    ...(line.scope.name !== '' && { scope: line.scope.name }),
    ...(line.traceId !== '' && { traceId: line.traceId }),
    ...(line.spanId !== '' && { spanId: line.spanId }),
    severity: severityOf(line.severityNumber),
  };
  return (
    <div className={css['details']} role="group" aria-label="Details of the line">
      <div className={css['head']}>
        <span>{formatInstant(msOfNanos(line.timeUnixNano), zone)}</span>
        {line.traceId !== '' && <A to={links.trace(line.traceId, line.spanId)}>Trace {line.traceId.slice(0, 8)}</A>}
        <SessionLink attributes={line.attributes} atMs={msOfNanos(line.timeUnixNano)} />
        <Button look="plain" aria-expanded={isAround} onClick={() => change({ page: { around: isAround ? '' : '1' } })}>
          50 lines around
        </Button>
        <CopyButton text={JSON.stringify({ ...line, body: plainOf(line.body) }, null, 2)} what="line as JSON" />
      </div>
      {(line.body.length > SHORT || line.body.includes('\n')) && (
        // A box that scrolls must be reachable by keys.
        <pre className={css['body']} tabIndex={0} aria-label="The whole line" role="region">
          <LineText text={line.body} words={words} />
        </pre>
      )}
      {isAround && <LinesAround line={line} />}
      <AttributeList title="Attributes" attributes={line.attributes} actions={filterButtons('line')} />
      <AttributeList title="Line" attributes={own} actions={filterButtons('builtin')} />
      <AttributeList title="Resource" attributes={line.resource} actions={filterButtons('resource')} />
    </div>
  );
}

function filterButtons(source: 'line' | 'resource' | 'builtin'): (key: string, value: string) => ReactElement | null {
  return (key, value) => {
    const filterKey = filterKeyOf(source, key, value);
    return filterKey === null ? null : <FilterButtons filterKey={filterKey} value={value} />;
  };
}

/** + looks for the value only, − leaves it out. */
function FilterButtons({ filterKey, value }: { readonly filterKey: string; readonly value: string }): ReactElement {
  const { address, change } = useAddress();
  const named = `${filterKey} ${value.slice(0, 80)}`;
  return (
    <>
      <Button
        look="icon"
        aria-pressed={isChosen(address, filterKey, value)}
        aria-label={`Only lines with ${named}`}
        title="Only lines with this"
        onClick={() => change(toggleFacet(address, filterKey, value))}
      >
        <Plus size={13} aria-hidden="true" />
      </Button>
      <Button
        look="icon"
        aria-pressed={isExcluded(address, filterKey, value)}
        aria-label={`Leave out lines with ${named}`}
        title="Leave out lines with this"
        onClick={() => change(toggleExcluded(address, filterKey, value))}
      >
        <Minus size={13} aria-hidden="true" />
      </Button>
    </>
  );
}
