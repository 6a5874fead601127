import type { FailureError } from "./failure.ts";
import { shortType } from "./type-words.ts";

/** Types that runtimes and frameworks put around the error of a handler, and that say nothing of it. */
const wrappers = new Set(
  `InvocationTargetException UndeclaredThrowableException ExecutionException CompletionException ProcessingException ListenerExecutionFailedException
   MessageHandlingException MessageDeliveryException MessagingException HandlerException TargetInvocationException AggregateException ExceptionGroup
   BaseExceptionGroup AggregateError NestedRuntimeException NestedServletException ServletException EJBException CamelExecutionException
   UncheckedExecutionException ExecutionError RuntimeCamelException HandlerFailedException WrappedException PrivilegedActionException
   StreamsException MultipleFailuresException ReactiveException CompositeException`.split(/\s+/),
);

/** Whether this type only wraps another error. */
export function isWrapper(type: string | null): boolean {
  return type !== null && wrappers.has(shortType(type));
}

/** A wrapper without a text: what it wraps is not carried. */
export function isBareWrapper({ type, text }: Pick<FailureError, "type" | "text">): boolean {
  return text === null && isWrapper(type);
}
