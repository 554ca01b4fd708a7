import { captureException } from '@sightglass/errors';
import { Component } from 'react';
import type { ErrorInfo, ReactNode } from 'react';

/** What a fallback is told. */
export interface Failure {
  /** What was thrown; not always an Error. */
  readonly error: unknown;
  /** The event's id (`log.record.uid`), to be shown to people who ask for help. Empty where nothing was sent, and for the blink before it is. */
  readonly eventId: string;
  /** Tries the children again. */
  readonly reset: () => void;
}

/** What an {@link ErrorBoundary} takes. */
export interface ErrorBoundaryProps {
  readonly children?: ReactNode;
  /** What is shown in place of children that threw. Default: nothing. */
  readonly fallback?: ReactNode | ((failure: Failure) => ReactNode);
  /** Called once the error was captured. What it throws goes to the next boundary. */
  readonly onError?: (error: unknown, eventId: string) => void;
}

interface State {
  readonly caught?: { readonly error: unknown; readonly eventId: string } | undefined;
}

/**
 * Shows something else where its children throw while they are rendered, and captures what they threw, with the components that stand around it.
 *
 * @example `<ErrorBoundary fallback={<p>Sorry.</p>}><Basket /></ErrorBoundary>`
 */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override readonly state: State = {};
  readonly #reset = (): void => this.setState({ caught: undefined });

  static getDerivedStateFromError(error: unknown): State {
    return { caught: { error, eventId: '' } };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    const eventId = captureRendering(error, componentStack, true);
    this.setState({ caught: { error, eventId } });
    this.props.onError?.(error, eventId);
  }

  override render(): ReactNode {
    const { children, fallback } = this.props;
    const { caught } = this.state;
    if (caught === undefined) return children;
    return typeof fallback === 'function' ? fallback({ ...caught, reset: this.#reset }) : fallback;
  }
}

/** Captures what components threw; the same error once. */
export function captureRendering(error: unknown, componentStack: string | null | undefined, handled: boolean): string {
  return captureException(error, {
    level: 'error',
    handled,
    mechanism: 'react',
    contexts: { react: componentStack ? { componentStack } : undefined },
  });
}
