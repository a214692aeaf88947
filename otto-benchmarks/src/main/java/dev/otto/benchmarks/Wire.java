package dev.otto.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A persistent connection with the smallest possible client, so that the server is what is
 * measured.
 */
public final class Wire implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final String headers;

  /** Opens a connection to this machine. */
  public Wire(int port, String token) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 17);
    headers = "Host: localhost\r\nAuthorization: Bearer " + token + "\r\n";
  }

  /** A response; the tag is empty if there is none. */
  public record WireReply(int status, String tag, byte[] body) {
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** Returns the bytes of a request without a body. */
  public byte[] get(String path, String moreHeaders) {
    return ("GET " + path + " HTTP/1.1\r\n" + headers + moreHeaders + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the bytes of a request that replaces a resource with this JSON. */
  public byte[] put(String path, String json) {
    return ("PUT "
            + path
            + " HTTP/1.1\r\n"
            + headers
            + "Content-Type: application/json\r\nContent-Length: "
            + json.length()
            + "\r\n\r\n"
            + json)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Sends these bytes and reads the response, which must state its length. */
  public WireReply send(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    int status = Integer.parseInt(line().substring(9, 12));
    int length = 0;
    String tag = "";
    for (String line = line(); !line.isEmpty(); line = line()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length: ")) {
        length = Integer.parseInt(line.substring("content-length: ".length()));
      } else if (lower.startsWith("etag: ")) {
        tag = line.substring("etag: ".length());
      }
    }
    return new WireReply(status, tag, in.readNBytes(length));
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("The server closed the connection");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
