package dev.otto.archive;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests of what {@code -Pdist,release} makes beside the archive. Elsewhere, and for who is not root
 * and cannot change the root folder, they show as skipped, unless {@code OTTO_REQUIRE_RELEASE} is
 * set: then they fail.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("archive")
@ExtendWith(WithRelease.Condition.class)
@interface WithRelease {

  /** Whether all is there. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      boolean possible =
          System.getProperty("otto.release") != null && Files.isWritable(Path.of("/root"));
      return possible || System.getenv("OTTO_REQUIRE_RELEASE") != null
          ? ConditionEvaluationResult.enabled("the release is there, or must be")
          : ConditionEvaluationResult.disabled(
              "no release: it is made and tested by ./mvnw -Pdist,release verify, by root");
    }
  }
}
