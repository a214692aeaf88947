package dev.otto.controlplane.it;

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
 * A test that needs a browser. Without one it shows as skipped, unless {@code OTTO_REQUIRE_BROWSER}
 * is set: then it fails.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("browser")
@ExtendWith(WithBrowser.Condition.class)
@interface WithBrowser {

  /** Whether there is a Chromium. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (Browser.program().isPresent() || System.getenv("OTTO_REQUIRE_BROWSER") != null) {
        return ConditionEvaluationResult.enabled("Chromium is there, or must be");
      }
      return ConditionEvaluationResult.disabled(
          "no chromium on PATH; install it or set OTTO_CHROMIUM_BIN");
    }
  }
}
