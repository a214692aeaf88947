package dev.otto.jmx;

import org.jspecify.annotations.Nullable;

/** The catalog in JMX; the {@link Description}s document it for the person at the client. */
@Description("The models that OpenCode offers, as the runs of this scheduler see them")
public interface ModelCatalogMXBean {

  @Description("All models, as provider/model")
  String[] getModels();

  @Description("The number of models")
  int getCount();

  @Description("Where they come from")
  String getAddress();

  @Description("Which one of this library runs here")
  String getOttoVersion();

  @Description("When the last refresh succeeded, in UTC; empty before the first")
  String getUpdatedAt();

  @Description("Seconds since the last refresh succeeded; -1 before the first")
  long getAgeSeconds();

  @Description("Whether the last refresh failed or is overdue")
  boolean isStale();

  @Description(
      "network: the last refresh succeeded; cache: it failed, and this is an earlier list; none:"
          + " there was no list yet")
  String getSource();

  @Description("Increases when models are added or removed or the global default changes")
  long getVersion();

  @Description("OpenCode's own default model; empty if it has none")
  String getGlobalDefault();

  @Description("Why the last refresh failed; empty if it succeeded")
  String getLastRefreshError();

  @Description(
      "The models that went with the last refresh that missed some, each with the reason; empty if"
          + " none did since the start")
  String[] getLastRemoved();

  @Description(value = "Asks OpenCode for its models now", changes = true)
  String refresh();

  @Description("The models whose reference or name contains every word of the text")
  String[] search(@Description("Words, case-insensitive; empty finds all") String text);

  @Description("Whether the catalog has the model")
  boolean contains(@Description("provider/model") String modelRef);

  @Description("The details of one model")
  Details describe(@Description("provider/model") String modelRef);

  /**
   * One model; a limit or price that OpenCode does not know is null.
   *
   * @param inputCost US dollars for a million tokens
   * @param outputCost US dollars for a million tokens
   */
  record Details(
      String modelRef,
      String name,
      String status,
      @Nullable Long contextLimit,
      @Nullable Long outputLimit,
      @Nullable Double inputCost,
      @Nullable Double outputCost) {}
}
