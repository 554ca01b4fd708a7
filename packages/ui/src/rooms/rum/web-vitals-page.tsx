import type { ReactElement, ReactNode } from 'react';
import type { Params } from '../../ask/ask.ts';
import { useAsk, type Asked } from '../../ask/use-ask.tsx';
import { Loading } from '../../parts/loading.tsx';
import { NoSessions } from '../../parts/no-sessions.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { Problem } from '../../parts/states.tsx';
import { useAddress, useBounds } from '../../url/use-address.ts';
import { GroupTable } from './group-table.tsx';
import { PageTable } from './page-table.tsx';
import { webVitalsParams } from './questions.ts';
import { ResourceTable } from './resource-table.tsx';
import { VitalCards } from './vital-cards.tsx';
import { VitalChart } from './vital-chart.tsx';
import { headlineOf } from './vitals.ts';

/** Is it good for those who visit, and where is it not? */
export function WebVitalsPage(): ReactElement {
  const { address } = useAddress();
  const bounds = useBounds(address.t);
  const params = webVitalsParams(address, bounds);
  const whole = useAsk('vitals', params.whole);
  const { data } = whole;
  const headline = data === undefined ? 'Web vitals' : headlineOf(data.items);
  usePageTitle(headline);
  const asOf = Date.parse(data?.to ?? '') || bounds.to;
  return (
    <>
      <PageHead headline={headline} asOf={asOf} />
      <Part asked={whole} what="The web vitals" height="70vh">
        {({ items }) =>
          items.every(({ count }) => count === 0) ? (
            <NoSessions bounds={bounds} what="web vitals" />
          ) : (
            <>
              <VitalCards vitals={items} />
              <VitalChart seriesOf={params.seriesOf} bounds={bounds} />
              <Groups params={params.groups} />
              <Pages params={params.pages} />
              <Resources params={params.resources} />
            </>
          )
        }
      </Part>
    </>
  );
}

function Groups({ params }: { readonly params: Params }): ReactElement {
  return (
    <Part asked={useAsk('vitals', params)} what="The vitals by page" height="240px">
      {({ items }) => <GroupTable vitals={items} />}
    </Part>
  );
}

function Pages({ params }: { readonly params: Params }): ReactElement {
  return (
    <Part asked={useAsk('pages', params)} what="The page views" height="240px">
      {({ items }) => <PageTable pages={items} />}
    </Part>
  );
}

function Resources({ params }: { readonly params: Params }): ReactElement {
  return (
    <Part asked={useAsk('resources', params)} what="The resources" height="240px">
      {({ items }) => <ResourceTable resources={items} />}
    </Part>
  );
}

interface PartProps<Answer> {
  readonly asked: Asked<Answer>;
  readonly what: string;
  readonly height: string;
  readonly children: (answer: Answer) => ReactNode;
}

/** Each part of the page comes, and fails, by itself. */
function Part<Answer>({ asked, what, height, children }: PartProps<Answer>): ReactNode {
  if (asked.data !== undefined) return children(asked.data);
  if (asked.isError) return <Problem error={asked.error} what={what} onRetry={() => void asked.refetch()} />;
  return <Loading height={height} what={what.replace(/^The/, 'the')} />;
}
