package dev.otto.models.springboot;

import io.micrometer.core.instrument.binder.MeterBinder;
import org.quartz.Scheduler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configures the health of the models, {@code ottoModels}, and their metrics, each where the
 * application has what they are told to. {@code management.health.ottomodels.enabled=false} leaves
 * the health out.
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.autoconfigure.quartz.QuartzAutoConfiguration",
      "org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration"
    })
@ConditionalOnBean(Scheduler.class)
public class OttoModelsAutoConfiguration {
  private static final String HEALTH_ENABLED = "management.health.ottomodels.enabled";

  /** The metrics, for Micrometer. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterBinder.class)
  static class Metrics {
    @Bean
    MeterBinder ottoModelMetrics(ObjectProvider<Scheduler> schedulers) {
      return new ModelMetrics(schedulers);
    }
  }

  /** The health as Spring Boot 3 wants it. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
  @ConditionalOnProperty(name = HEALTH_ENABLED, matchIfMissing = true)
  static class HealthOfBoot3 {
    @Bean
    org.springframework.boot.actuate.health.HealthIndicator ottoModelsHealthIndicator(
        ObjectProvider<Scheduler> schedulers) {
      return () -> {
        ModelHealth health = ModelHealth.of(schedulers);
        return (health.up()
                ? org.springframework.boot.actuate.health.Health.up()
                : org.springframework.boot.actuate.health.Health.down())
            .withDetails(health.details())
            .build();
      };
    }
  }

  /** The health as Spring Boot 4 wants it. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  @ConditionalOnProperty(name = HEALTH_ENABLED, matchIfMissing = true)
  static class HealthOfBoot4 {
    @Bean
    org.springframework.boot.health.contributor.HealthIndicator ottoModelsHealthIndicator(
        ObjectProvider<Scheduler> schedulers) {
      return () -> {
        ModelHealth health = ModelHealth.of(schedulers);
        return (health.up()
                ? org.springframework.boot.health.contributor.Health.up()
                : org.springframework.boot.health.contributor.Health.down())
            .withDetails(health.details())
            .build();
      };
    }
  }
}
