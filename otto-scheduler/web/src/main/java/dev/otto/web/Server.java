package dev.otto.web;

import dev.otto.wire.ErrorCode;
import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Helidon server as both of Otto's use it: the same bounds and time-outs, one application that
 * answers each call, and one way to put its replies on the wire.
 */
public final class Server implements AutoCloseable {
  private static final int HEADER_BYTES = 16 * 1024;
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
  private static final System.Logger log = System.getLogger(Server.class.getName());

  private final Settings settings;
  private final Application application;
  private final List<Header> headers;
  private final Connections connections;

  /** A body of a request takes several times its size until it is stored. */
  private final ByteBudget bodies = ByteBudget.ofMemory(32, 4 * Call.MAX_BODY);

  private final ByteBudget answers = ByteBudget.ofMemory(8, 16 * Call.MAX_BODY);
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("otto-listener-watch").factory());
  private volatile WebServer server;
  private volatile int port;
  private volatile boolean listening;

  /**
   * The differences between servers.
   *
   * @param headers sent with every reply that does not have them itself
   * @param compressFrom the size in bytes from which every body is compressible
   */
  public record Settings(
      Listen listen, ConnectionLimits limits, Map<String, String> headers, int compressFrom) {}

  /** Answers the calls of a server. */
  public interface Application {
    /** Answers a call. What it throws goes to {@link #failed}. */
    Reply answer(Call call) throws Exception;

    /** Answers a call that this was thrown for: a refusal, or a defect of ours. */
    Reply failed(Call call, Throwable thrown);

    /** Answers a request that is no call, because it cannot be read. */
    Reply refused(ApiException refusal);

    /** Takes note that the reply to this call is out. */
    void answered(Call call, Reply reply);
  }

  /** Prepares a server; nothing listens before {@link #start}. */
  public Server(Settings settings, Application application) {
    this.settings = settings;
    this.application = application;
    this.headers =
        settings.headers().entrySet().stream()
            .map(it -> HeaderValues.createCached(HeaderNames.create(it.getKey()), it.getValue()))
            .toList();
    this.connections = new Connections(settings.limits(), System::nanoTime);
    this.server = build(settings.listen().port());
  }

  private WebServer build(int port) {
    Listen listen = settings.listen();
    Duration idle = settings.limits().idle();
    // Without no-delay a large answer waits for the client's delayed acknowledgement.
    var options = SocketOptions.builder().tcpNoDelay(true).readTimeout(idle).build();
    var http1 =
        Http1Config.builder().maxHeadersSize(HEADER_BYTES).sendLog(false).receiveLog(false).build();
    var builder =
        WebServer.builder()
            .host(listen.host())
            .port(port)
            .shutdownHook(false)
            .addConnectionSelector(
                new Http10(
                    Http1ConnectionSelector.builder().config(http1).build(),
                    2 * HEADER_BYTES,
                    connections))
            .connectionOptions(connections.watching(options))
            .idleConnectionTimeout(idle)
            .maxPayloadSize(Call.MAX_REFUSED_BODY)
            .directHandlers(directHandlers())
            .routing(HttpRouting.builder().any(this::handle));
    listen.tls().map(context -> Tls.builder().sslContext(context).build()).ifPresent(builder::tls);
    return builder.build();
  }

  private DirectHandlers directHandlers() {
    var handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, this::unread);
    }
    return handlers.build();
  }

  private void handle(ServerRequest request, ServerResponse response) {
    Connection connection = connections.from(request.remotePeer().address());
    connection.headIsComplete();
    var call = new Call(request, connection, bodies, answers);
    try {
      answer(call, response);
    } finally {
      call.release();
      connection.answered();
    }
  }

  private void answer(Call call, ServerResponse response) {
    Reply reply;
    try {
      reply = reply(call).compressibleFrom(settings.compressFrom());
    } finally {
      call.made();
    }
    ByteBudget.Claim claim = ByteBudget.Claim.NONE;
    try {
      claim = reply.claim(answers);
    } catch (ApiException e) {
      reply = failed(call, e);
    }
    try {
      send(call, reply, response);
    } finally {
      claim.close();
    }
  }

  private void send(Call call, Reply reply, ServerResponse response) {
    headers.forEach(response::header);
    if (call.isTheLast() || call.framingIsDoubtful()) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    try {
      reply.send(call, response);
    } catch (UncheckedIOException | ServerConnectionException e) {
      throw new CloseConnectionException("The client is gone", e);
    }
    application.answered(call, reply);
    // Helidon leaves the closing to the client even where the answer says it will be closed.
    if (response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
      call.readAway();
      throw new CloseConnectionException("Said so in the answer");
    }
  }

  private Reply reply(Call call) {
    try {
      call.requireMethod();
      call.requirePlainFraming();
      return application.answer(call);
    } catch (CloseConnectionException | RequestException e) {
      throw e;
    } catch (Throwable e) {
      return failed(call, Unreadable.refusal(e).<Throwable>map(it -> it).orElse(e));
    }
  }

  /** Answers what was thrown; where it leaves the connection in doubt, no application keeps it. */
  private Reply failed(Call call, Throwable thrown) {
    Reply reply = application.failed(call, thrown);
    boolean last = thrown instanceof ApiException e && e.headers().containsKey("Connection");
    return last ? reply.with("Connection", "close") : reply;
  }

  /** Answers what Helidon refuses by itself, before there is a call. */
  private DirectHandler.TransportResponse unread(
      DirectHandler.TransportRequest request,
      EventType type,
      Status status,
      ServerResponseHeaders responseHeaders,
      @Nullable String message) {
    // Our own mistakes never come here; what Helidon calls one is a request it stumbled over.
    ErrorCode code =
        type == EventType.INTERNAL_ERROR || type == EventType.HTTP_VERSION_NOT_SUPPORTED
            ? ErrorCode.INVALID_REQUEST
            : ErrorCode.ofStatus(status.code());
    Reply reply = application.refused(Unreadable.refusal(code));
    headers.forEach(responseHeaders::set);
    return reply.unread(responseHeaders);
  }

  /**
   * Binds the address.
   *
   * @throws IllegalStateException if it cannot be bound; Helidon itself only logs that
   */
  public void start() {
    bind(server);
    var unused =
        watch.scheduleWithFixedDelay(
            this::look, BETWEEN_LOOKS.toMillis(), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void bind(WebServer prepared) {
    prepared.start();
    if (!prepared.isRunning()) {
      throw new IllegalStateException("The address cannot be bound");
    }
    server = prepared;
    port = prepared.port();
    listening = true;
  }

  private void look() {
    try {
      connections.closeLate();
      // The question at the port costs more than all else that an idle Otto does.
      if (!connections.areAccepted()
          && ListenerProbe.isRefused(settings.listen().localHost(), port)) {
        listenAgain();
      }
    } catch (RuntimeException e) {
      log.log(Level.WARNING, "The server at " + address() + " could not be looked at", e);
    }
  }

  /**
   * Replaces Helidon's server, whose listener ends with the first failure to accept, such as too
   * many open files, while it still calls itself running.
   */
  private void listenAgain() {
    if (listening) {
      log.log(Level.WARNING, "Nothing listens at " + address() + " any more; listening again");
    }
    listening = false;
    // Asked first, because each server that is only prepared keeps a thread of Helidon's.
    if (!ListenerProbe.isFree(settings.listen().host(), port)) {
      return;
    }
    server.stop();
    bind(build(port));
    log.log(Level.INFO, "Listening at " + address() + " again");
  }

  /** Returns the port in use, also if any free one was asked for. */
  public int port() {
    return port;
  }

  /** Reports whether it listens, as of the last look. */
  public boolean isRunning() {
    return listening && server.isRunning();
  }

  /** Returns the address for people. */
  public String address() {
    return settings.listen().addressOn(Listen.inAddress(settings.listen().host()), port());
  }

  /** Returns the address for a client on this machine. */
  public URI localUrl() {
    return URI.create(settings.listen().addressOn(settings.listen().localHost(), port()));
  }

  @Override
  public void close() {
    watch.close();
    server.stop();
  }
}
