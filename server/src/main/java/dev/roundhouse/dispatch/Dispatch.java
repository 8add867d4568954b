package dev.roundhouse.dispatch;

import dev.roundhouse.exchange.Failure;
import java.util.List;

/// What came of trying the endpoints of a plan.
public sealed interface Dispatch {
    /// The attempts that failed before, in order; of [Exhausted] all.
    List<Attempt> failed();

    /// One has answered: content is there, or a whole answer.
    ///
    /// @param attempt the one
    /// @param call its exchange, to be relayed or cancelled
    record Answered(Attempt attempt, UpstreamCall call, List<Attempt> failed) implements Dispatch {
        public Answered {
            failed = List.copyOf(failed);
        }
    }

    /// None has.
    ///
    /// @param failure what the client is told: the last attempt's
    record Exhausted(Failure failure, List<Attempt> failed) implements Dispatch {
        public Exhausted {
            failed = List.copyOf(failed);
        }
    }
}
