package dev.otto.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.quartz.core.QuartzScheduler;
import org.slf4j.Logger;

/** That the tests beside this one, where they run a second time, run where they mean to. */
@EnabledIfSystemProperty(
    named = "otto.oldest.quartz",
    matches = ".+",
    disabledReason = "it is about the surefire execution \"oldest\"")
class OldestSurroundingsTest {

  @Test
  void theLibrariesAreTheOldestThatAreSupported() {
    String quartz =
        QuartzScheduler.getVersionMajor()
            + "."
            + QuartzScheduler.getVersionMinor()
            + "."
            + QuartzScheduler.getVersionIteration();
    assertEquals(System.getProperty("otto.oldest.quartz"), quartz);
    var methods = Arrays.stream(Logger.class.getMethods());
    assertTrue(methods.noneMatch(it -> it.getName().equals("atLevel")), "this is SLF4J 2");
  }

  @Test
  void javaIsTheOldestThatIsSupported() {
    int java = Runtime.version().feature();
    String remedy = "start Maven with a JDK 17, or name one in JAVA17_HOME";
    assumeTrue(java <= 17, "these tests ran on Java " + java + ": " + remedy);
    assertEquals(17, java);
  }
}
