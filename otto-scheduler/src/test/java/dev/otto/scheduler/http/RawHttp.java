package dev.otto.scheduler.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes the very bytes a test wants on the wire, and reads one answer by its framing. */
final class RawHttp implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;
  private final Socket socket;

  RawHttp(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  record Reply(int status, String head, String body) {
    String header(String name) {
      return head.lines()
          .filter(
              line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }
  }

  static Reply once(int port, String request) throws IOException {
    try (var http = new RawHttp(port)) {
      return http.send(request);
    }
  }

  /** Sends the text with its line ends turned into those of HTTP. */
  Reply send(String request) throws IOException {
    return sendBytes(request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  Reply sendBytes(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    socket.getOutputStream().flush();
    return read();
  }

  private Reply read() throws IOException {
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int c = socket.getInputStream().read();
      if (c < 0) {
        throw new IOException("The server closed the connection after: " + head);
      }
      head.append((char) c);
    }
    int status = Integer.parseInt(head.substring(9, 12));
    var reply = new Reply(status, head.toString(), "");
    String length = reply.header("Content-Length");
    byte[] body =
        length.isEmpty()
            ? readChunks()
            : socket.getInputStream().readNBytes(Integer.parseInt(length));
    return new Reply(status, head.toString(), new String(body, StandardCharsets.UTF_8));
  }

  private byte[] readChunks() throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(readLine(), 16);
      body.write(socket.getInputStream().readNBytes(size));
      readLine();
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private String readLine() throws IOException {
    var line = new StringBuilder();
    int c = socket.getInputStream().read();
    while (c >= 0 && c != '\n') {
      line.append((char) c);
      c = socket.getInputStream().read();
    }
    return line.toString().strip();
  }

  /** Whether the server ends the connection. */
  boolean isClosedByServer() throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
