package dev.otto.jmx;

import dev.otto.models.Flow;
import dev.otto.models.Resolution;
import dev.otto.models.event.Subscription;
import dev.otto.models.quartz.OttoModels;
import java.util.List;
import java.util.function.Supplier;
import javax.management.InstanceAlreadyExistsException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The beans of one scheduler's model management, from {@link #register} until they are closed. The
 * scheduler's owner reports each resolution and each failure; the beans count them and send
 * notifications.
 */
public final class ModelBeans implements AutoCloseable {
  private final Registration registration;
  private final ModelResolverBean resolver;
  private final JobModelsBean jobs;
  private final List<Subscription> subscriptions;

  private ModelBeans(
      Registration registration,
      ModelResolverBean resolver,
      JobModelsBean jobs,
      List<Subscription> subscriptions) {
    this.registration = registration;
    this.resolver = resolver;
    this.jobs = jobs;
    this.subscriptions = subscriptions;
  }

  /**
   * Registers all of them, or none if one fails. If another scheduler of this name has its beans
   * there already, these get {@code instance=2} (and so on) in their names.
   *
   * @param actor who is acting in the current thread, for the operator
   * @throws IllegalStateException if the server does not take them
   */
  public static ModelBeans register(
      MBeanServer server,
      String schedulerName,
      OttoModels models,
      ModelOperator operator,
      Supplier<String> actor) {
    var input = new BeanInput(operator, models.flowDefaults().flows(), actor);
    for (int instance = 1; ; instance++) {
      var registration = new Registration(server, schedulerName, instance);
      try {
        return register(registration, models, input);
      } catch (InstanceAlreadyExistsException e) {
        registration.close();
      } catch (RuntimeException e) {
        registration.close();
        throw e;
      }
    }
  }

  private static ModelBeans register(Registration registration, OttoModels models, BeanInput input)
      throws InstanceAlreadyExistsException {
    var catalog = new ModelCatalogBean(models, input, registration.name(ModelCatalogBean.TYPE));
    var defaults =
        new FlowDefaultsBean(
            models.flowDefaults(), input, registration.name(FlowDefaultsBean.TYPE));
    var resolver =
        new ModelResolverBean(models.resolver(), input, registration.name(ModelResolverBean.TYPE));
    var jobs = new JobModelsBean(models.resolver(), input, registration.name(JobModelsBean.TYPE));
    registration.add(ModelCatalogBean.TYPE, catalog.described());
    registration.add(FlowDefaultsBean.TYPE, defaults.described());
    registration.add(ModelResolverBean.TYPE, resolver.described());
    registration.add(JobModelsBean.TYPE, jobs.described());
    var subscriptions =
        List.of(
            models.catalog().onChange(catalog::refreshed),
            models.flowDefaults().onChange(defaults::changed));
    return new ModelBeans(registration, resolver, jobs, subscriptions);
  }

  /** Returns the name of a bean of this scheduler: {@code dev.otto:type=…,scheduler=…}. */
  public ObjectName name(String type) {
    return registration.name(type);
  }

  /**
   * Registers one more bean, under {@link #name}, which is closed with the others.
   *
   * @throws IllegalStateException if there is one already
   */
  public void add(String type, DescribedBean bean) {
    try {
      registration.add(type, bean);
    } catch (InstanceAlreadyExistsException e) {
      throw new IllegalStateException(name(type) + " is registered already", e);
    }
  }

  /**
   * Counts a resolution, and sends a notification if it is a fallback.
   *
   * @param job what people know the job by, or whoever else asked
   */
  public void resolved(String job, Flow flow, Resolution resolution) {
    resolver.resolved(job, flow, resolution);
  }

  /**
   * Sends a notification of a run that failed.
   *
   * @param why a sentence or a code for people
   */
  public void runFailed(String job, String why) {
    jobs.runFailed(job, why);
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    registration.close();
  }
}
