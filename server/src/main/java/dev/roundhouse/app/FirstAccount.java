package dev.roundhouse.app;

import dev.roundhouse.catalog.Secret;
import dev.roundhouse.config.Settings.Bootstrap;
import dev.roundhouse.exchange.Caller.Scope;
import dev.roundhouse.ledger.Accounts;
import dev.roundhouse.ledger.Funds;
import dev.roundhouse.ledger.Ledger;
import dev.roundhouse.policy.ApiKey;
import dev.roundhouse.policy.KeyMint;
import dev.roundhouse.policy.KeyMint.Minted;
import dev.roundhouse.policy.KeyMint.Order;
import dev.roundhouse.policy.Keys;
import dev.roundhouse.policy.Keys.Configured;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The account that every installation has, its credit, and the keys without which nobody could ask anything.
final class FirstAccount {
    /// Its number.
    static final long ID = 1;

    private final Bootstrap bootstrap;
    private final Keys keys;
    private final KeyMint mint;
    private final Ledger ledger;
    private final Accounts accounts;

    FirstAccount(Bootstrap bootstrap, Keys keys, KeyMint mint, Ledger ledger, Accounts accounts) {
        this.bootstrap = bootstrap;
        this.keys = keys;
        this.mint = mint;
        this.ledger = ledger;
        this.accounts = accounts;
    }

    /// What a first start has made; both empty on any other.
    ///
    /// @param inference null: not made now
    /// @param management null: not made now
    record Made(@Nullable Secret inference, @Nullable Secret management) {}

    /// Makes what a request needs without waiting for the database: the configured keys, and an account without
    /// limit.
    void openEarly() {
        List<Configured> configured = new ArrayList<>(2);
        if (bootstrap.inferenceKey() != null) {
            configured.add(new Configured("bootstrap.inference_key", bootstrap.inferenceKey(), ID, Scope.INFERENCE));
        }
        if (bootstrap.managementKey() != null) {
            configured.add(new Configured("bootstrap.management_key", bootstrap.managementKey(), ID, Scope.MANAGEMENT));
        }
        keys.configure(configured);
        if (bootstrap.credit() == null) {
            ledger.open(ID, new Funds.Unlimited());
        }
    }

    /// The rest, from the database: the stored keys, what was charged before, and a first start's keys.
    Made open() {
        Funds funds = accounts.fund(ID, bootstrap.credit());
        if (bootstrap.credit() != null) {
            ledger.open(ID, funds);
        }
        keys.load();
        return new Made(
                firstKey(Scope.INFERENCE, "first inference key"), firstKey(Scope.MANAGEMENT, "first management key"));
    }

    private @Nullable Secret firstKey(Scope scope, String name) {
        for (ApiKey key : keys.all()) {
            if (key.scope() == scope) {
                return null;
            }
        }
        Minted minted = mint.mint(Order.plain(ID, scope, name));
        keys.put(minted.kept());
        return minted.key();
    }
}
