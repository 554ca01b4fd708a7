import { ArrowRight } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Finding } from '../../ask/types.ts';
import { formatAgo } from '../../parts/format.ts';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { StatusMark } from '../../parts/status.tsx';
import { formatInstant, msOfNanos } from '../../parts/time.ts';
import { A } from '../../url/link.tsx';
import { links, safeHref, targetOf } from '../../url/links.ts';
import css from './overview.module.css';

/** What needs a look, the worst first: what, since when and how it was before, and where to go. */
export function FindingList({
  findings,
  now,
}: {
  readonly findings: readonly Finding[];
  readonly now: number;
}): ReactElement {
  const zone = zoneName(useSettings());
  return (
    <ul className={css['findings']} aria-label="What needs a look">
      {findings.map((finding) => {
        const onset = msOfNanos(finding.onsetUnixNano);
        const isError = finding.kind === 'failing';
        return (
          <li key={`${finding.service} ${finding.kind}`} className={isError ? css['failing'] : css['finding']}>
            <StatusMark kind={isError ? 'error' : 'warn'} size={15} label={finding.kind} />
            <div className={css['what']}>
              <h2>
                <A to={links.service(finding.service)}>{finding.headline}</A>
              </h2>
              <p>{finding.detail}</p>
            </div>
            <time className={css['since']} dateTime={isoOf(onset)} title={formatInstant(onset, zone)}>
              {formatAgo(onset, now)}
            </time>
            <FindingLink finding={finding} />
          </li>
        );
      })}
    </ul>
  );
}

function isoOf(epochMs: number): string | undefined {
  return Number.isFinite(epochMs) ? new Date(epochMs).toISOString() : undefined;
}

function FindingLink({ finding }: { readonly finding: Finding }): ReactElement | null {
  const { text, href } = finding.link;
  const target = targetOf(href);
  const outside = target === null ? safeHref(href) : null;
  const content = (
    <>
      {text}
      <ArrowRight size={14} aria-hidden="true" />
    </>
  );
  if (target !== null) {
    return (
      <A to={target} className={css['go']}>
        {content}
      </A>
    );
  }
  return outside === null ? null : (
    <a href={outside} rel="noreferrer" className={css['go']}>
      {content}
    </a>
  );
}
