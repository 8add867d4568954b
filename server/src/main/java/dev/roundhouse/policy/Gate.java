package dev.roundhouse.policy;

import dev.roundhouse.catalog.Secret;
import dev.roundhouse.exchange.Admission;
import dev.roundhouse.exchange.Caller.Scope;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.Failure.GatewayFault;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The door: who asks, and whether their key may do what is asked.
public final class Gate {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Keys keys;

    /// Lets in by these keys.
    public Gate(Keys keys) {
        this.keys = keys;
    }

    /// Admits a credential to what needs `scope`.
    ///
    /// @param presented what the request brought as its key; null when nothing
    public Admission admit(@Nullable Secret presented, Scope scope) {
        return switch (identify(presented)) {
            case Admission.Refused refused -> refused;
            case Admission.Admitted(var caller)
            when caller.scope() != scope ->
                new Admission.Refused(new CallerFault(ErrorType.PERMISSION_DENIED, needed(scope), null));
            case Admission.Admitted admitted -> admitted;
        };
    }

    /// Admits any valid key.
    ///
    /// @param presented what the request brought as its key; null when nothing
    public Admission identify(@Nullable Secret presented) {
        if (presented == null || presented.reveal().isEmpty()) {
            return refused("No API key was sent (expected: Authorization: Bearer KEY).");
        }
        return switch (keys.authenticate(presented)) {
            case Authentication.Known(var caller) -> new Admission.Admitted(caller);
            case Authentication.Unknown() -> refused("This API key is not known here.");
            case Authentication.Disabled() -> refused("This API key is disabled.");
            case Authentication.Expired() -> refused("This API key has expired.");
            // Nobody can say yet whether the key is good: an infrastructure's trouble is never the caller's
            // fault.
            case Authentication.NotReady() ->
                new Admission.Refused(new GatewayFault(
                        ErrorType.NO_ENDPOINT, "The gateway is starting; its keys are not read yet.", List.of(), SOON));
        };
    }

    private static Admission refused(String message) {
        Failure failure = new CallerFault(ErrorType.AUTHENTICATION, message, null);
        return new Admission.Refused(failure);
    }

    private static String needed(Scope scope) {
        return switch (scope) {
            case INFERENCE -> "Only inference keys can perform this operation; this is a management key.";
            case MANAGEMENT -> "Only management keys can perform this operation.";
        };
    }
}
