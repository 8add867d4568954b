package dev.roundhouse.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Brings a database's tables up to date, one file after the other, each in a transaction of its own. A file that
/// was run never changes again; its checksum is kept and compared.
final class Migrations {
    /// SQLite's, in order. Another engine has a folder of its own with the same names.
    static final Migrations SQLITE = new Migrations("/db/sqlite/", List.of("0001_records.sql", "0002_feedback.sql"));

    private final String folder;
    private final List<String> files;

    Migrations(String folder, List<String> files) {
        this.folder = folder;
        this.files = List.copyOf(files);
    }

    /// Runs what was not run yet. The connection commits by hand.
    ///
    /// @throws IllegalStateException when the database is of a later version, or a file that was run has changed
    void run(Connection connection, long nowMicros) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS schema_version ("
                    + "version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, "
                    + "applied_at INTEGER NOT NULL) STRICT");
        }
        Map<Integer, String> done = done(connection);
        for (int i = 0; i < files.size(); i++) {
            String sql = text(files.get(i));
            String before = done.remove(i + 1);
            if (before == null) {
                runOne(connection, i + 1, sql, nowMicros);
            } else if (!before.equals(checksum(sql))) {
                throw new IllegalStateException(
                        "database: " + files.get(i) + " is not the file that made its tables (its checksum differs)");
            }
        }
        if (!done.isEmpty()) {
            throw new IllegalStateException("database: made by a later version of this program (step "
                    + done.keySet().iterator().next() + "; this one knows " + files.size() + ")");
        }
        connection.commit();
    }

    private static Map<Integer, String> done(Connection connection) throws SQLException {
        Map<Integer, String> done = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT version, checksum FROM schema_version")) {
            while (rows.next()) {
                done.put(rows.getInt(1), rows.getString(2));
            }
        }
        return done;
    }

    private void runOne(Connection connection, int version, String sql, long nowMicros) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement mark = connection.prepareStatement(
                        "INSERT INTO schema_version (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)")) {
            statement.executeUpdate(sql);
            mark.setInt(1, version);
            mark.setString(2, files.get(version - 1));
            mark.setString(3, checksum(sql));
            mark.setLong(4, nowMicros);
            mark.executeUpdate();
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        }
    }

    private String text(String file) {
        try (InputStream in = Migrations.class.getResourceAsStream(folder + file)) {
            if (in == null) {
                throw new IllegalStateException(folder + file + " is not in this program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(folder + file + " cannot be read", e);
        }
    }

    private static String checksum(String sql) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
