package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** OpenCode's server-sent events, one after the other. Close it from any thread to end it. */
public final class OpenCodeEvents implements AutoCloseable {
  static final String TYPE = "text/event-stream";

  /**
   * The maximum length of an event, far more than any relevant one has; the rest of a longer one is
   * dropped.
   */
  private static final int MAX_EVENT_LENGTH = 1 << 20;

  private final OpenCodeCall call;
  private final InputStream in;
  private boolean ended;

  private OpenCodeEvents(OpenCodeCall call, InputStream in) {
    this.call = call;
    this.in = new BufferedInputStream(in, 8192);
  }

  static OpenCodeEvents open(OpenCodeCall call) throws OpenCodeCallException {
    OpenCodeCall.StreamedResponse answer = call.stream(Long.MAX_VALUE);
    if (answer.status() != 200 || !OpenCodeHttp.mediaType(answer.contentType()).equals(TYPE)) {
      call.close();
      throw call.notOpenCode();
    }
    return new OpenCodeEvents(call, answer.body());
  }

  /**
   * Waits for the next event and returns its data, JSON; empty when the server ended the stream.
   */
  public Optional<String> next() throws OpenCodeCallException {
    var data = new StringBuilder();
    try {
      for (String line = line(); !ended; line = line()) {
        if (line.isEmpty() && !data.isEmpty()) {
          return Optional.of(data.toString());
        }
        if (line.startsWith("data:") && data.length() < MAX_EVENT_LENGTH) {
          data.append(data.isEmpty() ? "" : "\n").append(line.substring(5).strip());
        }
      }
      return Optional.empty();
    } catch (OpenCodeCallException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException(e); // The body explains every failure itself.
    }
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream(256);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        ended = true;
        break;
      }
      if (next != '\r' && line.size() < MAX_EVENT_LENGTH) {
        line.write(next);
      }
    }
    return line.toString(UTF_8);
  }

  @Override
  public void close() {
    call.cancel();
  }
}
