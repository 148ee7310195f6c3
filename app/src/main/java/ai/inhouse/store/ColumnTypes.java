package ai.inhouse.store;

import ai.inhouse.base.Hash;
import ai.inhouse.base.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/// How our types stand in columns: hashes as text, instants as milliseconds since 1970, lists and
/// maps of strings as JSON.
final class ColumnTypes {
    private ColumnTypes() {}

    static @Nullable Hash hash(ResultSet row, int column, StatementContext context)
            throws SQLException {
        String hex = row.getString(column);
        return hex == null ? null : new Hash(hex);
    }

    static @Nullable Instant instant(ResultSet row, int column, StatementContext context)
            throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    static Map<String, String> map(ResultSet row, int column, StatementContext context)
            throws SQLException {
        return Json.mapper().readValue(row.getString(column), new TypeReference<>() {});
    }

    static List<String> list(ResultSet row, int column, StatementContext context)
            throws SQLException {
        return Json.mapper().readValue(row.getString(column), new TypeReference<>() {});
    }

    static final class HashArgument extends AbstractArgumentFactory<Hash> {
        HashArgument() {
            super(Types.VARCHAR);
        }

        @Override
        protected Argument build(Hash value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setString(position, value.hex());
        }
    }

    static final class InstantArgument extends AbstractArgumentFactory<Instant> {
        InstantArgument() {
            super(Types.BIGINT);
        }

        @Override
        protected Argument build(Instant value, ConfigRegistry config) {
            return (position, statement, context) ->
                    statement.setLong(position, value.toEpochMilli());
        }
    }

    static final class MapArgument extends AbstractArgumentFactory<Map<String, String>> {
        MapArgument() {
            super(Types.VARCHAR);
        }

        @Override
        protected Argument build(Map<String, String> value, ConfigRegistry config) {
            String json = Json.write(new TreeMap<>(value));
            return (position, statement, context) -> statement.setString(position, json);
        }
    }

    static final class ListArgument extends AbstractArgumentFactory<List<String>> {
        ListArgument() {
            super(Types.VARCHAR);
        }

        @Override
        protected Argument build(List<String> value, ConfigRegistry config) {
            String json = Json.write(value);
            return (position, statement, context) -> statement.setString(position, json);
        }
    }
}
