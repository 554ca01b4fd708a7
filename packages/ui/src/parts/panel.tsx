import { useId, type ReactElement, type ReactNode } from 'react';
import css from './panel.module.css';

export interface PanelProps {
  readonly title: string;
  /** What the title leaves open: unit, grouping. */
  readonly hint?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string | undefined;
}

/** A titled surface on the page. */
export function Panel({ title, hint, actions, children, className }: PanelProps): ReactElement {
  const id = useId();
  return (
    <section aria-labelledby={id} className={`${css['panel']} ${className ?? ''}`}>
      <header className={css['head']}>
        <h2 id={id}>{title}</h2>
        <span className={css['hint']}>{hint}</span>
        {actions}
      </header>
      {children}
    </section>
  );
}
