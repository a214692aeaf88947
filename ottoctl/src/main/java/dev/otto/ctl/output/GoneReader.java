package dev.otto.ctl.output;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Notices that nobody reads standard output any more. Java itself learns of that only when it
 * writes, which a command that waits for events may not do for hours.
 */
final class GoneReader {
  private static final int STANDARD_OUTPUT = 1;
  private static final short ERROR_OR_HANG_UP = 0x8 | 0x10;
  private static final int BYTES = 8;
  private static final int OFFSET_OF_RESULT = 6;

  private GoneReader() {}

  /** Runs the action, in a thread of its own, once the reader is gone. */
  static void onceGone(Runnable action) {
    Thread.ofPlatform()
        .daemon()
        .name("ottoctl-reader")
        .start(
            () -> {
              if (awaitsTheEnd()) {
                action.run();
              }
            });
  }

  /** Waits until the reader is gone; false where this system cannot tell. */
  @SuppressWarnings("restricted") // The option for it is in ottoctl.jvmopts.
  private static boolean awaitsTheEnd() {
    var linker = Linker.nativeLinker();
    var function = linker.defaultLookup().find("poll");
    if (function.isEmpty()) {
      return false;
    }
    var poll =
        linker.downcallHandle(
            function.get(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      // struct pollfd { int fd; short events; short revents; }: with no events, errors alone.
      MemorySegment output = arena.allocate(BYTES, BYTES);
      output.set(ValueLayout.JAVA_INT, 0, STANDARD_OUTPUT);
      int found = (int) poll.invokeExact(output, 1L, -1);
      return found == 1
          && (output.get(ValueLayout.JAVA_SHORT, OFFSET_OF_RESULT) & ERROR_OR_HANG_UP) != 0;
    } catch (Throwable e) {
      return false; // A write will find out.
    }
  }
}
