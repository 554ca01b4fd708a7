import type { ReactElement } from 'react';
import type { Vital } from '../../ask/types.ts';
import { Button } from '../../parts/button.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { formatCount } from '../../parts/format.ts';
import { Panel } from '../../parts/panel.tsx';
import { StatusMark } from '../../parts/status.tsx';
import { useAddress } from '../../url/use-address.ts';
import { GROUPS, groupOf, type Group } from './questions.ts';
import css from './rum.module.css';
import { byKey, formatVital, ratingOf, STATUS_OF, VITALS, type VitalFacts } from './vitals.ts';

const NAMES: Readonly<Record<Group, string>> = {
  page: 'Page',
  device: 'Device',
  release: 'Release',
  service: 'Service',
};

type Row = ReturnType<typeof byKey>[number];

/** Where it is good and where not: by page, device, release or service. */
export function GroupTable({ vitals }: { readonly vitals: readonly Vital[] }): ReactElement {
  const { address, change } = useAddress();
  const group = groupOf(address);
  const columns: readonly Column<Row>[] = [
    { name: NAMES[group], as: 'wrapping', cell: ({ key }) => (key === '' ? '(unnamed)' : key) },
    ...VITALS.map((facts): Column<Row> => ({
      name: facts.short,
      as: 'number',
      cell: ({ of }) => <Rated facts={facts} value={of.get(facts.name)?.p75 ?? null} />,
    })),
    {
      name: 'Measured',
      as: 'number',
      cell: ({ of }) => formatCount(Math.max(...[...of.values()].map(({ count }) => count))),
    },
  ];
  return (
    <Panel
      title={`By ${NAMES[group].toLowerCase()}`}
      hint="p75"
      actions={
        <span role="group" aria-label="Vitals by" className={css['which']}>
          {GROUPS.map((offered) => (
            <Button
              key={offered}
              aria-pressed={offered === group}
              onClick={() => change({ page: { by: offered === 'page' ? '' : offered } })}
            >
              {NAMES[offered]}
            </Button>
          ))}
        </span>
      }
    >
      <DataTable
        name={`Web vitals by ${NAMES[group].toLowerCase()}`}
        rows={byKey(vitals)}
        keyOf={({ key }) => key}
        columns={columns}
        none="Nothing was measured."
      />
    </Panel>
  );
}

/** A value with the shape of its rating; what is good needs none. */
export function Rated({ facts, value }: { readonly facts: VitalFacts; readonly value: number | null }): ReactElement {
  if (value === null) return <span className={css['quiet']}>–</span>;
  const rating = ratingOf(facts, value);
  return (
    <span className={css[STATUS_OF[rating]]}>
      {rating !== 'good' && <StatusMark kind={STATUS_OF[rating]} label={rating} size={12} />}
      {formatVital(facts.name, value)}
    </span>
  );
}
