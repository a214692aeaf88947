package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** The first line and the headers of a response. */
record HttpHead(String statusLine, Map<String, String> headers) {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final int MAX_LINE_LENGTH = 16 * 1024;
  private static final int MAX_HEADERS = 200;

  /** Reads up to the empty line; interim responses (1xx) are skipped. */
  static HttpHead read(InputStream in) throws IOException {
    HttpHead head;
    do {
      head = new HttpHead(statusLine(in), headers(in));
    } while (head.status() < 200);
    return head;
  }

  private static String statusLine(InputStream in) throws IOException {
    String line = line(in);
    if (!STATUS_LINE.matcher(line).matches()) {
      throw new ProtocolException("status line");
    }
    return line;
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    var headers = new HashMap<String, String>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 1 || headers.size() >= MAX_HEADERS) {
        throw new ProtocolException("header");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  /** Reads up to the next line end, without it. */
  static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream(80);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      if (line.size() >= MAX_LINE_LENGTH) {
        throw new ProtocolException("line");
      }
      line.write(next);
    }
    String text = line.toString(ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  int status() {
    return Integer.parseInt(statusLine.substring(9, 12));
  }

  String contentType() {
    return headers.getOrDefault("content-type", "");
  }

  /** Reports whether the server takes another request once the body is read. */
  boolean isPersistent() {
    return statusLine.startsWith("HTTP/1.1") && !isHeader("connection", "close");
  }

  /** Returns the bytes of the body as they were sent, up to its end. */
  HttpBody body(InputStream in) throws ProtocolException {
    if (status() == 204 || status() == 304) {
      return HttpBody.ofLength(in, 0);
    }
    if (isHeader("transfer-encoding", "chunked")) {
      return HttpBody.inChunks(in);
    }
    String length = headers.get("content-length");
    if (length == null) {
      return HttpBody.untilClosed(in);
    }
    if (!LENGTH.matcher(length).matches()) {
      throw new ProtocolException("length");
    }
    return HttpBody.ofLength(in, Long.parseLong(length));
  }

  /** Returns the body decompressed. */
  InputStream unpacked(InputStream body) throws IOException {
    return isHeader("content-encoding", "gzip") && status() != 204 && status() != 304
        ? new GZIPInputStream(body, 8192)
        : body;
  }

  private boolean isHeader(String name, String value) {
    return value.equalsIgnoreCase(headers.get(name));
  }
}
