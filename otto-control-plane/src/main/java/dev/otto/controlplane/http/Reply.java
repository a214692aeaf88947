package dev.otto.controlplane.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a handler gives back. */
public sealed interface Reply {
  String HTML = "text/html; charset=utf-8";
  String JSON = "application/json; charset=utf-8";

  /** The same answer with one header more. */
  Reply with(String header, String value);

  /** Bytes that are there. */
  @SuppressWarnings("ArrayRecordComponent") // it is never compared
  record Content(int status, Map<String, String> headers, byte[] body) implements Reply {
    @Override
    public Content with(String header, String value) {
      return new Content(status, extended(headers, header, value), body);
    }
  }

  /** An answer that is written as it comes to be. */
  record Streamed(Map<String, String> headers, Writer writer) implements Reply {
    @Override
    public Streamed with(String header, String value) {
      return new Streamed(extended(headers, header, value), writer);
    }
  }

  /** Writes until there is no more, or until the reader is gone. */
  @FunctionalInterface
  interface Writer {
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  static Content html(int status, byte[] page) {
    return content(status, HTML, page);
  }

  static Content json(int status, String text) {
    return content(status, JSON, text.getBytes(StandardCharsets.UTF_8));
  }

  static Content content(int status, String type, byte[] body) {
    return new Content(status, Map.of("Content-Type", type), body);
  }

  /** Sends the browser to another page of ours, which it asks for with GET. */
  static Content seeOther(String location) {
    return new Content(303, Map.of("Location", location), new byte[0]);
  }

  private static Map<String, String> extended(
      Map<String, String> headers, String name, String value) {
    var all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return all;
  }
}
