package dev.otto.scheduler.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;

class PromptSlotsTest {
  private static final Instant DUE = Instant.ofEpochSecond(1_800_000_000);

  private final List<String> called = new ArrayList<>();
  private Set<String> impossible = Set.of();
  private final PromptSlots slots = new PromptSlots(1, this::fireAgain);

  private void fireAgain(String id, Instant due) {
    assertEquals(DUE, due);
    called.add(id);
    if (impossible.contains(id)) {
      throw new IllegalStateException(id);
    }
  }

  @Test
  void callsTheOneThatWaitsLongestWhenASlotIsFree() {
    assertTrue(slots.take("a", DUE));
    assertFalse(slots.take("b", DUE));
    assertFalse(slots.take("c", DUE));
    slots.release();
    assertEquals(List.of("b"), called);
    assertFalse(slots.take("d", DUE), "the slot is kept for the one that was called");
    assertTrue(slots.take("b", DUE));
  }

  @Test
  void callsTheNextWhereTheFirstCannotBeFired() {
    impossible = Set.of("b");
    slots.take("a", DUE);
    slots.take("b", DUE);
    slots.take("c", DUE);
    slots.release();
    assertEquals(List.of("b", "c"), called);
    assertTrue(slots.take("c", DUE));
  }

  @Test
  void aJobDeletedAfterItWasCalledKeepsNoSlot() {
    slots.take("a", DUE);
    slots.take("b", DUE);
    slots.take("c", DUE);
    slots.release();
    slots.jobDeleted(JobKey.jobKey("b"));
    assertEquals(List.of("b", "c"), called);
    assertTrue(slots.take("c", DUE));
  }

  @Test
  void aSlotThatNobodyWaitsForIsThereForTheNext() {
    slots.take("a", DUE);
    slots.release();
    assertEquals(List.of(), called);
    assertTrue(slots.take("b", DUE));
  }
}
