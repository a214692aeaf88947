package dev.otto.models.it;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.quartz.utils.ConnectionProvider;

/** Five connections of a Quartz store, and what each thread asked over them. */
public final class CountedConnections implements ConnectionProvider {
  private static final List<Query> QUERIES = new CopyOnWriteArrayList<>();
  private static volatile HikariDataSource pool;

  private String url;

  private record Query(Thread thread, String sql) {}

  public void setUrl(String url) {
    this.url = url;
  }

  /** How many connections are not given back. */
  static int taken() {
    return pool.getHikariPoolMXBean().getActiveConnections();
  }

  /** What this thread asked since the last time. */
  static List<String> queriesOfThisThread() {
    var mine = QUERIES.stream().filter(it -> it.thread() == Thread.currentThread()).toList();
    QUERIES.removeAll(mine);
    return mine.stream().map(Query::sql).toList();
  }

  @Override
  public void initialize() {
    var config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(5);
    // A pool that runs dry is to be seen soon; nothing is decided by how soon.
    config.setConnectionTimeout(5_000);
    pool = new HikariDataSource(config);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = pool.getConnection();
    return (Connection)
        Proxy.newProxyInstance(
            CountedConnections.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement")) {
                QUERIES.add(new Query(Thread.currentThread(), (String) arguments[0]));
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public void shutdown() {
    pool.close();
  }
}
