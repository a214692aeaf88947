package dev.otto.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Tests of the archive that this build has made, with no Java on the path. They take it as a
 * parameter, {@link Unpacked}; it is unpacked once for all of them. Without an archive they show as
 * skipped, unless {@code OTTO_REQUIRE_ARCHIVE} is set: then they fail.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("archive")
@ExtendWith(WithArchive.Extension.class)
@interface WithArchive {

  /** Whether there is an archive, and its contents. */
  final class Extension implements ExecutionCondition, ParameterResolver {
    private static final Namespace HERE = Namespace.create(WithArchive.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      try {
        return Unpacked.archive().isPresent() || System.getenv("OTTO_REQUIRE_ARCHIVE") != null
            ? ConditionEvaluationResult.enabled("the archive is there, or must be")
            : ConditionEvaluationResult.disabled(
                "no archive: it is made and tested by ./mvnw -Pdist verify");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Unpacked.class;
    }

    @Override
    public Unpacked resolveParameter(ParameterContext parameter, ExtensionContext context) {
      var store = context.getRoot().getStore(HERE);
      return store.computeIfAbsent(Shared.class, key -> Shared.unpack(), Shared.class).archive();
    }
  }

  /** Deleted after the last test. */
  record Shared(Path place, Unpacked archive) implements AutoCloseable {
    static Shared unpack() {
      try {
        Path place = Files.createTempDirectory("otto-archive-");
        return new Shared(place, Unpacked.in(place));
      } catch (Exception e) {
        throw new IllegalStateException("the archive cannot be unpacked", e);
      }
    }

    @Override
    public void close() throws IOException {
      Folders.delete(place);
    }
  }
}
