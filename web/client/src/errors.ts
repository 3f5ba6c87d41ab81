/** One entry of a response's `errors`. */
export interface ApiError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly requestId?: string;
    readonly field?: string;
    readonly missing?: readonly string[];
    readonly retryAfter?: number;
  };
}

/** The service refused the operation, or a part of it; `data` is what it could tell all the same. */
export class OperationFailed extends Error {
  override readonly name = 'OperationFailed';

  constructor(
    readonly errors: readonly ApiError[],
    readonly data: unknown = null,
    readonly status: number | null = null,
  ) {
    super(errors.map(({ message }) => message).join('; '));
  }

  /** The first error's code: what to branch on. */
  get code(): string {
    return this.errors[0]?.extensions.code ?? 'INTERNAL';
  }
}

/** No answer came, or a stream was cut off before it was complete: try again. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

const PASSING = new Set(['UNAVAILABLE', 'RATE_LIMITED']);

/** Whether the same question may be answered a moment later. */
export function mayPass(error: unknown): boolean {
  return error instanceof ConnectionLost || (error instanceof OperationFailed && PASSING.has(error.code));
}
