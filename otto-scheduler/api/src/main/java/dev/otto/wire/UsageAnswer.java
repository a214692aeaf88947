package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every model that somebody names or that ran lately. */
public record UsageAnswer(List<ModelUse> models) {

  /**
   * The use of one model.
   *
   * @param available whether the catalog has it
   * @param globalDefault whether it is OpenCode's global default
   * @param flows the keys of the flows whose default it is
   * @param budgets the paths of the budgets that name it for when they are spent, such as {@code
   *     flows.heartbeat}
   * @param jobs the ids of the jobs that name it
   * @param warning why the model may not do for an agent with tools
   * @param removedBecause why the catalog no longer has it, where a late refresh knows that
   */
  public record ModelUse(
      String modelRef,
      boolean available,
      boolean globalDefault,
      List<String> flows,
      List<String> budgets,
      List<String> jobs,
      long runsLast7Days,
      @Nullable String warning,
      @AbsentIfNull @Nullable String removedBecause) {}
}
