package dev.roundhouse.store;

import dev.roundhouse.record.Feedback;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/// Reads and writes what callers say of generations; the transaction around it is the caller's.
final class FeedbackRows {
    private FeedbackRows() {}

    static void keep(Connection connection, Feedback.Word word) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT OR REPLACE INTO feedback"
                + " (generation, account, category, score, comment, model, task, said_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, word.generation());
            insert.setLong(2, word.account());
            insert.setString(3, word.category());
            if (word.score() == null) {
                insert.setNull(4, Types.REAL);
            } else {
                insert.setDouble(4, word.score());
            }
            insert.setString(5, word.comment());
            insert.setString(6, word.model());
            insert.setString(7, word.task());
            insert.setLong(8, KeyRows.micros(word.at()));
            insert.executeUpdate();
        }
    }

    static List<Feedback.Count> counts(Connection connection, long account) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT model, task, category, count(*), count(score),"
                        + " coalesce(avg(score), 0) FROM feedback WHERE account = ?"
                        + " GROUP BY model, task, category ORDER BY model, task, category")) {
            query.setLong(1, account);
            ResultSet row = query.executeQuery();
            List<Feedback.Count> counts = new ArrayList<>();
            while (row.next()) {
                counts.add(new Feedback.Count(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getDouble(6)));
            }
            return counts;
        }
    }
}
