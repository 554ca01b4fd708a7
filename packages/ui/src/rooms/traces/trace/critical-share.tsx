import type { ReactElement } from 'react';
import { formatNanos, formatShare } from '../../../parts/format.ts';
import { ServiceMark } from '../../../parts/service-name.tsx';
import { colourOf, useServiceSlots } from '../../../parts/service-slots.ts';
import css from './critical-share.module.css';
import type { CriticalShare } from './critical-path.ts';
import { ServiceLink } from './service-link.tsx';
import { NO_SERVICE } from './span-names.ts';
import type { Trace } from './read-trace.ts';

/** Services named one by one; the rest is one part. */
const NAMED = 8;

/** Where the time went: how the critical path divides among services, as a bar and in words. */
export function CriticalShareBar({ trace }: { readonly trace: Trace }): ReactElement | null {
  const slotOf = useServiceSlots();
  if (trace.shares.length === 0) return null;
  const named = trace.shares.slice(0, NAMED);
  const rest = trace.shares.slice(NAMED);
  const serviceOf = ({ service }: CriticalShare): string => trace.spans.services[service] || NO_SERVICE;
  return (
    <section aria-label="Share of the critical path by service" className={css['share']}>
      <div className={css['bar']} aria-hidden="true">
        {named.map((part) => {
          const { css: colour, hollow } = colourOf(slotOf(serviceOf(part)));
          return (
            <span
              key={part.service}
              data-hollow={hollow || undefined}
              style={{ flexGrow: part.share, color: colour }}
            />
          );
        })}
        {rest.length > 0 && (
          <span className={css['rest']} style={{ flexGrow: rest.reduce((sum, { share }) => sum + share, 0) }} />
        )}
      </div>
      <ul className={css['legend']}>
        {named.map((part) => (
          <li key={part.service} title={`${formatNanos(part.time)} of the critical path`}>
            <ServiceMark service={serviceOf(part)} />
            <ServiceLink service={serviceOf(part)}>{serviceOf(part)}</ServiceLink>{' '}
            <strong>{formatShare(part.share)}</strong>
          </li>
        ))}
        {rest.length > 0 && (
          <li>
            {rest.length} more <strong>{formatShare(rest.reduce((sum, { share }) => sum + share, 0))}</strong>
          </li>
        )}
        <li className={css['of']}>of the critical path</li>
      </ul>
    </section>
  );
}
