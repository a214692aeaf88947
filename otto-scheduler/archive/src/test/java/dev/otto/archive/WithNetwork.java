package dev.otto.archive;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test that needs a network of its own. Where none can be made it shows as skipped, unless {@code
 * OTTO_REQUIRE_NETWORK} is set.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithNetwork.Possible.class)
@interface WithNetwork {

  /** Looks whether a network can be made. */
  final class Possible implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      try {
        return System.getenv("OTTO_REQUIRE_NETWORK") != null || Network.isPossible()
            ? ConditionEvaluationResult.enabled("a network of its own")
            : ConditionEvaluationResult.disabled(
                "no network of its own: it takes root and the command ip (iproute2)");
      } catch (Exception e) {
        return ConditionEvaluationResult.disabled("no network of its own: " + e);
      }
    }
  }
}
