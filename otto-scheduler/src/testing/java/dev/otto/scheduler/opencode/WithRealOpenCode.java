package dev.otto.scheduler.opencode;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test that needs the real server. Without its binary it shows as skipped, unless {@code
 * OTTO_REQUIRE_OPENCODE} is set: then it fails.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("opencode")
@ExtendWith(WithRealOpenCode.Condition.class)
public @interface WithRealOpenCode {

  /** Whether the binary is there. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (RealOpenCode.binary().isPresent() || System.getenv("OTTO_REQUIRE_OPENCODE") != null) {
        return ConditionEvaluationResult.enabled("OpenCode is there, or must be");
      }
      return ConditionEvaluationResult.disabled(
          "no opencode on PATH; install opencode-ai or set OTTO_OPENCODE_BIN");
    }
  }
}
