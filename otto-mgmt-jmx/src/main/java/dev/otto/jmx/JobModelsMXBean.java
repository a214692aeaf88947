package dev.otto.jmx;

/** The models of jobs in JMX; the {@link Description}s document it for the person at the client. */
@Description(
    "The model that each job names and the one it gets; a change takes effect with the"
        + " job's next run")
public interface JobModelsMXBean {

  @Description(
      "The first 1,000 by key, a line each: the model of the next run and why; reading it asks the"
          + " job store")
  String[] getJobs();

  @Description("How many there are; reading it asks the job store")
  int getCount();

  @Description("Shows one job with its flow, its own model and the one that its next run gets")
  JobRow describe(@Description("As shown in the attribute Jobs") String job);

  @Description(value = "Sets a job's own model", changes = true)
  String setModel(
      @Description("As shown in the attribute Jobs") String job,
      @Description("provider/model, or empty or inherit to clear") String modelRef);

  @Description(value = "Sets all that a job asks of its model", changes = true)
  String setChoice(
      @Description("As shown in the attribute Jobs") String job,
      @Description(
              "provider/model or inherit, then as needed variant=high fallbacks=a/b,c/d"
                  + " policy=strict onlyProviders=a,c onFailure=next")
          String choice);

  @Description(value = "Clears a job's own model, so that it inherits", changes = true)
  String clearModel(@Description("As shown in the attribute Jobs") String job);

  @Description(
      value =
          "Puts one model in the place of another wherever it is named, all at once; says the number"
              + " to take it back by",
      changes = true)
  String replaceModel(
      @Description("provider/model that is replaced") String from,
      @Description("provider/model that takes its place") String to,
      @Description("An effort to ask of the other; empty keeps it") String variant,
      @Description("Also by one that the catalog lacks, or that cannot do what is needed")
          boolean force);

  @Description(value = "Takes a replacement back where its values still stand", changes = true)
  String undoReplacement(@Description("What the replacement was answered with") long number);

  /**
   * One job.
   *
   * @param override the model the job names itself, or {@code inherit}
   * @param model what its next run uses; empty where there is none to use
   * @param source what decided, or {@code no_model_available}
   * @param choice all that the job asks for, as {@link #setChoice} takes it
   */
  record JobRow(
      String flow, String override, String model, String source, String reason, String choice) {}
}
