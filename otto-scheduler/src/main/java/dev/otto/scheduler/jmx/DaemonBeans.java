package dev.otto.scheduler.jmx;

import dev.otto.jmx.DescribedBean;
import dev.otto.jmx.ModelBeans;
import dev.otto.jmx.Notices;
import dev.otto.models.Resolution;
import dev.otto.models.quartz.OttoModels;
import dev.otto.scheduler.budget.BudgetLedger;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.job.JobCountRepository;
import dev.otto.scheduler.job.JobService;
import dev.otto.scheduler.models.CatalogService;
import dev.otto.scheduler.models.FlowDefaultsService;
import dev.otto.scheduler.models.ModelReplacements;
import dev.otto.scheduler.run.RunAborts;
import dev.otto.scheduler.run.RunListener;
import dev.otto.scheduler.run.RunRepository;
import dev.otto.scheduler.run.RunningRuns;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The beans of one Otto, from their registration until they are closed. */
public final class DaemonBeans implements AutoCloseable {
  /**
   * The scheduler's name in the names of the beans; a second Otto in one process gets a number as
   * well.
   */
  private static final String SCHEDULER = "otto";

  private final ModelBeans beans;
  private final ResolutionNews news;

  private DaemonBeans(ModelBeans beans) {
    this.beans = beans;
    this.news = new ResolutionNews(beans);
  }

  /** The models of this Otto and the services that change them. */
  public record ModelServices(
      OttoModels models,
      CatalogService catalog,
      FlowDefaultsService defaults,
      BudgetLedger budgets,
      ModelReplacements replacements) {}

  /** The jobs of this Otto and their runs. */
  public record Jobs(JobService jobs, RunRepository runs, RunningRuns running, RunAborts aborts) {}

  /** Registers all beans. */
  public static DaemonBeans register(
      MBeanServer server, ModelServices models, Jobs jobs, Database database) {
    var view = new JobCountRepository(database);
    var operator =
        new DaemonOperator(
            models.catalog(), models.defaults(), jobs.jobs(), view, models.replacements());
    ModelBeans beans =
        ModelBeans.register(server, SCHEDULER, models.models(), operator, RemoteUser::name);
    var bean = new JobsBean(jobs.jobs(), jobs.runs(), jobs.running(), jobs.aborts(), view);
    var notices = new Notices(beans.name(JobsBean.TYPE), Map.of());
    beans.add(JobsBean.TYPE, new DescribedBean(bean, JobsMXBean.class, notices));
    var budgets = new BudgetsBean(models.budgets());
    var none = new Notices(beans.name(BudgetsBean.TYPE), Map.of());
    beans.add(BudgetsBean.TYPE, new DescribedBean(budgets, BudgetsMXBean.class, none));
    return new DaemonBeans(beans);
  }

  /** Returns the listener of runs. */
  public RunListener runs() {
    return news;
  }

  /** Counts the resolution of a question to the assistant. */
  public void asked(Resolution resolution) {
    news.asked(resolution);
  }

  /** Returns the name pattern that matches all beans. */
  public String pattern() {
    ObjectName jobs = beans.name(JobsBean.TYPE);
    return jobs.getCanonicalName().replace("type=" + JobsBean.TYPE, "type=*");
  }

  @Override
  public void close() {
    beans.close();
  }
}
