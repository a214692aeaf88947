import generated.ApiClient;
import generated.ApiException;
import generated.api.JobsApi;
import generated.model.NewJob;
import java.util.Map;

/** What a client in Java looks like: URL and token are its arguments. */
class Client {
  public static void main(String[] arguments) throws ApiException {
    var otto = new ApiClient();
    otto.updateBaseUri(arguments[0]);
    otto.setRequestInterceptor(
        request -> request.header("Authorization", "Bearer " + arguments[1]));
    var jobs = new JobsApi(otto);
    var job =
        new NewJob()
            .id("of Java")
            .type("news")
            .scheduleType(NewJob.ScheduleTypeEnum.RECURRING)
            .cron("0 7 * * *")
            .payload(Map.of("prompt", "Hello", "timeoutSeconds", 60));
    String id = jobs.createJob(job, null, null).getId();
    var read = jobs.readJob(id).getJob();
    Long next = read.getNextRunAt();
    System.out.println(
        String.join(
            " ",
            read.getId(),
            read.getCron(),
            String.valueOf(next > System.currentTimeMillis()),
            read.getEffectiveModel().getModelId(),
            error(jobs)));
  }

  private static String error(JobsApi jobs) {
    try {
      return jobs.readJob("gone").toString();
    } catch (ApiException e) {
      return e.getResponseBody().replaceAll(".*\"error\":\"(\\w+)\".*", "$1");
    }
  }
}
