package dev.otto.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients of HTTP/1.0 in, health checks of load balancers above all, which Helidon turns away.
 * The head of their request is rewritten to what a client of HTTP/1.1 would send that wants one
 * answer and then the end of the connection.
 */
final class Http10 implements ServerConnectionSelector {
  private final ServerConnectionSelector http11;
  private final int maxHeadBytes;
  private final Connections connections;

  /**
   * Puts HTTP/1.0 in front of HTTP/1.1.
   *
   * @param maxHeadBytes a longer head is passed on as it is, to be refused
   * @param connections are told of what is read
   */
  Http10(ServerConnectionSelector http11, int maxHeadBytes, Connections connections) {
    this.http11 = http11;
    this.maxHeadBytes = maxHeadBytes;
    this.connections = connections;
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http11.bytesToIdentifyConnection();
  }

  /** Takes every connection: what is no HTTP at all is then refused in words, not cut off. */
  @Override
  public Support supports(BufferData data) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http11.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    Connection connection = connections.from(context.remotePeer().address());
    var head = new Head(() -> connection.read(context.dataReader()), maxHeadBytes);
    return http11.connection(
        new Rewritten(
            context,
            new DataReader(head::next),
            new Unchunked(context.dataWriter(), head::isHttp10)));
  }

  /** The bytes of a connection, with the head of the first request rewritten. */
  private static final class Head {
    private static final Pattern FIRST_LINE = Pattern.compile("[^\r\n]* HTTP/1\\.0\r?\n");
    private static final Pattern CONNECTION = Pattern.compile("(?im)^Connection:[^\r\n]*\r?\n");
    private static final Pattern HOST = Pattern.compile("(?im)^Host:");
    private static final String END = "\r\n\r\n";

    private final StreamedBytes reader;
    private final int maxBytes;
    private boolean passed;
    private boolean http10;

    /** Reads the next bytes; null at the end of the stream. */
    @FunctionalInterface
    interface StreamedBytes {
      byte @Nullable [] read();
    }

    Head(StreamedBytes reader, int maxBytes) {
      this.reader = reader;
      this.maxBytes = maxBytes;
    }

    /** Reports whether the request that was read is one of HTTP/1.0. */
    boolean isHttp10() {
      return http10;
    }

    /** Returns the next bytes; null at the end of the stream. */
    byte @Nullable [] next() {
      byte[] bytes = reader.read();
      if (passed || bytes == null) {
        return bytes;
      }
      passed = true;
      var all = new ByteArrayOutputStream();
      all.writeBytes(bytes);
      while (isIncomplete(all)) {
        bytes = reader.read();
        if (bytes == null) {
          break;
        }
        all.writeBytes(bytes);
      }
      byte[] read = all.toByteArray();
      byte[] rewritten = rewritten(read);
      http10 = rewritten != read;
      return rewritten;
    }

    private boolean isIncomplete(ByteArrayOutputStream all) {
      String text = all.toString(ISO_8859_1);
      boolean undecided = text.indexOf('\n') < 0 || FIRST_LINE.matcher(text).lookingAt();
      return undecided && !text.contains(END) && all.size() < maxBytes;
    }

    private static byte[] rewritten(byte[] bytes) {
      String text = new String(bytes, ISO_8859_1);
      int end = text.indexOf(END);
      if (end < 0 || !FIRST_LINE.matcher(text).lookingAt()) {
        return bytes;
      }
      int line = text.indexOf('\n');
      String first = text.substring(0, line).strip();
      String fields = CONNECTION.matcher(text.substring(line + 1, end + 2)).replaceAll("");
      // Only a browser could be led here by a foreign name, and browsers always say the name.
      String host = HOST.matcher(fields).find() ? "" : "Host: localhost\r\n";
      String head = first.substring(0, first.length() - 1) + "1\r\n" + host + fields;
      return (head + "Connection: close\r\n" + text.substring(end + 2)).getBytes(ISO_8859_1);
    }
  }

  /** The same connection with other bytes to read and to write. */
  private record Rewritten(ConnectionContext original, DataReader dataReader, DataWriter dataWriter)
      implements ConnectionContext {

    @Override
    public ListenerContext listenerContext() {
      return original.listenerContext();
    }

    @Override
    public ExecutorService executor() {
      return original.executor();
    }

    @Override
    public Router router() {
      return original.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
      return original.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
      return original.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
      return original.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
      return original.localPeer();
    }

    @Override
    public boolean isSecure() {
      return original.isSecure();
    }

    @Override
    public String socketId() {
      return original.socketId();
    }

    @Override
    public String childSocketId() {
      return original.childSocketId();
    }
  }
}
