package dev.otto.models.quartz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.otto.models.ModelRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.TriggerBuilder;
import org.quartz.impl.JobExecutionContextImpl;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.TriggerFiredBundle;

class JobModelTest {
  private static final ModelRef MODEL = ModelRef.of("p/a");

  private final JobExecutionContext context = context();

  private static JobExecutionContext context() {
    var job = new QuartzApplication.AskingJob();
    var detail = JobBuilder.newJob(job.getClass()).withIdentity("asking").build();
    var trigger = (OperableTrigger) TriggerBuilder.newTrigger().forJob(detail).build();
    var fired = new TriggerFiredBundle(detail, trigger, null, false, null, null, null, null);
    return new JobExecutionContextImpl(null, fired, job);
  }

  @Test
  void aUnitTestGivesAJobItsModel() throws Exception {
    assertThrows(IllegalStateException.class, () -> JobModel.of(context));
    JobModel.set(context, MODEL);
    assertEquals(MODEL, JobModel.required(context));
    assertEquals("the job names p/a", JobModel.of(context).reason());
    assertEquals(MODEL, JobModel.choice(context).modelRef().orElseThrow());
  }

  @Test
  void theContextOfARunCanBeSerialized() throws Exception {
    JobModel.set(context, MODEL);
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(context);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      var copy = (JobExecutionContext) in.readObject();
      assertEquals("asking", copy.getJobDetail().getKey().getName());
    }
  }
}
