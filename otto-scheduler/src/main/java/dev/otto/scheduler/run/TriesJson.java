package dev.otto.scheduler.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.otto.models.ModelRef;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.Bill.ModelUsage;
import dev.otto.models.prompt.Tokens;
import dev.otto.scheduler.bill.BillJson;
import dev.otto.wire.RunItem;
import dev.otto.wire.ServedModel;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The column {@code tries_json} of a run, and the same in the contract; null if there are none. */
final class TriesJson {
  private static final Logger LOG = LoggerFactory.getLogger(TriesJson.class);
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private TriesJson() {}

  static @Nullable String write(List<TriedModel> tries) {
    try {
      return tries.isEmpty() ? null : JSON.writeValueAsString(items(tries));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a run's tries cannot be written", e);
    }
  }

  static List<TriedModel> read(@Nullable String json) {
    try {
      return json == null
          ? List.of()
          : Stream.of(JSON.readValue(json, RunItem.Try[].class)).map(TriesJson::of).toList();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      LOG.warn("The tries of a run cannot be read, and are left out: {}", e.getMessage());
      return List.of();
    }
  }

  /** Returns the tries in the words of the contract; null if there are none. */
  static @Nullable List<RunItem.Try> itemsOrNull(List<TriedModel> tries) {
    return tries.isEmpty() ? null : items(tries);
  }

  private static List<RunItem.Try> items(List<TriedModel> tries) {
    return tries.stream().map(TriesJson::item).toList();
  }

  private static RunItem.Try item(TriedModel one) {
    return new RunItem.Try(
        one.model().toString(),
        one.variant(),
        one.errorCode(),
        one.errorMessage(),
        one.startedAt().toEpochMilli(),
        one.finishedAt().toEpochMilli(),
        BillJson.servedModels(one.bill()),
        one.bill().complete());
  }

  private static TriedModel of(RunItem.Try item) {
    return new TriedModel(
        ModelRef.of(item.modelRef()),
        item.variant(),
        item.errorCode(),
        item.errorMessage(),
        Instant.ofEpochMilli(item.startedAt()),
        Instant.ofEpochMilli(item.finishedAt()),
        new Bill(
            item.servedModels().stream().map(TriesJson::usage).toList(), item.usageComplete()));
  }

  private static ModelUsage usage(ServedModel served) {
    return new ModelUsage(
        ModelRef.of(served.modelRef()),
        new Tokens(
            served.inputTokens(),
            served.outputTokens(),
            served.reasoningTokens(),
            served.cacheReadTokens(),
            served.cacheWriteTokens()),
        served.costUsd(),
        served.steps());
  }
}
