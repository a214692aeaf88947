package dev.otto.models.it;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.Context;
import com.fasterxml.jackson.core.JsonFactory;
import com.zaxxer.hikari.HikariDataSource;
import dev.otto.jmx.OttoJmxPlugin;
import dev.otto.models.quartz.OttoModelsPlugin;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.Driver;
import org.quartz.Scheduler;
import org.slf4j.Logger;

/** What an application has on its class path, each by a class of it. */
final class Libraries {
  static final List<Class<?>> OF_PLAIN_QUARTZ =
      List.of(
          Scheduler.class,
          Logger.class,
          LoggerContext.class,
          Context.class,
          OttoModelsPlugin.class,
          OttoJmxPlugin.class,
          JsonFactory.class);

  static final List<Class<?>> OF_QUARTZ_ON_POSTGRESQL =
      with(OF_PLAIN_QUARTZ, HikariDataSource.class, Driver.class);

  private Libraries() {}

  private static List<Class<?>> with(List<Class<?>> some, Class<?>... more) {
    var all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }
}
