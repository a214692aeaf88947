package dev.otto.archive;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test with a program of an operator's. Where one is missing it shows as skipped, unless {@code
 * OTTO_REQUIRE_TOOLS} is set: then it fails. {@code .ci/run} installs them all.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithTool.Condition.class)
@interface WithTool {

  /** Names of programs, or paths of files where a package has no program. */
  String[] value();

  /** Whether all of them are there. */
  final class Condition implements ExecutionCondition {
    private static final List<Path> FOLDERS = List.of(Path.of("/usr/bin"), Path.of("/usr/sbin"));

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      var tools = context.getRequiredTestMethod().getAnnotation(WithTool.class).value();
      var missing = Arrays.stream(tools).filter(tool -> !isThere(tool)).toList();
      return missing.isEmpty() || System.getenv("OTTO_REQUIRE_TOOLS") != null
          ? ConditionEvaluationResult.enabled("the tools are there, or must be")
          : ConditionEvaluationResult.disabled("not installed: " + String.join(", ", missing));
    }

    private static boolean isThere(String tool) {
      return FOLDERS.stream().anyMatch(folder -> Files.exists(folder.resolve(tool)));
    }
  }
}
