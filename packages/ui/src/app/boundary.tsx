import { Component, type ReactNode } from 'react';

export interface BoundaryProps {
  readonly children: ReactNode;
  /** What is shown in place of what broke. */
  readonly fallback: (error: unknown) => ReactNode;
}

interface State {
  readonly broken: { readonly error: unknown } | null;
}

/** Keeps what breaks within it, code that cannot be loaded above all, from taking the rest of the pages along. */
export class Boundary extends Component<BoundaryProps, State> {
  override readonly state: State = { broken: null };

  static getDerivedStateFromError(error: unknown): State {
    return { broken: { error } };
  }

  override render(): ReactNode {
    const { broken } = this.state;
    return broken === null ? this.props.children : this.props.fallback(broken.error);
  }
}
