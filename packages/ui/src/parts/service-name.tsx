import type { ReactElement } from 'react';
import css from './service-name.module.css';
import { colourOf, useServiceSlots } from './service-slots.ts';

/** The coloured square of a service: filled, or framed when its colour is somebody else's too. */
export function ServiceMark({ service }: { readonly service: string }): ReactElement {
  const { css: colour, hollow } = colourOf(useServiceSlots()(service));
  return <span aria-hidden="true" className={hollow ? css['hollow'] : css['mark']} style={{ color: colour }} />;
}

/** A service: its square and its name. */
export function ServiceName({ service }: { readonly service: string }): ReactElement {
  return (
    <span className={css['name']}>
      <ServiceMark service={service} />
      <span className={css['text']}>{service}</span>
    </span>
  );
}
