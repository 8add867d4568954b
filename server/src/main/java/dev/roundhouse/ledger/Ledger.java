package dev.roundhouse.ledger;

import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.money.Nanos;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The credit of all accounts, in memory; free of locks and of any store. What was charged before the program
/// started is part of the funds that an account is opened with; what is charged now is kept by the generation's
/// record.
public final class Ledger {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Map<Long, Account> accounts = new ConcurrentHashMap<>();

    /// How an account stands.
    ///
    /// @param limited whether its credit has an end
    /// @param available what may still be reserved; zero where there is no limit
    /// @param held what running generations hold
    /// @param charged what was charged since it was opened here
    public record Standing(boolean limited, Nanos available, Nanos held, Nanos charged) {}

    /// Opens an account. Its generations can be paid from now on.
    ///
    /// @throws IllegalStateException when it is open already: that would forget what is held
    public void open(long account, Funds funds) {
        if (accounts.putIfAbsent(account, new Account(funds)) != null) {
            throw new IllegalStateException("account " + account + " is open already");
        }
    }

    /// Holds the most that a generation may cost.
    ///
    /// @param ceiling not negative; zero for what is free, which only an account in debt is refused
    /// @return [Held], to be closed by the caller, or [Insufficient] with a failure of status 402; of status
    ///   503 while the account is not open
    public Reserved reserve(long account, Nanos ceiling) {
        if (ceiling.isNegative()) {
            throw new IllegalArgumentException("ceiling: " + ceiling + " (expected: >= 0)");
        }
        Account owner = accounts.get(account);
        if (owner == null) {
            // What it has to spend is not read yet: the trouble is ours, and it passes.
            return new Insufficient(new Failure.GatewayFault(
                    ErrorType.NO_ENDPOINT,
                    "The gateway is starting; this account's credit is not read yet.",
                    List.of(),
                    SOON));
        }
        return owner.hold(ceiling.value())
                ? new Held(owner, ceiling.value())
                : new Insufficient(insufficient(owner, ceiling));
    }

    private static Failure insufficient(Account owner, Nanos ceiling) {
        String message = "Insufficient credits: this request may cost up to $" + ceiling.toUsd() + ", and $"
                + new Nanos(owner.availableNanos()).toUsd()
                + " are available. Add credits, or ask for fewer tokens with max_tokens.";
        return new Failure.CallerFault(ErrorType.PAYMENT_REQUIRED, message, null);
    }

    /// How an account stands; empty when it is not open.
    public Optional<Standing> standing(long account) {
        return Optional.ofNullable(accounts.get(account)).map(Account::standing);
    }
}
