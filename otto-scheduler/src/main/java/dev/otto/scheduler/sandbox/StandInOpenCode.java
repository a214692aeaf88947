package dev.otto.scheduler.sandbox;

import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * Imitates an OpenCode server on loopback. Every setting takes effect with the next request. The
 * words of {@link StandInPrompt} in a prompt control its answer.
 */
public final class StandInOpenCode implements AutoCloseable {
  /** The key in its answers wherever the real server shows a provider's key. */
  public static final String PLANTED_KEY = "sk-planted-SECRET-stand-in";

  private final AtomicReference<StandInSettings> settings =
      new AtomicReference<>(StandInSettings.demo());
  private final Routes routes = new Routes(settings::get, System.nanoTime());
  private final LoopbackServer server;

  private StandInOpenCode(int port) throws IOException {
    server = new LoopbackServer(port, routes);
  }

  /** Starts the stand-in on any free port; it answers at once and lists all its models. */
  public static StandInOpenCode start() throws IOException {
    return start(0);
  }

  /** Starts the stand-in on the given port. */
  public static StandInOpenCode start(int port) throws IOException {
    return new StandInOpenCode(port);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port());
  }

  public int port() {
    return server.port();
  }

  /** Sets the duration of each prompt; other requests are answered at once. */
  public StandInOpenCode delay(Duration delay) {
    return change(now -> now.withDelay(delay));
  }

  /** Sets the models that it lists and accepts from now on. */
  public StandInOpenCode models(List<Model> models) {
    return change(now -> now.withModels(models));
  }

  /** Sets the models that its configuration calls deprecated; it should not list them. */
  public StandInOpenCode deprecated(List<Model> models) {
    return change(now -> now.withDeprecated(models));
  }

  public StandInOpenCode globalDefault(Optional<ModelRef> ref) {
    return change(now -> now.withGlobalDefault(ref));
  }

  public StandInOpenCode failure(FailureMode failure) {
    return change(now -> now.withFailure(failure));
  }

  /** Requires this password of user {@code opencode} from now on. */
  public StandInOpenCode password(String password) {
    return change(now -> now.withPassword(password));
  }

  /** Has this model answer from now on as these words of {@link StandInPrompt} say. */
  public StandInOpenCode steer(ModelRef model, String words) {
    routes.steer(model, words);
    return this;
  }

  private StandInOpenCode change(UnaryOperator<StandInSettings> step) {
    settings.updateAndGet(step);
    return this;
  }

  /** Returns the models that it lists by default. */
  public static List<Model> demoModels() {
    return StandInModels.all();
  }

  /** Returns the requests it received; the same as {@code GET /__requests}. */
  public ReceivedRequests asked() {
    return routes.asked();
  }

  /** Returns the number of current listeners to its events. */
  public int listeners() {
    return routes.listeners();
  }

  /** Ends the stream of everybody who listens; they may come again. */
  public void dropListeners() {
    routes.dropListeners();
  }

  /** Resets the counts; the same as {@code DELETE /__requests}. */
  public void forget() {
    routes.forget();
  }

  /**
   * Closes every connection at once, as a kill does; another server may then start on the same
   * port.
   */
  @Override
  public void close() {
    server.close();
  }

  /**
   * Runs until killed.
   *
   * @param arguments the port and the duration of a prompt in milliseconds; both are optional
   */
  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0;
    long delay = arguments.length > 1 ? Long.parseLong(arguments[1]) : 0;
    try (var server = start(port).delay(Duration.ofMillis(delay))) {
      System.out.println("stand-in server listening on " + server.url());
      new CountDownLatch(1).await();
    }
  }
}
