package dev.roundhouse.record;

import dev.roundhouse.money.Nanos;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was used, by UTC day and endpoint. May wait for a disk; everything recorded before the call is counted.
public interface Activity {
    /// Which days, of which account, with which key.
    ///
    /// @param from the first day
    /// @param to the last day, included
    /// @param keyHash only this key's; null all keys'
    record Question(
            long account,
            LocalDate from,
            LocalDate to,
            @Nullable String keyHash) {}

    /// One day at one endpoint.
    ///
    /// @param model the served model's id; the requested one where nobody served it
    /// @param endpoint the endpoint's key; empty where nobody served it
    /// @param provider the provider's name for people; empty where nobody served it
    record Row(
            LocalDate date,
            String model,
            String endpoint,
            String provider,
            long requests,
            long promptTokens,
            long completionTokens,
            long reasoningTokens,
            Nanos charge) {}

    /// Newest day first.
    List<Row> rows(Question question);
}
