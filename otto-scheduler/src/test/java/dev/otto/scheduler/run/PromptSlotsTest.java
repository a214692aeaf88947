package dev.otto.scheduler.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;

class PromptSlotsTest {
  private final List<String> called = new ArrayList<>();
  private Set<String> cancelled = Set.of();
  private final PromptSlots slots =
      new PromptSlots(
          1,
          id -> {
            called.add(id);
            return !cancelled.contains(id);
          });

  @Test
  void callsTheOneThatWaitsLongestWhenASlotIsFree() {
    assertTrue(slots.take("a"));
    assertFalse(slots.take("b"));
    assertFalse(slots.take("c"));
    slots.release();
    assertEquals(List.of("b"), called);
    assertFalse(slots.take("d"), "the slot is kept for the one that was called");
    assertTrue(slots.take("b"));
  }

  @Test
  void callsTheNextWhereTheFirstIsDueNoMore() {
    cancelled = Set.of("b");
    slots.take("a");
    slots.take("b");
    slots.take("c");
    slots.release();
    assertEquals(List.of("b", "c"), called);
    assertTrue(slots.take("c"));
  }

  @Test
  void aJobDeletedAfterItWasCalledKeepsNoSlot() {
    slots.take("a");
    slots.take("b");
    slots.take("c");
    slots.release();
    slots.jobDeleted(JobKey.jobKey("b"));
    assertEquals(List.of("b", "c"), called);
    assertTrue(slots.take("c"));
  }

  @Test
  void aSlotThatNobodyWaitsForIsThereForTheNext() {
    slots.take("a");
    slots.release();
    assertEquals(List.of(), called);
    assertTrue(slots.take("b"));
  }
}
