import type { ButtonHTMLAttributes, ReactElement } from 'react';
import css from './button.module.css';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `plain` has no frame, `primary` is the one thing to do. @defaultValue 'normal' */
  readonly look?: 'normal' | 'plain' | 'primary' | 'icon';
  readonly ref?: React.Ref<HTMLButtonElement>;
}

export function Button({ look = 'normal', className, ...rest }: ButtonProps): ReactElement {
  return <button type="button" {...rest} className={`${css['button']} ${css[look]} ${className ?? ''}`} />;
}
